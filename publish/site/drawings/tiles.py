"""A map of equal tiles: each division a square with its name and value, and no borders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from foundation.rules import Rules, load
from publish.site.drawings.canvas import BROKEN, Element, add, canvas, fitting, link, ticks, write
from publish.site.drawings.plot import Plot, Point, brief, tick

# One hue from pale to deep, which every kind of colour vision orders alike; white text from the
# fifth step on.
_SCALE: Final = ("#eef3f8", "#cfdfec", "#a9c6de", "#7aa7cb", "#3f78a6", "#26608f", "#0f3d66")
_DARK_FROM: Final = 4
_ON_DARK: Final = "#ffffff"
_ON_PALE: Final = "#1f1d1a"
_LEGEND: Final = 34
_LEAST: Final = 328


class Tile(Rules):
    """Where a division stands, and its short name in both languages."""

    column: int
    row: int
    zh: str
    en: str


TILES: Final = load(__package__, "tiles.yml", dict[str, Tile])


def draw_tiles(plot: Plot, codes: tuple[str, ...], width: float, in_chinese: bool) -> Element:
    """The map of a plot whose series are divisions, by their codes; divisions without a place of
    their own stand in rows of their own below.
    """
    places = _places(codes)
    columns = max(column for column, _, _ in places.values()) + 1
    rows = max(row for _, row, _ in places.values()) + 1
    side = min(72.0, width / columns)
    broad = max(side * columns, min(width, _LEAST))
    svg = canvas(broad, rows * side + _LEGEND, plot.title)
    highest = ticks(plot.highest, False)[-1]
    found = dict(zip(codes, plot.series, strict=True))
    for code, (column, row, tile) in places.items():
        one = found.get(code)
        point = one.points[0] if one else None
        name = (tile.zh if in_chinese else tile.en) if tile else (one.label if one else code)
        _tile(svg, (column * side, row * side, side - 3), name, point, (highest, plot, in_chinese))
    _legend(svg, (broad, rows * side + 8), highest, plot)
    return svg


def _places(codes: tuple[str, ...]) -> Mapping[str, tuple[int, int, Tile | None]]:
    """Where tiles stand: the known ones where at least one is of the map, the others below."""
    known = TILES if any(code in TILES for code in codes) else {}
    found: dict[str, tuple[int, int, Tile | None]] = {
        code: (tile.column, tile.row, tile) for code, tile in known.items()
    }
    others = [code for code in codes if code not in known]
    columns = max((tile.column for tile in known.values()), default=6) + 1
    first = max((tile.row for tile in known.values()), default=-1) + 1
    for number, code in enumerate(others):
        found[code] = (number % columns, first + number // columns, None)
    return found


def _tile(
    svg: Element,
    at: tuple[float, float, float],
    name: str,
    point: Point | None,
    scale: tuple[float, Plot, bool],
) -> None:
    x, y, side = at
    highest, plot, in_chinese = scale
    if point is None or point.value is None:
        add(
            svg,
            "rect",
            x=x,
            y=y,
            width=side,
            height=side,
            fill="none",
            stroke=BROKEN,
            stroke_dasharray="3 3",
            class_="empty",
        )
        write(svg, x + side / 2, y + side / 2, fitting(name, side), "middle", "quiet")
        write(svg, x + side / 2, y + side / 2 + 15, "—", "middle", "quiet")
        return
    step = max(0, min(len(_SCALE) - 1, int(point.value / highest * len(_SCALE))))
    ink = _ON_DARK if step >= _DARK_FROM else _ON_PALE
    anchor = link(svg, point.address, point.label)
    add(
        anchor,
        "rect",
        x=x,
        y=y,
        width=side,
        height=side,
        fill=_SCALE[step],
        stroke=BROKEN,
        class_="tile",
    )
    value = brief(point.value, plot.kind, in_chinese) + ("※" if point.is_doubtful else "")
    for text, down in ((fitting(name, side), -1.0), (value, 15.0)):
        line = add(
            anchor, "text", x=x + side / 2, y=y + side / 2 + down, text_anchor="middle", fill=ink
        )
        line.text = text
        if text == value:
            line.set("font-size", "12")


def _legend(svg: Element, at: tuple[float, float], highest: float, plot: Plot) -> None:
    """The scale from 0 to its end."""
    width, y = at
    side = min(34.0, (width - 110) / len(_SCALE))
    write(svg, 0, y + 12, "0", tone="quiet")
    for number, colour in enumerate(_SCALE):
        add(
            svg,
            "rect",
            x=14 + number * side,
            y=y,
            width=side,
            height=15,
            fill=colour,
            stroke=BROKEN,
        )
    write(svg, 20 + len(_SCALE) * side, y + 12, tick(highest, plot.kind), tone="quiet")
