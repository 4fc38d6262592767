"""The papers that go with an export: a Frictionless data package that describes every file, and a
codebook.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from extract import __version__ as extractor
from foundation.json_values import JsonObject
from publish.exports.compressed import Twin
from publish.exports.files import ExportedFile, digest, written_beside
from publish.exports.sources import Source, sources
from publish.exports.writers import FORMATS
from publish.schema.tables import Column, tables

PACKAGE: Final = "datapackage.json"
CODEBOOK: Final = "codebook.csv"
_TYPES = {"integer": "integer", "real": "number", "text": "string", "any": "any"}
_CODEBOOK_COLUMNS = (
    "table",
    "column",
    "type",
    "nullable",
    "zh",
    "en",
    "zh_note",
    "en_note",
    "unit",
    "values",
    "references",
)


def write_codebook(directory: Path) -> None:
    """Write what every column of every table means, in both languages, as CSV that Excel opens
    right.
    """
    with (
        written_beside(directory / CODEBOOK) as new,
        new.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(_CODEBOOK_COLUMNS)
        writer.writerows(
            _described(source, column) for source in sources() for column in source.columns
        )


def _described(source: Source, column: Column) -> Iterator[str]:
    values = "; ".join(f"{key} = {text.zh} / {text.en}" for key, text in column.values.items())
    yield from (
        source.name,
        column.name,
        column.type,
        "yes" if column.nullable else "no",
        column.zh,
        column.en,
    )
    yield from (column.zh_note, column.en_note, column.unit or "", values, column.references or "")


def write_package(
    directory: Path, archive: Path, connection: sqlite3.Connection, files: list[ExportedFile]
) -> None:
    """Write datapackage.json (Frictionless Data Package 1.0): each file with its schema, rows,
    bytes and SHA-256.

    Its date is that of the newest crawl and its version is made of the extractor's and the
    archive's own digest, so that the same archive gives the same package.
    """
    newest = connection.execute("select max(ended_at) from crawls").fetchone()[0]
    by_name = {source.name: source for source in sources()}
    package: JsonObject = {
        "profile": "data-package",
        "name": "gongkai",
        "title": (
            "政府信息公开工作年度报告数据 · Annual reports on government information disclosure"
        ),
        "version": f"{extractor}+{digest(archive)[:12]}",
        **({"created": newest} if newest else {}),
        "resources": [_resource(file, by_name.get(file.table)) for file in files],
    }
    with written_beside(directory / PACKAGE) as new:
        new.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _resource(file: ExportedFile, source: Source | None) -> JsonObject:
    described: JsonObject = {
        "name": _resource_name(file.table, file.format),
        "path": file.path,
        "format": Path(file.path).suffix[1:],
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "rows": file.rows,
        **({"gzip": _twin(file.twin)} if file.twin else {}),
    }
    if source is None:
        return described
    described |= {
        # A tabular data resource is CSV, by its specification.
        "profile": "tabular-data-resource" if described["format"] == "csv" else "data-resource",
        "mediatype": FORMATS[file.format].media_type,
        "title": f"{source.title.zh} · {source.title.en}",
        "description": f"{source.description.zh} {source.description.en}",
        "schema": _schema(source, file.format),
        **({"notes": list(file.notes)} if file.notes else {}),
    }
    return described | ({"encoding": "utf-8"} if described["format"] in ("csv", "jsonl") else {})


def _twin(twin: Twin) -> JsonObject:
    return {"path": twin.path, "bytes": twin.bytes, "hash": f"sha256:{twin.sha256}"}


def _resource_name(table: str, format_name: str) -> str:
    return f"{table}-{format_name}".replace("_", "-")


def _schema(source: Source, format_name: str) -> JsonObject:
    """The columns, and for a table its key and what it refers to: the other tables in the same
    format.
    """
    keys = {table.name: table.key for table in tables()}
    key = keys.get(source.name, ())
    fields = [_field(column, column.name in key) for column in source.columns]
    schema: JsonObject = {"fields": fields, "missingValues": [""]}
    if not key:
        return schema
    referring = [(column.name, column.references) for column in source.columns if column.references]
    foreign: list[JsonObject] = [
        {
            "fields": name,
            "reference": {"resource": _resource_name(other, format_name), "fields": keys[other][0]},
        }
        for name, other in referring
    ]
    return schema | {"primaryKey": list(key)} | ({"foreignKeys": foreign} if foreign else {})


def _field(column: Column, is_key: bool) -> JsonObject:
    """A column; text that may be empty is not required, since a file cannot tell it from
    nothing.
    """
    is_filled = column.type != "text" or is_key or bool(column.values or column.references)
    constraints: JsonObject = {"required": True} if is_filled and not column.nullable else {}
    if column.values and column.type == "text":
        constraints["enum"] = list(column.values)
    field: JsonObject = {
        "name": column.name,
        "type": _TYPES[column.type],
        "title": f"{column.zh} · {column.en}",
    }
    return {
        **field,
        "description": column.description,
        **({"constraints": constraints} if constraints else {}),
    }
