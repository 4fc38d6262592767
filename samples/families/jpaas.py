"""Hanweb jpaas: columns whose pager names a unit, which page/build/unit sends as HTML inside JSON,
paged by paramJson.

`settings`: `shell: empty` leaves the first page to the script; `data: text` sends the HTML as data
itself and not as data.html; `rows` table | list; `slug: true` puts the column's slug before /art/.
"""

from __future__ import annotations

import json
from functools import partial
from hashlib import md5

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from samples.articles import Article, Channel
from samples.families.plain import Dialect, Stand, build_plain, stand
from samples.site import Page, Site, html_page, render
from samples.world import Portal

UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_WEBSITE, _TAG = "3f1c5a", "信息列表"


def _hex(kind: str, number: int) -> str:
    return md5(f"{kind}/{number}".encode(), usedforsecurity=False).hexdigest()


def dialect(portal: Portal) -> Dialect:
    """The addresses of an installation."""
    slugs = portal.settings.get("slug")

    def list_path(channel: Channel, index: int) -> str:
        return (
            f"/zwgk/{channel.slug}/index.html" if slugs else f"/col/col{channel.number}/index.html"
        )

    def article_path(channel: Channel, article: Article) -> str:
        start = f"/zwgk/{channel.slug}" if slugs else ""
        return f"{start}/art/{article.url_date.year}/art_{_hex('article', article.number)}.html"

    def attachment_path(channel: Channel, article: Article) -> str:
        return (
            f"/module/download/downfile.jsp?classid=0&filename={_hex('file', article.number)}.docx"
        )

    signs = '<script src="/script/jpaas-publish-server/web/main.js"></script>'
    return Dialect("jpaas", list_path, article_path, attachment_path, signs)


def _query_data(column: Channel) -> dict[str, str]:
    return {
        "webId": _WEBSITE,
        "pageId": _hex("page", column.number),
        "tagId": _TAG,
        "tplSetId": "Tp9xK2",
    }


def _columns(made: Stand) -> dict[str, Page]:
    empty = made.portal.settings.get("shell") == "empty"
    pages = {}
    for column in made.columns:
        pairs = {"parseType": "bulidstatic", **_query_data(column), "pageType": "column"}
        data = "{" + ",".join(f"'{name}':'{value}'" for name, value in pairs.items()) + "}"
        parts = (
            [(part.name, made.entrance(part)) for part in made.parts]
            if column is made.annual
            else []
        )
        rows = [] if empty else made.rows(column, 1)
        context = {
            "channel": column,
            "rows": rows,
            "parts": parts,
            "query_data": data,
            "unit": UNIT,
        }
        pages[made.dialect.list_path(column, 1)] = html_page(
            made.portal, column.modified, "jpaas/list.html", items=len(column.articles), **context
        )
    return pages


async def _unit(made: Stand, request: Request) -> Response:
    """A page of a unit. Only paramJson is heard: whoever says the page elsewhere gets the first."""
    asked = request.query_params
    column = next(
        (each for each in made.columns if _query_data(each).items() <= dict(asked).items()), None
    )
    if column is None or asked.get("parseType") != "bulidstatic":
        return _json(made, "")
    paging = json.loads(asked.get("paramJson") or "{}")
    index, total = int(paging.get("pageNo", 1)), len(column.pages(made.portal.page_size))
    rows = made.rows(column, index) if 1 <= index <= total else []
    return _json(
        made, render(made.portal, "jpaas/rows.html", rows=rows).decode(made.portal.charset)
    )


def _json(made: Stand, html: str) -> Response:
    data: object = html if made.portal.settings.get("data") == "text" else {"html": html}
    text = json.dumps({"success": True, "code": "200", "data": data}, ensure_ascii=False)
    # The product leaves control characters as they are.
    return Response(
        text.replace("\\n", "\n").replace("\\t", "\t"), media_type="application/json;charset=UTF-8"
    )


def build(portal: Portal) -> Site:
    """The portal as jpaas publishes it."""
    site = build_plain(portal, dialect(portal), more=_columns)
    site.routes = [Route(UNIT, partial(_unit, stand(portal, dialect(portal)))), *site.routes]
    return site
