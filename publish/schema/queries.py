"""The canned queries of the site, out of queries.yml: filters that several share are written there
once.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extract import forms
from publish.errors import SchemaInvalid
from publish.schema.tables import Text, column_of, load

REFUSALS = ("denied_", "unable_", "unprocessed_")
_WORDS = ("title", "description")
_PARAMETER = re.compile(r":([a-z_]+)")


class Parameter(Text):
    """What a parameter means, and the values it may have besides none; where `values` is empty,
    any.
    """

    values: dict[str, Text] = Field(default_factory=dict)


class Query(BaseModel):
    """A question that stands ready: its SQL with named parameters, and what each of them means.

    `columns` names what its result may hold, by column: all questions share these names.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    title: Text
    description: Text
    parameters: dict[str, Parameter]
    columns: dict[str, Text]
    sql: str


@cache
def queries() -> tuple[Query, ...]:
    """All canned queries, in the order of queries.yml. Raises SchemaInvalid."""
    content = load("queries")
    try:
        return tuple(_query(name, entry, content) for name, entry in content["queries"].items())
    except (ValidationError, KeyError) as error:
        raise SchemaInvalid(
            f"publish/schema/queries.yml: {' '.join(str(error).split())}"
        ) from error


def _query(name: str, entry: dict[str, Any], content: dict[str, Any]) -> Query:
    sql = entry["sql"].strip()
    for word, text in (content["filters"] | _refusals()).items():
        sql = sql.replace(f"{{{word}}}", text)
    described = {
        parameter: _parameter(content["parameters"][parameter]) for parameter in entry["parameters"]
    }
    if used := set(_PARAMETER.findall(sql)) ^ set(described):
        raise SchemaInvalid(
            f"publish/schema/queries.yml: {name} must use and name the same parameters:"
            f" {sorted(used)}"
        )
    columns = {column: _label(label) for column, label in content["columns"].items()}
    return Query(
        name=name,
        sql=sql,
        parameters=described,
        columns=columns,
        **{key: entry[key] for key in _WORDS},
    )


def _parameter(entry: dict[str, Any]) -> Parameter:
    entry = dict(entry)
    values = column_of(source).values if (source := entry.pop("values_of", None)) else {}
    return Parameter(values=values, **entry)


def _label(entry: dict[str, str]) -> Text:
    """A label, or that of the column of a table that it names."""
    if "same_as" not in entry:
        return Text(**entry)
    column = column_of(entry["same_as"])
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
