"""A chart in the words of Vega-Lite, in the reader's language and for light or dark pages."""

from __future__ import annotations

from typing import Final, Literal

from foundation.json_values import JsonObject
from publish.site.charts.chart import Chart
from publish.site.drawings.canvas import ticks
from publish.site.wording.words import Words

Theme = Literal["light", "dark"]
_FONT: Final = (
    "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
)
# The colours of the page (site.css), and series that are told apart also without colour vision.
_INKS: Final[dict[Theme, dict[str, str]]] = {
    "light": {"ink": "#1f1d1a", "quiet": "#6a645a", "rule": "#d9d3c7", "paper": "#ffffff"},
    "dark": {"ink": "#ebe6dc", "quiet": "#a39c8f", "rule": "#3a3732", "paper": "#1e1c1a"},
}
_SERIES: Final[dict[Theme, tuple[str, ...]]] = {
    "light": (
        "#1c5380",
        "#9c3327",
        "#23663f",
        "#8a5a00",
        "#6a4c93",
        "#0f7f8f",
        "#b0478c",
        "#5a5a5a",
    ),
    "dark": (
        "#8fc1ea",
        "#e58f80",
        "#93d3a8",
        "#ecc476",
        "#c3a6e8",
        "#7fd3df",
        "#eaa0cf",
        "#c9c4ba",
    ),
}
_NAMED: Final[dict[Theme, dict[str, str]]] = {
    "light": {
        "good": "#5b9bd0",
        "fair": "#c98a1b",
        "alarm": "#b3261e",
        "quiet": "#8f877a",
        "doubt": "#6a4c93",
    },
    "dark": {
        "good": "#3f78a6",
        "fair": "#ecc476",
        "alarm": "#ff9d90",
        "quiet": "#8b8478",
        "doubt": "#c3a6e8",
    },
}
_FORMATS: Final = {"count": ",d", "rate": ".0%", "amount": ",.4~f"}
# The title of the axis stands level above it: upright, Chinese would lie on its side.
_ABOVE: Final[JsonObject] = {
    "titleAngle": 0,
    "titleAlign": "left",
    "titleAnchor": "end",
    "titleX": 0,
    "titleY": -12,
    "titleLimit": 640,
}
_WIDTH: Final = 720
_HEIGHT: Final = 240


def specification(chart: Chart, words: Words, theme: Theme, fluid: bool) -> JsonObject:
    """The Vega-Lite specification of a chart; `fluid` takes the width of what it is embedded in."""
    return {
        "width": "container" if fluid else _WIDTH,
        "height": _HEIGHT,
        "autosize": {"type": "fit-x" if fluid else "pad", "contains": "padding"},
        "background": None if fluid else _INKS[theme]["paper"],
        "title": None if fluid else words.plain_pair(chart.title.zh, chart.title.en),
        "data": {"values": [_named(chart, row, words) for row in _filled(chart)]},
        "mark": _mark(chart),
        "encoding": _encoding(chart, words, theme),
        "config": _config(theme),
    }


def _filled(chart: Chart) -> list[JsonObject]:
    """The rows of the chart, and one without a value for every year that has none: a line may not
    run across it.
    """
    keys = tuple(chart.series) or ("",)
    found = {(row["year"], row.get("series", "")): row["value"] for row in chart.rows}
    return [
        {"year": year, "series": key, "value": found.get((year, key))}
        for year in chart.years
        for key in keys
    ]


def _named(chart: Chart, row: JsonObject, words: Words) -> JsonObject:
    label = chart.series.get(str(row["series"]), chart.value)
    return {**row, "series": words.plain_pair(label.zh, label.en)}


def _mark(chart: Chart) -> JsonObject:
    if chart.mark == "bar":
        return {
            "type": "bar",
            "cornerRadiusEnd": 2,
            "size": {"expr": "min(48, 0.6 * width / max(1, domain('x').length))"},
        }
    return {
        "type": "line",
        "point": {"size": 60, "filled": True},
        "invalid": "break-paths-show-domains",
    }


def _encoding(chart: Chart, words: Words, theme: Theme) -> JsonObject:
    value = words.plain_pair(chart.value.zh, chart.value.en)
    x: JsonObject = {
        "field": "year",
        "type": "ordinal",
        "title": words.plain("chart.year"),
        "axis": {"labelAngle": 0},
    }
    shown = _FORMATS[chart.kind]
    marks = list(_ticks(chart))
    axis: JsonObject = {**_ABOVE, "format": shown, "values": marks}
    y: JsonObject = {
        "field": "value",
        "type": "quantitative",
        "title": value,
        "axis": axis,
        "scale": {"domain": [marks[0], marks[-1]], "nice": False},
    }
    encoding: JsonObject = {"x": x, "y": y, "tooltip": _tooltip(chart, words, value, shown)}
    if chart.series:
        colour = _colour(chart, words, theme)
        encoding["color"] = colour
        if chart.mark == "line":
            # With the same domain and legend as the colours, one legend shows both.
            encoding["shape"] = {**colour, "scale": {"domain": _names(chart, words)}}
    return encoding


def _ticks(chart: Chart) -> tuple[float, ...]:
    """The ticks of the axis: whole numbers of a count, and 0 at the bottom also where all is 0."""
    values = [row["value"] for row in chart.rows if row["value"] is not None]
    return ticks(max(values, default=0), chart.kind == "count", min(values, default=0))


def _names(chart: Chart, words: Words) -> list[str]:
    return [words.plain_pair(label.zh, label.en) for label in chart.series.values()]


def _tooltip(chart: Chart, words: Words, value: str, shown: str) -> list[JsonObject]:
    series: JsonObject = {
        "field": "series",
        "type": "nominal",
        "title": words.plain("chart.series"),
    }
    year: JsonObject = {"field": "year", "type": "ordinal", "title": words.plain("chart.year")}
    number: JsonObject = {"field": "value", "type": "quantitative", "title": value, "format": shown}
    return [year, *([series] if chart.series else []), number]


def _colour(chart: Chart, words: Words, theme: Theme) -> JsonObject:
    names = _names(chart, words)
    palette = _SERIES[theme]
    colours = [
        _NAMED[theme].get(chart.colours.get(key, ""), palette[number % len(palette)])
        for number, key in enumerate(chart.series)
    ]
    legend = {"orient": "bottom", "title": None, "columns": 2, "labelLimit": 320}
    scale = {"domain": names, "range": colours}
    return {"field": "series", "type": "nominal", "scale": scale, "legend": legend, "sort": names}


def _config(theme: Theme) -> JsonObject:
    ink = _INKS[theme]
    label: JsonObject = {
        "labelColor": ink["quiet"],
        "titleColor": ink["quiet"],
        "labelFont": _FONT,
        "titleFont": _FONT,
    }
    sizes: JsonObject = {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"}
    axis: JsonObject = {
        **label,
        **sizes,
        "gridColor": ink["rule"],
        "domainColor": ink["rule"],
        "tickColor": ink["rule"],
    }
    colour = _SERIES[theme][0]
    return {
        "font": _FONT,
        "view": {"stroke": None},
        "axis": axis,
        "axisX": {"grid": False},
        "legend": {**label, **sizes},
        "title": {"color": ink["ink"], "font": _FONT, "fontSize": 15, "anchor": "start"},
        "bar": {"color": colour},
        "line": {"color": colour},
        "point": {"color": colour},
        "locale": {
            "number": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]}
        },
    }
