"""Pictures of reports (PNG, JPEG, TIFF, GIF): read by character recognition."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from extract.document import Document
from extract.errors import NeedsTool, Unreadable
from extract.readers.pictures import recognition as ocr
from extract.readers.positions.layout import read_layout

if TYPE_CHECKING:
    from cv2.typing import MatLike
    from PIL.Image import Image as Picture

MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "TIFF": "image/tiff", "GIF": "image/gif"}
MAX_PIXELS = 80_000_000
MAX_FRAMES = 60
# Pixels along the shorter side, which is that of A4 at 300 dots per inch, and along the longer one.
MAX_WIDTH = 2500
MAX_LENGTH = 30_000
# Pixels: a narrower picture is an icon or a banner, in which no table can be read.
LEAST_SIDE = 300
# Points: the width that a page has where the picture does not say how large it is (A4).
_PAGE_WIDTH, _PAGE_HEIGHT = 595.0, 842.0
_RESOLUTIONS = (72.0, 1200.0)


def read_image(data: bytes) -> Document:
    """Read a picture, each frame of it as a page. Places are pages and boxes in points, upright and
    straightened.

    Raises NeedsTool where character recognition is not installed, Unreadable where the picture is
    damaged, too small or too large.
    """
    try:
        from PIL import Image, ImageFile, ImageOps, ImageSequence, UnidentifiedImageError
    except ImportError:
        raise NeedsTool(*ocr.MISSING) from None
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    recognised = []
    try:
        with Image.open(io.BytesIO(data), formats=list(MEDIA_TYPES)) as picture:
            media_type = MEDIA_TYPES[picture.format or "PNG"]
            _check(picture)
            for number, frame in enumerate(ImageSequence.Iterator(picture), start=1):
                upright = ImageOps.exif_transpose(_check(frame))
                recognised.append(ocr.recognise(_pixels(upright), number, _width(upright)))
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
    ) as error:
        raise Unreadable(f"the picture is damaged: {_line(error)}") from None
    layout = read_layout([one.page for one in recognised])
    issues = ocr.issues(len(recognised), sum(one.doubtful for one in recognised))
    return Document(media_type, layout.blocks, issues=(*layout.issues, *issues))


def _check(picture: Picture) -> Picture:
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise Unreadable(
            f"the picture has {width} x {height} pixels, more than the limit of {MAX_PIXELS}"
        )
    if min(width, height) < LEAST_SIDE:
        raise Unreadable(
            f"the picture has {width} x {height} pixels: too small to hold a readable table"
        )
    frames = getattr(picture, "n_frames", 1)
    if frames > MAX_FRAMES:
        raise Unreadable(f"the picture has {frames} frames, more than the limit of {MAX_FRAMES}")
    return picture


def _pixels(picture: Picture) -> MatLike:
    """The picture as an array, on white where it is transparent, made smaller where it is larger
    than needed.
    """
    import numpy
    from PIL import Image

    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        rgba = picture.convert("RGBA")
        picture = Image.new("RGBA", rgba.size, "white")
        picture.alpha_composite(rgba)
    picture = picture.convert("RGB")
    scale = min(MAX_WIDTH / min(picture.size), MAX_LENGTH / max(picture.size))
    if scale < 1:
        picture = picture.resize(
            (round(picture.width * scale), round(picture.height * scale)), Image.Resampling.LANCZOS
        )
    return numpy.ascontiguousarray(numpy.asarray(picture)[:, :, ::-1])


def _width(picture: Picture) -> float:
    width, height = picture.size
    dots = float(picture.info.get("dpi", (0, 0))[0])
    if _RESOLUTIONS[0] < dots <= _RESOLUTIONS[1]:
        return float(width) / dots * 72
    return _PAGE_WIDTH if width <= height else _PAGE_HEIGHT


def _line(error: Exception) -> str:
    """What an error says, in one line, and without the address of an object that it names."""
    from PIL import UnidentifiedImageError

    if isinstance(error, UnidentifiedImageError):
        return "its bytes are of no kind of picture that is read"
    return " ".join(str(error).split())[:120] or type(error).__name__
