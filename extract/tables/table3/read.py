"""Table 3: requests received and handled, 26 rows by seven applicant columns.

The printed rows are shaped (taken apart or put together where the layout broke them), keyed (told
which row of the form each is), and filled in: cells that fit their columns are read, the others are
left to the arithmetic of the form. What is odd becomes a doubt of the reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
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
    printed = row_repair.with_whole_labels(printed)
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
    if is_header(row) or _holds_words_of_the_header(again):
        return row
    return row if ordering.row_key(again) is None else again


def _holds_words_of_the_header(row: ValueRow) -> bool:
    """Whether what stands in a row's cells is of the header: a label slipped up beside it."""
    return bool(row.filled) and all(labels.is_over_applicants(cell.text) for cell in row.filled)


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
    spaced = _spaced_like_others(keyed)
    keyed = [_without_columns(row) if id(row) in spaced else row for row in keyed]
    doubtful = _longer_than_others(keyed) | spaced
    whole: list[tuple[KeyedRow, list[Cell]]] = []
    damaged: list[KeyedRow] = []
    for row in keyed:
        cells = None if id(row) in doubtful else _cells(row)
        if cells is None or row_repair.ends_in_its_sum(cells):
            damaged.append(row)
        else:
            whole.append((row, cells))
    for row, cells in whole:
        # Beside rows that lost cells or got some, one that does not add up may have done both.
        if damaged and row_repair.is_wrong_sum(cells):
            damaged.append(row)
        else:
            reading.figures += _figures(row, cells)
    if damaged:
        restore(damaged, reading)


def _spaced_like_others(keyed: Sequence[KeyedRow]) -> set[int]:
    """The rows (by identity) of seven cells of which the first is empty, where longer rows have
    such a one too, or more rows that are shorter: the seven need not be those of the columns.
    """
    spaced = [row for row in keyed if _begins_blank(row)]
    of_seven = {id(row) for row in spaced if len(row.values.cells) == len(COLUMNS)}
    has_longer = any(len(row.values.cells) > len(COLUMNS) for row in spaced)
    shorter = sum(len(row.values.cells) < len(COLUMNS) for row in spaced)
    return of_seven if has_longer or shorter > len(of_seven) else set()


def _without_columns(row: KeyedRow) -> KeyedRow:
    """A row of which no word tells the columns, unless order alone was to be relied on anyway."""
    if row.values.row.grid.ragged:
        return row
    return replace(row, header=Header.contradicting())


def _longer_than_others(keyed: Sequence[KeyedRow]) -> set[int]:
    """The rows (by identity) that have more cells behind the last column of their header than
    others of their table: a cell of theirs may be split in two, unless their sum holds.
    """
    framed = [row for row in keyed if _is_framed(row)]
    overhangs = [_overhang(row) for row in framed]
    fewest: dict[int, int] = {}
    for row, overhang in zip(framed, overhangs, strict=True):
        table = row.values.row.table
        fewest[table] = min(fewest.get(table, overhang), overhang)
    longer = [
        row
        for row, overhang in zip(framed, overhangs, strict=True)
        if overhang > fewest[row.values.row.table]
    ]
    return {id(row) for row in longer if not row_repair.is_sum(_cells(row) or ())}


def _is_framed(row: KeyedRow) -> bool:
    """Whether the cells of a row stand in columns that its header names."""
    values = row.values
    return bool(row.header.positions and values.cells) and not values.row.grid.ragged


def _overhang(row: KeyedRow) -> int:
    """How many cells of a row end behind the last column of its header."""
    behind = max(row.header.positions.values()) + 1
    return sum(cell.column + cell.column_span > behind for cell in row.values.cells)


def _begins_blank(row: KeyedRow) -> bool:
    """Whether an empty cell stands between label and figures that a span of the label may have left
    behind.
    """
    printed = row.values
    if not printed.labels or not printed.cells or not printed.cells[0].is_blank:
        return False
    columns = row.header.positions or row.header.by_figures
    return printed.row.grid.ragged or values.columns_of(columns, printed.cells) is None


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
        cells = values.fit(row.values, len(row.header.order), header, row.header.is_gapless)
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
