"""Parts of a drawn PDF that its library does not offer: a layer that is off, and fonts that say of
their characters what these do not mean, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import reportlab
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFObjectReference,
    PDFString,
)
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

LAYER = "Draft"
_FILE = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"


def with_layer(canvas: Canvas) -> None:
    """Let the page that was finished last name the document's layer that is off."""
    document = canvas._doc
    page = document.Pages.pages[-1]
    check = page.check_format

    def checked(document: PDFDocument) -> None:
        check(document)
        page.Resources.Properties = {LAYER: _layer(document)}

    page.check_format = checked
    off = PDFArray([_layer(document)])
    catalog = document.Catalog
    catalog.__NoDefault__ = [*type(catalog).__NoDefault__, "OCProperties"]
    catalog.OCProperties = PDFDictionary({"OCGs": off, "D": PDFDictionary({"OFF": off})})


def _layer(document: PDFDocument) -> PDFObjectReference:
    group = PDFDictionary({"Type": PDFName("OCG"), "Name": PDFString(LAYER)})
    return document.Reference(document.idToObject.get(LAYER, group), LAYER)


class _Font(TTFont):  # type: ignore[misc]
    """A font of figures of which the file says that each is another one, or says nothing."""

    def __init__(self, name: str, says_nothing: bool) -> None:
        super().__init__(name, str(_FILE), asciiReadable=0 if says_nothing else 1)
        self._says_nothing = says_nothing

    def addObjects(self, document: PDFDocument) -> None:  # noqa: N802
        before = set(document.idToObject)
        super().addObjects(document)
        for name in set(document.idToObject) - before:
            made = document.idToObject[name]
            if name.startswith("toUnicodeCMap:") and not self._says_nothing:
                made.content = _turned(made.content)
            elif hasattr(made, "ToUnicode") and self._says_nothing:
                del made.ToUnicode


def _turned(cmap: str) -> str:
    """A map of characters in which each digit is another one."""
    for digit in "0123456789":
        other = str((int(digit) + 3) % 10)
        cmap = cmap.replace(f"<{ord(digit):04X}>", f"[{ord(other):04X}]")
    return cmap.replace("[", "<").replace("]", ">")


@cache
def _named(name: str, says_nothing: bool) -> str:
    registerFont(_Font(name, says_nothing))
    return name


FIGURE_FONTS: dict[str, Callable[[], str]] = {
    "other meaning": lambda: _named("OtherMeaning", False),
    "no meaning": lambda: _named("NoMeaning", True),
}
