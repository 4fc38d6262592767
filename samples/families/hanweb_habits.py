"""Hanweb columns whose dataproxy has habits of its own.

`settings`:
    proxy      post (a GET is answered empty) | encrypted (parameters of the next group are blobs
    that only fit the
               named address with another page) | silent (always empty, the column page lists
               everything as links) | groups (page counts groups of three list pages, whatever
               perpage says)
    record     li | tr | div: what a record is
    most       the most records in one answer
    twins      true: menus link columns with ?uid=&pageNum=1 as well
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from functools import partial
from hashlib import md5
from urllib.parse import parse_qsl, quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from samples.articles import Article, Channel
from samples.bodies import environment
from samples.families.plain import Dialect, Row, Stand, build_plain, stand
from samples.site import Page, Site, html_page
from samples.world import Portal

PROXIES = {
    "post": "/module/jslib/jquery/jpage/dataproxy.jsp",
    "encrypted": "/module/jpage/dataproxy.jsp",
}
_PROXY = "/module/web/jpage/dataproxy.jsp"
_EMPTY = "<datastore>\r\n<recordset>\r\n</recordset>\r\n</datastore>\r\n"
_GROUP = 3


def dialect(portal: Portal) -> Dialect:
    """The addresses of an installation."""

    def list_path(channel: Channel, index: int) -> str:
        return f"/col/col{channel.number}/index.html"

    def article_path(channel: Channel, article: Article) -> str:
        day = article.url_date
        return f"/art/{day.year}/{day.month}/{day.day}/art_{channel.number}_{article.number}.html"

    def attachment_path(channel: Channel, article: Article) -> str:
        name = md5(str(article.number).encode(), usedforsecurity=False).hexdigest()
        return f"/module/download/downfile.jsp?classid=0&filename={name}.docx"

    return Dialect("hanweb_habits", list_path, article_path, attachment_path)


def _proxy(portal: Portal) -> str:
    return PROXIES.get(portal.settings["proxy"], _PROXY)


def _blob(channel: Channel) -> str:
    return quote(
        b64encode(md5(str(channel.number).encode(), usedforsecurity=False).digest()).decode(),
        safe="",
    )


def _named(portal: Portal, channel: Channel) -> str:
    """The address of the next group, as the column page names it."""
    if portal.settings["proxy"] == "encrypted":
        column = _blob(channel)
        return f"{_proxy(portal)}?page=1&appid=1&webid=9&columnid={column}&unitid={column}"
    name = quote(portal.name)
    fields = f"appid=1&webid=9&path=%2F&columnid={channel.number}"
    fields += f"&unitid={channel.number + 7}&webname={name}"
    return f"{_proxy(portal)}?page=1&{fields}&permissiontype=0"


def _store(made: Stand, column: Channel, entries: tuple[Article, ...]) -> str:
    if not entries:
        return _EMPTY
    kind = made.portal.settings.get("record", "li")
    template = environment().get_template(f"hanweb_habits/{kind}.html")
    rows = [Row(article, article.external or made.path(column, article)) for article in entries]
    records = "".join(
        f"<record><![CDATA[\n{template.render(row=row).strip()}]]></record>\n" for row in rows
    )
    group = f'<nextgroup><![CDATA[<a href="{_named(made.portal, column)}"></a>]]></nextgroup>'
    return f"<datastore>\n{group}\n<recordset>\n{records}</recordset>\n</datastore>\n"


def _columns(made: Stand) -> dict[str, Page]:
    portal, silent = made.portal, made.portal.settings["proxy"] == "silent"
    pages = {}
    for column in made.columns:
        embedded = column.articles[: 0 if silent else _GROUP * portal.page_size]
        parts = (
            [(part.name, made.entrance(part)) for part in made.parts]
            if column is made.annual
            else []
        )
        rows = (
            [Row(each, each.external or made.path(column, each)) for each in column.articles]
            if silent
            else []
        )
        context = {
            "channel": column,
            "store": _store(made, column, embedded),
            "rows": rows,
            "parts": parts,
        }
        context |= {
            "unit": column.number + 7,
            "proxy": _proxy(portal),
            "news": made.rows(made.noise[0], 1),
        }
        pages[made.dialect.list_path(column, 1)] = html_page(
            portal,
            column.modified,
            "hanweb_habits/list.html",
            items=len(column.articles),
            **context,
        )
    return pages


def _window(portal: Portal, asked: Mapping[str, str]) -> slice:
    """Which records are asked for: three list pages at a time, or as many as perpage says."""
    group = _GROUP * portal.page_size
    size = (
        group
        if portal.settings["proxy"] in ("groups", "encrypted")
        else int(asked.get("perpage") or group)
    )
    page = max(int(asked.get("page") or 1), 1)
    start = (page - 1) * size
    return slice(start, start + min(size, portal.settings.get("most", size)))


async def _dataproxy(made: Stand, request: Request) -> Response:
    habit = made.portal.settings["proxy"]
    posted = dict(parse_qsl((await request.body()).decode("ascii", "replace")))
    asked = {**request.query_params, **posted}
    keys = {quote(asked.get("columnid", ""), safe=""), asked.get("columnid")}
    column = next((each for each in made.columns if keys & {str(each.number), _blob(each)}), None)
    deaf = habit == "silent" or (habit == "post" and "columnid" not in posted)
    deaf = deaf or (habit == "encrypted" and bool({"perpage", "startrecord"} & set(asked)))
    entries = column.articles[_window(made.portal, asked)] if column and not deaf else ()
    text = _store(made, column, entries) if column else _EMPTY
    return Response(text, headers={"Content-Type": "text/xml;charset=UTF-8"})


def build(portal: Portal) -> Site:
    """The portal as an installation of JCMS with these habits publishes it."""

    def entrance(channel: Channel) -> str:
        twin = f"?uid={channel.number + 7}&pageNum=1" if portal.settings.get("twins") else ""
        return f"/col/col{channel.number}/index.html{twin}"

    # A server that does not look at ?uid=… answers every one alike: the addresses with it are no
    # pages of their own.
    site = build_plain(portal, dialect(portal), entrance, more=_columns)
    proxy = partial(_dataproxy, stand(portal, dialect(portal)))
    site.routes = [Route(_proxy(portal), proxy, methods=["GET", "POST"]), *site.routes]
    return site
