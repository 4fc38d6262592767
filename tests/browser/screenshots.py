"""`python -m tests.browser.screenshots`: the pictures of the site in docs/images, from the practice
portals.

Their size is always the same; dates of the crawl in them are those of the day.
"""

from __future__ import annotations

import io
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from tests.browser.pages import PAGES, REPORT
from tests.browser.visitor import PHONE, Scheme, browser, visiting
from tests.house.house import TOP
from tests.practice_archive import crawl_and_build, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ViewportSize

IMAGES = TOP / "docs" / "images"
WINDOW: ViewportSize = {"width": 1280, "height": 960}
LARGEST = 200_000
COLOURS = 128


@dataclass(frozen=True)
class Picture:
    """A page as it is shown to a reader; `start` is the element that stands at the top of the
    window.
    """

    name: str
    path: str
    language: str = "zh"
    size: ViewportSize | None = None
    scheme: Scheme = "light"
    start: str = ""


PICTURES = (
    Picture("home", "/"),
    Picture("report", REPORT, start="#table-3"),
    Picture("agency", PAGES["agency"], language="en"),
    Picture("compare", PAGES["compare"], start="#charts"),
    Picture("coverage", PAGES["coverage"], language="en"),
    Picture("source", PAGES["source"]),
    Picture("search", PAGES["search"]),
    Picture("question", "/archive/refusal_reasons", language="en"),
    Picture("phone", REPORT, size=PHONE),
    Picture("dark", PAGES["region"], scheme="dark"),
)


def take(chromium: Browser, address: str, picture: Picture) -> bytes:
    """The picture as PNG."""
    size = picture.size or WINDOW
    with visiting(
        chromium, address, language=picture.language, size=size, scheme=picture.scheme
    ) as visitor:
        page = visitor.go(picture.path)
        visitor.settle()
        if picture.start:
            page.locator(picture.start).evaluate("one => one.scrollIntoView()")
        return page.screenshot(animations="disabled")


def reduced(png: bytes) -> bytes:
    """The picture with a palette: text on plain ground loses nothing that can be seen."""
    with Image.open(io.BytesIO(png)) as image, io.BytesIO() as file:
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
            file, "PNG", optimize=True
        )
        return file.getvalue()


def main() -> None:
    """Write every picture, none larger than a page can bear."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = crawl_and_build(Path(name)).folder
        with served(folder) as address, browser() as chromium:
            for picture in PICTURES:
                image = reduced(take(chromium, address, picture))
                assert len(image) <= LARGEST, f"{picture.name}: {len(image)} bytes"
                (IMAGES / f"{picture.name}.png").write_bytes(image)
                print(f"{picture.name}: {len(image) // 1000} kB")


if __name__ == "__main__":
    main()
