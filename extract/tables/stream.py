"""The rows of a document's grids in one stream, each told which statutory table it belongs to.

Documents split tables at page breaks, merge two into one grid, or make a grid of every row; so
tables are not looked for as grids. Rows are read in order, and words that only one table prints
switch from table to table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extract import forms
from extract.document import Cell, Document, Grid, Paragraph
from extract.forms import indicators, labels
from extract.forms.statutory import Statutory
from foundation.normalise import label_key, squash

# A row of the statistics table has label, unit, number, and rarely more; a row of table 3 or 4 has
# more than this.
_WIDEST_INDICATOR = 6

# 总计 alone may head any table.
_FEWEST_APPLICANTS = 2

_AMBIGUOUS = frozenset({"other_remaining", "total", "other_total"})


@dataclass(frozen=True)
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

    @property
    def text(self) -> str:
        """All text of the row, squashed."""
        return "".join(squash(cell.text) for cell in self.cells)


@cache
def _table2_words() -> re.Pattern[str]:
    words = {label_key(word) for name in forms.FORM_NAMES for word in forms.form(name).header_words}
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
            if _ends_table(block.text):
                current = None
            titles = (
                [*titles, _title(block, table + 1)]
                if labels.dispute_rows().exact(block.text)
                else []
            )
            continue
        table += 1
        above: list[Row] = []
        for index, cells in enumerate(block.rows):
            row = Row(current, cells, block, table, index)
            current = _statutory(row) or current
            above.append(row)
            if current is Statutory.DISPUTES:
                yield from titles
                titles = []
            if current:
                if current is not Statutory.STATISTICS:
                    above = [*_headers(above[:-1]), above[-1]]
                yield from (
                    row if row.statutory == current else replace(row, statutory=current)
                    for row in above
                )
                above = []


def _headers(rows: Sequence[Row]) -> list[Row]:
    """Rows that name applicants, which alone do not prove table 3, above one that does."""
    return [
        row
        for row in rows
        if sum(labels.request_columns().exact(cell.text) is not None for cell in row.cells)
        >= _FEWEST_APPLICANTS
    ]


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
    return len(squash(text)) > 30 or bool(re.match(r"^[一二三四五六1-6]、", squash(text)))


def _statutory(row: Row) -> Statutory | None:
    """The table that a row proves itself to be of by its words; None where it proves nothing."""
    if _is_statistics(row):
        return Statutory.STATISTICS
    key = label_key(row.text)
    if _TABLE4_WORDS.search(key) or any(
        labels.dispute_rows().exact(cell.text) for cell in row.cells
    ):
        return Statutory.DISPUTES
    if _TABLE3_WORDS.search(key) or any(_names_request_row(cell) for cell in row.cells):
        return Statutory.REQUESTS
    if _table2_words().search(key) or (
        row.statutory in (None, Statutory.DISCLOSURES) and _names_disclosure(row)
    ):
        return Statutory.DISCLOSURES
    return None


def _is_statistics(row: Row) -> bool:
    """Whether a row is of the statistics table: its own words tell, or it follows such rows and has
    their shape.
    """
    texts = [cell.text for cell in row.cells]
    if len(texts) > 1 and any(map(indicators.is_indicator, texts)):
        return True
    if any(map(indicators.rows, texts)) and any(map(indicators.is_unit, texts)):
        return True
    if indicators.is_own_header(texts):
        return True
    if row.statutory is not Statutory.STATISTICS or len(texts) > _WIDEST_INDICATOR:
        return False
    return any(cell.number("change").status == "printed" for cell in row.cells)


def _names_request_row(cell: Cell) -> bool:
    if len(cell.text) < 4:
        return False
    key = labels.request_row(cell.text)
    return (key is not None and key not in _AMBIGUOUS) or labels.request_group(
        cell.text
    ) is not None


def _names_disclosure(row: Row) -> bool:
    return any(labels.disclosures().exact(cell.text) for cell in row.cells) and len(row.cells) > 1
