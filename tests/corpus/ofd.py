"""OFD: the report as pages of text runs with positions, and ruling lines, as office suites print
it.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from tests.corpus.docx import packed
from tests.corpus.model import Draft, Grid, Paragraph, Slot

_SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
LEFT, TOP, BOTTOM, WIDTH = 20.0, 20.0, 275.0, 170.0  # millimetres
SIZE, LINE, PAD = 3.2, 4.6, 0.6  # of a character, of a line, round a cell's text


class _Pages:
    """Pages as they fill up: a place for the next line, and the objects so far."""

    def __init__(self) -> None:
        self.objects: list[list[str]] = [[]]
        self.y = TOP
        self.number = 10

    def make_room(self, height: float) -> None:
        if self.y + height > BOTTOM and self.y > TOP:
            self.objects.append([])
            self.y = TOP

    def write(self, x: float, y: float, text: str) -> None:
        self.number += 1
        step = " ".join(str(SIZE if ord(char) > 255 else SIZE / 2) for char in text[:-1])
        delta = f' DeltaX="{step}"' if step else ""
        code = f'<ofd:TextCode X="0" Y="{SIZE * 0.86:.2f}"{delta}>{escape(text)}</ofd:TextCode>'
        self.objects[-1].append(
            f'<ofd:TextObject ID="{self.number}" Boundary="{x:.2f} {y:.2f} {_width(text):.2f}'
            f' {SIZE:.2f}" Font="2" Size="{SIZE}">{code}</ofd:TextObject>'
        )

    def draw(self, x: float, y: float, across: float, down: float) -> None:
        self.number += 1
        line = f"<ofd:AbbreviatedData>M 0 0 L {across:.2f} {down:.2f}</ofd:AbbreviatedData>"
        self.objects[-1].append(
            f'<ofd:PathObject ID="{self.number}" Boundary="{x:.2f} {y:.2f} {across or 0.2:.2f}'
            f' {down or 0.2:.2f}" LineWidth="0.2">{line}</ofd:PathObject>'
        )


def _width(text: str) -> float:
    return sum(SIZE if ord(char) > 255 else SIZE / 2 for char in text)


def render(draft: Draft) -> bytes:
    """The draft as an OFD file."""
    pages = _Pages()
    for block in draft.blocks:
        if isinstance(block, Grid):
            _table(pages, block)
        elif isinstance(block, Paragraph):
            _paragraph(pages, block)
    return packed(dict(_parts(pages)))


def _paragraph(pages: _Pages, block: Paragraph) -> None:
    for line in (line for text in block.text.split("\n") for line in _wrap(text, WIDTH)):
        pages.make_room(LINE)
        indent = {
            "title": (WIDTH - _width(line)) / 2,
            "agency": WIDTH * 0.6,
            "date": WIDTH * 0.6,
        }.get(block.role, 0)
        pages.write(LEFT + max(0, indent), pages.y, line)
        pages.y += LINE


def _wrap(text: str, width: float) -> Iterator[str]:
    """Lines that fit into a width; blank ones are left out."""
    line = ""
    for char in "".join(char for char in text if ord(char) >= 32):
        if _width(line + char) > width and line:
            yield line
            line = ""
        line += char
    if line.strip():
        yield line


def _table(pages: _Pages, grid: Grid) -> None:
    lattice = grid.lattice()
    columns = max(len(row) for row in lattice)
    step = WIDTH / columns
    for row in lattice:
        height = (
            max(
                [
                    LINE,
                    *(_height(slot, step) for slot in row if slot.own and slot.cell.rowspan == 1),
                ]
            )
            + 2 * PAD
        )
        pages.make_room(height)
        for column, slot in enumerate(row):
            _cell(pages, slot, LEFT + column * step, step, height)
        pages.y += height


def _height(slot: Slot, step: float) -> float:
    return LINE * sum(
        1
        for text in slot.cell.text.split("\n")
        for _ in _wrap(text, step * slot.cell.colspan - 2 * PAD)
    )


def _cell(pages: _Pages, slot: Slot, x: float, step: float, height: float) -> None:
    if slot.left:
        pages.draw(x, pages.y, 0, height)
    if slot.top:
        pages.draw(x, pages.y, step, 0)
    if slot.own:
        width = step * slot.cell.colspan - 2 * PAD
        lines = [line for text in slot.cell.text.split("\n") for line in _wrap(text, width)]
        for at, line in enumerate(lines):
            pages.write(x + PAD, pages.y + PAD + at * LINE, line)


def _parts(pages: _Pages) -> Iterator[tuple[str, str]]:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield (
        "OFD.xml",
        (
            f'{head}<ofd:OFD {_SPACE} Version="1.0"'
            ' DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID>'
            "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
        ),
    )
    listed = "".join(
        f'<ofd:Page ID="{at + 5_000}" BaseLoc="Pages/Page_{at}/Content.xml"/>'
        for at in range(len(pages.objects))
    )
    area = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    yield (
        "Doc_0/Document.xml",
        (
            f"{head}<ofd:Document"
            f" {_SPACE}><ofd:CommonData><ofd:MaxUnitID>9000</ofd:MaxUnitID>{area}"
            f"<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
        ),
    )
    yield (
        "Doc_0/PublicRes.xml",
        (
            f'{head}<ofd:Res {_SPACE} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="2" FontName="宋体"'
            ' FamilyName="宋体"/></ofd:Fonts></ofd:Res>'
        ),
    )
    for at, objects in enumerate(pages.objects):
        yield (
            f"Doc_0/Pages/Page_{at}/Content.xml",
            f"{head}<ofd:Page {_SPACE}>{area.replace('PageArea', 'Area')}<ofd:Content>"
            f'<ofd:Layer ID="{at + 7_000}">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>',
        )
