"""Download links of table pages: every row under the filters in force, as plain CSV, CSV for Excel
and JSON Lines.
"""

from __future__ import annotations

from urllib.parse import urlencode

from datasette.utils.asgi import Request

_PAGING = {
    "_next",
    "_size",
    "_stream",
    "_dl",
    "_bom",
    "_shape",
    "_nl",
    "_labels",
    "_facet",
    "_facet_size",
    "_trace",
}


def downloads(request: Request, path: str) -> dict[str, str]:
    """Addresses of the whole table or view at `path`, by format."""
    kept = [
        (name, value)
        for name in request.args
        for value in request.args.getlist(name)
        if name not in _PAGING
    ]
    whole = [*kept, ("_stream", "on"), ("_dl", "on")]
    return {
        "csv": f"{path}.csv?{urlencode(whole)}",
        "excel": f"{path}.csv?{urlencode([*whole, ('_bom', '1')])}",
        "jsonl": f"{path}.jsonl?{urlencode([*kept, ('_dl', 'on')])}",
    }


def of_report(path: str, report: str) -> dict[str, str]:
    """Addresses of the rows of one report in the table or view at `path`, by format."""
    rows = {"report__exact": report}
    return {
        "csv": f"{path}.csv?{urlencode({**rows, '_stream': 'on', '_dl': 'on'})}",
        "excel": f"{path}.csv?{urlencode({**rows, '_stream': 'on', '_bom': '1'})}",
        "json": f"{path}.json?{urlencode({**rows, '_shape': 'objects', '_size': 'max'})}",
    }
