"""Preformatted text in a page: tables that its author set out with tabs, pipes or runs of
spaces.
"""

from __future__ import annotations

from dataclasses import replace

from extract.document import Block, Grid, Place
from extract.shaping.lines import text_blocks


def verbatim_blocks(lines: list[str], place: Place) -> list[Block]:
    """The blocks of preformatted lines if there is a table among them, else nothing; all stand at
    `place`.
    """
    found = text_blocks(lines)
    return (
        [_placed(block, place) for block in found]
        if any(isinstance(block, Grid) for block in found)
        else []
    )


def _placed(block: Block, place: Place) -> Block:
    if isinstance(block, Grid):
        return replace(
            block, place=place, cells=tuple(replace(cell, place=place) for cell in block.cells)
        )
    return replace(block, place=place)
