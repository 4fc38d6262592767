"""Labels that are written elsewhere (the schema, the issue codes), in the reader's language."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup

from extract.codes import issue_meanings
from publish import schema
from publish.site.words import Words


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

    def value_of(self, table: str, column: str, value: str | None) -> Markup:
        """The label of a value that a column may hold; another value stands for itself, and a dash for none."""
        text = schema.table(table).column(column).values.get(str(value))
        return self._pair(text) if text else Markup.escape(value or "—")

    def short_value_of(self, table: str, column: str, value: str) -> Markup:
        """The label of a value without the explanation behind its bracket or colon."""
        text = schema.table(table).column(column).values[value]
        return self._words.pair(text.zh.partition("（")[0], text.en.partition(":")[0])

    def meaning_of(self, code: str) -> Markup:
        """What an issue code means; one that is in no list stands for itself."""
        text = _meanings().get(code)
        return self._words.pair(text["zh"], text["en"]) if text else Markup.escape(code)

    def _pair(self, text: schema.Text) -> Markup:
        return self._words.pair(text.zh, text.en)


@cache
def _meanings() -> dict[str, dict[str, str]]:
    return {**issue_meanings(), **schema.load("issues")}
