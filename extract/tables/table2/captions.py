"""Units that hold for a whole table: said in a line above it, in its caption, in a row of its own,
or in a note under it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.cells.units import Unit, stated
from extract.document import Document, Grid, Paragraph
from extract.tables.stream import Row
from extract.tables.table2.header import Header, names_column
from foundation.normalise import squash
from foundation.numbering import CHAPTER

# What names the unit of a table is short; sentences speak of amounts in many units.
_LONGEST_CAPTION = 40
_SECTION = re.compile(CHAPTER)
_NOTE = re.compile(r"^[(\[]?(?:注|备注|说明|备考)")
# What begins the first part of table 2, behind what is said of all of it.
_PART = re.compile("^(?:第二十条|信息内容)")

Captions = dict[int, tuple[Unit, ...]]


@dataclass
class _Pending:
    """The units that are stated before the next grid: of the whole section, and of its part."""

    section: tuple[Unit, ...] = ()
    part: tuple[Unit, ...] = ()
    is_opening: bool = False

    def read(self, line: str) -> None:
        """Take up a line that stands before a grid."""
        text = squash(line)
        if _SECTION.match(text):
            self.section, self.part, self.is_opening = (), (), True
        self.is_opening = self.is_opening and not _PART.match(text)
        if self.is_opening:
            self.section += _units(line)
        else:
            self.part += _units(line)

    def taken(self) -> tuple[Unit, ...]:
        """The units of a grid that stands here; those of its part alone are used up."""
        units = (*self.section, *self.part)
        self.part, self.is_opening = (), False
        return units


def captions(document: Document) -> Captions:
    """The units that the lines around each grid state, by the grid's number from 1."""
    found: Captions = {}
    pending = _Pending()
    for block in document.blocks:
        if isinstance(block, Grid):
            found[len(found) + 1] = pending.taken()
        elif isinstance(block, Paragraph):
            for line in block.text.split("\n"):
                if found and _NOTE.match(squash(line)):
                    found[len(found)] += _units(line)
                else:
                    pending.read(line)
    return found


def _units(line: str) -> tuple[Unit, ...]:
    is_short = len(line) <= _LONGEST_CAPTION and "。" not in line.rstrip("。")
    return stated(line) if is_short else ()


def above(row: Row) -> tuple[Unit, ...]:
    """The units that rows of their own state in the grid above a row."""
    found: tuple[Unit, ...] = ()
    for cells in row.grid.rows[: row.index]:
        filled = [cell for cell in cells if not cell.is_blank]
        if len(filled) == 1:
            found += _units(filled[0].text)
    return found


@dataclass
class PartUnits:
    """The units that the rows before the figures of one part of table 2 state beside its columns:
    第二十条第（八）项（单位：元）, 信息内容（单位：元）, or a header in words of its own.
    """

    units: tuple[Unit, ...] = ()
    has_figures: bool = False

    def pass_over(self, row: Row, header: Header | None) -> None:
        """Heed a row without a label of the form: the first one behind figures begins a part."""
        if self.has_figures:
            self.units, self.has_figures = (), False
        for cell in row.cells:
            if header is None or not names_column(cell):
                self.units += _units(cell.text)
