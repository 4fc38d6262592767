"""Spreadsheets (XLS, XLSX, XML of Excel 2003, ODS): each visible sheet a grid, with its merged
ranges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extract.document import Block, Cell, Document, Grid, Paragraph, Place
from extract.errors import Unreadable
from extract.readers.doubts import Doubts
from extract.readers.positions.headings import SECTION_HEADING
from extract.readers.sheets.model import MAX_CELLS, Field, Position, Sheet, Workbook
from foundation.normalise import squash

MAX_SHEETS = 60
# The longest label of the forms has 41 characters; it never stands alone in its row.
_LONGEST_LABEL = 40
_BLANK = Field("")
# Of a digit: what a column must have beside the digits of its numbers at the least.
_EDGE = 0.3
_SAYS_SOMETHING = re.compile(r"\w")


def read_sheet(data: bytes) -> Document:
    """Read an XLS or XLSX workbook. Places are sheet names and cell names, as `B12`. Raises Locked,
    Unreadable.
    """
    if data.startswith(b"PK"):
        from extract.readers.sheets.xlsx import read_xlsx

        return document_of(read_xlsx(data))
    from extract.readers.sheets.xls import read_xls

    return document_of(read_xls(data))


def document_of(workbook: Workbook) -> Document:
    """The document of a workbook's visible sheets. Raises Unreadable where they are too large."""
    doubts = Doubts()
    blocks: list[Block] = []
    left = MAX_CELLS
    for sheet in workbook.sheets[:MAX_SHEETS]:
        shown = _Shown(sheet)
        left -= len(shown.rows) * len(shown.columns)
        if left < 0:
            raise Unreadable(f"the workbook has more than {MAX_CELLS} cells")
        blocks += _sheet_blocks(shown, doubts)
    issues = doubts.issues()
    if workbook.hidden:
        issues.append(("sheets_hidden", f"{workbook.hidden} hidden sheets were left out"))
    return Document(workbook.media_type, tuple(blocks), issues=tuple(issues))


@dataclass(frozen=True)
class _Merged:
    """The extent of merged cells in visible rows and columns, and the cell that holds their
    text.
    """

    height: int
    width: int
    source: Position


