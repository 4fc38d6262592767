"""Figures, questions and tables as things that are searched: by their labels and keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from extract import forms
from foundation.normalise import simplified
from foundation.rules import Text
from publish.schema import tables as schema
from publish.schema.queries import Query, queries
from publish.schema.search_names import SYNONYMS
from publish.schema.views import views
from publish.site.addresses import table_path, with_query
from publish.site.data.archive import NAME

_LATIN_ENDINGS: Final = ("ies", "es", "s")


@dataclass(frozen=True)
class Entry:
    """A figure of the form, a ready-made question, or a table: what it is called and where it
    leads; `more` is searched too, behind its name.
    """

    kind: Literal["figure", "question", "table"]
    title: Text
    path: str
    more: str = ""


def find_entries(typed: str) -> tuple[Entry, ...]:
    """The entries whose name holds every word that was typed; behind them those that hold what
    labels write for it, and those whose description does. Of equals, the shortest name first.
    """
    words = simplified(typed).lower().split()
    if not words:
        return ()
    ranked = ((_rank(entry, words), entry) for entry in entries())
    found = [(rank, entry) for rank, entry in ranked if rank is not None]
    return tuple(entry for _, entry in sorted(found, key=lambda pair: pair[0]))


def _rank(entry: Entry, words: list[str]) -> tuple[int, int] | None:
    name = f"{entry.title.zh} {entry.title.en}".lower()
    whole = f"{name} {entry.more}"
    meant = [SYNONYMS.get(word, word) for word in words]
    ways = ((words, name), (meant, name), (words, whole), (meant, whole))
    for rank, (asked, text) in enumerate(ways):
        if all(_stem(word) in text for word in asked):
            return (rank, len(entry.title.zh))
    return None


@cache
def entries() -> tuple[Entry, ...]:
    """Everything of the kind that an archive has."""
    return (*_questions(), *_figures(), *_tables())


def _questions() -> Iterator[Entry]:
    for query in queries():
        answered = (
            f"{told.zh} {told.en}"
            for column, told in query.columns.items()
            if f" as {column}" in query.sql
        )
        described = (query.description.zh, query.description.en, query.name)
        more = " ".join((*described, *answered, *_reasons(query))).lower()
        yield Entry("question", query.title, f"/{NAME}/{query.name}", more)


def _reasons(query: Query) -> Iterator[str]:
    """The reasons that a question tells apart."""
    if " as reason" in query.sql:
        yield from (f"{text.zh} {text.en}" for text in query.columns["reason"].values.values())


def _tables() -> Iterator[Entry]:
    listed: tuple[schema.Table | schema.View, ...] = (*schema.tables(), *views())
    for described in listed:
        more = f"{described.description.zh} {described.description.en} {described.name}".lower()
        yield Entry("table", described.title, table_path(described.name), more)


def _figures() -> Iterator[Entry]:
    """Every figure: rows of table 3 and 4 by their totals, and each of table 2."""
    form = forms.form(forms.FORM_NAMES[0])
    for row in form.table3.rows:
        shown = {"outcome": row.key, "total__gt": 0, "_sort_desc": "total"}
        path = with_query(table_path("applications"), **shown)
        yield Entry("figure", Text(zh=row.label, en=row.label_en), path, row.key)
    for route in form.table4.rows:
        for column in form.table4.columns:
            shown = {"route": route.key, f"{column.key}__gt": 0, "_sort_desc": column.key}
            path = with_query(table_path("reviews"), **shown)
            title = Text(
                zh=f"{route.label}：{column.label}", en=f"{route.label_en}: {column.label_en}"
            )
            yield Entry("figure", title, path, f"{route.key}_{column.key}")
    for line in form.table2:
        for figure in line.figures:
            path = with_query(table_path("disclosures"), _sort_desc=figure.key)
            title = Text(
                zh=f"{line.label}：{figure.column}", en=f"{line.label_en}: {figure.column_en}"
            )
            yield Entry("figure", title, path, figure.key)


def _stem(word: str) -> str:
    """An English word without the ending of the plural: labels have either."""
    if not word.isascii() or len(word) < 5:
        return word
    ends = (end for end in _LATIN_ENDINGS if word.endswith(end))
    return word.removesuffix(next(ends, ""))
