"""The canned queries of the site, out of queries.yml: filters that several share are written there once."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from extract import forms
from publish.errors import SchemaInvalid
from publish.schema import Text, load

REFUSALS = ("denied_", "unable_", "unprocessed_")
_PARAMETER = re.compile(r":([a-z_]+)")


class Query(BaseModel):
    """A question that stands ready: its SQL with named parameters, and what each of them means."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    title: Text
    description: Text
    parameters: dict[str, Text]
    sql: str


@cache
def queries() -> tuple[Query, ...]:
    """All canned queries, in the order of queries.yml. Raises SchemaInvalid."""
    content = load("queries")
    try:
        return tuple(_query(name, entry, content) for name, entry in content["queries"].items())
    except (ValidationError, KeyError) as error:
        raise SchemaInvalid(f"publish/queries.yml: {' '.join(str(error).split())}") from error


def _query(name: str, entry: dict[str, Any], content: dict[str, Any]) -> Query:
    sql = entry["sql"].strip()
    for word, text in (content["filters"] | _refusals()).items():
        sql = sql.replace(f"{{{word}}}", text)
    described = {parameter: content["parameters"][parameter] for parameter in entry["parameters"]}
    if used := set(_PARAMETER.findall(sql)) ^ set(described):
        raise SchemaInvalid(f"publish/queries.yml: {name} must use and name the same parameters: {sorted(used)}")
    return Query(name=name, sql=sql, parameters=described, title=entry["title"], description=entry["description"])


def _refusals() -> dict[str, str]:
    """A sum for every reason of refusal that the form has, and a row for each, with its label."""
    rows = [row for row in forms.form(forms.FORM_NAMES[0]).table3.rows if row.key.startswith(REFUSALS)]
    sums = ", ".join(f"sum(t.{row.key}) as {row.key}, count(t.{row.key}) as {row.key}_reports" for row in rows)
    listed = " union all\n".join(
        f"select '{row.key}' as reason, '{row.label}' as label_zh, '{_quoted(row.label_en)}' as label_en, "
        f"{row.key} as requests, round(1.0 * {row.key} / nullif(handled, 0), 4) as share_of_handled, "
        f"{row.key}_reports as reports from sums"
        for row in rows
    )
    return {"refusal_sums": sums, "refusal_rows": listed}


def _quoted(text: str) -> str:
    return text.replace("'", "''")
