"""Reports drawn as PDF, line by line, so that tests decide where pages break and which lines are
ruled.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice, pairwise

from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfgen.canvas import Canvas

from samples.grids import Box, Table
from samples.reports import Report, reports
from samples.word import word_document
from samples.world import portals

FONT = "STSong-Light"
registerFont(UnicodeCIDFont(FONT))
WIDTH, HEIGHT, MARGIN = 595.0, 842.0, 72.0
LEADING = 1.3


def report_of(form: str, number: int = 0) -> Report:
    """One of the practice portals' sound reports on a form."""
    sound = (
        report
        for portal in portals()
        for report in reports(portal)
        if report.form == form and not report.agency.oddity(report.year).fails
    )
    return next(islice(sound, number, None))


@cache
def sound_document() -> bytes:
    """A report that can be read in full, as a Word document."""
    return word_document(report_of("2021", 3))


@dataclass
class Drawing:
    """A PDF as it is drawn; `top` is where the next thing goes, in points from the top of the
    page.
    """

    size: float = 9.0
    page_numbers: bool = True
    encrypt: object = None
    top: float = MARGIN
    pages: int = 1
    buffer: io.BytesIO = field(default_factory=io.BytesIO)

    def __post_init__(self) -> None:
        self.canvas = Canvas(
            self.buffer, pagesize=(WIDTH, HEIGHT), encrypt=self.encrypt, invariant=1
        )

    def text(self, x: float, top: float, text: str, size: float | None = None) -> None:
        self.canvas.setFont(FONT, size or self.size)
        self.canvas.drawString(x, HEIGHT - top - (size or self.size) * 0.88, text)

    def line(self, x0: float, top: float, x1: float, bottom: float) -> None:
        self.canvas.setLineWidth(0.5)
        self.canvas.line(x0, HEIGHT - top, x1, HEIGHT - bottom)

    def new_page(self) -> None:
        if self.page_numbers:
            self.text(WIDTH / 2 - 10, HEIGHT - 50, f"- {self.pages} -")
        self.canvas.showPage()
        self.pages += 1
        self.top = MARGIN

    def paragraph(
        self, text: str, size: float = 12.0, indent: bool = True, centred: bool = False
    ) -> None:
        for number, line in enumerate(
            wrapped(("　　" if indent else "") + text, WIDTH - 2 * MARGIN, size)
        ):
            if self.top + size * LEADING > HEIGHT - MARGIN:
                self.new_page()
            shift = (WIDTH - 2 * MARGIN - stringWidth(line, FONT, size)) / 2 if centred else 0
            first_indent = 2 * size if indent and number == 0 else 0
            self.text(MARGIN + shift + first_indent, self.top, line.strip("　"), size)
            self.top += size * LEADING * 1.2
        self.top += 2

    def table(
        self,
        table: Table,
        breaks: Sequence[int] = (),
        header: int = 0,
        cut: int | None = None,
        closed: bool = True,
        columns: Sequence[float] | None = None,
    ) -> None:
        """Draw a table; pages break before the rows `breaks`, where `header` rows are printed
        again.

        `cut` names a row whose label goes on under the page break before the next row; `closed`
        draws the borders that a table has at a page break.
        """
        widths = columns or [(WIDTH - 2 * MARGIN) / table.width] * table.width
        xs = [MARGIN + sum(widths[:n]) for n in range(len(widths) + 1)]
        starts = [0, *breaks, table.height]
        if (
            self.top + sum(self._height(table, row, xs, False) for row in range(starts[1]))
            > HEIGHT - MARGIN
        ):
            self.new_page()
        for part, (first, last) in enumerate(pairwise(starts)):
            if part:
                self.new_page()
                if header:
                    self._rows(table, 0, header, xs, closed=True)
            self._rows(
                table, first, last, xs, closed, cut if cut in (first - 1, last - 1) else None
            )
        self.top += 8

    def _rows(
        self,
        table: Table,
        first: int,
        last: int,
        xs: Sequence[float],
        closed: bool,
        cut: int | None = None,
    ) -> None:
        rest = cut is not None and cut == first - 1
        rows = [cut] if rest and cut is not None else []
        rows += range(first, last)
        tops = {}
        for row in rows:
            tops[row] = self.top
            self.top += self._height(table, row, xs, half=row == cut)
        bottom = self.top
        for box in table.boxes:
            shown = [row for row in rows if box.row <= row < box.row + box.row_span]
            if shown:
                end = tops.get(shown[-1] + 1, bottom) if shown[-1] + 1 in tops else bottom
                is_cut = (
                    cut is not None and box.row <= cut < box.row + box.row_span and box.row == cut
                )
                self._box(
                    box,
                    xs,
                    tops[shown[0]],
                    end,
                    shown[0],
                    rest,
                    is_cut,
                    closed or shown[0] != rows[0],
                )
        if closed:
            self.line(xs[0], bottom, xs[-1], bottom)

    def _height(self, table: Table, row: int, xs: Sequence[float], half: bool) -> float:
        counts = [
            -(-len(self._lines(box, xs)) // box.row_span)
            for box in table.boxes
            if box.row <= row < box.row + box.row_span
        ]
        lines = max(counts)
        return (max(1, -(-lines // 2)) if half else lines) * self.size * LEADING + 4

    def _lines(self, box: Box, xs: Sequence[float]) -> list[str]:
        return wrapped(box.text, xs[box.column + box.column_span] - xs[box.column] - 4, self.size)

    def _box(
        self,
        box: Box,
        xs: Sequence[float],
        top: float,
        bottom: float,
        row: int,
        rest: bool,
        is_cut: bool,
        upper: bool,
    ) -> None:
        x0, x1 = xs[box.column], xs[box.column + box.column_span]
        if upper:
            self.line(x0, top, x1, top)
        self.line(x0, top, x0, bottom)
        self.line(x1, top, x1, bottom)
        lines = self._lines(box, xs)
        if is_cut:
            half = -(-len(lines) // 2)
            lines = lines[half:] if rest else lines[:half]
        elif row != box.row:
            lines = []
        for number, line in enumerate(lines):
            self.text(x0 + 2, top + 2 + number * self.size * LEADING, line)

    def finish(self) -> bytes:
        self.new_page()
        self.canvas.save()
        return self.buffer.getvalue()


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Text in lines that fit into a width, broken after any character."""
    lines = [""]
    for char in text:
        if char == "\n" or (lines[-1] and stringWidth(lines[-1] + char, FONT, size) > width):
            lines.append("")
        lines[-1] += char.strip("\n")
    return lines


COLUMNS = (40.0, 40.0, 95.0, *[39.4] * 7)


def draw_report(
    report: Report,
    cut: int | None = None,
    closed: bool = True,
    header: bool = True,
    **style: object,
) -> bytes:
    """A whole report; its table 3 stands on three pages."""
    drawing = Drawing(**style)  # type: ignore[arg-type]
    drawing.paragraph(report.title, 18, indent=False, centred=True)
    for block in report.full_blocks:
        if block.table is None:
            drawing.paragraph(block.text, indent=block.kind not in ("heading", "signature"))
        elif block.table.width == 10:
            drawing.table(block.table, (7, 15), 3 if header else 0, cut, closed, COLUMNS)
        else:
            drawing.table(block.table)
    return drawing.finish()
