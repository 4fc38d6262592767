"""Labels that are written elsewhere (the schema, the issue codes), in the reader's language.

Templates call them; Jinja gives the context of the page, whose words they are in.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from publish.collect.issues import issue_meanings
from publish.schema import tables as schema
from publish.schema.measures import PRESETS
from publish.schema.queries import Query, queries
from publish.schema.views import views
from publish.site.data.archive import NAME
from publish.site.wording.words import words_of


def register(env: Environment) -> None:
    """Give templates every label."""
    env.globals.update(
        title_of=title_of,
        label_of=label_of,
        view_label_of=view_label_of,
        shown_title=shown_title,
        shown_description=shown_description,
        shown_label=shown_label,
        column_choice=column_choice,
        shown_value=shown_value,
        question=question,
        chart_of=chart_of,
        value_of=value_of,
        short_value_of=short_value_of,
        meaning_of=meaning_of,
    )


@pass_context
def title_of(context: Context, table: str) -> Markup:
    """The title of a table."""
    return _pair(context, schema.table(table).title)


@pass_context
def label_of(context: Context, table: str, column: str) -> Markup:
    """The label of a column."""
    described = schema.table(table).column(column)
    return words_of(context).pair(described.zh, described.en)


@pass_context
def view_label_of(context: Context, view: str, column: str) -> Markup:
    """The label of a column of a view."""
    described = next(
        one
        for entry in views()
        if entry.name == view
        for one in entry.columns
        if one.name == column
    )
    return words_of(context).pair(described.zh, described.en)


@pass_context
def shown_title(context: Context, database: str, table: str) -> Markup | None:
    """The title of a table or view for Datasette's own pages; None where the schema does not
    know it.
    """
    entry = _described(database, table)
    return _pair(context, entry.title) if entry else None


@pass_context
def shown_description(context: Context, database: str, table: str) -> Markup | None:
    """What a row of a table or view is."""
    entry = _described(database, table)
    return _pair(context, entry.description) if entry else None


@pass_context
def shown_label(context: Context, database: str, table: str, column: str) -> Markup | None:
    """The label of a column for Datasette's own pages."""
    described = _column(database, table, column)
    return words_of(context).pair(described.zh, described.en) if described else None


@pass_context
def column_choice(context: Context, database: str, table: str, column: str) -> str:
    """A column among those to choose from: its name, and its label without markup where it has
    one.
    """
    described = _column(database, table, column)
    return (
        f"{column} · {words_of(context).plain_pair(described.zh, described.en)}"
        if described
        else column
    )


@pass_context
def shown_value(context: Context, database: str, table: str, column: str, value: Any) -> Markup:
    """The label of a value for Datasette's own pages, or the value itself."""
    described = _column(database, table, column)
    text = described.values.get(str(value)) if described else None
    return _pair(context, text) if text else Markup.escape("—" if value in (None, "") else value)


def question(database: str, name: str | None) -> Query | None:
    """A canned query of the archive; None for one that the operator's own metadata adds."""
    return (
        next((query for query in queries() if query.name == name), None)
        if database == NAME
        else None
    )


def chart_of(name: str) -> dict[str, str] | None:
    """The arguments with which the explorer draws a ready-made question; None where none does."""
    return next((one.query for one in PRESETS.values() if one.question == name), None)


@pass_context
def value_of(context: Context, table: str, column: str, value: str | None) -> Markup:
    """The label of a value that a column may hold; another value stands for itself, and a dash
    for none.
    """
    text = schema.table(table).column(column).values.get(str(value))
    return _pair(context, text) if text else Markup.escape(value or "—")


@pass_context
def short_value_of(context: Context, table: str, column: str, value: str) -> Markup:
    """The label of a value without the explanation behind its bracket or colon."""
    text = schema.table(table).column(column).values[value]
    return words_of(context).pair(text.zh.partition("（")[0], text.en.partition(":")[0])


@pass_context
def meaning_of(context: Context, code: str) -> Markup:
    """What an issue code means; one that is in no list stands for itself."""
    text = issue_meanings().get(code)
    return _pair(context, text) if text else Markup.escape(code)


def _pair(context: Context, text: schema.Text) -> Markup:
    return words_of(context).pair(text.zh, text.en)


@lru_cache(maxsize=1024)
def _described(database: str, table: str) -> schema.Table | schema.View | None:
    entries: tuple[schema.Table | schema.View, ...] = (
        (*schema.tables(), *views()) if database == NAME else ()
    )
    return next((entry for entry in entries if entry.name == table), None)


@lru_cache(maxsize=4096)
def _column(database: str, table: str, column: str) -> schema.Column | None:
    entry = _described(database, table)
    return next((one for one in entry.columns if one.name == column), None) if entry else None
