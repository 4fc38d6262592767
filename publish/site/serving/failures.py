"""What a request that failed is answered, in the place of Datasette's own answer.

That one prints a traceback with all variables first, which takes a second of processor time in
which nobody else is served, for every mistyped query. Here what a reader did wrong is answered and
not printed; only what the site itself did wrong is.
"""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, Any

from datasette import Response
from datasette.utils.asgi import Base400, Request
from markupsafe import Markup

if TYPE_CHECKING:
    # Datasette loads this plugin while its own modules are still being loaded.
    from datasette.app import Datasette

_TOO_MUCH = "查询需要的内存太多 / the query needs more memory than it may take: ask for less"


async def answer(datasette: Datasette, request: Request, exception: Exception) -> Response:
    """The page or, for a JSON address, the object that says what went wrong, as Datasette words
    it.
    """
    status, told = _told(exception)
    if status >= 500:
        traceback.print_exception(exception)
    if request.path.endswith(".json"):
        return Response.json({**told, "ok": False, "status": status}, status=status)
    told["error"] = (
        Markup(told["error"]) if getattr(exception, "message_is_html", False) else told["error"]
    )
    template = datasette.jinja_env.select_template([f"{status}.html", "error.html"])
    context = {**told, "ok": False, "status": status, "urls": datasette.urls, "menu_links": list}
    return Response.html(await template.render_async(context), status=status)


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
