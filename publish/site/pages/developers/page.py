"""The page for programs, and the same for language models as llms.txt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from datasette import Response

from publish.schema import tables as schema
from publish.schema.tables import Table, View
from publish.schema.views import views
from publish.site.pages.developers.examples import Example, examples
from publish.site.templating import DOORS
from publish.site.visit import Page, Route, Visit, of_archive
from publish.site.wording.words import Words, texts


async def developers_page(visit: Visit) -> Response:
    """`/developers`: stable addresses, JSON, limits, feed and sitemap, with examples and their
    answers.
    """
    base = visit.absolute("/").rstrip("/")
    return await visit.page("developers.html", examples=await examples(visit), base=base)


async def llms_page(visit: Visit) -> Response:
    """`/llms.txt` (llmstxt.org): what the site holds and how to ask it, as Markdown."""
    lines = _lines(visit, await examples(visit))
    return Response.text("\n".join(lines) + "\n")


def _lines(visit: Visit, found: tuple[Example, ...]) -> Iterator[str]:
    both, told = texts(), Words("en").plain
    yield f"# {both['site.name'].zh} {both['site.name'].en}"
    yield f"\n> {both['site.tagline'].en}. {told('home.lead')} {told('site.footer')}\n"
    yield from (
        f"- {told(f'developers.{name}')}" for name in ("null", "sources", "limits", "whole")
    )
    yield "\n## Asking\n"
    yield from (f"- [{one.text.en}]({_link(visit, one.path)})" for one in found)
    yield "\n## Pages\n"
    yield from (
        f"- [{told(f'door.{name}')}]({_link(visit, path)}): {told(f'door_note.{name}')}"
        for name, path in DOORS.items()
    )
    yield "\n## Tables\n"
    described: tuple[Table | View, ...] = (*schema.tables(), *views())
    for table in described:
        address = _link(visit, f"/archive/{table.name}.json")
        yield f"- [{table.name}]({address}): {table.title.en}. {table.description.en}"


def _link(visit: Visit, path: str) -> str:
    """An absolute address that Markdown takes for one."""
    return visit.absolute(path).replace("(", "%28").replace(")", "%29")


ROUTES: Final[tuple[Route, ...]] = (
    Page(r"^/developers$", of_archive(developers_page), "/developers"),
    Route(r"^/llms\.txt$", of_archive(llms_page), "/llms.txt"),
)
