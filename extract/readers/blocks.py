"""What readers of marked-up documents have in common: which tables are layout, and where running
text is divided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from extract.document import Block, Grid, Paragraph, Place

# Text with line breaks that is longer than any title is prose set with breaks: each line is a
# paragraph.
LONGEST_TITLE = 80
# A table that holds other tables is layout, unless its own cells outnumber theirs so far that those
# are decoration inside cells (Word wraps single values in one-cell tables).
_OWN_CELLS_PER_NESTED = 10
# A few cells, one of them as long as this, are a page layout and not figures.
_FEW_CELLS = 4
_LONG_TEXT = 200


def is_layout(own_cells: int, nested_cells: int | None, longest_text: Callable[[], int]) -> bool:
    """Whether a table only arranges the page: it holds tables, or one cell, or a few of which one
    is long.

    `nested_cells` is the number of cells of the tables inside it, None where there is none;
    `longest_text` gives the length of its longest cell, and is asked for small tables only.
    """
    if nested_cells is not None:
        return own_cells <= _OWN_CELLS_PER_NESTED * nested_cells
    return own_cells <= 1 or (own_cells <= _FEW_CELLS and longest_text() >= _LONG_TEXT)


def paragraphs(
    text: str,
    heading: bool = False,
    place: Place | None = None,
    empty_before: int = 0,
    linked: bool = False,
) -> Iterator[Paragraph]:
    """Running text as paragraphs: one, or one a line where the whole is longer than any title.
    Blank ones are not.

    `empty_before` counts the blank ones that stood before the text.
    """
    stripped = text.strip()
    for line in stripped.split("\n") if len(stripped) > LONGEST_TITLE else [stripped]:
        if line.strip():
            yield Paragraph(line.strip(), heading, place or Place(), empty_before, linked)
            empty_before = 0


def lines(texts: list[str]) -> str:
    """The text of a cell from its paragraphs: those that are not blank, one a line; a blank cell
    keeps its blanks.
    """
    if len(texts) == 1:
        return texts[0]
    return "\n".join(text for text in texts if text.strip()) or next(
        (text for text in texts if text), ""
    )


def within(block: Block, name: str) -> Block:
    """A block with its places inside a part or member of a file, as `name!path`."""
    if isinstance(block, Grid):
        cells = tuple(replace(cell, place=_inside(cell.place, name)) for cell in block.cells)
        return replace(block, cells=cells, place=_inside(block.place, name))
    return replace(block, place=_inside(block.place, name))


def _inside(place: Place, name: str) -> Place:
    return replace(place, path=f"{name}!{place.path}" if place.path else name)
