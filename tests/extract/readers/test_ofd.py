from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

import extract
from extract import formats
from extract.document import Document, Grid, Paragraph
from extract.errors import Unreadable
from extract.readers.ofd import read_ofd
from samples.grids import Box, Table
from samples.reports import Report
from tests.extract.readers.drawn import report_of
from tests.extract.readers.test_pdf import assert_figures

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
LEFT, TOP, BOTTOM, WIDTH, SIZE, LINE = 20.0, 20.0, 280.0, 170.0, 3.0, 4.2


@pytest.fixture(autouse=True)
def ofd_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(formats._READERS, "application/ofd", ("extract.readers.ofd", "read_ofd"))


def width(text: str) -> float:
    return sum(SIZE if ord(char) > 255 else SIZE / 2 for char in text)


def wrapped(text: str, most: float) -> list[str]:
    lines = [""]
    for char in text:
        if lines[-1] and width(lines[-1] + char) > most:
            lines.append("")
        lines[-1] += char
    return lines


@dataclass
class Pages:
    """Pages of an OFD in millimetres, as they fill up."""

    objects: list[list[str]] = field(default_factory=lambda: [[]])
    y: float = TOP

    def text(self, x: float, y: float, text: str) -> None:
        steps = " ".join(f"{width(char):g}" for char in text[:-1])
        delta = f' DeltaX="{steps}"' if steps else ""
        self.add(
            f'<ofd:TextObject ID="{self.next_id}" Boundary="{x} {y} {width(text)} {SIZE}"'
            f' Size="{SIZE}"><ofd:TextCode X="0"'
            f' Y="{SIZE * 0.86}"{delta}>{text}</ofd:TextCode></ofd:TextObject>'
        )

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.add(
            f'<ofd:PathObject ID="{self.next_id}" Boundary="{x0} {y0} {x1 - x0 + 0.1}'
            f' {y1 - y0 + 0.1}" LineWidth="0.2"><ofd:AbbreviatedData>M 0 0 L {x1 - x0}'
            f" {y1 - y0}</ofd:AbbreviatedData></ofd:PathObject>"
        )

    @property
    def next_id(self) -> int:
        return sum(map(len, self.objects)) + 1

    def add(self, item: str) -> None:
        self.objects[-1].append(item)

    def new_page(self) -> None:
        self.objects.append([])
        self.y = TOP

    def paragraph(self, text: str) -> None:
        for line in wrapped(text, WIDTH):
            if self.y + LINE > BOTTOM:
                self.new_page()
            self.text(LEFT, self.y, line)
            self.y += LINE * 1.3

    def table(self, table: Table, columns: Sequence[float]) -> None:
        """A ruled table; where a page ends, its borders are closed and it goes on at the top of the
        next.
        """
        xs = [LEFT + sum(columns[:n]) for n in range(len(columns) + 1)]
        start = 0
        while start < table.height:
            end, y = start, self.y
            tops = []
            while end < table.height and (
                end == start or y + self.height(table, end, xs) <= BOTTOM
            ):
                tops.append(y)
                y += self.height(table, end, xs)
                end += 1
            for box in table.boxes:
                self.box(box, xs, start, end, [*tops, y])
            self.y = y + LINE
            start = end
            if start < table.height:
                self.new_page()

    def height(self, table: Table, row: int, xs: Sequence[float]) -> float:
        counts = [
            -(
                -len(wrapped(box.text, xs[box.column + box.column_span] - xs[box.column] - 2))
                // box.row_span
            )
            for box in table.boxes
            if box.row <= row < box.row + box.row_span
        ]
        return max(counts) * LINE + 1

    def box(
        self, box: Box, xs: Sequence[float], start: int, end: int, tops: Sequence[float]
    ) -> None:
        first, last = max(box.row, start), min(box.row + box.row_span, end)
        if first >= last:
            return
        x0, x1, y0, y1 = (
            xs[box.column],
            xs[box.column + box.column_span],
            tops[first - start],
            tops[last - start],
        )
        for ends in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
            self.line(*ends)
        for number, line in enumerate(wrapped(box.text, x1 - x0 - 2) if first == box.row else ()):
            self.text(x0 + 1, y0 + 0.6 + number * LINE, line)

    def finish(self) -> bytes:
        area = "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
        listed = "".join(
            f'<ofd:Page ID="{n + 900}" BaseLoc="Pages/{n}.xml"/>' for n in range(len(self.objects))
        )
        parts = {
            "OFD.xml": (
                "<ofd:OFD"
                f" {SPACE}><ofd:DocBody><ofd:DocInfo><ofd:Title>年报</ofd:Title></ofd:DocInfo>"
                "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
            ),
            "Doc_0/Document.xml": (
                f"<ofd:Document {SPACE}><ofd:CommonData><ofd:PageArea>{area}</ofd:PageArea>"
                f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
            ),
        }
        for number, objects in enumerate(self.objects):
            layer = (
                "<ofd:Content><ofd:Layer"
                f' ID="99{number}">{"".join(objects)}</ofd:Layer></ofd:Content>'
            )
            parts[f"Doc_0/Pages/{number}.xml"] = (
                f"<ofd:Page {SPACE}><ofd:Area>{area}</ofd:Area>{layer}</ofd:Page>"
            )
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in parts.items():
                archive.writestr(
                    zipfile.ZipInfo(name), f'<?xml version="1.0" encoding="UTF-8"?>\n{part}'
                )
        return buffer.getvalue()


