"""The quirks that a document may have: named changes of a draft, each at its stage of the
making.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from tests.corpus.model import Draft, Grid, Layout

# `figures`: before the report is written; `labels`, `tables`, `report`: on the written blocks, in
# this order.
Stage = Literal["figures", "labels", "tables", "report"]
STAGES: tuple[Stage, ...] = ("figures", "labels", "tables", "report")
# A change returns False where it does not fit the draft; then the document does not have the quirk.
Change = Callable[[Draft], bool | None]
TEXT, HTML = frozenset({"text"}), frozenset({"html"})
# A sheet keeps every place of its grid: no cell can be lost from it without a trace.
NOT_SHEETS = frozenset({"html", "text", "docx", "doc", "rtf", "pdf", "scan", "ofd", "zip"})
MARKED_UP = frozenset({"html", "docx", "doc", "rtf", "pdf", "zip"})


class NotFitting(Exception):
    """A change needs something that the draft does not have; raised before anything is changed."""


def table(draft: Draft, number: int, rows: int = 1) -> Grid:
    """The draft's table of that number with at least so many rows; raises NotFitting."""
    for grid in draft.grids(number):
        if len(grid.rows) >= rows:
            return grid
    raise NotFitting


def requests(draft: Draft) -> Grid:
    """Table 3 in one piece, with its header and all its rows; raises NotFitting."""
    grid = table(draft, 3, 20)
    starts = figure_rows(grid)
    if not 2 <= starts[0] <= 5 or len(starts) < 20:
        raise NotFitting
    return grid


def figure_rows(grid: Grid) -> list[int]:
    """The places of the rows with at least five figures."""
    return [
        at for at, row in enumerate(grid.rows) if sum(cell.ref is not None for cell in row) >= 5
    ] or [0]


@dataclass(frozen=True)
class Quirk:
    """A way in which a report departs from the form; its name starts with its number in the list of
    quirks.
    """

    name: str
    stage: Stage
    layout: Layout
    change: Change
    formats: frozenset[str] | None
    form: str | None

    def fits(self, draft: Draft) -> bool:
        return (self.formats is None or draft.format in self.formats) and self.form in (
            None,
            draft.form,
        )


REGISTRY: dict[str, Quirk] = {}


def quirk(
    name: str,
    stage: Stage,
    layout: Layout = "quirky",
    formats: frozenset[str] | None = None,
    form: str | None = None,
) -> Callable[[Change], Change]:
    """Enter a change into the list under its name."""

    def enter(change: Change) -> Change:
        REGISTRY[name] = Quirk(name, stage, layout, change, formats, form)
        return change

    return enter


def chosen(draft: Draft, layout: Layout) -> list[Quirk]:
    """The quirks of one document: none if clean, up to four if quirky, one or two ruinous ones if
    destroyed.
    """
    if layout == "clean":
        return []
    fitting = [entry for entry in REGISTRY.values() if entry.fits(draft)]
    quirky = [entry for entry in fitting if entry.layout == "quirky"]
    ruinous = [entry for entry in fitting if entry.layout == "destroyed"]
    picked = draft.random.sample(quirky, k=draft.random.randint(1, 4) if layout == "quirky" else 1)
    if layout == "destroyed":
        picked += draft.random.sample(ruinous, k=draft.random.choice([1, 1, 2]))
    return picked


def apply(draft: Draft, quirks: list[Quirk], stage: Stage) -> None:
    """Make the changes of one stage, and note those that fitted."""
    for entry in quirks:
        if entry.stage != stage:
            continue
        with suppress(NotFitting):
            if entry.change(draft) is not False:
                draft.quirks.append(entry.name)
