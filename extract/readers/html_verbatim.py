"""Preformatted text in a page: tables that its author set out with tabs, pipes or runs of spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.document import Block, Grid, Place
from extract.readers.text import text_blocks

# Two spaces between words are a gap between columns; one may stand inside a label.
_GAP = re.compile(r"(?<=\S)(?: {2,}|\u3000{2,})(?=\S)")


def verbatim_blocks(lines: list[str], place: Place) -> list[Block]:
    """The blocks of preformatted lines if there is a table among them, else nothing; all stand at `place`.

    Where spaces alone hold columns apart, a blank cell leaves no trace: such a grid is ragged.
    """
    found = list(text_blocks(lines))
    if not _has_grid(found):
        found = [_ragged(block) for block in text_blocks([_GAP.sub("\t", line) for line in lines])]
    return [_placed(block, place) for block in found] if _has_grid(found) else []


def _has_grid(found: Sequence[Block]) -> bool:
    return any(isinstance(block, Grid) for block in found)


def _ragged(block: Block) -> Block:
    return replace(block, ragged=True) if isinstance(block, Grid) else block


def _placed(block: Block, place: Place) -> Block:
    if isinstance(block, Grid):
        return replace(block, place=place, cells=tuple(replace(cell, place=place) for cell in block.cells))
    return replace(block, place=place)
