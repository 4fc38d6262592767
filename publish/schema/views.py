"""The views of archive.db, out of views.yml; the wide one gets a column for every figure of the
statutory forms.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from extract import forms
from extract.forms.statutory import Statutory
from foundation.rules import Rules, Text, load
from publish.errors import SchemaInvalid
from publish.schema.series import left_out, series_sql
from publish.schema.tables import (
    Column,
    ColumnEntry,
    View,
    column,
    column_of,
    figure_columns,
)

APPLICATIONS = "applications"
REVIEWS = "reviews"


class _SameAs(Rules):
    """A column that takes its labels from a column of a table."""

    same_as: str


class _View(Rules):
    """What views.yml says of a view; `figures`: it holds every figure of the statutory tables."""

    title: Text
    description: Text
    columns: dict[str, _SameAs | ColumnEntry]
    figures: bool = False
    sql: str


_VIEWS = load(__package__, "views.yml", dict[str, _View])


@cache
def views() -> tuple[View, ...]:
    """All views, in the order of views.yml. Raises SchemaInvalid."""
    try:
        return tuple(_view(name, entry) for name, entry in _VIEWS.items())
    except KeyError as error:
        raise SchemaInvalid(f"publish/schema/views.yml: no column is called {error}") from error


def _view(name: str, entry: _View) -> View:
    columns = [_column(key, value) for key, value in entry.columns.items()]
    figures = tuple(_wide_figures()) if entry.figures else ()
    sql = entry.sql.replace("{series}", series_sql())
    if figures:
        chosen = ",\n  ".join(f"{source} as {made.name}" for source, made in figures)
        sql = sql.replace("{figures}", chosen).replace("{joins}", "\n  ".join(_joins()))
    return View(
        name=name,
        title=entry.title,
        description=_described(entry.description),
        sql=sql.strip(),
        columns=(*columns, *(made for _, made in figures)),
    )


def _described(description: Text) -> Text:
    """A description with what series.yml leaves out, where it asks for that."""
    missing = left_out()
    return Text(
        zh=description.zh.replace("{left_out}", missing.zh),
        en=description.en.replace("{left_out}", missing.en),
    )


def _column(name: str, entry: _SameAs | ColumnEntry) -> Column:
    if isinstance(entry, _SameAs):
        return column_of(entry.same_as).model_copy(update={"name": name})
    return column(name, entry)


def _wide_figures() -> Iterator[tuple[str, Column]]:
    """Where each figure stands among the joined tables, and its column in the view."""
    for figure in figure_columns(Statutory.DISCLOSURES):
        yield f"disclosures.{figure.name}", figure
    yield from _matrix_figures(APPLICATIONS)
    yield from _matrix_figures(REVIEWS)


def _matrix_figures(source: str) -> Iterator[tuple[str, Column]]:
    for row in _matrix(source).rows:
        for heading in _matrix(source).columns:
            alias = f"{source}_{row.key}"
            yield f"{alias}.{heading.key}", _matrix_column(f"{alias}_{heading.key}", row, heading)


def _matrix_column(name: str, row: forms.Heading, heading: forms.Heading) -> Column:
    zh, en = f"{row.label}：{heading.label}", f"{row.label_en}: {heading.label_en}"
    return Column(name=name, type="integer", nullable=True, zh=zh, en=en)


def _joins() -> Iterator[str]:
    yield "left join disclosures on disclosures.report = r.id"
    for source, key in ((APPLICATIONS, "outcome"), (REVIEWS, "route")):
        for row in _matrix(source).rows:
            alias = f"{source}_{row.key}"
            yield (
                f"left join {source} {alias} on {alias}.report = r.id and {alias}.{key} ="
                f" '{row.key}'"
            )


def _matrix(source: str) -> forms.Matrix:
    form = forms.form(forms.FORM_NAMES[0])
    return form.table3 if source == APPLICATIONS else form.table4