class _Shown:
    """The visible rows and columns of a sheet, and what each of its cells shows."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        used = [position for position, field in sheet.fields.items() if _is_used(field)]
        height = max((row + 1 for row, _ in used), default=0)
        width = max((column + 1 for _, column in used), default=0)
        if height * width > MAX_CELLS:
            raise Unreadable(f"the workbook has more than {MAX_CELLS} cells")
        self.rows = [row for row in range(height) if row not in sheet.hidden_rows]
        self.columns = [column for column in range(width) if column not in sheet.hidden_columns]
        self._merged: dict[Position, _Merged] = {}
        self._covered: set[Position] = set()
        self._under_pictures: set[Position] = set()
        self._place_merged()
        for picture in sheet.pictures:
            self._under_pictures |= set(picture.positions())

    def _place_merged(self) -> None:
        visible_rows, visible_columns = set(self.rows), set(self.columns)
        for merged in self.sheet.merged:
            positions = list(merged.positions())
            seen = [
                (row, column)
                for row, column in positions
                if row in visible_rows and column in visible_columns
            ]
            if not seen:
                continue
            height = len({row for row, _ in seen})
            self._merged[seen[0]] = _Merged(height, len(seen) // height, (merged.top, merged.left))
            self._covered |= set(seen[1:])

    def is_covered(self, position: Position) -> bool:
        """Whether a cell is part of another one that begins elsewhere."""
        return position in self._covered

    def extent(self, position: Position) -> tuple[int, int]:
        """Visible rows and columns that a cell covers."""
        merged = self._merged.get(position)
        return (merged.height, merged.width) if merged else (1, 1)

    def field(self, position: Position) -> Field:
        """What a cell holds."""
        if position in self._covered:
            return _BLANK
        merged = self._merged.get(position)
        return self.sheet.fields.get(merged.source if merged else position, _BLANK)

    def text(self, row: int, column: int, doubts: Doubts) -> str:
        """The text of a cell in a table, marked where its figure is not to be trusted."""
        field = self.field((row, column))
        codes = set(field.doubts)
        if not _SAYS_SOMETHING.search(field.text):
            codes |= field.left_out
        if self._pictured(row, column):
            codes.add("picture_in_cell")
        if self._is_too_wide(row, column, field):
            codes.add("narrow_column")
        place = f"{self.sheet.name}!{cell_name(row, column)}"
        for code in sorted(field.left_out - codes):
            doubts.note(code, place)
        return doubts.mark(field.text, codes, place)

    def _is_too_wide(self, row: int, column: int, field: Field) -> bool:
        """Whether a number has less room than it takes."""
        if not field.room:
            return False
        first = self.columns.index(column)
        under = self.columns[first : first + self.extent((row, column))[1]]
        widths = [self.sheet.widths.get(one, self.sheet.width) for one in under]
        return all(widths) and field.room > sum(widths) - _EDGE

    def _pictured(self, row: int, column: int) -> bool:
        """Whether a picture lies on a cell of a row that says something beside it."""
        return (row, column) in self._under_pictures and any(
            self.field((row, other)).text.strip() for other in self.columns if other != column
        )


def _is_used(field: Field) -> bool:
    return bool(field.text.strip() or field.left_out or field.doubts)


def _sheet_blocks(shown: _Shown, doubts: Doubts) -> Iterator[Block]:
    """A sheet's rows as tables; rows of one cell of text before, between or after them are
    paragraphs.
    """
    name = shown.sheet.name
    if _hides_something(shown):
        doubts.note("cells_hidden", name)
    filled = {row: _filled(shown, row) for row in shown.rows}
    between = _between_wide(filled)
    table: list[int] = []
    for row in shown.rows:
        is_between = row in between
        is_spacing = not filled[row] and not (is_between and table)
        if is_spacing:
            continue
        alone = _text_alone(shown, row, filled[row])
        is_paragraph = alone and (_is_running_text(alone) or not is_between)
        if not is_paragraph:
            table.append(row)
            continue
        yield from _grid(shown, table, doubts)
        table = []
        yield Paragraph(alone, place=Place(sheet=name, path=cell_name(row, filled[row][0])))
    yield from _grid(shown, table, doubts)


def _between_wide(filled: Mapping[int, Sequence[int]]) -> range:
    """The rows from the first to the last of several filled cells."""
    wide = [row for row, columns in filled.items() if len(columns) > 1]
    return range(wide[0], wide[-1] + 1) if wide else range(0)


def _filled(shown: _Shown, row: int) -> list[int]:
    """The columns in which a row shows something, or may."""
    return [column for column in shown.columns if _is_used(shown.field((row, column)))]


def _text_alone(shown: _Shown, row: int, filled: Sequence[int]) -> str:
    """The text of a row's only filled cell; empty where it has more, or shows nothing."""
    return shown.field((row, filled[0])).text.strip() if len(filled) == 1 else ""


def _hides_something(shown: _Shown) -> bool:
    sheet = shown.sheet
    return any(
        field.text.strip() and (row in sheet.hidden_rows or column in sheet.hidden_columns)
        for (row, column), field in sheet.fields.items()
    )


def _is_running_text(text: str) -> bool:
    """Whether a row's only cell is a heading or prose, and no label of a table."""
    return len(text) > _LONGEST_LABEL or bool(SECTION_HEADING.match(squash(text)))


def _grid(shown: _Shown, rows: Sequence[int], doubts: Doubts) -> Iterator[Grid]:
    """The rows of a sheet that are a table, up to the last column in which one of them has text."""
    sheet = shown.sheet.name
    cells: list[Cell] = []
    for number, row in enumerate(rows):
        for at, column in enumerate(shown.columns):
            if shown.is_covered((row, column)):
                continue
            height, width = shown.extent((row, column))
            text = shown.text(row, column, doubts)
            place = Place(sheet=sheet, path=cell_name(row, column))
            cells.append(Cell(text, number, at, height, width, place))
    width = max((cell.column + cell.column_span for cell in cells if cell.text.strip()), default=0)
    kept = tuple(cell for cell in cells if cell.column < width)
    if kept:
        yield Grid(kept, Place(sheet=sheet, path=cell_name(rows[0], 0)))


def cell_name(row: int, column: int) -> str:
    """The name of a cell as spreadsheets have it, from its row and column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"
