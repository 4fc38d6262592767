"""Units that hold for a whole table: said in a line above it, in its caption, in a row of its own,
or in a note under it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from extract.cells.units import Unit, stated
from extract.document import Document, Grid, Paragraph
from foundation.normalise import squash

# What names the unit of a table is short; sentences speak of amounts in many units.
_LONGEST_CAPTION = 40
_SECTION = re.compile(r"^[一二三四五六1-6]、")
_NOTE = re.compile(r"^[(\[]?(?:注|备注|说明|备考)")

Captions = dict[int, tuple[Unit, ...]]


def captions(document: Document) -> Captions:
    """The units that the lines around each grid state, by the grid's number from 1."""
    found: Captions = {}
    pending: tuple[Unit, ...] = ()
    for block in document.blocks:
        if isinstance(block, Grid):
            found[len(found) + 1] = pending
            pending = ()
        elif isinstance(block, Paragraph):
            for line in block.text.split("\n"):
                if _SECTION.match(squash(line)):
                    pending = ()
                units = _units(line)
                if found and _NOTE.match(squash(line)):
                    found[len(found)] += units
                else:
                    pending += units
    return found


def _units(line: str) -> tuple[Unit, ...]:
    return stated(line) if len(line) <= _LONGEST_CAPTION and "。" not in line.rstrip("。") else ()


def of_row(texts: Iterable[str]) -> tuple[Unit, ...]:
    """The units that a row states which prints nothing else."""
    filled = [text for text in texts if text.strip()]
    return _units(filled[0]) if len(filled) == 1 else ()
