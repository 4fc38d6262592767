"""Epoint EWB: pages govInfoPub.html?deptcode=&categorynum=, lists as JSON from getgovinfolist.

`settings.counts_from` is what the interface calls its first page (1 or 0); `page` and `project` are
the addresses of its pages and of its interface, where they are not the usual ones.
"""

from __future__ import annotations

import json
from functools import partial
from uuid import NAMESPACE_URL, uuid5

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from samples.articles import Article, shelf
from samples.families.plain import still
from samples.site import Page, Site, article_page, attachment_page, html_page, render
from samples.world import Agency, Portal

PROJECT = "/EpointWebBuilder"
SITE_GUID = "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a"
CONSTANTS = 'var siteInfo = {{"projectName": "{project}", "siteGuid": "{guid}"}};\n'
ANNUAL, NOTICES = "003009", "003002"
CATEGORIES = {"003001": "政府信息公开指南", NOTICES: "通知公告", ANNUAL: "政府信息公开年报"}
PAGE = "/xxgk/govInfoPub.html"


def _code(portal: Portal, agency: Agency) -> str:
    return f"GK{portal.agencies.index(agency) + 1:03d}"


def _category(article: Article) -> str:
    return (
        ANNUAL
        if article.report or ("年" in article.title[:40] and "报告" in article.title)
        else NOTICES
    )


def _entries(portal: Portal) -> dict[tuple[str, str], list[Article]]:
    """The articles of each department and category; what no department wrote is the first one's."""
    found: dict[tuple[str, str], list[Article]] = {}
    for channel in shelf(portal).channels:
        for article in channel.articles:
            agency = article.report.agency if article.report else portal.agencies[0]
            found.setdefault((_code(portal, agency), _category(article)), []).append(article)
    return found


def _path(article: Article) -> str:
    name = uuid5(NAMESPACE_URL, str(article.number))
    return f"/{_category(article)}/{article.url_date:%Y%m%d}/{name}.html"


def _file(article: Article) -> str:
    return f"/EWB-FRONT/attachs/{article.url_date:%Y%m%d}/{article.number}.docx"


def _row(article: Article) -> dict[str, str]:
    title = article.title if len(article.title) <= 24 else article.title[:22] + "..."
    return {
        "infourl": article.external or _path(article),
        "realtitle": article.title,
        "title": title,
        "infodate": f"{article.published_on}",
        "infoid": str(uuid5(NAMESPACE_URL, str(article.number))),
        "deptname": article.source,
    }


async def _list(
    portal: Portal, entries: dict[tuple[str, str], list[Article]], request: Request
) -> Response:
    """The interface: it answers only who sends JSON with the site's number."""
    try:
        asked = json.loads(await request.body())
    except ValueError:
        return JSONResponse({"status": {"code": 0, "text": "参数错误"}}, 500)
    if asked.get("siteGuid") != SITE_GUID:
        return JSONResponse({"custom": {"data": [], "total": 0}, "status": {"code": 1}})
    articles = entries.get((asked.get("deptcode", ""), asked.get("categorynum", "")), [])
    size, index = (
        int(asked["pageSize"]),
        int(asked["pageIndex"]) - portal.settings.get("counts_from", 1),
    )
    rows = (
        [_row(article) for article in articles[index * size : (index + 1) * size]]
        if index >= 0
        else []
    )
    return JSONResponse(
        {"custom": {"data": rows, "total": len(articles)}, "status": {"code": 1, "text": "成功"}}
    )


async def _page(portal: Portal, request: Request) -> Response:
    asked = request.query_params
    departments = [(_code(portal, agency), agency.name) for agency in portal.agencies]
    context = {
        "departments": departments,
        "categories": CATEGORIES,
        "department": asked.get("deptcode", departments[0][0]),
        "category": asked.get("categorynum", NOTICES),
        "page": portal.settings.get("page", PAGE),
    }
    return Response(
        render(portal, "epoint/list.html", **context), headers={"Content-Type": portal.header}
    )


def build(portal: Portal) -> Site:
    """The portal as Epoint EWB publishes it."""
    page, project = (
        str(portal.settings.get(name, usual))
        for name, usual in (("page", PAGE), ("project", PROJECT))
    )
    entries = _entries(portal)
    articles = [article for found in entries.values() for article in found if not article.external]
    attached = [article for article in articles if article.attachment_name]
    modified = shelf(portal).annual.modified
    news = [(article, _path(article)) for article in shelf(portal).noise[0].articles]
    pages: dict[str, Page] = {
        "/": html_page(
            portal,
            modified,
            "epoint/home.html",
            news=news,
            page=page,
            code=_code(portal, portal.agencies[0]),
        ),
        "/js/webBuilderCommon.js": still(
            CONSTANTS.format(project=project, guid=SITE_GUID).encode(), "application/javascript"
        ),
    }
    for article in articles:
        file = _file(article) if article.attachment_name else None
        pages[_path(article)] = article_page(
            portal, article, "epoint/article.html", attachment=file
        )
    pages |= {_file(article): attachment_page(article) for article in attached}
    routes = [
        Route(
            f"{project}/rest/lightfrontaction/getgovinfolist",
            partial(_list, portal, entries),
            methods=["POST"],
        ),
        Route(page, partial(_page, portal)),
    ]
    paths = {article: _path(article) for article in articles}
    return Site(pages, paths, {article: _file(article) for article in attached}, routes)
