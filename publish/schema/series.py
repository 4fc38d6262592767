"""The indicators of the view `series`, as series.yml describes them, and the SQL that the view
stands for.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby, product
from typing import Final

from pydantic import Field, model_validator

from extract import forms
from extract.forms.statutory import Statutory
from foundation.rules import Rules, Text, load

# What joins the figures of a statutory table to a report.
_JOINS: Final = {
    Statutory.DISCLOSURES: "left join disclosures t on t.report = r.id",
    Statutory.REQUESTS: "left join report_totals t on t.report = r.id",
    Statutory.DISPUTES: "left join report_totals t on t.report = r.id",
    Statutory.STATISTICS: (
        "left join statistics t on t.report = r.id and t.indicator = '{indicator}'"
        " and (t.value is null or t.value = cast(t.value as integer))"
    ),
}
_COLUMNS: Final = """
select agency, year, indicator, value, status,
  iif(status in ('inferred', 'computed', 'unreadable')
    or quality in ('doubtful', 'source_error'), 1, 0)
    as doubtful,
  form, form_before, succession, quality, report, reported_by, agency_name, kind, region
from (select *, coalesce(noted, iif(value is null, 'absent', 'printed')) as status from (
{indicators}
))
"""
_INDICATOR: Final = """
select s.agency, s.year, '{key}' as indicator, {value} as value,
  coalesce({computed}, (select c.status from cells c where c.report = r.id and {cells}
    and (c.value is null) = ({value} is null) order by c.status = 'unreadable' desc, c.status
    limit 1)) as noted,
  r.form, s.form_before, s.succession, r.quality, r.id as report, r.agency as reported_by,
  a.name as agency_name, a.kind, a.region
from series_years s join reports r on r.id = s.report join agencies a on a.id = s.agency
  {join}
where r.form in ({forms})
"""


class Source(Rules):
    """The figures of a form that make an indicator, and the document that the form is printed by.

    `figures` are of one statutory table; several are added up, and where one of them is not known,
    the sum is not.
    """

    form: str
    figures: tuple[str, ...] = Field(min_length=1)
    source: str

    @model_validator(mode="after")
    def _is_of_the_form(self) -> Source:
        known = _figures(self.form)
        if unknown := [figure for figure in self.figures if figure not in known]:
            raise ValueError(f"form {self.form} prints no figure {', '.join(unknown)}")
        tables = {figure.split(".")[0] for figure in self.figures}
        if len(tables) > 1 or (Statutory.STATISTICS in tables and len(self.figures) > 1):
            raise ValueError("only figures of one table are added up, and none of the statistics")
        if self.source != (basis := _legal_basis(self.form)):
            raise ValueError(f"form {self.form} rests on {basis}")
        return self


class Comparable(Rules):
    """What several forms count alike; `left_out` says why the figure of another form is not."""

    title: Text
    sources: tuple[Source, ...]
    left_out: dict[str, Text] = Field(default_factory=dict)


def _figures(form: str) -> frozenset[str]:
    """The names that series.yml may use of a form's figures."""
    if form == forms.statistics().name:
        return frozenset(f"statistics.{row.key}" for row in forms.statistics().rows if row.key)
    if form not in forms.FORM_NAMES:
        return frozenset()
    printed = forms.form(form)
    rows = (key for key in printed.table3.row_keys if key not in printed.table3_omits)
    outcomes = product(printed.table4.row_keys, printed.table4.column_keys)
    return frozenset(
        (
            *(f"2.{figure.key}" for figure in printed.figures if figure.type == "count"),
            *(f"3.{row}.total" for row in rows),
            *(f"4.{route}.{outcome}" for route, outcome in outcomes),
        )
    )


def _legal_basis(form: str) -> str:
    statistics = forms.statistics()
    return statistics.legal_basis if form == statistics.name else forms.form(form).legal_basis


SERIES: Final = load(__package__, "series.yml", dict[str, Comparable])


def left_out() -> Text:
    """Which forms do not speak to which indicators, and why, in one sentence each language."""
    told = [
        (entry.title, form, why)
        for entry in SERIES.values()
        for form, why in entry.left_out.items()
    ]
    return Text(
        zh="；".join(f"{title.zh}不含 {form} 年格式：{why.zh}" for title, form, why in told),
        en="; ".join(f"{title.en} without form {form}: {why.en}" for title, form, why in told),
    )


@cache
def series_sql() -> str:
    """The query of the view: a part for each indicator and each way in which forms print it."""
    parts = (part for key, entry in SERIES.items() for part in _parts(key, entry))
    return _COLUMNS.replace("{indicators}", "\nunion all\n".join(parts)).strip()


def _parts(key: str, entry: Comparable) -> Iterator[str]:
    for figures, sources in groupby(entry.sources, key=lambda source: source.figures):
        form_names = ", ".join(f"'{source.form}'" for source in sources)
        yield _part(key, figures).replace("{forms}", form_names).strip()


def _part(key: str, figures: tuple[str, ...]) -> str:
    table, name, *_ = figures[0].split(".")
    value = " + ".join(f"t.{_column(figure)}" for figure in figures)
    if table == Statutory.STATISTICS:
        value = "cast(t.value as integer)"
    return _INDICATOR.format(
        key=key,
        value=value,
        computed=_computed(figures),
        cells=f"c.statutory_table = '{table}' and ({' or '.join(map(_cell, figures))})",
        join=_JOINS[Statutory(table)].format(indicator=name),
        forms="{forms}",
    )


def _computed(figures: tuple[str, ...]) -> str:
    """The status of a sum that rests on a total that was computed; null for any other."""
    totals = [figure for figure in figures if figure.startswith(("3.", "4."))]
    named = " or ".join(f"instr(t.computed, ' {_column(figure)} ')" for figure in totals)
    return f"iif({named}, 'computed', null)" if totals else "null"


def _column(figure: str) -> str:
    """The column that holds a figure: of `disclosures`, or of `report_totals`."""
    table, row, *outcome = figure.split(".")
    return f"{row}_{outcome[0]}" if table == Statutory.DISPUTES else row


def _cell(figure: str) -> str:
    """What picks the cell of a figure."""
    table, row, *column = figure.split(".")
    if table == Statutory.STATISTICS:
        return "c.row_key = t.row_key"
    return " and ".join((f"c.row_key = '{row}'", *(f"c.column_key = '{key}'" for key in column)))
