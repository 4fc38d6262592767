"""XLSX: the report in the first sheet of a workbook, its tables one below the other, merged cells
kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from tests.corpus import sheets_pictured, sheets_shown
from tests.corpus.docx import packed
from tests.corpus.model import Cell, Draft, Grid, Paragraph, Slot

_PREFIX = "http://schemas.openxmlformats.org"
_MAIN = f"{_PREFIX}/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_OFFICE = f"{_PREFIX}/officeDocument/2006/relationships"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PREFIX}/package/2006/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default'
        ' Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml"'
        f' ContentType="{_TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml"'
        f' ContentType="{_TYPE}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PREFIX}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="年报" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PREFIX}/package/2006/relationships"><Relationship '
        f'Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}
NARROW = 1.7  # of a column, in digits: too narrow for a number of two
# A column as LibreOffice writes it into an XLS has no room for eight digits of its own font.
WIDE = '<sheetFormatPr defaultColWidth="13" defaultRowHeight="15"/>'
NUMBER = re.compile(r"(?:0|-?[1-9]\d*)(?:\.\d+)?")


def render(draft: Draft) -> bytes:
    """The draft as a workbook of one sheet."""
    rows: list[str] = []
    merges: list[str] = []
    for block in draft.blocks:
        if isinstance(block, Grid):
            _add(block, rows, merges, draft)
        elif isinstance(block, Paragraph):
            rows += [
                _row(len(rows) + 1, [_text(line, f"A{len(rows) + 1}")]) for line in [block.text]
            ]
    merged = f'<mergeCells count="{len(merges)}">{"".join(merges)}</mergeCells>' if merges else ""
    # LibreOffice writes no number formats into the conditional formats of an XLS.
    hidden = sheets_shown.conditions(_shown(draft, "condition"), 1 if draft.format == "xls" else 2)
    pictured = [(row, column) for row, column, _ in cells_shown(draft, "pictured")]
    sheet = (
        f'<worksheet xmlns="{_MAIN}">{WIDE}{_columns(draft)}<sheetData>{"".join(rows)}</sheetData>'
        f"{merged}{hidden}{sheets_pictured.REFERENCE if pictured else ''}</worksheet>"
    )
    parts: dict[str, str | bytes] = {**_PARTS, "xl/worksheets/sheet1.xml": sheet}
    if any(cell.shown for grid in draft.blocks if isinstance(grid, Grid) for cell in grid.cells()):
        parts |= _with_styles(_PARTS)
    if pictured:
        parts |= sheets_pictured.parts(pictured)
        types = str(parts["[Content_Types].xml"])
        parts["[Content_Types].xml"] = types.replace("</Types>", f"{sheets_pictured.TYPES}</Types>")
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return packed(
        {name: part if isinstance(part, bytes) else head + part for name, part in parts.items()}
    )


def _columns(draft: Draft) -> str:
    """What is said of single columns: one that is too narrow for its numbers, or hidden."""
    columns = [
        f'<col min="{at + 1}" max="{at + 1}" {said}/>'
        for key, said in (("narrow", f'width="{NARROW}" customWidth="1"'), ("hidden", 'hidden="1"'))
        if (at := draft.page.get(key)) is not None
    ]
    return f"<cols>{''.join(columns[:1])}</cols>" if columns else ""


def rows_of(draft: Draft) -> Iterator[list[Slot]]:
    """The rows of the draft's sheet: a paragraph is a row of one cell."""
    for block in draft.blocks:
        if isinstance(block, Grid):
            yield from block.lattice()
        elif isinstance(block, Paragraph):
            yield [Slot(Cell(block.text), True, True)]


def cells_shown(draft: Draft, way: str) -> Iterator[tuple[int, int, str]]:
    """The row and column, counted from 0, and the text of the cells that are shown in a way."""
    for row, slots in enumerate(rows_of(draft)):
        for column, slot in enumerate(slots):
            if slot.own and slot.cell.shown == way:
                yield row, column, slot.cell.text


def _shown(draft: Draft, way: str) -> list[tuple[str, str]]:
    return [(f"{_letter(column)}{row + 1}", text) for row, column, text in cells_shown(draft, way)]


def _with_styles(parts: dict[str, str]) -> dict[str, str]:
    """The parts that cells need which hold other than what they show."""
    types, relations = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
    return {
        types: parts[types].replace("</Types>", f"{sheets_shown.TYPES}</Types>"),
        relations: parts[relations].replace(
            "</Relationships>", f"{sheets_shown.RELATIONS}</Relationships>"
        ),
        **sheets_shown.STYLES,
    }


def _add(grid: Grid, rows: list[str], merges: list[str], draft: Draft) -> None:
    start = len(rows) + 1
    for down, row in enumerate(grid.lattice()):
        cells = []
        for across, slot in enumerate(row):
            place = f"{_letter(across)}{start + down}"
            if slot.own:
                cells.append(_cell(slot, place, draft))
                _merge(slot, across, start + down, merges)
        rows.append(_row(start + down, cells))


def _merge(slot: Slot, column: int, row: int, merges: list[str]) -> None:
    cell = slot.cell
    if cell.rowspan > 1 or cell.colspan > 1:
        end = f"{_letter(column + cell.colspan - 1)}{row + cell.rowspan - 1}"
        merges.append(f'<mergeCell ref="{_letter(column)}{row}:{end}"/>')


def _letter(column: int) -> str:
    return chr(ord("A") + column) if column < 26 else "A" + chr(ord("A") + column - 26)


def _row(number: int, cells: list[str]) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(slot: Slot, place: str, draft: Draft) -> str:
    text = slot.cell.text
    if slot.cell.shown and slot.cell.shown != "hidden":
        shown = sheets_shown.cell(text, slot.cell.shown, place, draft.random)
        if shown is not None:
            return shown
    is_figure = bool(slot.cell.ref) or slot.cell.shown == "hidden"
    if draft.page.get("typed", True) and is_figure and NUMBER.fullmatch(text):
        return f'<c r="{place}"><v>{text}</v></c>'
    return _text(text, place) if text else f'<c r="{place}"/>'


def _text(text: str, place: str) -> str:
    legal = "".join(char for char in text if ord(char) >= 32 or char == "\n")
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(legal)}</t></is></c>'
