"""The answers of ready-made questions as people read them: labels in the place of keys, shares as
percentages, numbers grouped, names that lead to their pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from publish.schema.queries import Answer, Query
from publish.site.addresses import agency_path, is_identity, region_path, report_path
from publish.site.wording.words import Words, words_of

if TYPE_CHECKING:
    # Datasette loads this plugin while its own modules are still being loaded.
    from datasette.app import Datasette

_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")
# Digits that are no numbers.
_CODES: Final = frozenset({"year", "compared_year", "region", "url", "passage"})
# Which names lead where: the column of the name, that of the id, and its page.
_LINKS: Final = (
    ("agency_name", "report", report_path),
    ("agency_name", "agency", agency_path),
    ("compared_agency", "compared_report", report_path),
    ("region_name", "region", region_path),
)
_NO_LABEL: Final = Answer(zh="", en="")


@dataclass(frozen=True)
class Cell:
    """A cell of an answer: its column, what it shows, and whether it is a number."""

    column: str
    shown: Markup
    is_number: bool


def register(env: Environment, datasette: Datasette) -> None:
    """Give templates the cells of answers, in the words of the page that is rendered."""

    @pass_context
    def answer_columns(context: Context, columns: Sequence[str]) -> list[str]:
        return columns_shown(columns, words_of(context))

    @pass_context
    def answer_cells(
        context: Context, question: Query, columns: Sequence[str], row: Iterable[object]
    ) -> list[Cell]:
        given = dict(zip(columns, row, strict=True))
        words = words_of(context)
        return [
            _cell(datasette, question, given, column, words)
            for column in columns_shown(columns, words)
        ]

    env.globals.update(answer_columns=answer_columns, answer_cells=answer_cells)


def columns_shown(columns: Sequence[str], words: Words) -> list[str]:
    """The columns without labels in a language that is not read, and those beside a labelled
    key.
    """
    unread = {"zh": ("_en",), "en": ("_zh",)}.get(words.language, ())
    doubled = ("label_zh", "label_en") if "reason" in columns else ()
    return [one for one in columns if not one.endswith(unread) and one not in doubled]


def _cell(
    datasette: Datasette, question: Query, row: dict[str, object], column: str, words: Words
) -> Cell:
    told = question.columns.get(column, _NO_LABEL)
    value, text = row[column], str(row[column])
    link = _link(row, column)
    if link:
        address = escape(datasette.urls.path(link))
        return Cell(column, Markup(f'<a href="{address}" lang="zh-CN">{escape(value)}</a>'), False)
    if label := told.values.get(text):
        return Cell(column, words.pair(label.zh, label.en), False)
    if isinstance(value, Markup) or column in _CODES or not _NUMBER.fullmatch(text):
        return Cell(column, escape(value), False)
    shown = f"{Decimal(text):.2%}" if told.shown == "share" else f"{Decimal(text):,}"
    return Cell(column, Markup(f'<span class="number">{shown}</span>'), True)


def _link(row: dict[str, object], column: str) -> str | None:
    """Where a name leads: to the report or agency of its row, or to its division."""
    for name, key, path_of in _LINKS:
        if name == column and row.get(key):
            identity = Markup(str(row[key])).striptags()
            return path_of(identity) if key == "region" or is_identity(identity) else None
    return None
