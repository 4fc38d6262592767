"""XLSX: the report in the first sheet of a workbook, its tables one below the other, merged cells
kept.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from tests.corpus import sheets_shown
from tests.corpus.docx import packed
from tests.corpus.model import Draft, Grid, Paragraph, Slot

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
_NUMBER = re.compile(r"(?:0|-?[1-9]\d*)(?:\.\d+)?")


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
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(rows)}</sheetData>{merged}</worksheet>'
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    parts = {**_PARTS, "xl/worksheets/sheet1.xml": sheet}
    if any(cell.shown for grid in draft.blocks if isinstance(grid, Grid) for cell in grid.cells()):
        parts = _with_styles(parts)
    return packed({name: head + part for name, part in parts.items()})


def _with_styles(parts: dict[str, str]) -> dict[str, str]:
    """The parts with those that cells need which hold other than what they show."""
    types, relations = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
    return {
        **parts,
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
    if slot.cell.shown:
        shown = sheets_shown.cell(text, slot.cell.shown, place, draft.random)
        if shown is not None:
            return shown
    if draft.page.get("typed", True) and slot.cell.ref and _NUMBER.fullmatch(text):
        return f'<c r="{place}"><v>{text}</v></c>'
    return _text(text, place) if text else f'<c r="{place}"/>'


def _text(text: str, place: str) -> str:
    legal = "".join(char for char in text if ord(char) >= 32 or char == "\n")
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(legal)}</t></is></c>'
