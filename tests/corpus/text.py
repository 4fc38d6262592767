"""Plain text in the manners that copies of reports have: tabs, pipes, or one value a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from tests.corpus.model import Draft, Grid, Paragraph, Slot

Manner = Callable[[Grid, Random], Iterator[str]]


def cell_lines(grid: Grid, random: Random) -> Iterator[str]:
    """A line for each cell, tab first; a blank line after each row. What Word gives when it saves
    as text.
    """
    for row in grid.lattice():
        for slot in row:
            if slot.own:
                yield "\t" + slot.cell.text
            elif slot.left:
                yield "\t"
        yield ""


def tabbed_rows(grid: Grid, random: Random) -> Iterator[str]:
    """A line for each row, tabs between the columns, spans as empty columns."""
    for row in grid.lattice():
        yield "\t".join(_flat(slot) for slot in row)


def tabbed_cells(grid: Grid, random: Random) -> Iterator[str]:
    """A line for each row, tabs between its own cells; merged cells leave one tab where they go on
    below.
    """
    for row in grid.lattice():
        yield "\t".join(_flat(slot) for slot in row if slot.left)


def spaced_rows(grid: Grid, random: Random) -> Iterator[str]:
    """A line for each row with spaces between what is printed, as text is copied out of a PDF;
    blanks are lost.
    """
    for row in grid.lattice():
        printed = (_flat(slot) for slot in row if slot.own and slot.cell.text.strip())
        yield " ".join(printed)


def joined_rows(grid: Grid, random: Random) -> Iterator[str]:
    """A line for each row with nothing between its cells: the figures run together."""
    for row in grid.lattice():
        yield "".join(_flat(slot) for slot in row if slot.own)


def bare_lines(grid: Grid, random: Random) -> Iterator[str]:
    """A line for each cell that has words or numbers or stands empty; no mark of rows or columns
    (A18).
    """
    for row in grid.lattice():
        yield from (slot.cell.text for slot in row if slot.own)


def filled_lines(grid: Grid, random: Random) -> Iterator[str]:
    """A line for each cell that is not blank: the places of blanks are lost (A18)."""
    return (line for line in bare_lines(grid, random) if line.strip())


def piped(grid: Grid, random: Random) -> Iterator[str]:
    """Rows between pipes, each span written once."""
    for row in grid.lattice():
        yield "| " + " | ".join(_flat(slot) for slot in row if slot.left) + " |"


def piped_spans(grid: Grid, random: Random) -> Iterator[str]:
    """Rows between pipes, where a cell over n columns ends with n pipes (A13)."""
    for row in grid.lattice():
        yield "|" + "".join(f"{_flat(slot)}|" for slot in row)


def markdown(grid: Grid, random: Random) -> Iterator[str]:
    """A Markdown table: the rule of dashes after its first row."""
    lines = list(piped_spans(grid, random))
    width = max(len(row) for row in grid.lattice())
    yield from [lines[0], "|" + " --- |" * width, *lines[1:]]


def pipe_ends(grid: Grid, random: Random) -> Iterator[str]:
    """A line for each cell, with the pipe at the end of the line (A19)."""
    for row in grid.lattice():
        for slot in row:
            if slot.left:
                yield (f"{_flat(slot)} |") if slot.own else " |"
        yield ""


def _flat(slot: Slot) -> str:
    return slot.cell.text.replace("\n", "") if slot.own else ""


MANNERS: dict[str, Manner] = {
    "T1 cell lines": cell_lines,
    "T2 tabbed rows": tabbed_rows,
    "T3 pipes": piped,
    "T4 pipes with spans": piped_spans,
    "T5 markdown": markdown,
    "T6 tabbed cells": tabbed_cells,
    "T7 spaced rows": spaced_rows,
    "L9 joined rows": joined_rows,
    "A18 bare lines": bare_lines,
    "A18 filled lines": filled_lines,
    "A19 pipe ends": pipe_ends,
}
# Manners that leave no trace of a blank cell, and those from which no figure can be known.
BLANKS_LOST = ("A18 filled lines", "T7 spaced rows")
FIGURES_LOST = ("L9 joined rows",)
CLEAN_MANNERS = ("T1 cell lines", "T2 tabbed rows", "T4 pipes with spans", "T5 markdown")


def render(draft: Draft) -> bytes:
    """The draft as plain text, in its manner and encoding."""
    manner = MANNERS[draft.page["manner"]]
    lines: list[str] = list(draft.page.get("before", []))
    for block in draft.blocks:
        if isinstance(block, Grid):
            lines += [*manner(block, draft.random), ""]
        elif isinstance(block, Paragraph):
            lines += [block.text, *([""] if draft.page.get("airy") else [])]
    text = "\n".join([*lines, *draft.page.get("after", [])])
    end: str = draft.page.get("end", "\n")
    return end.join(text.split("\n")).encode(draft.page["encoding"], "replace")
