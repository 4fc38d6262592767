"""Labels that are written elsewhere (the schema, the issue codes), in the reader's language."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from markupsafe import Markup

from publish.collect.issues import issue_meanings
from publish.schema import tables as schema
from publish.schema.queries import Query, queries
from publish.schema.views import views
from publish.site.data.archive import NAME
from publish.site.wording.words import Words


class Labels:
    """Labels of tables, columns, values and issue codes in one language setting."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def title_of(self, table: str) -> Markup:
        """The title of a table."""
        return self._pair(schema.table(table).title)

    def label_of(self, table: str, column: str) -> Markup:
        """The label of a column."""
        described = schema.table(table).column(column)
        return self._words.pair(described.zh, described.en)

    def view_label_of(self, view: str, column: str) -> Markup:
        """The label of a column of a view."""
        described = next(
            one
            for entry in views()
            if entry.name == view
            for one in entry.columns
            if one.name == column
        )
        return self._words.pair(described.zh, described.en)

    def shown_title(self, database: str, table: str) -> Markup | None:
        """The title of a table or view for Datasette's own pages; None where the schema does not
        know it.
        """
        entry = _described(database, table)
        return self._pair(entry.title) if entry else None

    def shown_description(self, database: str, table: str) -> Markup | None:
        """What a row of a table or view is."""
        entry = _described(database, table)
        return self._pair(entry.description) if entry else None

    def shown_label(self, database: str, table: str, column: str) -> Markup | None:
        """The label of a column for Datasette's own pages."""
        described = _column(database, table, column)
        return self._words.pair(described.zh, described.en) if described else None

    def choice(self, database: str, table: str, column: str) -> str:
        """A column among those to choose from: its name, and its label without markup where it has
        one.
        """
        described = _column(database, table, column)
        return (
            f"{column} · {self._words.plain_pair(described.zh, described.en)}"
            if described
            else column
        )

    def shown_value(self, database: str, table: str, column: str, value: Any) -> Markup:
        """The label of a value for Datasette's own pages, or the value itself."""
        described = _column(database, table, column)
        text = described.values.get(str(value)) if described else None
        return self._pair(text) if text else Markup.escape("—" if value in (None, "") else value)

    def question(self, database: str, name: str | None) -> Query | None:
        """A canned query of the archive; None for one that the operator's own metadata adds."""
        return (
            next((query for query in queries() if query.name == name), None)
            if database == NAME
            else None
        )

    def value_of(self, table: str, column: str, value: str | None) -> Markup:
        """The label of a value that a column may hold; another value stands for itself, and a dash
        for none.
        """
        text = schema.table(table).column(column).values.get(str(value))
        return self._pair(text) if text else Markup.escape(value or "—")

    def short_value_of(self, table: str, column: str, value: str) -> Markup:
        """The label of a value without the explanation behind its bracket or colon."""
        text = schema.table(table).column(column).values[value]
        return self._words.pair(text.zh.partition("（")[0], text.en.partition(":")[0])

    def meaning_of(self, code: str) -> Markup:
        """What an issue code means; one that is in no list stands for itself."""
        text = issue_meanings().get(code)
        return self._pair(text) if text else Markup.escape(code)

    def _pair(self, text: schema.Text) -> Markup:
        return self._words.pair(text.zh, text.en)


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
