"""Spreadsheets (XLS, XLSX): each visible sheet a grid, with its merged ranges."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
)

from extract.document import Block, Cell, Document, Grid, Paragraph, Place
from extract.errors import Locked, Unreadable
from extract.readers.container_limits import check_archive
from extract.readers.positions.headings import SECTION_HEADING
from foundation.normalise import squash

XLS = "application/vnd.ms-excel"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_SHEETS = 60
MAX_CELLS = 200_000
# The longest label of the forms has 41 characters; it never stands alone in its row.
_LONGEST_LABEL = 40

_Value = int | float | str | bool | time | date | datetime | timedelta
_Range = tuple[tuple[int, int], tuple[int, int]]


def read_sheet(data: bytes) -> Document:
    """Read a workbook. Places are sheet names and cell names, as `B12`. Raises Locked,
    Unreadable.
    """
    is_zip = data.startswith(b"PK")
    if is_zip:
        check_archive(data)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible
        ]
        hidden = len(workbook.sheet_names) - len(visible)
        blocks = tuple(_blocks(workbook, visible[:MAX_SHEETS]))
    except PasswordError:
        raise Locked(
            "the workbook is encrypted: save a copy without a password and read that"
        ) from None
    except CalamineError as error:
        raise Unreadable(f"the workbook is damaged: {' '.join(str(error).split())[:120]}") from None
    issues = [("sheets_hidden", f"{hidden} hidden sheets were left out")] if hidden else []
    return Document(XLSX if is_zip else XLS, blocks, issues=tuple(issues))


def _blocks(workbook: CalamineWorkbook, names: Sequence[str]) -> Iterator[Block]:
    left = MAX_CELLS
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        left -= sheet.total_height * sheet.total_width
        if left < 0:
            raise Unreadable(f"the workbook has more than {MAX_CELLS} cells")
        yield from _sheet_blocks(sheet)


def _sheet_blocks(sheet: CalamineSheet) -> Iterator[Block]:
    """A sheet's rows as tables; rows of one cell of text before, between or after them are
    paragraphs.
    """
    rows = sheet.to_python(skip_empty_area=False)
    spans, covered = _merged(sheet.merged_cell_ranges or [])
    texts = [[text(value).strip() for value in row] for row in rows]
    wide = [number for number, row in enumerate(texts) if sum(map(bool, row)) > 1]
    table: list[int] = []
    for number, row in enumerate(texts):
        is_between = bool(wide) and wide[0] <= number <= wide[-1]
        if not any(row) and not (is_between and table):
            continue
        alone = next(filter(None, row), "") if sum(map(bool, row)) == 1 else ""
        if not alone or (is_between and not _is_running_text(alone)):
            table.append(number)
            continue
        yield from _grid(sheet.name, rows, table, spans, covered)
        table = []
        yield Paragraph(
            alone, place=Place(sheet=sheet.name, path=cell_name(number, row.index(alone)))
        )
    yield from _grid(sheet.name, rows, table, spans, covered)


def _is_running_text(text: str) -> bool:
    """Whether a row's only cell is a heading or prose, and no label of a table."""
    return len(text) > _LONGEST_LABEL or bool(SECTION_HEADING.match(squash(text)))


def _grid(
    sheet: str,
    rows: Sequence[Sequence[_Value]],
    numbers: Sequence[int],
    spans: dict[tuple[int, int], tuple[int, int]],
    covered: set[tuple[int, int]],
) -> Iterator[Grid]:
    """The rows of a sheet that are a table, up to the last column in which one of them has text."""
    cells: list[Cell] = []
    for number in numbers:
        for column, value in enumerate(rows[number]):
            if (number, column) not in covered:
                height, width = spans.get((number, column), (1, 1))
                place = Place(sheet=sheet, path=cell_name(number, column))
                cells.append(Cell(text(value), number - numbers[0], column, height, width, place))
    width = max((cell.column + cell.column_span for cell in cells if cell.text.strip()), default=0)
    kept = tuple(cell for cell in cells if cell.column < width)
    if kept:
        yield Grid(kept, Place(sheet=sheet, path=cell_name(numbers[0], 0)))


def _merged(
    ranges: Sequence[_Range],
) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """Height and width of merged cells by their first field, and the other fields that they
    cover.
    """
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for (top, left), (bottom, right) in ranges:
        if (bottom - top + 1) * (right - left + 1) > MAX_CELLS:
            raise Unreadable("the workbook merges more cells than the limit allows")
        spans[top, left] = (bottom - top + 1, right - left + 1)
        covered |= {(y, x) for y in range(top, bottom + 1) for x in range(left, right + 1)} - {
            (top, left)
        }
    return spans, covered


def cell_name(row: int, column: int) -> str:
    """The name of a cell as spreadsheets have it, from its row and column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def text(value: _Value) -> str:
    """A value as it would be printed: whole numbers without a fraction, others in 15 digits as
    spreadsheets have it.
    """
    if isinstance(value, float):
        return (
            str(int(value))
            if value.is_integer() and abs(value) < 2**53
            else f"{Decimal(f'{value:.15g}'):f}"
        )
    if isinstance(value, bool):
        return str(value).upper()
    return value.isoformat() if isinstance(value, (date, time)) else str(value)
