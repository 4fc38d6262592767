"""What a search box offers as one types: names, figures, questions and tables, as small JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from datasette import Response

from publish.schema import tables as schema
from publish.site.addresses import agency_path, region_path
from publish.site.pages.search.catalogue import Entry, find_entries
from publish.site.pages.search.names import NameHit, find_names
from publish.site.visit import Visit

_MOST_NAMES: Final = 7
_MOST_ENTRIES: Final = 3
_LONGEST: Final = 80
_HEADERS: Final = {"cache-control": "private, max-age=300", "vary": "cookie"}


async def suggestions_json(visit: Visit) -> Response:
    """`/search/suggest.json?q=…`: at most ten things to go to; `nearest` says that none is called
    so.
    """
    typed = visit.argument("q")[:_LONGEST]
    names = await find_names(visit.archive, typed)
    hits = [*_named(visit, names.hits[:_MOST_NAMES]), *_listed(visit, find_entries(typed))]
    body = json.dumps({"nearest": names.nearest, "hits": hits}, ensure_ascii=False)
    return Response(body, 200, dict(_HEADERS), "application/json; charset=utf-8")


def _named(visit: Visit, hits: tuple[NameHit, ...]) -> Iterator[dict[str, str]]:
    for hit in hits:
        is_division = hit.kind == "division"
        table, column = ("regions", "level") if is_division else ("agencies", "kind")
        label = schema.table(table).column(column).values[hit.row[column]]
        path = region_path(hit.row["id"]) if is_division else agency_path(hit.row["id"])
        yield {
            "kind": hit.kind,
            "name": hit.name,
            "label": visit.words.plain_pair(label.zh, label.en),
            "address": visit.path(path),
        }


def _listed(visit: Visit, entries: tuple[Entry, ...]) -> Iterator[dict[str, str]]:
    for entry in entries[:_MOST_ENTRIES]:
        yield {
            "kind": entry.kind,
            "name": visit.words.plain_pair(entry.title.zh, entry.title.en),
            "label": visit.words.plain(f"search.{entry.kind}"),
            "address": visit.path(entry.path),
        }
