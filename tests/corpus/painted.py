"""Reports as pages of text with positions and ruling lines: what OFD and drawn PDF have in common.

Lengths are millimetres from the top left of the page.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from random import Random
from typing import Literal

from tests.corpus.model import Draft, Grid, Paragraph, Slot

LEFT, TOP, BOTTOM, WIDTH = 20.0, 20.0, 275.0, 170.0
SIZE, LINE, PAD = 3.2, 4.6, 0.6  # of a character, of a line, round a cell's text
# How text may be written: as it should be, or so that it is not seen, or not as itself.
Look = Literal[
    *("plain", "white", "clear", "invisible", "clipped", "mirrored", "on its head", "layer off"),
    *("other meaning", "no meaning", "template", "note", "note off"),
]
_TINY = 0.1
_RAISED = 0.5


class Pages(ABC):
    """Pages as they fill up: `y` is the place for the next line, `form` how the labels and rules of
    tables are put on them.
    """

    form: Look = "plain"

    def __init__(self) -> None:
        self.y = TOP

    @abstractmethod
    def new_page(self) -> None:
        """Go on on a new page, from its top."""

    @abstractmethod
    def write(
        self, x: float, y: float, text: str, size: float = SIZE, look: Look = "plain"
    ) -> None:
        """Write a run of text whose box begins at a place."""

    @abstractmethod
    def draw(self, x: float, y: float, across: float, down: float) -> None:
        """Draw a line."""

    @abstractmethod
    def fill(self, x: float, y: float, across: float, down: float) -> None:
        """Paint a white area."""

    def show(self, x: float, y: float, text: str, way: str) -> None:
        """Show a figure by a means that only this format has."""
        raise NotImplementedError(way)

    def has_room(self, height: float) -> bool:
        return self.y + height <= BOTTOM or self.y <= TOP

    def make_room(self, height: float) -> None:
        if not self.has_room(height):
            self.new_page()
            self.y = TOP


def width(text: str) -> float:
    return sum(SIZE if ord(char) > 255 else SIZE / 2 for char in text)


def paint(pages: Pages, draft: Draft) -> None:
    """Put the draft on pages."""
    for block in draft.blocks:
        if isinstance(block, Grid):
            _table(pages, block, draft.random)
        elif isinstance(block, Paragraph):
            _paragraph(pages, block)


def _paragraph(pages: Pages, block: Paragraph) -> None:
    for line in (line for text in block.text.split("\n") for line in _wrap(text, WIDTH)):
        pages.make_room(LINE)
        indent = {
            "title": (WIDTH - width(line)) / 2,
            "agency": WIDTH * 0.6,
            "date": WIDTH * 0.6,
        }.get(block.role, 0)
        pages.write(LEFT + max(0, indent), pages.y, line)
        pages.y += LINE


def _wrap(text: str, most: float) -> Iterator[str]:
    """Lines that fit into a width; blank ones are left out."""
    line = ""
    for char in "".join(char for char in text if ord(char) >= 32):
        if width(line + char) > most and line:
            yield line
            line = ""
        line += char
    if line.strip():
        yield line


def _table(pages: Pages, grid: Grid, random: Random) -> None:
    lattice = grid.lattice()
    columns = max(len(row) for row in lattice)
    step = WIDTH / columns
    for row in lattice:
        own = [_height(slot, step) for slot in row if slot.own and slot.cell.rowspan == 1]
        height = max([LINE, *own]) + 2 * PAD
        if not pages.has_room(height):
            _close(pages)
        pages.make_room(height)
        for column, slot in enumerate(row):
            _cell(pages, slot, LEFT + column * step, step, height, random)
        pages.draw(LEFT + WIDTH, pages.y, 0, height)
        pages.y += height
    _close(pages)


def _close(pages: Pages) -> None:
    """Rule a table off under its last row, or that of a page."""
    pages.draw(LEFT, pages.y, WIDTH, 0)


def _height(slot: Slot, step: float) -> float:
    return LINE * sum(
        1
        for text in slot.cell.text.split("\n")
        for _ in _wrap(text, step * slot.cell.colspan - 2 * PAD)
    )


def _cell(pages: Pages, slot: Slot, x: float, step: float, height: float, random: Random) -> None:
    if slot.left:
        pages.draw(x, pages.y, 0, height)
    if slot.top:
        pages.draw(x, pages.y, step, 0)
    if slot.own and slot.cell.shown and slot.cell.text.isdecimal():
        show(pages, x, slot.cell.text, slot.cell.shown, random)
    elif slot.own:
        most = step * slot.cell.colspan - 2 * PAD
        lines = [line for text in slot.cell.text.split("\n") for line in _wrap(text, most)]
        for at, line in enumerate(lines):
            look = "plain" if slot.cell.ref else pages.form
            pages.write(x + PAD, pages.y + PAD + at * LINE, line, look=look)


def show(pages: Pages, border: float, figure: str, way: str, random: Random) -> None:
    """Show a figure in a cell whose left border is given, in one of the ways."""
    x, y = border + PAD, pages.y + PAD
    behind = x + width(figure) + SIZE / 2
    digit = str(random.randint(1, 9))
    old = "".join(str((int(char) + 3) % 10) for char in figure)
    match way:
        case "white" | "clear" | "invisible" | "clipped" | "layer off" | "note off":
            pages.write(x, y, figure)
            pages.write(behind, y, digit, look=way)
        case "tiny":
            pages.write(x, y, figure)
            pages.write(behind, y, digit, _TINY)
        case "raised":
            pages.write(x, y, figure)
            pages.write(behind - SIZE / 2, y - 0.2, digit, SIZE * _RAISED)
        case "struck":
            pages.write(x, y, digit)
            pages.draw(x, y + SIZE / 2, SIZE / 2, 0)
            pages.write(x + 1.5 * SIZE, y, figure)
        case "covered":
            pages.write(x, y, old)
            pages.fill(x - 0.1, y, width(old) + 0.3, SIZE)
            pages.write(x, y, figure)
        case "partly covered":
            pages.write(x, y, figure)
            pages.fill(x + width(figure) - SIZE * 0.3, y, SIZE, SIZE)
        case "overprinted":
            pages.write(x, y, old)
            pages.write(x + 0.3, y, figure)
        case "bold":
            pages.write(x, y, figure)
            pages.write(x + 0.12, y, figure)
        case "mirrored" | "on its head" | "other meaning" | "no meaning" | "template" | "note":
            pages.write(x, y, figure, look=way)
        case "over the border":
            pages.write(border - width(figure) / 2, y, figure)
        case _:
            pages.show(x, y, figure, way)
