"""Bars: upright over the years, or one below the other, the longest first."""

from __future__ import annotations

from typing import Final

from publish.site.drawings.canvas import (
    SERIES,
    WIDE,
    Element,
    add,
    canvas,
    fitting,
    link,
    ticks,
    write,
)
from publish.site.drawings.lines import Frame, draw_frame
from publish.site.drawings.plot import Plot, Point, number

_ROW: Final = 28
_BAR: Final = 18
_LABEL: Final = 0.36
_LABEL_NARROW: Final = 0.44
_WIDEST: Final = 54


def draw_upright(plot: Plot, width: float) -> Element:
    """A bar for each year, of the first series."""
    frame = Frame(plot, width, 0)
    svg = canvas(width, frame.bottom + 30, plot.title)
    draw_frame(svg, plot, frame)
    broad = min(_WIDEST, frame.step * 0.62)
    for place, point in enumerate(plot.series[0].points if plot.series else ()):
        if point is None or point.value is None:
            continue
        y, base = sorted((frame.y(point.value), frame.y(0)))
        anchor = link(svg, point.address, point.label)
        _bar(anchor, (frame.x(place) - broad / 2, y), (broad, max(1.0, base - y)), point)
        if frame.step > 40:
            write(anchor, frame.x(place), y - 5, number(point.value, plot.kind), "middle")
    return svg


def draw_ranking(plot: Plot, width: float) -> Element:
    """A bar for each series, by its first point."""
    label = width * (_LABEL if width >= WIDE else _LABEL_NARROW)
    room = width - label - 78
    highest = max(ticks(plot.highest, plot.kind == "count")[-1], -plot.lowest)
    svg = canvas(width, len(plot.series) * _ROW + 4, plot.title)
    for place, one in enumerate(plot.series):
        y = place * _ROW + 2.0
        write(svg, label - 8, y + 15, fitting(one.label, label - 10), "end")
        point = one.points[0]
        if point is None or point.value is None:
            write(svg, label, y + 15, "—", tone="quiet")
            continue
        long = max(1.0, abs(point.value) / highest * room)
        anchor = link(svg, point.address, point.label)
        _bar(anchor, (label, y), (long, _BAR), point)
        write(anchor, label + long + 6, y + 15, number(point.value, plot.kind))
    return svg


def _bar(parent: Element, at: tuple[float, float], size: tuple[float, float], point: Point) -> None:
    """A bar; one that rests on doubtful reports has a broken edge."""
    doubtful = {"stroke_dasharray": "4 3", "fill_opacity": 0.45} if point.is_doubtful else {}
    add(
        parent,
        "rect",
        x=at[0],
        y=at[1],
        width=size[0],
        height=size[1],
        fill=SERIES[0],
        stroke=SERIES[0],
        class_="bar s0",
        **doubtful,
    )
