"""CSV for spreadsheet programs: `?_bom=1` on any CSV address.

Excel takes CSV without a byte order mark for the system's code page and shows Chinese as mojibake;
and spreadsheet programs run text that begins with = + - @ as a formula. This variant puts EF BB BF
in front, makes the response a download, and puts an apostrophe before such text. Numbers, also
signed ones, are untouched, and plain CSV stays as it is. Rows are rewritten as they stream by;
memory holds one row.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import sys
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import parse_qs

from publish.site.serving.asgi import Application, Message, Receive, Scope, Send, with_headers

_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def allow_long_cells() -> None:
    """Lift the csv module's limit of 131,072 characters a cell: the text of a section may be
    longer.
    """
    csv.field_size_limit(sys.maxsize)


def neutral(cell: str) -> str:
    """The cell as a spreadsheet program may safely open it: an apostrophe before text that would
    run as a formula.
    """
    return "'" + cell if cell.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(cell) else cell


class SpreadsheetRows:
    """Rewrites the bytes of a CSV file, chunk by chunk: byte order mark first, then every row with
    neutral cells.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._row = ""
        self._started = False

    def feed(self, chunk: bytes, last: bool) -> bytes:
        """What can be sent after `chunk`: all rows that are whole by now; with `last`, everything
        that is left.
        """
        rows = list(self._rows(self._decoder.decode(chunk, last), last))
        mark = "" if self._started or not (rows or last) else "\ufeff"
        self._started = self._started or bool(rows) or last
        return (mark + "".join(rows)).encode()

    def _rows(self, text: str, last: bool) -> Iterator[str]:
        for line in io.StringIO(text, newline="\n"):
            self._row += line
            if self._row.endswith("\n") and self._row.count('"') % 2 == 0:
                yield _rewritten(self._row)
                self._row = ""
        if last and self._row:
            yield _rewritten(self._row)


def _rewritten(row: str) -> str:
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerows(
        [neutral(cell) for cell in cells] for cells in csv.reader(io.StringIO(row, newline=""))
    )
    return output.getvalue()


def _is_wanted(scope: Scope) -> bool:
    if scope["type"] != "http" or not scope["path"].endswith(".csv"):
        return False
    return parse_qs(bytes(scope.get("query_string", b"")).decode("latin-1")).get("_bom", [""])[
        -1
    ] not in (
        "",
        "0",
        "off",
    )


def for_spreadsheets(application: Application) -> Application:
    """The same application, where CSV addresses with `?_bom=1` answer with the variant for
    spreadsheet programs.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if _is_wanted(scope):
            await application(scope, receive, _rewriting(scope, send))
        else:
            await application(scope, receive, send)

    return wrapped


def _rewriting(scope: Scope, send: Send) -> Send:
    rows = SpreadsheetRows()
    succeeds = False

    async def send_rewritten(message: Message) -> None:
        nonlocal succeeds
        if message["type"] == "http.response.start":
            succeeds = message["status"] == 200
            await send(_as_download(message, scope) if succeeds else message)
        elif succeeds:
            more = bool(message.get("more_body"))
            await send({**message, "body": rows.feed(message.get("body", b""), not more)})
        else:
            await send(message)

    return send_rewritten


def _as_download(message: Message, scope: Scope) -> Message:
    name = PurePosixPath(re.sub(r"[^A-Za-z0-9._-]", "_", PurePosixPath(scope["path"]).name))
    disposition = f'attachment; filename="{name.stem}-excel.csv"'
    headers = {
        b"content-type": b"text/csv; charset=utf-8",
        b"content-disposition": disposition.encode(),
    }
    started = with_headers(message, headers)
    lengthless = [
        (key, value) for key, value in started["headers"] if bytes(key).lower() != b"content-length"
    ]
    return {**started, "headers": lengthless}
