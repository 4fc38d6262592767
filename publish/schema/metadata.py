"""metadata.yml and settings.json: what Datasette shows of the archive and how it serves it, written
out of the schema so that nothing is said twice.

They are for a Datasette that is started by hand; `gongkai serve` takes the same from here.
`python -m publish.schema.metadata` writes them; with `--check` it only says whether the files are
as the schema would have them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import yaml

from foundation.json_values import JsonObject
from foundation.rules import Rules, Text, load
from publish.errors import MetadataStale, PublishError
from publish.schema.fulltext import index_name
from publish.schema.queries import Parameter, Query, queries
from publish.schema.tables import Column, Table, View, tables
from publish.schema.views import views

FILE = Path("metadata.yml")
SETTINGS = Path("settings.json")
HEADER = (
    "# Written by `python -m publish.schema.metadata` out of tables.yml, views.yml, queries.yml"
    " and\n# archive.yml in publish/: change those.\n"
)


class _Database(Rules):
    """What Datasette shows of the database."""

    title: str


class _Archive(Rules):
    """What archive.yml says."""

    title: str
    description: str
    database: _Database
    settings: dict[str, bool | int]


_ARCHIVE = load(__package__, "archive.yml", _Archive)


def metadata() -> JsonObject:
    """The content of metadata.yml: titles, descriptions, facets, sorting, search and canned
    queries.
    """
    shown = {table.name: _table(table) for table in tables()} | {
        view.name: _view(view) for view in views()
    }
    database: JsonObject = {
        "title": _ARCHIVE.database.title,
        "tables": shown,
        "queries": {query.name: _query(query) for query in queries()},
    }
    return {
        "title": _ARCHIVE.title,
        "description": _ARCHIVE.description,
        "databases": {"archive": database},
    }


def settings() -> dict[str, bool | int]:
    """The content of settings.json: Datasette's settings by their names."""
    return dict(_ARCHIVE.settings)


def render() -> str:
    """metadata.yml as text."""
    return HEADER + yaml.safe_dump(metadata(), allow_unicode=True, sort_keys=False, width=120)


def render_settings() -> str:
    """settings.json as text."""
    return json.dumps(settings(), indent=2) + "\n"


def check(folder: Path = Path()) -> None:
    """Raise MetadataStale unless the files are what the schema gives."""
    for name, content in _files().items():
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != content:
            raise MetadataStale(
                f"{path} is not what the schema says: run `python -m publish.schema.metadata`"
            )


def _files() -> dict[Path, str]:
    return {FILE: render(), SETTINGS: render_settings()}


def main(arguments: list[str]) -> int:
    """Write the files, or with --check compare them; gives the exit status."""
    if arguments not in ([], ["--check"]):
        print("usage: python -m publish.schema.metadata [--check]", file=sys.stderr)
        return 2
    try:
        if arguments:
            check()
        else:
            for path, content in _files().items():
                path.write_text(content, encoding="utf-8")
    except PublishError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    return 0


def _both(text: Text) -> str:
    return f"{text.zh} · {text.en}"


def _table(table: Table) -> JsonObject:
    entry = _described(table)
    if table.label:
        entry["label_column"] = table.label
    if table.sort:
        entry["sort"] = table.sort
    if table.sort_desc:
        entry["sort_desc"] = table.sort_desc
    if table.search:
        entry |= {"fts_table": index_name(table), "fts_pk": "rowid"}
    facets = [column.name for column in table.columns if column.facet]
    return entry | ({"facets": facets} if facets else {})


def _view(view: View) -> JsonObject:
    return _described(view)


def _described(table: Table | View) -> JsonObject:
    return {
        "title": _both(table.title),
        "description": _both(table.description),
        "columns": {column.name: _column(column) for column in table.columns},
    }


def _column(column: Column) -> str:
    values = "；".join(f"{value} {text.zh} {text.en}" for value, text in column.values.items())
    return (
        f"{column.description}。{values}"
        if values and len(column.values) < 12
        else column.description
    )


def _query(query: Query) -> JsonObject:
    zh = "；".join(
        f"{name} {one.zh}{_values(one, '：', '、')}" for name, one in query.parameters.items()
    )
    en = "; ".join(
        f"{name}: {one.en}{_values(one, ': ', ', ')}" for name, one in query.parameters.items()
    )
    notes = Text(
        zh=f"{query.description.zh}参数：{zh}。", en=f"{query.description.en} Parameters: {en}."
    )
    shown = {
        "title": _both(query.title),
        "description": _both(notes if query.parameters else query.description),
    }
    return shown | {"sql": query.sql, "params": list(query.parameters)}


def _values(parameter: Parameter, before: str, between: str) -> str:
    return before + between.join(parameter.values) if parameter.values else ""


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
