"""Writes docs/codebook.md out of the schema: every table, view and column in both languages."""

from __future__ import annotations

from collections.abc import Iterator

from publish.exports.sources import Source, sources
from publish.schema.tables import Column

HEAD = (
    "Every table and view of `archive.db`, and every column, in Chinese and English: what the site"
    " shows under `/codebook` with examples, and `gongkai export` writes as `codebook.csv`. Where a"
    " column may be null it says so; null is never zero. `figures`, the last one, is made by"
    " `gongkai export` alone."
)


def codebook_page(generated: str) -> str:
    """The page as Markdown; `generated` is the line that says who writes it."""
    parts = ["# Codebook", generated, HEAD]
    for source in sources():
        parts.append("\n\n".join(_chapter(source)))
    return "\n\n".join(parts) + "\n"


def _chapter(source: Source) -> Iterator[str]:
    yield f"## `{source.name}`"
    yield f"**{source.title.zh} · {source.title.en}**"
    yield source.description.zh
    yield source.description.en
    rows = (_row(column) for column in source.columns)
    yield "\n".join(["| column | type | 中文 | English |", "|---|---|---|---|", *rows])


def _row(column: Column) -> str:
    kind = f"{column.type}, null" if column.nullable else column.type
    unit = f" [{column.unit}]" if column.unit else ""
    chinese = [column.zh + unit, column.zh_note, _values(column, "zh")]
    english = [column.en + unit, column.en_note, _values(column, "en")]
    cells = (f"`{column.name}`", kind, _joined(chinese), _joined(english))
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def _values(column: Column, language: str) -> str:
    shown = (f"`{key}` {getattr(text, language)}" for key, text in column.values.items())
    return "; ".join(shown)


def _joined(parts: list[str]) -> str:
    return "<br>".join(part for part in parts if part)
