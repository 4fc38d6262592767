"""Lines over the years: a shape for each series, its last value at its end, breaks of forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from publish.site.drawings.canvas import (
    BROKEN,
    PAPER,
    SERIES,
    Element,
    add,
    canvas,
    fitting,
    link,
    rule,
    ticks,
    width_of,
    write,
)
from publish.site.drawings.plot import Plot, Point, number, tick

_HEIGHT: Final = 248
_LINE: Final = 20
_GAP: Final = 15
_SHAPES: Final = (
    "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z",
    "M-4.5-4.5h9v9h-9Z",
    "M0-6L6 5H-6Z",
    "M0-6L6 0L0 6L-6 0Z",
    "M0 6L6-5H-6Z",
    "M-6-2H-2V-6H2V-2H6V2H2V6H-2V2H-6Z",
    "M-6-4H6L3 5H-3Z",
    "M-3-5H3L6 4H-6Z",
)


class Frame:
    """Where years and values stand in a drawing of lines or of upright bars."""

    def __init__(self, plot: Plot, width: float, top: float) -> None:
        self.ticks = ticks(plot.highest, plot.kind == "count", plot.lowest)
        labels = [tick(one, plot.kind) for one in self.ticks]
        self.left = max(map(width_of, labels)) + 18
        ends = [width_of(number(value, plot.kind)) for _, value in _ends(plot)]
        self.right = width - max(ends, default=0) - 16
        self.width = width
        # The words of where forms change stand above the field, away from its values.
        self.top = top + 12.0 + _GAP * len(plot.breaks)
        self.bottom = self.top + _HEIGHT
        self.step = (self.right - self.left) / max(1, len(plot.years))

    def x(self, place: int) -> float:
        """The middle of a year."""
        return self.left + (place + 0.5) * self.step

    def y(self, value: float) -> float:
        """The height of a value."""
        low, high = self.ticks[0], self.ticks[-1]
        return self.bottom - (value - low) / (high - low) * (self.bottom - self.top)


def _ends(plot: Plot) -> Iterator[tuple[int, float | int]]:
    """Of each series that has a value its last one, and in which place it stands."""
    for one in plot.series:
        known = [
            (place, point.value)
            for place, point in enumerate(one.points)
            if point is not None and point.value is not None
        ]
        yield from known[-1:]


def draw_lines(plot: Plot, width: float) -> Element:
    """The drawing of a plot over the years."""
    key = _legend_rows(plot, width)
    frame = Frame(plot, width, key * _LINE)
    svg = canvas(width, frame.bottom + 30, plot.title)
    _legend(svg, plot, width)
    draw_frame(svg, plot, frame)
    for place, one in enumerate(plot.series):
        _path(svg, frame, one.points, place)
        for year, point in enumerate(one.points):
            if point is not None and point.value is not None:
                draw_point(
                    link(svg, point.address, point.label),
                    (frame.x(year), frame.y(point.value)),
                    place,
                    point.is_doubtful,
                )
    _write_ends(svg, plot, frame)
    return svg


def draw_frame(svg: Element, plot: Plot, frame: Frame) -> None:
    """The axis of values with its ticks, the years, and where forms change."""
    for value in frame.ticks:
        y = frame.y(value)
        rule(svg, (frame.left, y), (frame.right, y))
        write(svg, frame.left - 6, y + 4, tick(value, plot.kind), "end", "quiet")
    every = max(1, round(44 / frame.step + 0.49)) if plot.years else 1
    for place, year in enumerate(plot.years):
        if place % every == 0:
            write(svg, frame.x(place), frame.bottom + 18, year, "middle", "quiet")
    _draw_breaks(svg, plot, frame)


def _draw_breaks(svg: Element, plot: Plot, frame: Frame) -> None:
    """Where forms change; the words of one stand above those of the one after it."""
    for order, (place, label) in enumerate(plot.breaks):
        x = frame.x(place) - frame.step / 2
        y = frame.top - 10 - (len(plot.breaks) - 1 - order) * _GAP
        rule(
            svg,
            (x, y - 10),
            (x, frame.bottom),
            stroke_dasharray="4 4",
            class_="break",
            stroke=BROKEN,
        )
        at = min(x + 4, frame.width - width_of(label))
        write(svg, max(0, at), y, label, "start", "quiet")


def draw_point(parent: Element, at: tuple[float, float], series: int, is_doubtful: bool) -> None:
    """The mark of a value; one that rests on doubtful reports is hollow."""
    colour = SERIES[series % len(SERIES)]
    add(
        parent,
        "path",
        d=_SHAPES[series % len(_SHAPES)],
        transform=f"translate({at[0]:.1f} {at[1]:.1f})",
        fill=PAPER if is_doubtful else colour,
        stroke=colour,
        stroke_width=2,
        class_=f"point s{series % len(SERIES)}{' doubtful' if is_doubtful else ''}",
    )


def _path(svg: Element, frame: Frame, points: tuple[Point | None, ...], series: int) -> None:
    """The line of a series, which does not run across years without a value."""
    steps, is_down = [], False
    for place, point in enumerate(points):
        if point is None or point.value is None:
            is_down = False
            continue
        steps.append(f"{'L' if is_down else 'M'}{frame.x(place):.1f} {frame.y(point.value):.1f}")
        is_down = True
    colour = SERIES[series % len(SERIES)]
    if steps:
        add(
            svg,
            "path",
            d="".join(steps),
            fill="none",
            stroke=colour,
            stroke_width=2,
            class_=f"line s{series % len(SERIES)}",
        )


def _write_ends(svg: Element, plot: Plot, frame: Frame) -> None:
    """The last value of each series beside its end, lower where another stands there."""
    lowest = 0.0
    for last, value in sorted(_ends(plot), key=lambda end: -end[1]):
        y = max(frame.y(value), lowest + _GAP)
        write(svg, frame.x(last) + 10, y + 4, number(value, plot.kind))
        lowest = y


def _legend_rows(plot: Plot, width: float) -> int:
    return max((row for _, _, row in _legend_places(plot, width)), default=-1) + 1


def _legend_places(plot: Plot, width: float) -> Iterator[tuple[str, float, int]]:
    """Each name with its place in a row, in as few rows as they fit."""
    x, row = 0.0, 0
    for one in plot.series if len(plot.series) > 1 else ():
        label = fitting(one.label, width - 24)
        needed = width_of(label) + 34
        if x and x + needed > width:
            x, row = 0.0, row + 1
        yield label, x, row
        x += needed


def _legend(svg: Element, plot: Plot, width: float) -> None:
    for place, (label, x, row) in enumerate(_legend_places(plot, width)):
        y = row * _LINE + 12
        draw_point(svg, (x + 8, y - 4), place, is_doubtful=False)
        write(svg, x + 20, y, label)
