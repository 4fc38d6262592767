"""Table 3: requests received and handled, 26 rows by seven applicant columns.

The printed rows are shaped (taken apart or put together where the layout broke them), keyed (told
which row of the form each is), and filled in: cells that fit their columns are read, the others are
left to the arithmetic of the form. What is odd becomes a doubt of the reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from extract.document import Cell
from extract.forms import labels
from extract.forms.statutory import Statutory
from extract.tables import values
from extract.tables.figures import Figure, TableReading, cell_source, positions
from extract.tables.stream import Row
from extract.tables.table3 import doubts, floating_labels, ordering, row_repair
from extract.tables.table3.headers import Header, is_header
from extract.tables.table3.headers import headers as find_headers
from extract.tables.table3.restoration import restore
from extract.tables.table3.rows import COLUMNS, ROWS, KeyedRow
from extract.tables.values import ValueRow

_ORDER = {cell: at for at, cell in enumerate(product(ROWS, COLUMNS))}
Headers = Mapping[int, Header]


def read_requests(rows: Sequence[Row]) -> TableReading | None:
    """Read table 3 out of its rows in reading order; None where there is no row of figures."""
    split_rows = [values.split(row) for row in rows]
    headers = find_headers(split_rows)
    printed = [_under_header(row, headers[row.row.table]) for row in split_rows]
    if not any(_has_figures(row) for row in printed):
        return None
    reading = TableReading(Statutory.REQUESTS)
    shaped = _shaped(printed, headers, reading)
    alone = _labels_without_figures(printed)
    placed = _placed(shaped, [key for key, _ in alone], headers, reading)
    keyed = [KeyedRow(key, row, headers[row.row.table]) for key, row in placed if key]
    _fill(keyed, reading)
    doubts.unplaced_rows(placed, reading)
    doubts.rows_without_labels(placed, alone, reading)
    doubts.repeated_figures(reading)
    doubts.swapped_columns(headers.values(), reading)
    doubts.empty_last_column(keyed, reading)
    doubts.missing_rows(reading)
    doubts.joined_rows(shaped, reading)
    reading.figures.sort(key=lambda figure: _ORDER[figure.row, str(figure.column)])
    reading.positions = positions(reading.figures)
    return reading


def _under_header(row: ValueRow, header: Header) -> ValueRow:
    """A row whose figures begin where the header's columns do: words there are no labels, whatever
    they are.
    """
    if not header.positions or not row.labels:
        return row
    again = values.split_at(row.row, min(header.positions.values()))
    if len(again.cells) != len(header.order) or len(again.cells) <= len(row.cells):
        return row
    if is_header(row):
        return row
    return row if ordering.row_key(again) is None else again


def _has_figures(row: ValueRow) -> bool:
    """Rows of headers, groups and broken-off labels have nothing but blanks under no label of a
    row.
    """
    if row.filled:
        return True
    is_wide = len(row.cells) >= len(COLUMNS)
    return is_wide and labels.request_row(row.label) is not None and not is_header(row)


def _shaped(printed: Sequence[ValueRow], headers: Headers, reading: TableReading) -> list[ValueRow]:
    """The rows of figures as the form has them: labels beside their figures, ghost columns gone,
    joined rows taken apart, broken ones put together.
    """
    landed = floating_labels.landed(printed)
    if landed is not None:
        reading.doubt(
            "labels_misaligned",
            "labels of table 3 stand apart from their figures, in the same order",
        )
    with_figures = [row for row in printed if _has_figures(row)] if landed is None else landed
    apart: list[ValueRow] = []
    for row in _without_ghosts(with_figures, headers):
        apart += row_repair.unjoined(row)
    whole = row_repair.rejoined(apart)
    if len(whole) < len(apart):
        reading.doubt(
            "rows_broken",
            f"{len(apart) - len(whole)} rows of table 3 go on in a row without a label, and were"
            " put together",
        )
    return whole


def _without_ghosts(rows: Sequence[ValueRow], headers: Headers) -> list[ValueRow]:
    """Where no header gives the columns, ghost columns are told by being empty all the way down."""
    known = {table for table, header in headers.items() if header.positions or header.by_figures}
    loose = [row.row.grid.ragged or row.row.table not in known for row in rows]
    bare = [row for row, is_loose in zip(rows, loose, strict=True) if is_loose]
    trimmed = iter(values.without_ghosts(bare, len(COLUMNS)))
    return [next(trimmed) if is_loose else row for row, is_loose in zip(rows, loose, strict=True)]


def _labels_without_figures(printed: Iterable[ValueRow]) -> list[tuple[str, ValueRow]]:
    """The labels without figures beside them, each with the row of the form that it names."""
    alone = [row for row in printed if not row.filled and not is_header(row)]
    return [(key, row) for row in alone if (key := ordering.row_key(row))]


def _placed(
    rows: Sequence[ValueRow], stray: Sequence[str], headers: Headers, reading: TableReading
) -> ordering.Keyed:
    """Each row with its key, part by part where a table for each kind of applicant is printed."""
    placed: ordering.Keyed = []
    for part in _parts(rows, headers):
        placed += ordering.keys(part, reading, stray)
    return placed


def _parts(rows: Sequence[ValueRow], headers: Headers) -> Iterable[list[ValueRow]]:
    """The rows by the applicants that their tables have: some print a table for each kind of
    applicant.
    """
    parts: dict[tuple[str, ...], list[ValueRow]] = {}
    for row in rows:
        header = headers[row.row.table]
        parts.setdefault(header.order if header.is_partial else COLUMNS, []).append(row)
    return parts.values()


def _fill(keyed: Sequence[KeyedRow], reading: TableReading) -> None:
    """The figures of all rows into the reading: as printed, or as the sums restore them."""
    fitted = [(row, _cells(row)) for row in keyed]
    has_spacing = any(len(row.values.cells) > len(COLUMNS) and _begins_blank(row) for row in keyed)
    longer = _longer_than_others(keyed)
    damaged = []
    for row, cells in fitted:
        may_be_spacing = has_spacing and len(row.values.cells) == len(COLUMNS)
        is_split = cells is not None and id(row) in longer and not row_repair.is_sum(cells)
        if cells is None or is_split or (may_be_spacing and _begins_blank(row)):
            damaged.append(row)
        else:
            reading.figures += _figures(row, cells)
    if damaged:
        restore(damaged, reading)


def _longer_than_others(keyed: Sequence[KeyedRow]) -> set[int]:
    """The rows (by identity) that have cells behind the last column of their header, where other
    rows have none: a cell of theirs may be split in two.
    """
    ended: dict[tuple[int, bool], list[KeyedRow]] = {}
    for row in keyed:
        if row.header.positions and row.values.cells and not row.values.row.grid.ragged:
            last = max(max(cell.columns) for cell in row.values.cells)
            is_longer = last > max(row.header.positions.values())
            ended.setdefault((row.values.row.table, is_longer), []).append(row)
    return {
        id(row)
        for (table, is_longer), rows in ended.items()
        if is_longer and (table, False) in ended
        for row in rows
    }


def _begins_blank(row: KeyedRow) -> bool:
    """Whether an empty cell stands between label and figures that a span of the label may have left
    behind: where it did in longer rows, seven cells need not be those of the seven columns.
    """
    values = row.values
    return values.row.grid.ragged and bool(values.labels) and values.cells[0].is_blank


def _cells(row: KeyedRow) -> list[Cell] | None:
    """The cell of each column of a row's header; None where the cells do not fit their columns
    without doubt.
    """
    if row.header.contradictory:
        return None
    headers = [{}] if row.values.moved else [row.header.positions, row.header.by_figures]
    if row.header.positions and row.header.swapped:
        # Another order than the form's is known by columns alone.
        headers = headers[:1]
    for header in headers:
        cells = values.fit(row.values, len(row.header.order), header)
        if cells:
            return cells
    return None


def _figures(row: KeyedRow, cells: Sequence[Cell]) -> list[Figure]:
    printed = row.values.row
    return [
        Figure(
            Statutory.REQUESTS, row.key, column, cell.figure("count"), cell_source(printed, cell)
        )
        for column, cell in zip(row.header.order, cells, strict=True)
    ]
