"""Preformatted text in a page: tables that its author set out with tabs, pipes or runs of
spaces.
"""

from __future__ import annotations

from extract.document import Block, Grid, Place
from extract.shaping.lines import text_blocks


def verbatim_blocks(lines: list[str], place: Place) -> list[Block]:
    """The blocks of preformatted lines if there is a table among them, else nothing; all stand at
    `place`.
    """
    found = text_blocks(lines, lambda first, last: place)
    return found if any(isinstance(block, Grid) for block in found) else []
