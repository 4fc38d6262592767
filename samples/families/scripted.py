"""Portals whose lists only a browser makes, out of what their own scripts ask for.

`settings.habit` says in which way:
    token    every question needs a token that is good once
    cookie   the script has to repeat the server's cookie in a header
    scroll   the list grows while it is scrolled
    click    the list grows when it is clicked for more
    hash     the lists stand behind the fragment of one page's address (#/list/…)
    shadow   the list stands in a closed shadow tree
    frame    the list is a page in a frame, which its own script makes
Served apart from the other practice portals, because without a browser nothing of them is to be
had: `gongkai practice --worlds samples/scripted`.
"""

from __future__ import annotations

from collections.abc import Sequence
from secrets import token_hex

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from samples.articles import Article, Channel
from samples.families.plain import Dialect, Stand, article_pages, fixed_pages, stand
from samples.site import Page, Site, html_page, render
from samples.world import Portal

_COOKIE, _HEADER = "XSRF-TOKEN", "x-xsrf-token"
_FORBIDDEN = 403


def _list_path(channel: Channel, index: int) -> str:
    return f"/columns/{channel.slug}/"


def _hash_path(channel: Channel, index: int) -> str:
    return f"/app/#/list/{channel.slug}"


def _article_path(channel: Channel, article: Article) -> str:
    return f"/content/{article.url_date:%Y%m}/{article.number}.html"


def _file_path(channel: Channel, article: Article) -> str:
    return f"/files/{article.number}.docx"


class _Interface:
    """What the scripts ask, by the habit of the portal."""

    def __init__(self, made: Stand) -> None:
        self._made = made
        self._habit = made.portal.settings["habit"]
        self._columns = {column.slug: column for column in made.columns}
        self._tokens: set[str] = set()

    def routes(self) -> Sequence[Route]:
        """The addresses of the interface; the framed page and those that set a cookie with them."""
        routes = [
            Route("/api/items/{slug}", self._items, methods=["GET", "POST"]),
            Route("/api/token", self._token),
        ]
        if self._habit == "cookie":
            routes.append(Route("/columns/{slug}/", self._page_with_cookie))
        return routes

    async def _token(self, request: Request) -> Response:
        token = token_hex(8)
        self._tokens.add(token)
        return JSONResponse({"token": token})

    async def _page_with_cookie(self, request: Request) -> Response:
        page = column_page(self._made, self._columns[request.path_params["slug"]])
        answer = Response(page.body, media_type=page.media_type)
        answer.set_cookie(_COOKIE, token_hex(8))
        return answer

    async def _items(self, request: Request) -> Response:
        if not self._is_allowed(request):
            return JSONResponse({"msg": "expired"}, _FORBIDDEN)
        column = self._columns[request.path_params["slug"]]
        index = int(request.query_params.get("page", "1"))
        pages = column.pages(self._made.portal.page_size)
        grows = self._habit in ("scroll", "click")
        rows = [
            self._row(column, each) for each in (pages[index - 1] if grows else column.articles)
        ]
        return JSONResponse({"rows": rows, "more": grows and index < len(pages)})

    def _is_allowed(self, request: Request) -> bool:
        if self._habit == "token":
            token = request.query_params.get("token", "")
            allowed = token in self._tokens
            self._tokens.discard(token)
            return allowed
        if self._habit == "cookie":
            cookie = request.cookies.get(_COOKIE)
            return cookie is not None and cookie == request.headers.get(_HEADER)
        return True

    def _row(self, column: Channel, article: Article) -> dict[str, str]:
        href = article.external or self._made.path(column, article)
        return {"title": article.title, "href": href, "date": str(article.published_on)}


def column_page(made: Stand, column: Channel) -> Page:
    """The page of a column: empty but for its script."""
    template = f"scripted/{made.portal.settings['habit']}.html"
    return html_page(made.portal, column.modified, template, channel=column)


def _framed(made: Stand, column: Channel) -> Page:
    return html_page(made.portal, column.modified, "scripted/framed.html", channel=column)


def _shells(made: Stand) -> dict[str, Page]:
    habit = made.portal.settings["habit"]
    if habit == "hash":
        body = render(made.portal, "scripted/hash.html", columns=made.columns)
        return {"/app/": Page(lambda: body, made.portal.header, made.annual.modified)}
    if habit == "cookie":
        return {}
    pages = {_list_path(column, 1): column_page(made, column) for column in made.columns}
    if habit == "frame":
        pages |= {f"/frames/{column.slug}/": _framed(made, column) for column in made.columns}
    return pages


def build(portal: Portal) -> Site:
    """The portal with lists that its scripts make."""
    hashed = portal.settings["habit"] == "hash"
    dialect = Dialect("scripted", _hash_path if hashed else _list_path, _article_path, _file_path)
    made = stand(portal, dialect)
    articles, paths, attachments = article_pages(made)
    pages = {**fixed_pages(made), **_shells(made), **articles}
    return Site(pages, paths, attachments, _Interface(made).routes())
