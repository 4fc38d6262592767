"""A PDF says beside its fonts what their characters mean; where the shapes say otherwise, a figure
is unreadable.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import reportlab
from reportlab.pdfbase import ttfonts
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

from tests.extract.readers.test_pdf_shown import X, Y, read_cell

FONTS = Path(reportlab.__file__).parent / "fonts"
STANDARD = ("Helvetica", "Helvetica-Oblique", "Times-Roman", "Times-BoldItalic", "Courier")
EMBEDDED = ("Vera", "VeraBd", "VeraIt", "VeraBI")
ALL_DIGITS = "1234567890"


def cell_in(font: str, text: str, size: float = 10.5) -> tuple[str, set[str]]:
    """What is read of a cell that is written in a font."""
    if font in EMBEDDED:
        registerFont(ttfonts.TTFont(font, str(FONTS / f"{font}.ttf")))

    def paint(canvas: Canvas) -> None:
        canvas.setFont(font, size)
        canvas.drawString(X, Y, text)

    return read_cell(paint)


@pytest.mark.parametrize("font", [*STANDARD, *EMBEDDED])
@pytest.mark.parametrize("size", [8.0, 10.5, 14.0])
def test_digits_that_look_as_they_read_are_read(font: str, size: float) -> None:
    assert cell_in(font, ALL_DIGITS, size) == (ALL_DIGITS, set())


@pytest.mark.parametrize("font", EMBEDDED)
@pytest.mark.parametrize("swapped", ["57", "14", "23", "17", "04"])
def test_digits_that_read_as_others_than_they_look_are_doubted(
    font: str, swapped: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """75 is drawn, and the file says that it reads 57."""
    one, other = map(ord, swapped)
    says = {one: other, other: one}
    honest = ttfonts.makeToUnicodeCMap

    def lying(name: str, subset: list[int]) -> str:
        return str(honest(name, [says.get(code, code) for code in subset]))

    monkeypatch.setattr(ttfonts, "makeToUnicodeCMap", lying)
    text, codes = cell_in(font, swapped[::-1])
    assert text == f"{swapped}?"
    assert codes == {"replaced_text"}


def test_the_figures_beside_a_lying_font_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Digits of another font on the same page are read: the doubt is that of one font."""
    honest = ttfonts.makeToUnicodeCMap
    says = {ord("3"): ord("1"), ord("1"): ord("3")}

    def lying(name: str, subset: list[int]) -> str:
        return str(honest(name, [says.get(code, code) for code in subset]))

    monkeypatch.setattr(ttfonts, "makeToUnicodeCMap", lying)
    # The cell above, 31 in a font that the file leaves out, is asserted by `read_cell`.
    assert cell_in("Vera", "13")[1] == {"replaced_text"}
    assert cell_in("Helvetica", "13") == ("13", set())
