"""The canned queries of the site, out of queries.yml: filters that several share are written there
once.
"""

from __future__ import annotations

import re
from functools import cache

from pydantic import Field

from extract import forms
from foundation.rules import Rules, Text, load
from publish.errors import SchemaInvalid
from publish.schema.tables import column_of

REFUSALS = ("denied_", "unable_", "unprocessed_")
_PARAMETER = re.compile(r":([a-z_]+)")


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
    columns: dict[str, Text]
    sql: str


class _Parameter(Text):
    """What a parameter means; `values_of`: the column whose values it may have."""

    values_of: str | None = None


class _SameAs(Rules):
    """The label of a column of a table."""

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
    columns: dict[str, Text | _SameAs]
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
        columns={column: _label(label) for column, label in _CONTENT.columns.items()},
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


def _label(entry: Text | _SameAs) -> Text:
    """A label, or that of the column of a table that it names."""
    if isinstance(entry, Text):
        return entry
    column = column_of(entry.same_as)
    return Text(zh=column.zh, en=column.en)


def _refusals() -> dict[str, str]:
    """A sum for every reason of refusal that the form has, and a row for each, with its label."""
    rows = [
        row for row in forms.form(forms.FORM_NAMES[0]).table3.rows if row.key.startswith(REFUSALS)
    ]
    sums = ", ".join(
        f"sum(t.{row.key}) as {row.key}, count(t.{row.key}) as {row.key}_reports" for row in rows
    )
    listed = " union all\n".join(
        f"select '{row.key}' as reason, '{row.label}' as label_zh, '{_quoted(row.label_en)}' as"
        f" label_en, {row.key} as requests, round(1.0 * {row.key} / nullif(handled, 0), 4) as"
        f" share_of_handled, {row.key}_reports as reports from sums"
        for row in rows
    )
    return {"refusal_sums": sums, "refusal_rows": listed}


def _quoted(text: str) -> str:
    return text.replace("'", "''")
