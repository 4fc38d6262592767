"""Rendering a page: the reader's language, and what templates have of the request.

What templates may call stands beside what it is about: each such module has a `register`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote
from weakref import WeakKeyDictionary

from datasette import Response
from datasette.utils.asgi import Request
from jinja2 import Environment

from publish.site.wording.words import COOKIE, DEFAULT, Words

if TYPE_CHECKING:
    # Datasette loads this plugin while its own modules are still being loaded.
    from datasette.app import Datasette

# The pages that the navigation leads to, by their names among the texts.
DOORS: Final = {
    "explore": "/explore",
    "search": "/search",
    "places": "/places",
    "coverage": "/coverage",
    "compare": "/compare",
    "quality": "/quality",
    "assessment": "/assessment",
    "portals": "/portals",
    "codebook": "/codebook",
    "downloads": "/downloads",
    "developers": "/developers",
}

# The navigation: five tasks, and the pages of each; the first is where its entry leads.
SECTIONS: Final = {
    "explore": {"explore": "/explore", "compare": "/compare"},
    "places": {"places": "/places", "coverage": "/coverage", "portals": "/portals"},
    "reports": {"search": "/search", "all_reports": "/archive/reports"},
    "quality": {"quality": "/quality", "assessment": "/assessment"},
    "data": {
        "downloads": "/downloads",
        "codebook": "/codebook",
        "developers": "/developers",
        "tables": "/archive",
    },
}

_said: Final[WeakKeyDictionary[Datasette, dict[str, str]]] = WeakKeyDictionary()


def words_for(request: Request | None) -> Words:
    """The words in the language of the reader's cookie."""
    return Words(request.cookies.get(COOKIE, DEFAULT) if request else DEFAULT)


def register(env: Environment) -> None:
    """Give templates what is of no page and no concern of its own."""
    env.globals.update(here="/", site_doors=DOORS, site_sections=SECTIONS, utc=utc)


def variables(request: Request | None) -> dict[str, object]:
    """What every template has of the request: its reader's words, and the address to come back
    to.
    """
    here = quote(request.full_path) if request else "/"
    return {"w": words_for(request), "here": here}


def said_of_the_site(datasette: Datasette) -> dict[str, str]:
    """What the operator says of the whole site: title, licence, source, contact."""
    if datasette not in _said:
        said = datasette.metadata()
        _said[datasette] = {key: text for key, text in said.items() if isinstance(text, str)}
    return _said[datasette]


def utc(time: str | None) -> str:
    """An ISO 8601 time of the archive as people read it: `2024-05-01 08:30:00 UTC`."""
    return (time or "—").replace("T", " ").replace("Z", " UTC")


async def page(
    datasette: Datasette, request: Request, template: str, **context: object
) -> Response:
    """A page from its template."""
    return Response.html(await datasette.render_template(template, context, request=request))


async def missing(datasette: Datasette, request: Request, name: str, **values: str) -> Response:
    """The page that says that there is nothing at this address, with status 404."""
    context = {"name": name, "values": values}
    return Response.html(
        await datasette.render_template("missing.html", context, request=request), status=404
    )
