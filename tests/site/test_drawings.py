"""Axes of drawings: whole numbers of counts, nothing without a base line, and numbers below zero."""

from __future__ import annotations

import pytest

from publish.schema.measures import measures
from publish.site.charts.chart import Chart, text
from publish.site.charts.specification import specification
from publish.site.drawings.canvas import fitting, ticks, width_of
from publish.site.drawings.lines import draw_lines
from publish.site.drawings.plot import Plot, Point, Series, brief
from publish.site.drawings.tiles import TILES
from publish.site.wording.words import Words


@pytest.mark.parametrize(
    ("highest", "is_whole", "lowest", "expected"),
    [
        (1, True, 0, (0, 1)),
        (0, True, 0, (0, 1)),
        (3, True, 0, (0, 1, 2, 3)),
        (0.586, False, 0, (0, 0.2, 0.4, 0.6)),
        (1234, True, 0, (0, 500, 1000, 1500)),
        (2, True, -3, (-4, -2, 0, 2)),
        (0, False, 0, (0, 0.25)),
    ],
)
def test_ticks_are_round_and_whole_where_one_counts(
    highest: float, is_whole: bool, lowest: float, expected: tuple[float, ...]
) -> None:
    assert ticks(highest, is_whole, lowest) == expected


@pytest.mark.parametrize("values", [[0, 0], [1, 0], [None, 1]])
def test_a_chart_of_ones_and_zeros_has_no_tick_twice_and_a_base(values: list[int | None]) -> None:
    rows = tuple({"year": 2020 + n, "value": value} for n, value in enumerate(values))
    label = text("agency.received")
    chart = Chart("agency-x", {}, label, label, rows)
    y = specification(chart, Words("en"), "light", fluid=True)["encoding"]["y"]
    assert y["axis"]["values"] == [0, 1] and y["scale"]["domain"] == [0, 1]


def test_a_line_does_not_run_across_a_year_without_a_value() -> None:
    points = (Point(1, False, "a", "/a"), None, Point(3, True, "c", "/c"))
    svg = draw_lines(Plot("t", "count", ("2020", "2021", "2022"), (Series("s", points),)), 720)
    [path] = [
        one for one in svg.iter() if "line" in (one.get("class") or "").split() and one.get("d")
    ]
    assert (path.get("d") or "").count("M") == 2
    doubtful = [one for one in svg.iter() if "doubtful" in (one.get("class") or "")]
    assert len(doubtful) == 1


def test_every_province_has_a_tile_of_its_own() -> None:
    places = [(tile.column, tile.row) for tile in TILES.values()]
    assert len(TILES) == 34 and len(set(places)) == 34


@pytest.mark.parametrize(
    ("value", "zh", "en"), [(12345, "1.23万", "12.3k"), (0.5486, "55%", "55%")]
)
def test_a_tile_is_brief(value: float, zh: str, en: str) -> None:
    kind = "share" if value < 1 else "count"
    assert (brief(value, kind, True), brief(value, kind, False)) == (zh, en)


def test_a_label_is_cut_to_its_room() -> None:
    assert fitting("不予公开的理由", 200) == "不予公开的理由"
    cut = fitting("不予公开的理由", 50)
    assert cut.endswith("…") and width_of(cut) <= 50


def test_titles_tell_measures_apart() -> None:
    titles = [(one.group.zh, one.title.zh) for one in measures().values()]
    assert [one for one in titles if titles.count(one) > 1] == []
