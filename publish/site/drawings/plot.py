"""What is drawn: series of points over the years, or bars one below the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["share", "count", "amount"]


@dataclass(frozen=True)
class Point:
    """A value: whether part of what it rests on is in doubt, its words, and what it opens."""

    value: float | int | None
    is_doubtful: bool
    label: str
    address: str


@dataclass(frozen=True)
class Series:
    """Points by the place of their years; None where there is no report."""

    label: str
    points: tuple[Point | None, ...]


@dataclass(frozen=True)
class Plot:
    """What a chart shows. `breaks` are places of years before which the form changed."""

    title: str
    kind: Kind
    years: tuple[str, ...]
    series: tuple[Series, ...]
    breaks: tuple[tuple[int, str], ...] = ()

    @property
    def highest(self) -> float:
        """The highest value."""
        return max(self._values, default=0)

    @property
    def lowest(self) -> float:
        """The lowest value: numbers of what was added and dropped may be below 0."""
        return min(self._values, default=0)

    @property
    def _values(self) -> list[float | int]:
        points = (point for one in self.series for point in one.points if point)
        return [point.value for point in points if point.value is not None]


def number(value: float | int | None, kind: Kind) -> str:
    """A value as it is read."""
    if value is None:
        return "—"
    if kind == "share":
        return f"{value:.1%}"
    if kind == "amount" or value != int(value):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{int(value):,}"


def tick(value: float, kind: Kind) -> str:
    """A value at the axis."""
    if kind == "share":
        return f"{value:.0%}" if round(value * 100, 6).is_integer() else f"{value:.1%}"
    return f"{value:,.10g}"


def brief(value: float | int | None, kind: Kind, in_chinese: bool) -> str:
    """A value in as few characters as a tile holds."""
    if value is None:
        return "—"
    if kind == "share":
        return f"{value:.0%}" if value >= 0.0995 or not value else f"{value:.1%}"
    for size, zh, en in (
        (100_000_000, "亿", ""),
        (10_000, "万", ""),
        (1_000_000, "", "m"),
        (1_000, "", "k"),
    ):
        unit = zh if in_chinese else en
        if unit and value >= size:
            return f"{value / size:.3g}{unit}"
    return f"{value:.3g}" if value < 10_000 else f"{value:,.0f}"
