"""What a request that failed is answered, in the place of Datasette's own answer.

That one prints a traceback with all variables first, which takes a second of processor time in
which nobody else is served, for every mistyped query. Here what a reader did wrong is answered in
their language, with what they typed and a way on, and not printed; only what the site itself did
wrong is.
"""

from __future__ import annotations

import sqlite3
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from datasette import Response
from datasette.utils.asgi import Base400, Request

import publish
from publish.site.templating import page

if TYPE_CHECKING:
    # Datasette loads this plugin while its own modules are still being loaded.
    from datasette.app import Datasette

_TOO_MUCH: Final = "the query needs more memory than it may take: ask for less"
_UNREADABLE: Final = "An argument of the address cannot be read"
_TOO_SLOW: Final = "SQL query took too long"
# What Datasette says, by its beginning, and the words for it.
_KNOWN: Final = {
    _TOO_SLOW: "slow",
    _TOO_MUCH: "memory",
    "Statement must be a SELECT": "only_select",
    "Table not found": "table",
    "Record not found": "row",
    "Database not found": "database",
    "Cannot sort table by": "sort",
    _UNREADABLE: "argument",
}
# How Datasette stumbles over an argument that is not what it takes it for.
_STUMBLES: Final = (
    IndexError,
    KeyError,
    TypeError,
    ValueError,
    sqlite3.ProgrammingError,
)
_OWN: Final = str(Path(publish.__file__).parent)


async def answer(datasette: Datasette, request: Request, exception: Exception) -> Response:
    """The page or, for a JSON address, the object that says what went wrong."""
    if _is_misread(request, exception):
        reason = f"{type(exception).__name__}: {exception}"
        exception = Base400(f"{_UNREADABLE} ({reason})")
    status, told = _told(exception)
    if status >= 500:
        traceback.print_exception(exception)
    if request.path.endswith(".json"):
        return Response.json({**told, "ok": False, "status": status}, status=status)
    typed = request.args.get("sql")
    detail = _TOO_SLOW if _TOO_SLOW in told["error"] else told["error"]
    context = {
        "status": status,
        "reason": _reason(status, detail, typed),
        "detail": detail,
        "typed": typed,
        "path": request.path,
        "above": request.path.rstrip("/").rpartition("/")[0],
    }
    response = await page(datasette, request, "error.html", **context)
    response.status = status
    return response


def _is_misread(request: Request, exception: Exception) -> bool:
    """Whether Datasette stumbled over an argument of an address of its own; a defect of this
    package has a frame of it.
    """
    if not request.query_string or not isinstance(exception, _STUMBLES):
        return False
    frames = traceback.extract_tb(exception.__traceback__)
    return not any(frame.filename.startswith(_OWN) for frame in frames)


def _reason(status: int, detail: str, typed: str | None) -> str:
    """The name among the texts of what went wrong."""
    known = (name for beginning, name in _KNOWN.items() if detail.startswith(beginning))
    usual = "sql" if typed else {404: "address", 403: "forbidden"}.get(status, "other")
    return next(known, usual)


def _told(exception: Exception) -> tuple[int, dict[str, Any]]:
    """The status, and what is told: the error, its title, and more that it carries."""
    from datasette.views.base import DatasetteError

    if isinstance(exception, Base400):
        return exception.status, {"error": str(exception.args[0]), "title": None}
    if isinstance(exception, DatasetteError):
        # Where it names no status it says 500, of mistakes in the address: an unknown column to
        # sort by, and the like.
        status = 400 if exception.status == 500 else exception.status
        return status, {
            **exception.error_dict,
            "error": exception.message,
            "title": exception.title,
        }
    if isinstance(exception, MemoryError):
        return 400, {"error": _TOO_MUCH, "title": None}
    return 500, {"error": str(exception), "title": None}
