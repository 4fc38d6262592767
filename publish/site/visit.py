"""One request for a page of the site: what it asks, of which archive, and how it is answered."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from datasette import Response
from datasette.utils import tilde_decode, tilde_encode
from datasette.utils.asgi import Request

from publish.site.data.archive import Archive, archive_of
from publish.site.serving.turned_away import turned_away
from publish.site.serving.work_queue import TooManyWaiting
from publish.site.templating import missing, page, words_for
from publish.site.wording.words import Words

if TYPE_CHECKING:
    # Datasette loads this plugin while its own modules are still being loaded.
    from datasette.app import Datasette

View = Callable[..., Awaitable[Response]]


@dataclass(frozen=True)
class Route:
    """An address of the site: a regular expression of paths, what answers them, and an example.

    `example` is an address that the expression matches; names in braces stand for what every
    archive has: database, report, agency, region, capture, figure and cell of that report, year,
    words, library. The tests of the site visit every example, so that no address escapes them.
    """

    pattern: str
    view: View
    example: str

    def as_registered(self) -> tuple[str, View]:
        """The route as Datasette's hook register_routes takes it."""
        return self.pattern, self.view


class Page(Route):
    """A route that people open: HTML with the site's frame, in the reader's language."""


NOT_FOUND: Final = 404
_NUMBER: Final = re.compile(r"\d{1,9}")


@dataclass(frozen=True)
class Visit:
    """A request, the Datasette it came to, and the archive it asks about."""

    datasette: Datasette
    request: Request
    archive: Archive

    @property
    def words(self) -> Words:
        """The words in the reader's language."""
        return words_for(self.request)

    def variable(self, name: str) -> str:
        """A part of the path, decoded."""
        return str(tilde_decode(self.request.url_vars[name]))

    def argument(self, name: str) -> str:
        """The first value of an argument of the address without white space around it; empty where
        there is none.
        """
        return (self.request.args.get(name) or "").strip()

    def arguments(self, name: str) -> tuple[str, ...]:
        """Every value of an argument that is not empty, each once, in order."""
        return tuple(
            dict.fromkeys(
                value.strip() for value in self.request.args.getlist(name) if value.strip()
            )
        )

    def number(self, name: str) -> int | None:
        """An argument that is a whole number; None where it is missing or is none."""
        return int(self.argument(name)) if _NUMBER.fullmatch(self.argument(name)) else None

    def path(self, path: str) -> str:
        """A path of the site below its base address."""
        return str(self.datasette.urls.path(path))

    def absolute(self, path: str) -> str:
        """The whole address of a path of the site."""
        return str(self.datasette.absolute_url(self.request, self.path(path)))

    async def moved(self) -> str | None:
        """This address with today's id of its agency or report in the place of a former one; None
        where its id is no former one.
        """
        former = self.request.url_vars.get("id", "")
        today = await self.archive.moved(str(tilde_decode(former))) if former else None
        if today is None:
            return None
        path = self.request.path.replace(f"/{former}", f"/{tilde_encode(today)}", 1)
        query = self.request.query_string
        return f"{path}?{query}" if query else path

    async def page(self, template: str, **context: Any) -> Response:
        """The page that a template makes."""
        return await page(self.datasette, self.request, template, **context)

    async def missing(self, name: str, **values: str) -> Response:
        """The page that says that there is nothing at this address, with status 404."""
        return await missing(self.datasette, self.request, name, **values)


def of_archive(answer: Callable[[Visit], Awaitable[Response]]) -> View:
    """A view that needs the archive; where none is served, or too many ask at once for an answer in
    time, it says so.

    An address with the former id of an agency or a report that finds nothing leads to today's.
    """

    async def view(datasette: Datasette, request: Request) -> Response:
        from datasette.database import QueryInterrupted

        archive = archive_of(datasette)
        if archive is None:
            return await missing(datasette, request, "archive")
        try:
            visit = Visit(datasette, request, archive)
            answered = await answer(visit)
            today = await visit.moved() if answered.status == NOT_FOUND else None
            return Response.redirect(today, status=301) if today else answered
        except (TooManyWaiting, QueryInterrupted):
            return turned_away(request.scope)

    return view
