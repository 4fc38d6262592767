"""The choice of language, robots.txt, and what becomes of addresses that nobody has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from datasette import Response
from datasette.utils.asgi import Request

from publish.site.addresses import is_local_path
from publish.site.templating import missing
from publish.site.visit import Route
from publish.site.wording.words import COOKIE, DEFAULT, LANGUAGES

if TYPE_CHECKING:
    # Datasette loads this plugin while its own modules are still being loaded.
    from datasette.app import Datasette

_YEAR_OF_SECONDS: Final = 365 * 24 * 60 * 60
ROBOTS: Final = "User-agent: *\nDisallow: /*?\nDisallow: /-/language/\nDisallow: /source/\n"


async def language_page(request: Request) -> Response:
    """`/-/language/<both|zh|en>?next=/…`: remembers the choice for a year and goes back."""
    target = request.args.get("next") or "/"
    response = Response.redirect(target if is_local_path(target) else "/")
    language = request.url_vars["language"]
    chosen = language if language in LANGUAGES else DEFAULT
    response.set_cookie(COOKIE, chosen, max_age=_YEAR_OF_SECONDS, httponly=True, samesite="lax")
    return response


async def robots_page(datasette: Datasette, request: Request) -> Response:
    """`/robots.txt`: pages are free to index, query addresses are not: they have no end."""
    sitemap = datasette.absolute_url(request, datasette.urls.path("/sitemap.xml"))
    return Response.text(f"{ROBOTS}Sitemap: {sitemap}\n")


async def unknown_page(datasette: Datasette, request: Request) -> Response:
    """Any address that neither the site nor Datasette has.

    Datasette's own answer costs 0.2 s of processor time (it prints a traceback with all variables),
    which robots that try addresses can turn against the site; this one costs 5 ms.
    """
    return await missing(datasette, request, "error", path=request.path)


ROUTES: Final[tuple[Route, ...]] = (
    Route(r"^/-/language/(?P<language>\w+)$", language_page, "/-/language/en"),
    Route(r"^/robots\.txt$", robots_page, "/robots.txt"),
)
