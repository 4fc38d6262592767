"""The measures of the explorer: shares and counts out of measures.yml, every figure of the forms,
and what the forms count alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from typing import Final, Literal

from pydantic import Field

from extract import forms
from extract.forms.statutory import Statutory
from foundation.rules import Rules, Text, load
from publish.errors import SchemaInvalid
from publish.schema.series import SERIES, Comparable
from publish.schema.tables import figure_columns

Dimension = Literal["applicant", "outcome"]
Kind = Literal["share", "count", "amount"]
_JOINS: Final = {
    "t.": "left join report_totals t on t.report = r.id",
    "d.": "left join disclosures d on d.report = r.id",
    "c.": "left join coverage c on c.agency = r.agency and c.year = r.year",
}
_RECEIVED: Final = "received_from_"
_STATISTICS: Final = """
case when r.form = '2014' then (select cast(s.value as integer) from statistics s
  where s.report = r.id and s.indicator = '{indicator}' and s.value = cast(s.value as integer))
when r.form in ('2019', '2021') then {value} end
"""


class Measure(Rules):
    """What can be shown: `sum` over `of`, as SQL over one report; without `of`, a sum.

    `cell` is the address of the figure to open in a report, `parts` the measures into which it is
    split; `is_of_reports` says that it counts reports, not what reports count.
    """

    name: str
    title: Text
    group: Text
    kind: Kind
    sum: str
    of: str
    source: Text
    note: Text | None = None
    cell: str = ""
    parts: dict[Dimension, tuple[str, ...]] = Field(default_factory=dict)
    is_of_reports: bool = False

    @property
    def joins(self) -> tuple[str, ...]:
        """The joins that its SQL needs beside `reports r`."""
        return tuple(join for alias, join in _JOINS.items() if alias in f"{self.sum} {self.of}")


class Preset(Rules):
    """A state of the explorer with a title; `question` is the ready-made question it draws."""

    title: Text
    query: dict[str, str]
    question: str | None = None


class _Entry(Rules):
    """What measures.yml says of a measure."""

    title: Text
    group: str
    sum: str
    of: str | None = None
    source: str
    note: Text | None = None
    cell: str = ""
    parts: dict[Dimension, tuple[str, ...]] = Field(default_factory=dict)


class _Content(Rules):
    """What measures.yml says."""

    groups: dict[str, Text]
    titles: dict[str, Text]
    sources: dict[str, Text]
    measures: dict[str, _Entry]
    presets: dict[str, Preset]


_CONTENT: Final = load(__package__, "measures.yml", _Content)
PRESETS: Final = _CONTENT.presets


@cache
def measures() -> dict[str, Measure]:
    """Every measure by its name, in the order in which they are listed. Raises SchemaInvalid."""
    plain = (*_described(), *_comparable(), *_requests(), *_disputes(), *_disclosures(), *_shares())
    found = {one.name: _called(one) for one in plain}
    return {name: _with_parts(one, found) for name, one in found.items()}


def _called(one: Measure) -> Measure:
    """The measure under the title that measures.yml gives it, where it does."""
    title = _CONTENT.titles.get(one.name)
    return one.model_copy(update={"title": title}) if title else one


def _with_parts(one: Measure, known: dict[str, Measure]) -> Measure:
    """The measure with the names that its patterns of parts stand for."""
    parts = {
        dimension: tuple(name for name in known if any(fnmatchcase(name, p) for p in patterns))
        for dimension, patterns in one.parts.items()
    }
    if empty := [dimension for dimension, names in parts.items() if not names]:
        raise SchemaInvalid(f"publish/schema/measures.yml: {one.name} has no parts by {empty[0]}")
    return one.model_copy(update={"parts": parts})


def _described() -> Iterator[Measure]:
    """What measures.yml describes."""
    for name, entry in _CONTENT.measures.items():
        yield Measure(
            name=name,
            title=entry.title,
            group=_CONTENT.groups[entry.group],
            kind="share" if entry.of else "count",
            sum=entry.sum,
            of=entry.of or "1",
            source=_CONTENT.sources[entry.source],
            note=entry.note,
            cell=entry.cell,
            parts=entry.parts,
            is_of_reports=entry.group == "reports",
        )


def _comparable() -> Iterator[Measure]:
    """What the statistics table of 2014 counts like the forms after it."""
    for key, entry in SERIES.items():
        indicator = _indicator(entry)
        if indicator is None:
            continue
        later = next(source for source in entry.sources if source.form != "2014")
        value = " + ".join(f"t.{_column(figure)}" for figure in later.figures)
        yield Measure(
            name=f"series.{key}",
            title=entry.title,
            group=_CONTENT.groups["comparable"],
            kind="count",
            sum=_STATISTICS.format(indicator=indicator, value=value).strip(),
            of="1",
            source=_joined(source.source for source in entry.sources),
        )


def _joined(names: Iterator[str]) -> Text:
    joined = "、".join(dict.fromkeys(names))
    return Text(zh=joined, en=joined)


def _indicator(entry: Comparable) -> str | None:
    """The indicator of the table of 2014 that counts the same, where there is one."""
    figures = [one.figures[0] for one in entry.sources if one.form == "2014"]
    return figures[0].removeprefix("statistics.") if figures else None


def _column(figure: str) -> str:
    """The column of report_totals that holds a figure of table 3 or 4."""
    table, row, *outcome = figure.split(".")
    return f"{row}_{outcome[0]}" if table == Statutory.DISPUTES else row


def _requests() -> Iterator[Measure]:
    """The totals of table 3, and the applicants of its first row."""
    table = forms.form(forms.FORM_NAMES[0]).table3
    group = Text(zh=table.title, en=table.title_en)
    first, total = table.rows[0].key, "total"
    parts: dict[str, dict[Dimension, tuple[str, ...]]] = {
        first: {
            "applicant": tuple(f"3.{first}.{one}" for one in table.column_keys if one != total)
        },
        total: {"outcome": tuple(f"3.{row}.{total}" for row in _outcomes(table))},
    }
    for row in table.rows:
        title = Text(zh=f"{row.label}", en=row.label_en)
        name = f"3.{row.key}.{total}"
        yield _count(name, title, group, f"t.{row.key}", parts.get(row.key, {}))
    for column in table.columns:
        if column.key != total:
            title = Text(
                zh=f"{table.rows[0].label}：{column.label}",
                en=f"{table.rows[0].label_en}: {column.label_en}",
            )
            yield _count(f"3.{first}.{column.key}", title, group, f"t.{_RECEIVED}{column.key}")


def _outcomes(table: forms.Matrix) -> tuple[str, ...]:
    """The rows of table 3 that make up the requests handled, those of `other` by their total."""
    keys = table.row_keys[2 : table.row_keys.index("total")]
    return tuple(key for key in keys if key == "other_total" or not key.startswith("other_"))


def _disputes() -> Iterator[Measure]:
    """Every figure of table 4."""
    table = forms.form(forms.FORM_NAMES[0]).table4
    group = Text(zh=table.title, en=table.title_en)
    for route in table.rows:
        outcomes = tuple(f"4.{route.key}.{one}" for one in table.column_keys if one != "total")
        for column in table.columns:
            title = Text(
                zh=f"{route.label}：{column.label}", en=f"{route.label_en}: {column.label_en}"
            )
            parts: dict[Dimension, tuple[str, ...]] = (
                {"outcome": outcomes} if column.key == "total" else {}
            )
            name = f"4.{route.key}.{column.key}"
            yield _count(name, title, group, f"t.{route.key}_{column.key}", parts)


def _disclosures() -> Iterator[Measure]:
    """Every figure of table 2, of either form."""
    form = forms.form(forms.FORM_NAMES[0])
    group = Text(zh=form.table2_title, en=form.table2_title_en)
    amounts = {
        figure.key
        for name in forms.FORM_NAMES
        for figure in forms.form(name).figures
        if figure.type == "amount"
    }
    known = {figure.key for name in forms.FORM_NAMES for figure in forms.form(name).figures}
    for column in figure_columns(Statutory.DISCLOSURES):
        if column.name in known:
            title = Text(zh=column.zh, en=column.en)
            made = _count(f"2.{column.name}", title, group, f"d.{column.name}")
            kind: Kind = "amount" if column.name in amounts else "count"
            yield made.model_copy(update={"kind": kind})


def _shares() -> Iterator[Measure]:
    """The share of each outcome among the requests handled, and of each applicant among the new."""
    table = forms.form(forms.FORM_NAMES[0]).table3
    first = table.rows[0]
    for row in (row for row in table.rows if row.key in _outcomes(table)):
        title = Text(zh=f"{row.label}所占比例", en=f"Share: {row.label_en}")
        yield _share(row.key, title, "t.total", f"3.{row.key}.total")
    for column in table.columns[:-1]:
        title = Text(zh=f"{column.label}所占比例", en=f"Share: {column.label_en}")
        cell = f"3.{first.key}.{column.key}"
        yield _share(f"{_RECEIVED}{column.key}", title, f"t.{first.key}", cell)


def _share(column: str, title: Text, of: str, cell: str) -> Measure:
    return Measure(
        name=f"share.{column}",
        title=title,
        group=_CONTENT.groups["shares"],
        kind="share",
        sum=f"t.{column}",
        of=of,
        source=_CONTENT.sources["form"],
        cell=cell,
    )


def _count(
    name: str,
    title: Text,
    group: Text,
    column: str,
    parts: dict[Dimension, tuple[str, ...]] | None = None,
) -> Measure:
    return Measure(
        name=name,
        title=title,
        group=group,
        kind="count",
        sum=column,
        of="1",
        source=_CONTENT.sources["form"],
        cell=name,
        parts=parts or {},
    )
