from __future__ import annotations

from itertools import pairwise

import pytest
from lxml import etree

from publish.site.drawings.canvas import NARROW, WIDE, width_of
from publish.site.drawings.lines import draw_lines
from publish.site.drawings.plot import Plot, Point, Series

YEARS = tuple(str(year) for year in range(2017, 2025))
BREAKS = ((2, "2019 年格式起 / form of 2019"), (4, "2021 年格式起 / form of 2021"))


def series(label: str, first: float, step: float) -> Series:
    values = [first + step * number for number in range(len(YEARS))]
    return Series(label, tuple(Point(value, False, label, "/") for value in values))


def texts(width: float) -> list[etree._Element]:
    near = (series("A", 0.30, 0.03), series("B", 0.55, -0.005), series("C", 0.51, 0))
    drawn = draw_lines(Plot("t", "share", YEARS, near, BREAKS), width)
    return [one for one in drawn.iter() if etree.QName(one).localname == "text"]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_series_has_its_last_value_beside_it_and_none_on_another(width: float) -> None:
    ends = [one for one in texts(width) if one.text in ("51.0%", "51.5%")]
    assert [one.text for one in ends] == ["51.5%", "51.0%", "51.0%"]
    heights = [float(one.get("y", "")) for one in ends]
    assert min(below - above for above, below in pairwise(heights)) >= 15


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_where_forms_change_is_told_above_the_values_and_within_the_drawing(width: float) -> None:
    written = texts(width)
    [highest] = [float(one.get("y", "")) for one in written if one.text == "60%"]
    told = [one for one in written if "form of" in (one.text or "")]
    assert [one.text for one in told] == [label for _, label in BREAKS]
    for one in told:
        assert float(one.get("y", "")) < highest - 10
        assert 0 <= float(one.get("x", "")) <= width - width_of(one.text or "")
