"""DOC, RTF, PDF, XLS, ODS and scans: LibreOffice turns the made DOCX and XLSX into them, in batches,
once.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from random import Random

from tests.corpus import docx, sheets
from tests.corpus.model import Cell, Draft, Grid, Sample
from tests.rasters import pictures_of

# Format of the sample: (suffix of what is converted, suffix of what LibreOffice makes of it).
TARGETS = {
    "doc": ("docx", "doc"),
    "rtf": ("docx", "rtf"),
    "pdf": ("docx", "pdf"),
    "xls": ("xlsx", "xls"),
    "ods": ("xlsx", "ods"),
    "scan": ("docx", "pdf"),
}
CACHE = Path(os.environ.get("GONGKAI_CORPUS_CACHE", Path(tempfile.gettempdir()) / "gongkai-corpus"))
BATCH = 40
DOTS_PER_INCH = 150
Plan = tuple[Sample, str | None]


def source_renderer(format: str) -> Callable[[Draft], bytes]:
    """What writes the document that is converted into the format."""
    return sheets.render if TARGETS[format][0] == "xlsx" else docx.render


def is_there(format: str) -> bool:
    """Whether the tools that make this format are there."""
    if format not in TARGETS:
        return True
    rendering = all(find_spec(module) for module in ("pypdfium2", "PIL"))
    return (format != "scan" or rendering) and _can_convert(*TARGETS[format])


@cache
def _can_convert(suffix: str, wanted: str) -> bool:
    """Whether LibreOffice turns one format into another: its parts are installed apart, and a
    Writer without Calc opens no workbook.
    """
    if shutil.which("soffice") is None:
        return False
    draft = Draft(Random(0), "", "", "", 2024, "2021", figures={})
    draft.blocks = [Grid(0, [[Cell("1")]])]
    source = (sheets.render if suffix == "xlsx" else docx.render)(draft)
    _run([source], suffix, wanted)
    return _cached(source, wanted).is_file()


def convert(plans: list[Plan]) -> dict[str, bytes]:
    """The bytes of every planned document that needs converting and can be converted, by name."""
    wanted = [
        (sample, target) for sample, target in plans if target in TARGETS and is_there(target)
    ]
    for suffixes in set(TARGETS.values()):
        sources = [sample.data for sample, target in wanted if TARGETS[target] == suffixes]
        missing = [data for data in sources if not _cached(data, suffixes[1]).is_file()]
        for start in range(0, len(missing), BATCH):
            _run(missing[start : start + BATCH], *suffixes)
    made = ((sample, target, _cached(sample.data, TARGETS[target][1])) for sample, target in wanted)
    return {
        sample.name: _finish(path.read_bytes(), target)
        for sample, target, path in made
        if path.is_file()
    }


def _key(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _cached(data: bytes, suffix: str) -> Path:
    return CACHE / f"{_key(data)}.{suffix}"


def _run(sources: list[bytes], suffix: str, wanted: str) -> None:
    """Convert one batch into the cache, with a profile of its own."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [folder / f"{_key(data)}.{suffix}" for data in sources]
        for path, data in zip(paths, sources, strict=True):
            path.write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            wanted,
            "--outdir",
            str(folder / "out"),
        ]
        subprocess.run(
            [*command, *map(str, paths)],
            check=False,
            capture_output=True,
            timeout=30 + 6 * len(paths),
        )
        for path in paths:
            made = folder / "out" / f"{path.stem}.{wanted}"
            if made.is_file():
                shutil.move(made, CACHE / made.name)


def _finish(data: bytes, target: str) -> bytes:
    return _scanned(data) if target == "scan" else data


def _scanned(data: bytes) -> bytes:
    """The pages of a PDF as one PNG picture, as a flat scanner leaves them."""
    from PIL import Image

    pages = pictures_of(data, DOTS_PER_INCH)
    whole = Image.new("L", (pages[0].width, sum(page.height for page in pages)), 255)
    top = 0
    for page in pages:
        whole.paste(page, (0, top))
        top += page.height
    buffer = io.BytesIO()
    whole.save(buffer, "PNG")
    return buffer.getvalue()
