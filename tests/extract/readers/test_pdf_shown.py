"""A figure of a PDF is what a careful person sees on the page; what cannot be told is unreadable."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from PIL import Image
from reportlab.lib.colors import Color, white
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extract.document import Document, Grid
from extract.readers.pdf import read_pdf
from extract.readers.positions import pdfium
from tests.extract.readers.drawn import FONT, HEIGHT, Drawing

# The cell that each test paints: its text begins here, in points from the bottom left.
X, Y = 230.0, HEIGHT - 118.0
SIZE = 10.0

Painting = Callable[[Canvas], None]


def write(canvas: Canvas, text: str, x: float = X, y: float = Y, size: float = SIZE) -> None:
    canvas.setFont(FONT, size)
    canvas.drawString(x, y, text)


def read_cell(paint: Painting) -> tuple[str, set[str]]:
    """What is read in a cell beside 行政处罚, and the codes of the document's issues."""
    drawing = Drawing(size=SIZE, page_numbers=False)
    for top in (72, 98, 124):
        drawing.line(72, top, 372, top)
    for x in (72, 222, 372):
        drawing.line(x, 72, x, 124)
    drawing.text(80, 80, "行政许可")
    drawing.text(X, 80, "31")
    drawing.text(80, 106, "行政处罚")
    paint(drawing.canvas)
    document = read_pdf(drawing.finish())
    return _last_cell(document), {code for code, _ in document.issues}


def _last_cell(document: Document) -> str:
    (grid,) = [block for block in document.blocks if isinstance(block, Grid)]
    assert [cell.text for cell in grid.rows[0]] == ["行政许可", "31"]
    return grid.rows[1][1].text


def plain(canvas: Canvas) -> None:
    write(canvas, "629")


def white_digit(canvas: Canvas) -> None:
    canvas.setFillColor(white)
    write(canvas, "4", X - 5)
    canvas.setFillColorRGB(0, 0, 0)
    write(canvas, "629")


def nearly_white(canvas: Canvas) -> None:
    canvas.setFillGray(0.98)
    write(canvas, "629")


def transparent(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0, 0, 0, alpha=0))
    write(canvas, "629")


def covered(canvas: Canvas) -> None:
    write(canvas, "629")
    canvas.setFillColor(white)
    canvas.rect(X - 2, Y - 3, 40, 14, stroke=0, fill=1)


def covered_by_a_picture(canvas: Canvas) -> None:
    write(canvas, "629")
    picture = ImageReader(Image.new("L", (8, 8), 255))
    canvas.drawImage(picture, X - 2, Y - 3, 40, 14)


def clipped(canvas: Canvas) -> None:
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(300, Y - 3, 20, 14)
    canvas.clipPath(path, stroke=0, fill=0)
    write(canvas, "629")
    canvas.restoreState()


def a_clip_of_text(canvas: Canvas) -> None:
    text = canvas.beginText(X, Y)
    text.setFont(FONT, SIZE)
    text.setTextRenderMode(7)
    text.textOut("629")
    canvas.saveState()
    canvas.drawText(text)
    canvas.restoreState()


def invisible(canvas: Canvas) -> None:
    text = canvas.beginText(X, Y)
    text.setFont(FONT, SIZE)
    text.setTextRenderMode(3)
    text.textOut("629")
    canvas.drawText(text)


HIDDEN = [
    nearly_white,
    transparent,
    covered,
    covered_by_a_picture,
    clipped,
    a_clip_of_text,
    invisible,
]


def test_a_figure_that_is_seen_is_read() -> None:
    assert read_cell(plain) == ("629", set())


def test_a_hidden_digit_beside_a_figure_is_left_out_and_told() -> None:
    assert read_cell(white_digit) == ("629", {"hidden_text"})


def pale_digit(canvas: Canvas) -> None:
    canvas.setFillGray(0.94)
    write(canvas, "4", X - 5)
    canvas.setFillGray(0)
    write(canvas, "629")


def test_a_digit_that_is_hard_to_see_makes_its_cell_unreadable() -> None:
    assert read_cell(pale_digit) == ("629?", {"hidden_text"})


@pytest.mark.parametrize("paint", HIDDEN, ids=lambda paint: paint.__name__)
def test_digits_that_leave_no_ink_make_their_cell_unreadable(paint: Painting) -> None:
    text, codes = read_cell(paint)
    assert text.endswith("?")
    assert codes - {"picture_in_cell"} == {"hidden_text"}


def new_over_old(canvas: Canvas) -> None:
    covered(canvas)
    canvas.setFillColorRGB(0, 0, 0)
    write(canvas, "584")


def test_a_figure_over_a_covered_one_is_read() -> None:
    assert read_cell(new_over_old) == ("584", {"hidden_text"})


def partly_covered(canvas: Canvas) -> None:
    write(canvas, "628")
    canvas.setFillColor(white)
    canvas.rect(X + 12.5, Y - 3, 20, 14, stroke=0, fill=1)


