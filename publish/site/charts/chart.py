"""A chart before it is drawn: its rows, what they mean, and how they are laid out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from publish.schema.tables import Text
from publish.site.data.archive import Row
from publish.site.wording.words import texts

Kind = Literal["count", "rate", "amount"]
Mark = Literal["bar", "line"]


@dataclass(frozen=True)
class Chart:
    """Values over the years, in one series or several.

    `name` and `query` make its address. A row holds `year`, `value` and, where there are several,
    `series`, the key of one of `series`. A value that is not known is None and leaves a gap.
    """

    name: str
    query: Mapping[str, str | tuple[str, ...]]
    title: Text
    value: Text
    rows: tuple[Row, ...]
    series: Mapping[str, Text] = field(default_factory=dict)
    kind: Kind = "count"
    mark: Mark = "line"
    colours: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return all(row["value"] is None for row in self.rows)

    @property
    def years(self) -> tuple[int, ...]:
        """Every year from the first to the last, also those between without a row."""
        years = [row["year"] for row in self.rows]
        return tuple(range(min(years), max(years) + 1)) if years else ()

    @property
    def table(self) -> tuple[tuple[int, tuple[object, ...]], ...]:
        """The values as a table: a line a year, a column a series (or the one there is)."""
        found = {(row["year"], row.get("series", "")): row["value"] for row in self.rows}
        keys = tuple(self.series) or ("",)
        return tuple((year, tuple(found.get((year, key)) for key in keys)) for year in self.years)

    def csv_rows(self) -> Iterator[tuple[object, ...]]:
        """The rows of its CSV: a heading, then year, series and value; empty where the value is not
        known.
        """
        yield ("year", "series", "series_zh", "series_en", "value")
        for row in self.rows:
            label = self.series.get(row.get("series", ""), self.value)
            yield (row["year"], row.get("series", ""), label.zh, label.en, row["value"])


def text(name: str, **values: object) -> Text:
    """A text of words/*.yml in both languages."""
    found = texts()[name]
    return Text(zh=found.zh.format(**values), en=found.en.format(**values))


def stacked(rows: Iterable[Row], columns: Iterable[str]) -> tuple[Row, ...]:
    """One row for each year and column of wider rows."""
    names = tuple(columns)
    return tuple(
        {"year": row["year"], "series": name, "value": row[name]} for row in rows for name in names
    )


def single(rows: Iterable[Row], column: str) -> tuple[Row, ...]:
    """The values of one column by year."""
    return tuple({"year": row["year"], "value": row[column]} for row in rows)
