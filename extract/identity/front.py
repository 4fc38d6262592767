"""What stands in front of a report: the lines of the page and of the document before its first
section.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.document import Block, Document, Grid, Paragraph
from extract.identity.sections import first_of_report

# More lines than any page has in front of its report.
_MOST_LINES = 150
_LONGEST_LINE = 90
_MOST_CELLS = 60
_INDEX = re.compile(r"\[?\d+\]?")


@dataclass(frozen=True)
class Line:
    """One line in front of the report; `heading` where the markup says so, `cell` where it stands
    in a table.

    Lines of one `run` follow each other in elements of one kind, with no link between them.
    """

    text: str
    heading: bool = False
    cell: bool = False
    run: int = 0


def front_lines(document: Document) -> list[Line]:
    """The lines in front of the report that lead nowhere else, from the top of the page down."""
    blocks = [*document.before, *document.blocks[: first_of_report(document)]]
    return list(_lines(blocks))[:_MOST_LINES]


def _lines(blocks: Sequence[Block]) -> Iterator[Line]:
    run, last = 0, ""
    for block in blocks:
        shape = _shape(block)
        if shape != last:
            run, last = run + 1, shape
        if isinstance(block, Grid):
            yield from _cells(block, run)
        elif not block.linked:
            yield from _paragraph(block, run)


def _shape(block: Block) -> str:
    """What kind of element a block is, and what kinds it stands in; the same for equals only."""
    if isinstance(block, Grid):
        return f"table {block.place.path}"
    kinds = _INDEX.sub("", block.place.path or "")
    return f"link {kinds}" if block.linked else f"{block.heading} {kinds}"


def _paragraph(block: Paragraph, run: int) -> Iterator[Line]:
    for line in block.text.splitlines():
        if line.strip():
            yield Line(line.strip(), heading=block.heading, run=run)


def _cells(grid: Grid, run: int) -> Iterator[Line]:
    for cell in grid.cells[:_MOST_CELLS]:
        if cell.text.strip():
            yield Line(" ".join(cell.text.split()), cell=True, run=run)


def is_prose(line: Line) -> bool:
    """Whether a line is a sentence and no title, label or date."""
    return "。" in line.text or len(line.text) > _LONGEST_LINE