def test_a_digit_that_is_partly_covered_makes_its_cell_unreadable() -> None:
    assert read_cell(partly_covered) == ("62?", {"hidden_text"})


def two_at_one_place(canvas: Canvas) -> None:
    write(canvas, "629")
    write(canvas, "58", X + 1)


def test_figures_over_one_another_are_unreadable() -> None:
    text, codes = read_cell(two_at_one_place)
    assert (text[-1:], codes) == ("?", {"overprinted_text"})


def struck_out(canvas: Canvas) -> None:
    write(canvas, "629")
    canvas.setLineWidth(0.6)
    canvas.line(X - 2, Y + 3.4, X + 20, Y + 3.4)


def struck_out_by_a_note(canvas: Canvas) -> None:
    write(canvas, "629")
    canvas.inkAnnotation("struck", [(X - 2, Y, X + 20, Y + 8)])


def underlined(canvas: Canvas) -> None:
    write(canvas, "629")
    canvas.line(X - 2, Y - 2.6, X + 20, Y - 2.6)


def test_a_line_through_a_figure_strikes_it_and_one_under_it_does_not() -> None:
    assert read_cell(struck_out) == ("629?", {"struck_text"})
    assert read_cell(underlined) == ("629", set())


def raised_mark(canvas: Canvas) -> None:
    write(canvas, "629")
    write(canvas, "1", X + 16, Y + 3, 6)


def test_a_small_digit_beside_a_figure_is_not_taken_into_it() -> None:
    text, codes = read_cell(raised_mark)
    assert (text[-1:], codes) == ("?", {"raised_text"})


def mirrored(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.translate(X + 30, Y)
    canvas.scale(-1, 1)
    write(canvas, "629", 0, 0)
    canvas.restoreState()


def test_a_mirrored_figure_is_unreadable() -> None:
    text, codes = read_cell(mirrored)
    assert (text, codes) == ("?", {"turned_text"})


def picture(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("L", (9, 9), 90)), X, Y, 12, 8)


def outlines(canvas: Canvas) -> None:
    canvas.circle(X + 8, Y + 4, 4)


@pytest.mark.parametrize("paint", [picture, outlines])
def test_a_picture_in_a_blank_cell_may_be_a_figure(paint: Painting) -> None:
    assert read_cell(paint) == ("?", {"picture_in_cell"})


def field_alone(canvas: Canvas) -> None:
    canvas.acroForm.textfield(value="629", x=X, y=Y - 3, width=40, height=14, fontSize=9)


def test_what_a_form_field_shows_is_read_or_doubted() -> None:
    text, _ = read_cell(field_alone)
    assert text.rstrip("?") in ("629", "")
    assert text


def over_the_border(canvas: Canvas) -> None:
    write(canvas, "1629", 372 - 15)


def test_a_number_that_runs_over_the_outer_border_is_unreadable() -> None:
    text, codes = read_cell(over_the_border)
    assert (text[-1:], codes) == ("?", {"cut_figure"})


def test_characters_without_a_font_stand_where_the_document_says() -> None:
    drawing = Drawing(size=10, page_numbers=False)
    drawing.text(100, 100, "文")
    drawing.text(100, 120, "规章12")
    document = pdfium.open_pdf(drawing.finish())
    found = {glyph.text: (glyph.x0, glyph.x1) for glyph in pdfium.see(document, 1).page.glyphs}
    document.close()
    assert found["文"] == pytest.approx((100, 110), abs=0.1)
    assert found["章"] == pytest.approx((110, 120), abs=0.1)
    assert found["1"] == pytest.approx((120, 124.6), abs=0.1)
    assert found["2"] == pytest.approx((124.6, 129.2), abs=0.1)


DIGEST = """
import hashlib, sys
from extract.readers.pdf import read_pdf
print(hashlib.sha256(repr(read_pdf(sys.stdin.buffer.read())).encode()).hexdigest())
"""
HIDE = ["unshare", "--mount", "--map-root-user", "sh", "-c"]
MOUNTS = 'for d in /usr/share/fonts /usr/local/share/fonts; do [ -d $d ] && mount -t tmpfs none $d; done; exec "$@"'


def test_a_pdf_reads_the_same_where_the_machine_has_no_fonts() -> None:
    drawing = Drawing()
    drawing.paragraph("一、总体情况", indent=False)
    drawing.text(100, 300, "规章12")
    data = drawing.finish()
    command = [sys.executable, "-c", DIGEST]
    hidden = subprocess.run(
        [*HIDE, MOUNTS, "sh", *command], input=data, capture_output=True, check=False
    )
    if hidden.returncode:
        pytest.skip("folders cannot be hidden from a process here (unshare)")
    shown = subprocess.run(command, input=data, capture_output=True, check=True)
    assert hidden.stdout == shown.stdout != b""
