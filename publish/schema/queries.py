"""The canned queries of the site, out of queries.yml: filters that several share are written there
once.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from pydantic import Field

from extract import forms
from extract.forms import Heading
from foundation.rules import Rules, Text, load
from publish.errors import SchemaInvalid
from publish.schema.tables import column_of

REFUSALS = ("denied_", "unable_", "unprocessed_")
# Both sides of a share are of one set of reports: those that state both.
_REFUSAL_SUMS = (
    "sum(t.{key}) as {key}, count(t.{key}) as {key}_reports,"
    " sum(t.{key}) filter (where t.total is not null) as {key}_both,"
    " sum(t.total) filter (where t.{key} is not null) as {key}_handled,"
    " count(t.total + t.{key}) as {key}_both_reports,"
    " count(t.{key}) filter (where instr(t.computed, ' {key} ')) as {key}_computed"
)
_REFUSAL_ROW = (
    "select kind, '{key}' as reason, '{label}' as label_zh, '{label_en}' as label_en,"
    " {key} as requests, {key}_reports as reports,"
    " round(1.0 * {key}_both / nullif({key}_handled, 0), 4) as share_of_handled,"
    " {key}_both as both_requests, {key}_handled as both_handled,"
    " {key}_both_reports as both_reports, {key}_computed as computed_reports from sums"
)
_PARAMETER = re.compile(r":([a-z_]+)")


class Answer(Text):
    """A column of the result of a question: its label, those of the values that it may have, and
    how pages show it.
    """

    values: dict[str, Text] = Field(default_factory=dict)
    shown: Literal["share"] | None = None


class Parameter(Text):
    """What a parameter means, and the values it may have besides none; where `values` is empty,
    any.
    """

    values: dict[str, Text] = Field(default_factory=dict)


class Query(Rules):
    """A question that stands ready: its SQL with named parameters, and what each of them means.

    `columns` names what its result may hold, by column: all questions share these names.
    """

    name: str
    title: Text
    description: Text
    parameters: dict[str, Parameter]
    columns: dict[str, Answer]
    sql: str


class _Parameter(Text):
    """What a parameter means; `values_of`: the column whose values it may have."""

    values_of: str | None = None


class _Answer(Text):
    """The label of a column of results; `values_of`: the column of a table whose values it has."""

    values_of: str | None = None
    shown: Literal["share"] | None = None


class _SameAs(Rules):
    """The labels of a column of a table, and of its values."""

    same_as: str


class _Query(Rules):
    """What queries.yml says of a query."""

    title: Text
    description: Text
    parameters: tuple[str, ...]
    sql: str


class _Queries(Rules):
    """What queries.yml says: filters and parameters that several share, columns, and queries."""

    filters: dict[str, str]
    parameters: dict[str, _Parameter]
    columns: dict[str, _Answer | _SameAs]
    queries: dict[str, _Query]


_CONTENT = load(__package__, "queries.yml", _Queries)


@cache
def queries() -> tuple[Query, ...]:
    """All canned queries, in the order of queries.yml. Raises SchemaInvalid."""
    return tuple(_query(name, entry) for name, entry in _CONTENT.queries.items())


def _query(name: str, entry: _Query) -> Query:
    sql = entry.sql.strip()
    for word, text in (_CONTENT.filters | _refusals()).items():
        sql = sql.replace(f"{{{word}}}", text)
    if used := set(_PARAMETER.findall(sql)) ^ set(entry.parameters):
        raise SchemaInvalid(
            f"publish/schema/queries.yml: {name} must use and name the same parameters:"
            f" {sorted(used)}"
        )
    return Query(
        name=name,
        title=entry.title,
        description=entry.description,
        parameters={each: _parameter(each) for each in entry.parameters},
        columns={column: _answer(entry) for column, entry in _CONTENT.columns.items()},
        sql=sql,
    )


def _parameter(name: str) -> Parameter:
    try:
        entry = _CONTENT.parameters[name]
    except KeyError as error:
        raise SchemaInvalid(
            f"publish/schema/queries.yml: parameter {name} is not described under parameters"
        ) from error
    values = column_of(entry.values_of).values if entry.values_of else {}
    return Parameter(zh=entry.zh, en=entry.en, values=values)


def _answer(entry: _Answer | _SameAs) -> Answer:
    """A column of results with its own label, or with that of the column of a table it names."""
    if isinstance(entry, _SameAs):
        column = column_of(entry.same_as)
        return Answer(zh=column.zh, en=column.en, values=column.values)
    values = column_of(entry.values_of).values if entry.values_of else {}
    return Answer(zh=entry.zh, en=entry.en, values=values, shown=entry.shown)


def _refusals() -> dict[str, str]:
    """A sum for every reason of refusal that the form has, and a row for each, with its label."""
    rows = [
        row for row in forms.form(forms.FORM_NAMES[0]).table3.rows if row.key.startswith(REFUSALS)
    ]
    return {
        "refusal_sums": ", ".join(_REFUSAL_SUMS.format(key=row.key) for row in rows),
        "refusal_rows": " union all\n".join(map(_refusal_row, rows)),
    }


def _refusal_row(row: Heading) -> str:
    labels = {"label": _quoted(row.label), "label_en": _quoted(row.label_en)}
    return _REFUSAL_ROW.format(key=row.key, **labels)


def _quoted(text: str) -> str:
    return text.replace("'", "''")
