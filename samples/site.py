"""A portal as a web site: static pages with validators and correct 304 answers, and the routes of
its product.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property
from hashlib import sha256

from markupsafe import Markup
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from samples.articles import WORD_TYPE, Article
from samples.bodies import environment
from samples.reports import Report
from samples.world import Portal, read_yaml

NOT_FOUND = (
    "<html><head><title>404</title></head><body><h1>404</h1><p>The page was not"
    " found.</p></body></html>"
)


class Page:
    """A static page: its bytes are made when they are first asked for, and never again."""

    def __init__(self, content: Callable[[], bytes], media_type: str, modified: date) -> None:
        self._content = content
        self.media_type = media_type
        self.modified = datetime.combine(modified, time(9), UTC)

    @cached_property
    def body(self) -> bytes:
        """The bytes that are served."""
        return self._content()

    @cached_property
    def etag(self) -> str:
        """A strong validator of the bytes."""
        return f'"{sha256(self.body).hexdigest()[:20]}"'

    def unchanged_for(self, request: Request) -> bool:
        """Whether a conditional request holds this version already; If-None-Match outranks
        If-Modified-Since.
        """
        known = request.headers.get("if-none-match")
        if known is not None:
            return known.strip() == "*" or self.etag in [
                tag.strip().removeprefix("W/") for tag in known.split(",")
            ]
        return self._older_than(request.headers.get("if-modified-since"))

    def _older_than(self, since: str | None) -> bool:
        try:
            return since is not None and self.modified <= parsedate_to_datetime(since)
        except (TypeError, ValueError):  # RFC 9110 13.1.3: a date that cannot be read is ignored
            return False

    def answer(self, request: Request) -> Response:
        """The page, or 304 without a body."""
        headers = {"ETag": self.etag, "Last-Modified": format_datetime(self.modified, usegmt=True)}
        if self.unchanged_for(request):
            return Response(status_code=304, headers=headers)
        return Response(self.body, headers={**headers, "Content-Type": self.media_type})


@dataclass
class Site:
    """A portal ready to be served.

    `paths` says where each article's page is, `attachments` where its DOCX is finally served from;
    `fallback` answers for paths that are not in `pages`.
    """

    pages: dict[str, Page]
    paths: dict[Article, str]
    attachments: dict[Article, str]
    routes: Sequence[BaseRoute] = ()
    fallback: Callable[[str], Page | None] = field(default=lambda path: None)

    def page(self, path: str) -> Page | None:
        """The page at `path`, if there is one."""
        return self.pages.get(path) or self.fallback(path)

    async def _serve(self, request: Request) -> Response:
        page = self.page(request.url.path)
        return page.answer(request) if page else Response(NOT_FOUND, 404, media_type="text/html")

    def application(self) -> Starlette:
        """The ASGI application of the site."""
        return Starlette(routes=[*self.routes, Route("/{path:path}", self._serve)])

    def replace(self, path: str, body: bytes, modified: date) -> None:
        """Put other bytes at `path`, as a clerk who silently replaces a report. Raises KeyError if
        nothing is there.
        """
        self.pages[path] = Page(lambda: body, self.pages[path].media_type, modified)

    def remove(self, path: str) -> None:
        """Take the page at `path` down: it answers 404 from now on. Raises KeyError if nothing is
        there.
        """
        del self.pages[path]

    def report_paths(self) -> dict[Report, tuple[str, str | None]]:
        """For each report the path of its page, and of its attachment if it has one."""
        places = (
            (article.report, path, self.attachments.get(article))
            for article, path in self.paths.items()
        )
        return {report: (path, attachment) for report, path, attachment in places if report}


def render(portal: Portal, template: str, **context: object) -> bytes:
    """A page from samples/templates in the portal's bytes."""
    text = environment().get_template(template).render(portal=portal, **context)
    return text.encode(portal.charset)


def html_page(portal: Portal, modified: date, template: str, **context: object) -> Page:
    """A static page of `portal`, rendered on demand."""
    return Page(lambda: render(portal, template, **context), portal.header, modified)


def article_page(portal: Portal, article: Article, template: str, **context: object) -> Page:
    """The page of `article`, rendered on demand."""

    def content() -> bytes:
        return render(portal, template, article=article, body=article.body, **context)

    return Page(content, portal.header, article.url_date)


def attachment_page(article: Article) -> Page:
    """The attached DOCX of `article`, written on demand."""
    return Page(lambda: article.attachment, WORD_TYPE, article.url_date)


def script_string(markup: Markup) -> str:
    """HTML as the inside of a double-quoted JavaScript string, the way gkmlpt escapes it."""
    escaped = str(markup).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return escaped.replace("<", "\\u003C").replace(">", "\\u003E")


def add_robots(site: Site, portal: Portal) -> None:
    """The portal's robots.txt: rules, or its home page (as careless servers answer), or nothing."""
    home = site.pages["/"]
    if portal.robots == "home":
        site.pages["/robots.txt"] = home
    if portal.robots == "rules":
        rules = read_yaml("world.yml")["robots"].encode()
        site.pages["/robots.txt"] = Page(lambda: rules, "text/plain", date(2020, 1, 1))
