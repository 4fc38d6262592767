"""Plain text: what a converter left of a document, with tabs or pipes where its tables were."""

from __future__ import annotations

from collections.abc import Iterator

from extract.document import Block, Document, Grid, Place
from extract.readers.decoding import decoded
from extract.shaping.lines import text_blocks


def read_text(data: bytes) -> Document:
    """Read plain text bytes. Raises Undecodable.

    Tables may stand as one cell a line (tab first), one row a line (tabs or pipes inside), or one
    cell a line with a pipe at its end. Places are line numbers, counted from 1, as `line 12` or
    `lines 12-14`.
    """
    text = decoded(data).text
    blocks = tuple(text_blocks(text.splitlines(), _place))
    return Document(media_type="text/plain", blocks=blocks, issues=tuple(_issues(text, blocks)))


def _place(first: int, last: int) -> Place:
    """The place of the lines from one to another, by their numbers, counted from 1."""
    span = f"line {first + 1}" if first == last else f"lines {first + 1}-{last + 1}"
    return Place(path=span)


def _issues(text: str, blocks: tuple[Block, ...]) -> Iterator[tuple[str, str]]:
    if "[bookmark:" in text:
        yield (
            "bookmarks_dropped",
            "names of Word bookmarks stand in the text; they are no part of it",
        )
    broken = sum(
        "\n" in cell.text for block in blocks if isinstance(block, Grid) for cell in block.cells
    )
    if broken:
        yield "cells_over_lines", f"{broken} cells are printed over several lines"
