"""JSON of tables, questions and SQL as Datasette gives it, with a header where it is not whole.

An array of rows has no room to say so itself: who reads it into a table would take a part of the
rows for all of them.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from datasette import Response
from datasette.renderer import json_renderer
from datasette.utils.asgi import Request

CUT: Final = "x-cut-after"
"""The header that says after how many rows an answer was cut; whole answers have none."""
_OF_A_PAGE: Final = ("_shape", "_size", "_next", "_nl")


def json_rows(request: Request, data: dict[str, Any], view_name: str) -> Response:
    """What Datasette's own JSON says of `data`; where there are more rows, with their number in
    `x-cut-after`, and the address of all of them as an alternate link.
    """
    rows = len(data.get("rows") or [])
    more = bool(data.get("truncated") or data.get("next"))
    response = json_renderer(request.args, data, view_name)
    if more and response.status == 200:
        links = [response.headers.get("link"), _all_rows(request)]
        response.headers |= {CUT: str(rows), "link": ", ".join(filter(None, links))}
    return response


def _all_rows(request: Request) -> str:
    asked = [
        (name, value)
        for name in request.args
        for value in request.args.getlist(name)
        if name not in _OF_A_PAGE
    ]
    path = request.path.removesuffix(".json")
    return f'<{path}.jsonl?{urlencode(asked)}>; rel="alternate"; type="application/jsonl"'
