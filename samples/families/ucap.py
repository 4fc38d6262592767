"""UCAP: static lists name.shtml, name_2.shtml …, or a shell whose script asks a JSON interface;
names of 32 hex digits.

`settings`:
    site           the code that all addresses begin with
    lists          what list pages are called (list, nav_list, common_list)
    second         1 or 2: the number of the second page
    pager          script (createPageHTML) | element (#pageParam)
    interface      in place of static pages: search | common | load
    articles       hex | c01: names of articles
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from hashlib import md5
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from samples.articles import Article, Channel
from samples.families.plain import Dialect, Row, Stand, build_plain, stand
from samples.site import Page, Site, html_page
from samples.world import Portal


def _hex(kind: str, number: int) -> str:
    return md5(f"{kind}/{number}".encode(), usedforsecurity=False).hexdigest()


def _folder(portal: Portal, channel: Channel) -> str:
    return f"/{portal.settings['site']}/c{100000 + channel.number % 899999}"


def dialect(portal: Portal) -> Dialect:
    """The addresses of an installation."""
    settings = portal.settings
    name, second = settings.get("lists", "list"), settings.get("second", 2)

    def list_path(channel: Channel, index: int) -> str:
        number = f"_{index - 2 + second}" if index > 1 else ""
        return f"{_folder(portal, channel)}/{name}{number}.shtml"

    def article_path(channel: Channel, article: Article) -> str:
        own = (
            f"c01_{article.number}"
            if settings.get("articles") == "c01"
            else _hex("article", article.number)
        )
        return f"{_folder(portal, channel)}/{article.url_date:%Y%m}/{own}.shtml"

    def attachment_path(channel: Channel, article: Article) -> str:
        folder = article_path(channel, article).removesuffix(".shtml")
        return f"{folder}/files/{_hex('file', article.number)}.docx"

    signs = (
        '<meta name="others" content="页面生成时间 2025-12-30"><script'
        ' src="/u/js/createPage.js"></script>'
    )
    return Dialect("ucap", list_path, article_path, attachment_path, signs)


def _of_search(rows: list[Row], total: int, index: int, size: int) -> dict[str, Any]:
    results = [
        {
            "title": row.article.title,
            "subTitle": "",
            "url": row.href,
            "content": "",
            "publishedTimeStr": f"{row.article.published_on} 09:12:00",
            "domainMetaList": [
                {"resultList": [{"key": "indexnumber", "value": row.article.index_number}]}
            ],
        }
        for row in rows
    ]
    return {"code": 200, "data": {"total": total, "page": index, "rows": size, "results": results}}


def _of_common(rows: list[Row], total: int, index: int, size: int) -> dict[str, Any]:
    entries = [
        {
            "title": row.article.title,
            "link": row.href,
            "pubtime": f"{row.article.published_on} 09:12",
        }
        for row in rows
    ]
    return {"result": "success", "infolist": entries}


def _of_load(rows: list[Row], total: int, index: int, size: int) -> dict[str, Any]:
    entries = [
        {
            "TITLE": row.article.title,
            "URL": row.href,
            "C_WJBH": "",
            "C_SYH": row.article.index_number,
            "PUBLISHED_TIME_FORMAT": f"{row.article.published_on}",
            "C_FWRQ_FORMAT": f"{row.article.published_on}",
            "CHANNEL_ID": "",
            "MANUSCRIPT_ID": str(row.article.number),
        }
        for row in rows
    ]
    return {"data": {"allRow": total, "totalPage": -(-total // size), "list": entries}}


ANSWERS = {
    "search": (_of_search, "page", "_pageSize"),
    "common": (_of_common, "currpage", "pagesize"),
    "load": (_of_load, "pageIndex", "pageSize"),
}
PATHS = {
    "search": "/common/search/{channel}",
    "common": "/szinf/info/getInfoCommon/",
    "load": "/szinf/xxgk/interfacesWebZcwj/loadData",
}


def _number(asked: Mapping[str, str], name: str, default: int) -> int:
    text = asked.get(name, "")
    return int(text) if text.isdigit() else default


async def _interface(made: Stand, product: str, request: Request) -> Response:
    """A page of a column; what is past its end is empty. The Suzhou interface for documents takes
    forms alone.
    """
    posted = {name: str(value) for name, value in (await request.form()).items()}
    asked = {**request.query_params, **posted}
    answer, page_field, size_field = ANSWERS[product]
    wanted = (
        request.path_params.get("channel") or asked.get("channelid") or posted.get("channel_id")
    )
    column = next((each for each in made.columns if _hex("channel", each.number) == wanted), None)
    if column is None or (product == "search" and asked.get("_isJson") != "true"):
        return JSONResponse({"code": 404, "data": None})
    index, size = _number(asked, page_field, 1), _number(asked, size_field, made.portal.page_size)
    entries = column.articles[(index - 1) * size : index * size]
    rows = [Row(article, article.external or made.path(column, article)) for article in entries]
    return JSONResponse(answer(rows, len(column.articles), index, size))


def _shells(made: Stand) -> dict[str, Page]:
    """Column pages without items, whose script asks the interface."""
    product = made.portal.settings["interface"]
    pages = {}
    for column in made.columns:
        channel = _hex("channel", column.number)
        parts = (
            [(part.name, made.entrance(part)) for part in made.parts]
            if column is made.annual
            else []
        )
        context = {
            "channel": column,
            "parts": parts,
            "product": product,
            "hex": channel,
            "size": made.portal.page_size,
        }
        address = PATHS[product].format(channel=channel)
        page = html_page(
            made.portal, column.modified, "ucap/shell.html", address=address, **context
        )
        pages[made.dialect.list_path(column, 1)] = page
    return pages


def build(portal: Portal) -> Site:
    """The portal as UCAP publishes it."""
    product = portal.settings.get("interface")
    if product is None:
        return build_plain(portal, dialect(portal))
    site = build_plain(portal, dialect(portal), more=_shells)
    methods = ["POST"] if product == "load" else ["GET"]
    answering = partial(_interface, stand(portal, dialect(portal)), product)
    site.routes = [Route(PATHS[product], answering, methods=methods), *site.routes]
    return site
