"""The rows of a document's grids in one stream, each told which statutory table it belongs to.

Documents split tables at page breaks, merge two into one grid, or make a grid of every row; so
tables are not looked for as grids. Rows are read in order, and words that only one table prints
switch from table to table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, cached_property

from extract import forms
from extract.document import Cell, Document, Grid, Paragraph
from extract.forms import indicators, labels
from extract.forms.statutory import Statutory
from foundation.light import value
from foundation.normalise import label_key, squash
from foundation.numbering import CHAPTER

# A row of the statistics table has label, unit, number, and rarely more; a row of table 3 or 4 has
# more than this.
_WIDEST_INDICATOR = 6

# 总计 alone may head any table.
_FEWEST_APPLICANTS = 2

# A paragraph between grids that is longer is prose, and no label that broke off.
_LONGEST_LABEL = 30
_SECTION = re.compile(CHAPTER)
_SHORTEST_REQUEST_ROW = 4

_PAGE_NUMBER = re.compile(r"[-–—]\d{1,3}[-–—]")

_AMBIGUOUS = frozenset({"other_remaining", "total", "other_total"})


@value(frozen=True, slots=False)
class Row:
    """One row: its cells, the statutory table that they are of (None: of none so far), the grid
    it stands in and its number there.

    `table` counts the document's grids from 1, `index` the rows of the grid from 0.
    """

    statutory: Statutory | None
    cells: tuple[Cell, ...]
    grid: Grid
    table: int
    index: int

    @cached_property
    def key(self) -> str:
        """The comparable core of all text of the row (`Cell.key`)."""
        return "".join([cell.key for cell in self.cells])


@cache
def _table2_words() -> re.Pattern[str]:
    words: set[str] = set()
    for name in forms.FORM_NAMES:
        words.update(map(label_key, forms.form(name).header_words))
    return re.compile("|".join(["第二十条", "信息内容", *sorted(words)]))


_TABLE3_WORDS = re.compile("申请人情况|勾稽关系|法人或其他组织|商业企业|科研机构|社会公益组织")
_TABLE4_WORDS = re.compile(
    "未经复议直接起诉|复议后起诉|结果维持|结果纠正|尚未审结|^行政复议行政诉讼$"
)


def statutory_rows(document: Document) -> Iterator[Row]:
    """The rows of tables 2, 3 and 4 and of the statistics table in reading order; other rows are
    left out.

    What stands in a grid above the first row that proves the statistics table belongs to it.
    """
    current: Statutory | None = None
    table = 0
    titles: list[Row] = []
    for block in document.blocks:
        if not isinstance(block, Grid):
            current = None if _ends_table(block.text) else current
            is_title = labels.dispute_rows().exact(block.text) is not None
            titles = [*titles, _title(block, table + 1)] if is_title else []
            continue
        table += 1
        for row in _rows_of(block, table, current):
            current = row.statutory
            if current is Statutory.DISPUTES:
                yield from titles
                titles = []
            yield row


def _rows_of(grid: Grid, table: int, current: Statutory | None) -> Iterator[Row]:
    """The rows of a grid that belong to a statutory table; `current` is the one that goes on."""
    waiting: list[Row] = []
    for index, cells in enumerate(grid.rows):
        if _is_page_number(cells):
            continue
        row = Row(current, cells, grid, table, index)
        current = _statutory(row) or current
        if current is None:
            waiting.append(row)
            continue
        is_statistics = current is Statutory.STATISTICS
        above = waiting if is_statistics else filter(_names_applicants, waiting)
        yield from (replace(each, statutory=current) for each in above)
        yield row if row.statutory is current else replace(row, statutory=current)
        waiting = []


def _is_page_number(cells: Sequence[Cell]) -> bool:
    """Whether a row holds a number between two dashes, each in a cell, and nothing else: columns
    without lines part the number of a page.
    """
    if any(cell.is_words for cell in cells):
        return False
    texts = [cell.text.strip() for cell in cells if not cell.is_blank]
    return len(texts) == len("—1—") and _PAGE_NUMBER.fullmatch("".join(texts)) is not None


def _names_applicants(row: Row) -> bool:
    """Whether a row names applicants, which alone do not prove table 3, and belong to the one that
    begins under it.
    """
    applicants = labels.request_columns()
    named = [cell for cell in row.cells if applicants.keyed(cell.key) is not None]
    return len(named) >= _FEWEST_APPLICANTS


def _title(paragraph: Paragraph, table: int) -> Row:
    """A line that names a route of table 4 right before a grid, as the row of that table that it
    would be.
    """
    cell = Cell(paragraph.text, 0, 0, place=paragraph.place)
    return Row(Statutory.DISPUTES, (cell,), Grid((cell,), paragraph.place), table, 0)


def _ends_table(text: str) -> bool:
    """Whether a paragraph between grids is more than a page number or a broken-off label: prose
    ends a table.
    """
    squashed = squash(text)
    return len(squashed) > _LONGEST_LABEL or _SECTION.match(squashed) is not None


def _statutory(row: Row) -> Statutory | None:
    """The table that a row proves itself to be of by its words; None where it proves nothing."""
    return next((table for table, proves in _PROOFS if proves(row)), None)


def _proves_statistics(row: Row) -> bool:
    """Whether a row is of the statistics table: its own words tell, or it follows such rows and has
    their shape.
    """
    texts = [cell.text for cell in row.cells]
    if len(texts) > 1 and any(map(indicators.is_indicator, texts)):
        return True
    if any(map(indicators.rows, texts)) and any(map(indicators.is_unit, texts)):
        return True
    if indicators.is_own_header([cell.key for cell in row.cells]):
        return True
    if row.statutory is not Statutory.STATISTICS or len(texts) > _WIDEST_INDICATOR:
        return False
    return any(cell.number("change").status == "printed" for cell in row.cells)


def _proves_disputes(row: Row) -> bool:
    if _TABLE4_WORDS.search(row.key):
        return True
    return any(labels.dispute_rows().keyed(cell.key) for cell in row.cells)


def _proves_requests(row: Row) -> bool:
    if _TABLE3_WORDS.search(row.key):
        return True
    return any(map(_names_request_row, row.cells))


def _names_request_row(cell: Cell) -> bool:
    if len(cell.text) < _SHORTEST_REQUEST_ROW:
        return False
    key = labels.request_row(cell.text)
    if key is not None and key not in _AMBIGUOUS:
        return True
    return labels.request_group(cell.text) is not None


def _proves_disclosures(row: Row) -> bool:
    if _table2_words().search(row.key):
        return True
    is_elsewhere = row.statutory not in (None, Statutory.DISCLOSURES)
    if is_elsewhere or len(row.cells) < 2:
        return False
    return any(labels.disclosures().keyed(cell.key) for cell in row.cells)


# Of a row in which the words of two tables are run together, the first of them is believed.
_PROOFS: tuple[tuple[Statutory, Callable[[Row], bool]], ...] = (
    (Statutory.STATISTICS, _proves_statistics),
    (Statutory.DISPUTES, _proves_disputes),
    (Statutory.REQUESTS, _proves_requests),
    (Statutory.DISCLOSURES, _proves_disclosures),
)
