"""CSV and JSON Lines of the archive's tables, of SQL and of canned queries: all rows, in place of
Datasette's CSV.

Datasette itself is asked, by its JSON, which statement an address stands for: so filters, search,
sorting, permissions and errors are its own.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from typing import Any, Final
from urllib.parse import urlencode

from datasette import Response
from datasette.utils import escape_sqlite

from publish.site.data.archive import NAME
from publish.site.pages.downloads.exported_tables import exported_table
from publish.site.serving.row_stream import FORMS, Question, WholeRows
from publish.site.serving.streaming import Streamed
from publish.site.serving.work_queue import TooManyWaiting
from publish.site.visit import Route, Visit, of_archive

# Arguments about the way of giving rows, not about which.
_OURS: Final = {
    "_stream",
    "_dl",
    "_bom",
    "_labels",
    "_size",
    "_header",
    "_shape",
    "_nl",
    "_trace",
    "_facet",
    "_next",
}
_PAGE: Final = re.compile(r"\s+limit \d+(\s+offset \d+)?\s*$")
_OF_A_FORM: Final = "these arguments are those of a form: name the column itself, year__exact=2024"
_REFUSED: Final = (400, 403, 404)


async def rows_page(visit: Visit) -> Response:
    """`/archive.csv?sql=…`, `/archive/<table, view or query>.<csv|jsonl>?…`: all rows; `_size` asks
    for fewer.
    """
    exported = await exported_table(visit, _headers(visit), _content_type(visit))
    if exported is not None:
        return exported
    told = await _asked_of_datasette(visit)
    if isinstance(told, Response):
        return told
    rows = WholeRows(
        visit.datasette, visit.archive.database, _question(visit, told), FORMS[_suffix(visit)]
    )
    try:
        first = await rows.first(headed=visit.argument("_header") != "off")
    except (sqlite3.Error, MemoryError) as error:
        rows.close()
        return Response.text(f"{error or 'out of memory'}\n", status=400)
    except asyncio.CancelledError:
        rows.close()
        raise
    return Streamed(_pieces(first, rows), _headers(visit), _content_type(visit))


async def _asked_of_datasette(visit: Visit) -> dict[str, Any] | Response:
    """What Datasette says of the same question: its statement, or why it refuses."""
    kept = [
        (name, value) for name in visit.request.args for value in visit.request.args.getlist(name)
    ]
    asked = [(name, value) for name, value in kept if name not in _OURS]
    page = (
        {"_size": "1", "_nofacet": "1", "_nocount": "1"} if "sql" not in visit.request.args else {}
    )
    path = visit.request.path.removesuffix(f".{_suffix(visit)}") + ".json"
    names = ("cookie", "authorization")
    headers = {name: visit.request.headers[name] for name in names if name in visit.request.headers}
    answer = await visit.datasette.client.get(
        f"{path}?{urlencode([*asked, *page.items()])}", headers=headers
    )
    if answer.status_code == 429:
        raise TooManyWaiting
    if answer.status_code in _REFUSED:
        return Response.text(
            f"{answer.json().get('error') or answer.status_code}\n", status=answer.status_code
        )
    if answer.is_redirect:
        return Response.text(f"{_OF_A_FORM}\n", status=400)
    answer.raise_for_status()
    told: dict[str, Any] = answer.json()
    return told


def _question(visit: Visit, told: dict[str, Any]) -> Question:
    sql, parameters = told["query"]["sql"], told["query"]["params"]
    is_table = "table" in told
    if is_table:
        sql = _PAGE.sub("", sql)
    if visit.argument("_labels") and told.get("expandable_columns"):
        sql = _with_labels(sql, told)
    if (size := visit.number("_size")) is not None:
        sql = f"select * from ({sql.rstrip().rstrip(';')}) limit {size}"
    return Question(sql, parameters, typed=not is_table or "_where" in visit.request.args)


def _with_labels(sql: str, told: dict[str, Any]) -> str:
    """The statement with the label of each reference behind it, as Datasette's `_labels` has it."""
    labels = {key["column"]: (key, label) for key, label in told["expandable_columns"]}
    chosen = []
    for column in told["columns"]:
        chosen.append(f"page.{escape_sqlite(column)}")
        if column in labels:
            key, label = labels[column]
            chosen.append(
                f"(select {escape_sqlite(label)} from {escape_sqlite(key['other_table'])} as other "
                f"where other.{escape_sqlite(key['other_column'])} = page.{escape_sqlite(column)}) "
                f"as {escape_sqlite(column + '_label')}"
            )
    return f"select {', '.join(chosen)} from ({sql}) as page"


async def _pieces(first: str, rows: WholeRows) -> AsyncIterator[bytes]:
    yield first.encode()
    async for piece in rows.rest():
        yield piece


def _headers(visit: Visit) -> dict[str, str]:
    if not visit.argument("_dl"):
        return {}
    name = re.sub(r"[^A-Za-z0-9_-]", "_", visit.request.url_vars["name"] or NAME)
    return {"content-disposition": f'attachment; filename="{name}.{_suffix(visit)}"'}


def _content_type(visit: Visit) -> str:
    """A browser shows plain text; as its own type it is a download."""
    kind = {"csv": "text/csv", "jsonl": "application/jsonl"}[_suffix(visit)]
    return f"{kind if visit.argument('_dl') else 'text/plain'}; charset=utf-8"


def _suffix(visit: Visit) -> str:
    return str(visit.request.url_vars["form"])


ROUTES: Final[tuple[Route, ...]] = (
    Route(
        rf"^/{NAME}(?:/(?P<name>[^/]+))?\.(?P<form>csv|jsonl)$",
        of_archive(rows_page),
        "/{database}/reports.csv",
    ),
)