def report_ofd(report: Report) -> bytes:
    pages = Pages()
    pages.paragraph(report.title)
    for block in report.full_blocks:
        if block.table is None:
            pages.paragraph(block.text)
        elif block.table.width == 10:
            pages.table(block.table, (14, 16, 42, *[14] * 7))
        else:
            pages.table(block.table, [WIDTH / block.table.width] * block.table.width)
    return pages.finish()


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


@pytest.mark.parametrize("form", ["2021", "2019"])
def test_a_report_of_several_pages_is_read_exactly(form: str) -> None:
    report = report_of(form, 3)
    reading = extract.read(report_ofd(report)).as_json(all_cells=True)
    assert_figures(reading, report)
    assert reading["quality"] == "verified"
    assert len({cell["source"]["page"] for cell in reading["cells"]}) > 1


def test_cells_have_page_and_box_in_points() -> None:
    pages = Pages()
    pages.paragraph("一、总体情况：平稳有序，按期完成。")
    pages.new_page()
    pages.table(Table((Box("规章", 0, 0), Box("3", 0, 1))), (25.4, 12.7))
    (grid,) = grids(read_ofd(pages.finish()))
    assert [(cell.text, cell.place.page, cell.place.box) for cell in grid.cells] == [
        ("规章", 2, (56.7, 56.7, 128.7, 71.4)),
        ("3", 2, (128.7, 56.7, 164.7, 71.4)),
    ]


def test_one_run_over_several_columns_is_cut_by_its_advances() -> None:
    pages = Pages()
    pages.table(
        Table((Box("规章甲乙丙丁戊己庚", 0, 0), Box("", 0, 1), Box("", 0, 2))), (50, 30, 30)
    )
    pages.add(
        f'<ofd:TextObject ID="500" Boundary="{LEFT + 52} {TOP + 1} 60 3" Size="3"><ofd:TextCode'
        ' X="0" Y="2.6" DeltaX="1.5 30 g 1 1.5">1274</ofd:TextCode></ofd:TextObject>'
    )
    (grid,) = grids(read_ofd(pages.finish()))
    assert [cell.text for cell in grid.cells] == ["规章甲乙丙丁戊己庚", "12", "74"]


def test_borders_drawn_as_thin_filled_boxes_rule_too() -> None:
    pages = Pages()
    for x in (20, 60, 80):
        pages.add(_filled(x, 20, 0.2, 20))
    for y in (20, 30, 40):
        pages.add(_filled(20, y, 60, 0.2))
    for row, (label, value) in enumerate((("规章制发件数", "3"), ("规章废止件数", "14"))):
        pages.text(21, 22 + 10 * row, label)
        pages.text(62, 22 + 10 * row, value)
    (grid,) = grids(read_ofd(pages.finish()))
    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["规章制发件数", "3"],
        ["规章废止件数", "14"],
    ]


def _filled(x: float, y: float, across: float, down: float) -> str:
    return (
        f'<ofd:PathObject ID="7{x}{y}{across}" Boundary="{x} {y} {across} {down}" Stroke="false"'
        f' Fill="true"><ofd:AbbreviatedData>M 0 0 L {across} 0 L {across} {down} L 0 {down}'
        " C</ofd:AbbreviatedData></ofd:PathObject>"
    )


def test_text_moved_by_a_matrix_stands_where_it_is_drawn() -> None:
    pages = Pages()
    pages.table(Table((Box("规章制发件数合计（本年累计）", 0, 0), Box("", 0, 1))), (60, 30))
    pages.add(
        f'<ofd:TextObject ID="500" Boundary="{LEFT} {TOP} 100 5" CTM="0.5 0 0 0.5 65 1" Size="6">'
        '<ofd:TextCode X="0" Y="5" DeltaX="3">42</ofd:TextCode></ofd:TextObject>'
    )
    (grid,) = grids(read_ofd(pages.finish()))
    assert [cell.text for cell in grid.cells] == ["规章制发件数合计（本年累计）", "42"]


def test_the_title_of_the_document_is_kept() -> None:
    pages = Pages()
    pages.paragraph("一、总体情况：平稳有序，按期完成。")
    document = read_ofd(pages.finish())
    assert (document.title, document.media_type) == ("年报", "application/ofd")
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == [
        "一、总体情况：平稳有序，按期完成。"
    ]


def test_an_ofd_of_pictures_is_not_readable() -> None:
    with pytest.raises(Unreadable, match="pictures of its pages"):
        read_ofd(Pages().finish())


def test_an_ofd_with_a_missing_part_or_an_entity_is_refused_in_a_line() -> None:
    whole = Pages()
    whole.paragraph("一、总体情况：平稳有序，按期完成。")
    broken = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(whole.finish())) as source,
        zipfile.ZipFile(broken, "w") as target,
    ):
        for name in source.namelist():
            if "Document" not in name:
                target.writestr(name, source.read(name))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w") as target:
        target.writestr("OFD.xml", '<!DOCTYPE a [<!ENTITY b "bbbb">]><ofd:OFD>&b;</ofd:OFD>')
    for data in (broken.getvalue(), bomb.getvalue(), b"PK\x03\x04broken"):
        with pytest.raises(Unreadable, match="damaged"):
            read_ofd(data)
