"""What the explorer shows: the sums of a state as cells, each with what it rests on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from foundation.rules import Text
from publish.schema.measures import Kind
from publish.site.data.archive import Row
from publish.site.pages.explore.state import State

# Kinds whose reports usually hold those of others: added up with them, requests count twice.
_HOLDING: Final = "government"
COLUMNS: Final = (
    "key",
    "label_zh",
    "label_en",
    "year",
    "value",
    "numerator",
    "denominator",
    "reports",
    "known",
    "doubtful",
)
"""The columns of the CSV; words/explore.yml says what each means."""
MOST_KEYS: Final = 8
"""So many series a chart of lines can hold; the others stand in the table."""


@dataclass
class Cell:
    """One number: of `reports` reports `known` state it (both sides of a share), and `doubtful` of
    those are in doubt or contradict themselves.
    """

    kind: Kind
    reports: int = 0
    known: int = 0
    doubtful: int = 0
    numerator: float | int = 0
    denominator: float | int = 0

    def add(self, row: Row) -> None:
        """Count more reports."""
        self.reports += row["reports"]
        self.known += row["known"]
        self.doubtful += row["doubtful"] or 0
        self.numerator += row["numerator"] or 0
        self.denominator += row["denominator"] or 0

    @property
    def value(self) -> float | int | None:
        """The share or sum; None where no report states it, or nothing stands under the share."""
        if not self.known or (self.kind == "share" and not self.denominator):
            return None
        if self.kind == "share":
            return self.numerator / self.denominator
        return round(self.numerator, 6)

    @property
    def coverage(self) -> float | None:
        """The share of reports in which the value is known."""
        return self.known / self.reports if self.reports else None


@dataclass(frozen=True)
class Break:
    """Between this year and the one before, most reports changed to another form."""

    year: int
    form: str


@dataclass(frozen=True)
class Result:
    """The cells of a state. `labels` names its keys, in the order in which they are shown."""

    state: State
    labels: Mapping[str, Text]
    cells: Mapping[tuple[str, int], Cell]
    kinds: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    breaks: tuple[Break, ...] = ()
    totals: Mapping[str, Cell] = field(default_factory=dict)

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Every year from the first to the last."""
        years = {year for _, year in self.cells}
        return tuple(range(min(years), max(years) + 1)) if years else ()

    def cell(self, key: str, year: int) -> Cell | None:
        """The cell of a key and year, where there is a report."""
        return self.cells.get((key, year))

    @cached_property
    def ranked(self) -> tuple[tuple[str, Cell], ...]:
        """The keys with their totals over all years, the highest first, unknown ones last."""
        known = [(key, cell) for key, cell in self.totals.items() if key in self.labels]
        return tuple(sorted(known, key=_rank))

    @property
    def drawn(self) -> tuple[str, ...]:
        """The keys that a chart of lines holds: those that rest on most reports."""
        most = sorted(self.labels, key=lambda key: -self.totals[key].known)[:MOST_KEYS]
        return tuple(key for key in self.labels if key in most)

    @property
    def is_mixed(self) -> bool:
        """Whether governments and what they usually hold are added together."""
        is_apart = self.state.by in ("kind", "agency") or self.state.measure.is_of_reports
        others = self.kinds - {_HOLDING}
        return _HOLDING in self.kinds and bool(others) and not is_apart

    @property
    def is_stacked(self) -> bool:
        """Whether governments of several levels are added together."""
        is_apart = self.state.by in ("level", "agency") or self.state.measure.is_of_reports
        return _HOLDING in self.kinds and len(self.levels) > 1 and not is_apart

    @property
    def whole(self) -> Cell:
        """Everything together, for what it rests on."""
        return summed(self.totals.values(), self.state.measure.kind)


def _rank(pair: tuple[str, Cell]) -> tuple[bool, float, str]:
    key, cell = pair
    value = cell.value
    return (value is None, -(value or 0), key)


def summed(cells: Iterable[Cell], kind: Kind) -> Cell:
    """Several cells as one."""
    whole = Cell(kind)
    for cell in cells:
        whole.add(vars(cell))
    return whole


def result(state: State, rows: Iterable[Row], labels: Mapping[str, Text]) -> Result:
    """The result of a state from its sums; `labels` names the keys that may occur."""
    kind = state.measure.kind
    cells: dict[tuple[str, int], Cell] = {}
    totals: dict[str, Cell] = {}
    forms: defaultdict[int, Counter[str]] = defaultdict(Counter)
    kinds, levels = set(), set()
    for row in rows:
        cells.setdefault((row["key"], row["year"]), Cell(kind)).add(row)
        totals.setdefault(row["key"], Cell(kind)).add(row)
        forms[row["year"]][row["form"] or ""] += row["reports"]
        kinds.add(row["kind"])
        levels.add(row["level"])
    known = {key: label for key, label in labels.items() if key in totals}
    return Result(
        state, known, cells, frozenset(kinds), frozenset(levels), tuple(_breaks(forms)), totals
    )


def _breaks(forms: Mapping[int, Counter[str]]) -> Iterator[Break]:
    """The years in which most reports are of another form than most of the year before."""
    before = ""
    for year in sorted(forms):
        [(form, _)] = forms[year].most_common(1)
        if before and form and form != before:
            yield Break(year, form)
        before = form or before
