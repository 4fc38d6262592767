"""gkmlpt, the Guangdong catalogue platform: a script shell with SID and TREE, a JSON interface,
content pages.

`settings`: `prefix` is a department's folder in front of everything; `whole: true` has all articles
on one page and nothing (404) behind it; `sid: none` does without; `escaped: true` writes titles as
%uXXXX; `script_only: true` leaves the text of articles to their script.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from samples.articles import WORD_TYPE, Article, Channel, Shelf, shelf
from samples.site import (
    NOT_FOUND,
    Page,
    Site,
    article_page,
    attachment_page,
    html_page,
    script_string,
)
from samples.world import Portal

SID = "990102"
EVERYTHING = 0
ATTACHMENT_OFFSET = 310000


def _prefix(portal: Portal) -> str:
    return str(portal.settings.get("prefix", ""))


def _content_path(portal: Portal, article: Article) -> str:
    number = article.number
    folder = f"{number // 1_000_000}/{number // 1_000}"
    return f"{_prefix(portal)}/gkmlpt/content/{folder}/post_{number}.html"


def _attachment_path(portal: Portal, article: Article) -> str:
    number = article.number - ATTACHMENT_OFFSET
    folder = f"{number // 1_000_000}/{number // 1_000}/{number}"
    return f"{_prefix(portal)}/attachment/{folder}/{article.number}.docx"


def _node(channel: Channel, children: list[dict[str, object]] | None = None) -> dict[str, object]:
    count = len(channel.articles)
    return {
        "id": channel.number,
        "name": channel.name,
        "children": children or [],
        "jump_url": "",
        "post_count": count,
    }


def _tree(stock: Shelf) -> list[dict[str, object]]:
    annual = _node(stock.annual)
    disclosure = {
        "id": 4100,
        "name": "政府信息公开",
        "children": [annual],
        "jump_url": "",
        "post_count": 0,
    }
    elsewhere = {
        "id": 4110,
        "name": "网上信访",
        "children": [],
        "jump_url": "/xinfang/",
        "post_count": 0,
    }
    return [disclosure, *(_node(channel) for channel in stock.noise), elsewhere]


def _escaped(title: str) -> str:
    return "".join(mark if mark.isascii() else f"%u{ord(mark):04X}" for mark in title)


def _attachment(portal: Portal, article: Article, base: str) -> dict[str, object]:
    return {
        "id": article.number - ATTACHMENT_OFFSET,
        "name": article.attachment_name,
        "type": "docx",
        "mime": WORD_TYPE,
        "size": str(len(article.attachment)),
        "url": base + _attachment_path(portal, article),
    }


def _entry(portal: Portal, channel: Channel, article: Article, base: str) -> dict[str, object]:
    moment = datetime.combine(article.published_on, time(9, 30), UTC)
    url = article.external or base + _content_path(portal, article)
    return {
        "id": article.number,
        "title": _escaped(article.title) if portal.settings.get("escaped") else article.title,
        "url": url,
        "post_url": url,
        "publisher": article.source,
        "document_number": "",
        "identifier": article.index_number,
        "keywords": "",
        "abstract": "",
        "date": f"{article.published_on}",
        "created_at": f"{moment:%Y-%m-%d %H:%M:%S}",
        "create_time": int(moment.timestamp()),
        "display_publish_time": int(moment.timestamp()),
        "classify_main": channel.number,
        "classify_main_name": channel.name,
        "classify_genre_name": "",
        "classify_theme_name": "",
        "attachment": [_attachment(portal, article, base)] if article.attachment_name else [],
        "relation": "[]",
        "is_expired": 0,
        "is_abolished": 0,
    }


def _entries(stock: Shelf, category: int) -> list[tuple[Channel, Article]]:
    chosen = [channel for channel in stock.channels if category in (EVERYTHING, channel.number)]
    entries = [(channel, article) for channel in chosen for article in channel.articles]
    return sorted(entries, key=lambda entry: (entry[1].published_on, entry[1].number), reverse=True)


async def _api(portal: Portal, stock: Shelf, request: Request) -> Response:
    category = int(request.path_params["category"])
    page = request.query_params.get("page", "1")
    known = request.query_params.get("sid", SID) == SID
    entries = _entries(stock, category) if known else []
    size = max(len(entries), 1) if portal.settings.get("whole") else portal.page_size
    start = (max(int(page) if page.isdigit() else 1, 1) - 1) * size
    if start >= len(entries) and portal.settings.get("whole"):
        return Response(NOT_FOUND, 404, media_type="text/html")
    base = f"{request.url.scheme}://{request.url.netloc}"
    articles = [
        _entry(portal, channel, article, base) for channel, article in entries[start : start + size]
    ]
    classify = {
        "id": category,
        "name": entries[0][0].name if entries else "",
        "post_count": len(entries),
    }
    return JSONResponse({"classify": classify, "total": len(entries), "articles": articles})


def _sid(portal: Portal) -> str:
    return "" if portal.settings.get("sid") == "none" else SID


def _shell(portal: Portal, stock: Shelf) -> Page:
    tree = json.dumps(_tree(stock), ensure_ascii=False)
    return html_page(
        portal, stock.annual.modified, "gkmlpt/shell.html", sid=_sid(portal), tree=tree
    )


def _home(portal: Portal, stock: Shelf) -> Page:
    links = [
        (channel.name, f"{_prefix(portal)}/gkmlpt/index#{channel.number}")
        for channel in stock.noise
    ]
    if not portal.nested:
        links.insert(
            0, (stock.annual.name, f"{_prefix(portal)}/gkmlpt/annualreport#{stock.annual.number}")
        )
    latest = [(article, _content_path(portal, article)) for article in stock.noise[0].articles]
    return html_page(
        portal,
        stock.annual.modified,
        "gkmlpt/home.html",
        links=links,
        latest=latest,
        prefix=_prefix(portal),
    )


def _content_page(portal: Portal, channel: Channel, article: Article) -> Page:
    attachment = _attachment_path(portal, article) if article.attachment_name else None
    context = {
        "channel": channel,
        "attachment": attachment,
        "sid": _sid(portal),
        "script_string": script_string,
    }
    return article_page(portal, article, "gkmlpt/article.html", **context)


def build(portal: Portal) -> Site:
    """The portal as gkmlpt publishes it."""
    stock = shelf(portal)
    home, shell = _home(portal, stock), _shell(portal, stock)
    start = _prefix(portal) + "/gkmlpt"
    pages = {
        "/": home,
        "/index.html": home,
        f"{start}/index": shell,
        f"{start}/annualreport": shell,
    }
    paths = {article: _content_path(portal, article) for _, article in stock.articles}
    pages |= {
        paths[article]: _content_page(portal, channel, article)
        for channel, article in stock.articles
    }
    attachments = {
        article: _attachment_path(portal, article) for article in paths if article.attachment_name
    }
    pages |= {path: attachment_page(article) for article, path in attachments.items()}
    return Site(
        pages,
        paths,
        attachments,
        [Route(start + "/api/all/{category:int}", partial(_api, portal, stock))],
    )
