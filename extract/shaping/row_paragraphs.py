"""Rows of tables that stand as paragraphs: a format that knows tables holds one as text, with bars
or spaces in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.document import Block, Document, Paragraph
from extract.shaping.lines import figures_in_rows, text_blocks

# So many lines with figures behind words make a table; a sentence or two may hold such figures by
# chance.
_FEWEST_ROWS = 4
_LONGEST_ROW = 200
_FEWEST_FIGURES = 3
_GAP = re.compile(r"[\s|]+[\d.,/\-—]")
_ROW = re.compile(r"^\D*[^\d\s|].*?(?:[\s|]+[\d.,/\-—]+){3,}[\s|]*$")


def with_tables(document: Document) -> Document:
    """The document with runs of such paragraphs turned into tables; all else as it was."""
    if document.media_type == "text/plain":
        return document
    return replace(document, blocks=tuple(_blocks(document.blocks)))


def _blocks(blocks: Sequence[Block]) -> Iterator[Block]:
    run: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            run.append(block)
            continue
        yield from _resolved(run)
        run = []
        yield block
    yield from _resolved(run)


def _resolved(run: Sequence[Paragraph]) -> Sequence[Block]:
    lines = [(line, paragraph.place) for paragraph in run for line in paragraph.text.split("\n")]
    texts = [line for line, _ in lines]
    if sum(map(_is_row, texts)) < _FEWEST_ROWS:
        return run
    places = [place for _, place in lines]
    # What stands over several lines stands where its first does.
    found = text_blocks(texts, lambda first, last: places[first])
    return found if figures_in_rows(found) else run


def _is_row(line: str) -> bool:
    # The gaps are counted first: where they are too few, as in prose, the expression tries every
    # way in vain.
    return (
        len(line) <= _LONGEST_ROW
        and len(_GAP.findall(line)) >= _FEWEST_FIGURES
        and bool(_ROW.match(line))
    )
