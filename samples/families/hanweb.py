"""Hanweb JCMS classic: columns with an embedded datastore of three pages, the rest from
dataproxy.jsp.

`paging: page` is the newer installation: list items, dataproxy listens to `page` (of `perpage`
records) and ignores `startrecord`. `paging: startrecord` is the older one: table rows with dates
broken over lines, dataproxy listens to `startrecord` and `endrecord` (counted from 1, both
included) and ignores `page`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from hashlib import md5
from urllib.parse import parse_qsl, quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from samples.articles import Article, Channel, Shelf, shelf
from samples.bodies import environment
from samples.families.hanweb_habits import build as build_habits
from samples.site import NOT_FOUND, Page, Site, article_page, attachment_page, html_page
from samples.world import Portal

PAGES_A_GROUP = 3
PROXY = "/module/web/jpage/dataproxy.jsp"
DOWNLOAD = "/module/download/downfile.jsp"
DISCLOSURE_NUMBER = 4100
EMPTY = (
    "<datastore>\r\n<recordset>\r\n</recordset>\r\n</datastore>\r\n"  # 54 bytes, with status 200
)


def column_path(number: int) -> str:
    """Path of a column page."""
    return f"/col/col{number}/index.html"


def _article_path(channel: Channel, article: Article) -> str:
    day = article.url_date
    return f"/art/{day.year}/{day.month}/{day.day}/art_{channel.number}_{article.number}.html"


def _file_name(article: Article) -> str:
    return md5(str(article.number).encode(), usedforsecurity=False).hexdigest() + ".docx"


def _unit(channel: Channel) -> int:
    return channel.number * 3 + 1


def next_group(portal: Portal, channel: Channel) -> str:
    """The dataproxy address that the first page names for what follows its embedded records."""
    parameters = f"webid=1&path=/&columnid={channel.number}&unitid={_unit(channel)}"
    return f"{PROXY}?page=1&{parameters}&webname={quote(portal.name)}&permissiontype=0"


def _record(portal: Portal, channel: Channel, article: Article) -> str:
    template = environment().get_template(f"hanweb/record_{portal.paging}.html")
    return template.render(
        article=article, href=article.external or _article_path(channel, article)
    ).strip()


def datastore(portal: Portal, channel: Channel, articles: Sequence[Article]) -> str:
    """The XML of `articles` as JCMS embeds and sends it."""
    if not articles:
        return EMPTY
    records = "".join(
        f"<record><![CDATA[\n{_record(portal, channel, article)}]]></record>\n"
        for article in articles
    )
    group = f'<nextgroup><![CDATA[<a href="{next_group(portal, channel)}"></a>]]></nextgroup>'
    total = f"<totalrecord>{len(channel.articles)}</totalrecord>"
    return f"<datastore>\n{group}\n{total}\n<recordset>\n{records}</recordset>\n</datastore>\n"


def _integer(parameters: Mapping[str, str], name: str, default: int) -> int:
    text = parameters.get(name, "")
    return int(text) if text.isdigit() else default


def window(portal: Portal, parameters: Mapping[str, str]) -> slice:
    """Which records a dataproxy request asks for, as this installation understands it."""
    if portal.paging == "page":
        size = _integer(parameters, "perpage", portal.page_size)
        page = max(_integer(parameters, "page", 1), 1)
        return slice((page - 1) * size, page * size)
    first = max(_integer(parameters, "startrecord", 1), 1)
    return slice(
        first - 1, _integer(parameters, "endrecord", first - 1 + PAGES_A_GROUP * portal.page_size)
    )


async def _parameters(request: Request) -> dict[str, str]:
    body = (await request.body()).decode("ascii", "replace")
    return {**request.query_params, **dict(parse_qsl(body))}


async def _dataproxy(portal: Portal, channels: Sequence[Channel], request: Request) -> Response:
    parameters = await _parameters(request)
    asked = (parameters.get("columnid"), parameters.get("unitid"))
    channel = next(
        (each for each in channels if asked == (str(each.number), str(_unit(each)))), None
    )
    found = channel.articles[window(portal, parameters)] if channel else ()
    text = datastore(portal, channel, found) if channel else EMPTY
    return Response(text, headers={"Content-Type": "text/xml;charset=UTF-8"})


async def _download(files: Mapping[str, str], request: Request) -> Response:
    path = files.get(request.query_params.get("filename", ""))
    return RedirectResponse(path, 302) if path else Response(NOT_FOUND, 404, media_type="text/html")


def _column_page(portal: Portal, channel: Channel) -> Page:
    embedded = channel.articles[: PAGES_A_GROUP * portal.page_size]
    store = datastore(portal, channel, embedded)
    context = {"channel": channel, "unit": _unit(channel), "store": store, "proxy": PROXY}
    return html_page(portal, channel.modified, "hanweb/column.html", **context)


def _fixed_pages(portal: Portal, stock: Shelf) -> dict[str, Page]:
    annual = (stock.annual.name, column_path(stock.annual.number))
    links = [(channel.name, column_path(channel.number)) for channel in stock.noise]
    links.insert(0, ("政府信息公开", column_path(DISCLOSURE_NUMBER)) if portal.nested else annual)
    news = stock.noise[0]
    context = {"links": links, "news": news, "unit": _unit(news), "proxy": PROXY}
    home = html_page(
        portal,
        stock.annual.modified,
        "hanweb/home.html",
        store=datastore(portal, news, news.articles),
        **context,
    )
    disclosure = html_page(portal, stock.annual.modified, "hanweb/disclosure.html", annual=annual)
    search = html_page(portal, stock.annual.modified, "hanweb/search.html")
    fixed = {"/": home, "/index.html": home, "/search/index.html": search}
    return fixed | ({column_path(DISCLOSURE_NUMBER): disclosure} if portal.nested else {})


def _article_page(portal: Portal, channel: Channel, article: Article) -> Page:
    link = (
        f"{DOWNLOAD}?classid=0&filename={_file_name(article)}" if article.attachment_name else None
    )
    return article_page(portal, article, "hanweb/article.html", channel=channel, attachment=link)


def build(portal: Portal) -> Site:
    """The portal as Hanweb JCMS publishes it, or (`settings.product: habits`) one with habits of
    its own.
    """
    if portal.settings.get("product") == "habits":
        return build_habits(portal)
    stock = shelf(portal)
    pages = _fixed_pages(portal, stock)
    pages |= {
        column_path(channel.number): _column_page(portal, channel) for channel in stock.channels
    }
    paths = {article: _article_path(channel, article) for channel, article in stock.articles}
    pages |= {
        paths[article]: _article_page(portal, channel, article)
        for channel, article in stock.articles
    }
    attached = [article for article in paths if article.attachment_name]
    attachments = {article: f"/attach/0/{_file_name(article)}" for article in attached}
    pages |= {path: attachment_page(article) for article, path in attachments.items()}
    files = {_file_name(article): path for article, path in attachments.items()}
    routes = [
        Route(PROXY, partial(_dataproxy, portal, stock.channels), methods=["GET", "POST"]),
        Route(DOWNLOAD, partial(_download, files)),
    ]
    return Site(pages, paths, attachments, routes)
