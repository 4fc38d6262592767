"""What the explorer draws of an answer: cells as points that open the reports behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from foundation.rules import Text
from publish.site.addresses import with_query
from publish.site.charts.chart import text
from publish.site.drawings.bars import draw_ranking, draw_upright
from publish.site.drawings.canvas import Element
from publish.site.drawings.lines import draw_lines
from publish.site.drawings.plot import Plot, Point, Series, number
from publish.site.drawings.tiles import draw_tiles
from publish.site.pages.explore.answer import MOST_SHOWN, Answer
from publish.site.pages.explore.result import Cell
from publish.site.wording.words import Words

Based = Callable[[str], str]
_MOST_BARS: Final = 40


class Drawer:
    """Draws an answer in a reader's words; `based` gives the whole address of a path."""

    def __init__(self, answer: Answer, words: Words, based: Based) -> None:
        self._answer = answer
        self._result = answer.result
        self._kind = answer.state.measure.kind
        self._words = words
        self._based = based

    @property
    def is_drawn(self) -> bool:
        """Whether there is something to draw: not of a table, and not where nothing is known."""
        known = any(cell.value is not None for cell in self._result.totals.values())
        return known and self._answer.state.shown != "table"

    @property
    def is_heat(self) -> bool:
        """Whether the table of a map is coloured: below the provinces, where tiles have no places
        of their own.
        """
        return self._answer.state.shown == "map" and bool(self._answer.state.place)

    def draw(self, width: float) -> Element:
        """The drawing for a width."""
        state = self._answer.state
        if state.shown == "line":
            return draw_lines(self._over_years(self._result.drawn), width)
        if state.shown == "map":
            codes = tuple(self._result.labels)
            plot = self._in_all((code, self._result.totals[code]) for code in codes)
            return draw_tiles(plot, codes, width, self._words.language != "en")
        if state.by == "year" and state.shown == "bar":
            return draw_upright(self._over_years(("",)), width)
        return draw_ranking(self._bars(), width)

    def _bars(self) -> Plot:
        """A bar for each key: in their own order, or the highest first; of years each its own."""
        found = self._result
        if self._answer.state.by == "year":
            years = [
                (str(year), found.cells[("", year)])
                for year in found.years
                if ("", year) in found.cells
            ]
            ordered = sorted(years, key=lambda pair: -(pair[1].value or 0))
            return self._plot(
                Series(year, (self._point("", int(year), cell),)) for year, cell in ordered
            )
        ranked = found.ranked
        if self._answer.state.shown == "bar":
            ranked = tuple((key, found.totals[key]) for key in found.labels)
        return self._in_all(ranked[:_MOST_BARS])

    def _in_all(self, cells: Iterable[tuple[str, Cell]]) -> Plot:
        """A series with one point for each key, over all years."""
        return self._plot(
            Series(self._name(key), (self._point(key, None, cell),)) for key, cell in cells
        )

    def _over_years(self, keys: Iterable[str]) -> Plot:
        years = self._result.years
        return self._plot(
            Series(
                self._name(key),
                tuple(
                    self._point(key, year, cell) if cell else None
                    for year, cell in ((year, self._result.cell(key, year)) for year in years)
                ),
            )
            for key in keys
        )

    def _plot(self, series: Iterable[Series]) -> Plot:
        years = self._result.years
        words = self._words
        breaks = tuple(
            (years.index(one.year), words.plain("explore.break", form=one.form))
            for one in self._result.breaks
        )
        return Plot(
            self._plain(self._answer.title),
            self._kind,
            tuple(map(str, years)),
            tuple(series),
            breaks,
        )

    def _point(self, key: str, year: int | None, cell: Cell) -> Point:
        value = number(cell.value, self._kind)
        where = " ".join(filter(None, (self._name(key), str(year or ""))))
        told = self._words.plain(
            "explore.point", value=value, known=cell.known, reports=cell.reports
        )
        path = reports_path(self._answer, key, year)
        return Point(cell.value, bool(cell.doubtful), f"{where}: {told}", self._based(path))

    def _name(self, key: str) -> str:
        return self._plain(self._result.labels.get(key, text("explore.nowhere")))

    def _plain(self, label: Text) -> str:
        return self._words.plain_pair(label.zh, label.en)


def reports_path(answer: Answer, key: str, year: int | None) -> str:
    """The page of the reports that a cell is made of."""
    return with_query("/explore/reports", **answer.state.query, key=key, year=year)


def shown_keys(answer: Answer) -> tuple[str, ...]:
    """The keys whose rows stand on the page: the highest first where they are many."""
    labels = answer.result.labels
    if answer.state.shown == "ranking" or len(labels) > MOST_SHOWN:
        return tuple(key for key, _ in answer.result.ranked)[:MOST_SHOWN]
    return tuple(labels)
