"""Where the figures of a reading stand in its document, by the figures' names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from extract.contract import SourceRecord
from extract.document import Document, Grid, Place
from extract.forms.statutory import Statutory
from extract.reading import Reading
from publish.collect.figures import Address, row_keys

MARK = "c-"
"""What the id of a figure's mark begins with; its name follows."""
Slot = tuple[int, int, int]
"""A grid of the document (from 1), and row and column in it (from 0)."""


@dataclass(frozen=True)
class Standing:
    """Where one figure stands: its place in the source, and its slot in the document's grids."""

    name: str
    place: Place
    slot: Slot | None


@dataclass(frozen=True)
class Standings:
    """All figures of one document that have a place."""

    each: tuple[Standing, ...]
    by_slot: Mapping[Slot, tuple[str, ...]] = field(default_factory=dict)

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages on which figures stand, in order; none in a format without pages."""
        return tuple(sorted({one.place.page for one in self.each if one.place.page is not None}))


def standings(reading: Reading, document: Document) -> Standings:
    """The figures of a reading with their places. One that the document does not print has none."""
    each = tuple(_each(reading, document))
    by_slot: dict[Slot, tuple[str, ...]] = {}
    for one in each:
        if one.slot is not None:
            by_slot[one.slot] = (*by_slot.get(one.slot, ()), one.name)
    return Standings(each, by_slot)


def _each(reading: Reading, document: Document) -> Iterator[Standing]:
    cells = {
        (number, cell.row, cell.column): cell.place
        for number, grid in enumerate(
            (block for block in document.blocks if isinstance(block, Grid)), start=1
        )
        for cell in grid.cells
    }
    for address, source in _sources(reading):
        column = source["column"]
        slot = None if column is None else (source["table"], source["row"], column)
        place = cells.get(slot) if slot else None
        # A grid that was put together from lines knows its cells by what the figure's source says
        # alone.
        found = place or Place(
            path=source.get("path"), page=source.get("page"), box=source.get("box")
        )
        yield Standing(address.name, found, slot if place else None)


def _sources(reading: Reading) -> Iterator[tuple[Address, SourceRecord]]:
    """The addresses of the figures that are printed once, with their sources."""
    found = reading.as_json(all_cells=True)
    times = Counter(row_keys(found))
    for cell in found["cells"]:
        address = Address(Statutory.of_record(cell["table"]), cell["row"], cell["column"] or "")
        if cell["source"] is not None and times[cell["row"]] < 2:
            yield address, cell["source"]
