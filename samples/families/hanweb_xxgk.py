"""Hanweb's xxgk module: a frame with tree.jsp, lists by POST to search.jsp, reports at
xxgkAnnualReport.jsp.

`settings`:
    reports    shortcut: each report is at xxgkAnnualReport.jsp?area=&fbtime=; catalogue: articles
    that search.jsp lists years      offered: a page links agencies with a choice of years; hidden:
    only the tree tells the agencies tree       anchors | script: how the tree names its nodes
    service    true: serviceinfo.jsp in place of search.jsp
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from samples.articles import Article, Channel, Shelf, shelf
from samples.site import Page, Site, article_page, attachment_page, html_page, render
from samples.world import Agency, Portal, years

MODULE = "/module/xxgk"
FRAME, SHORTCUTS = "/col/col12/index.html", "/col/col15/index.html"
ANNUAL_CODE, EVERYTHING_CODE = "A0212", "A02"
_SITE, _DIVISION = "2", "div12"


def area_of(portal: Portal, agency: Agency) -> str:
    """The code of an agency."""
    return f"001008{portal.agencies.index(agency) + 1:03d}"


def _article_path(article: Article) -> str:
    day = article.url_date
    return f"/art/{day.year}/{day.month}/{day.day}/art_12_{article.number}.html"


def _path(portal: Portal, article: Article) -> str:
    report = article.report
    if report is None or portal.settings["reports"] != "shortcut":
        return _article_path(article)
    return (
        f"{MODULE}/xxgkAnnualReport.jsp?area={area_of(portal, report.agency)}&fbtime={report.year}"
    )


def _attachment_path(article: Article) -> str:
    return f"/attach/0/{article.published_on:%y%m%d}0930{article.number}.docx"


def _shown(portal: Portal, channel: Channel, article: Article) -> Page:
    file = _attachment_path(article) if article.attachment_name else None
    return article_page(
        portal, article, "hanweb_xxgk/article.html", channel=channel, attachment=file
    )


async def _annual_report(
    portal: Portal, reports: Mapping[tuple[str, str], Page], request: Request
) -> Response:
    """A report; a year without one is an empty shell with status 200."""
    asked = request.query_params
    page = reports.get((asked.get("area", ""), asked.get("fbtime", "")))
    if page is not None:
        return page.answer(request)
    return Response(
        render(portal, "hanweb_xxgk/absent.html"), headers={"Content-Type": portal.header}
    )


def _listed(portal: Portal, stock: Shelf, asked: Mapping[str, str]) -> list[Article]:
    """What a catalogue holds; where reports have addresses of their own the catalogue does without
    them.
    """
    if asked.get("jdid") != _SITE or not asked.get("area"):
        return []
    code = asked.get("infotypeId")
    channels = [stock.annual] if code == ANNUAL_CODE else stock.channels
    entries = [each for channel in channels for each in channel.articles]
    if portal.settings["reports"] == "shortcut":
        entries = [each for each in entries if not each.report]
    words = asked.get("vc_title", "")
    return sorted(
        (each for each in entries if words in each.title),
        key=lambda each: each.published_on,
        reverse=True,
    )


async def _search(portal: Portal, stock: Shelf, request: Request) -> Response:
    posted = {name: str(value) for name, value in (await request.form()).items()}
    asked = {**request.query_params, **posted}
    entries, size = _listed(portal, stock, asked), portal.page_size
    index, total = int(asked.get("currpage") or 1), max(-(-len(entries) // size), 1)
    rows = [
        (each, each.external or _path(portal, each))
        for each in entries[(index - 1) * size : index * size]
    ]
    body = render(
        portal, "hanweb_xxgk/rows.html", rows=rows, index=index, total=total, items=len(entries)
    )
    return Response(body, headers={"Content-Type": portal.header})


def _script(portal: Portal) -> str:
    return "serviceinfo" if portal.settings.get("service") else "search"


def _codes(portal: Portal) -> dict[str, object]:
    agencies = [(agency.name, area_of(portal, agency)) for agency in portal.agencies]
    annual = (ANNUAL_CODE, portal.annual)
    return {"agencies": agencies, "annual": annual, "everything": EVERYTHING_CODE, "module": MODULE}


def _fixed(portal: Portal, stock: Shelf) -> dict[str, Page]:
    offered = portal.settings.get("years") == "offered"
    context = {
        **_codes(portal),
        "site": _SITE,
        "division": _DIVISION,
        "script": _script(portal),
        "years": years(),
    }
    context |= {
        "offered": SHORTCUTS if offered else "",
        "shortcut": portal.settings["reports"] == "shortcut",
    }
    news = [(article, _article_path(article)) for article in stock.noise[0].articles]
    page = partial(html_page, portal, stock.annual.modified)
    pages = {
        "/": page("hanweb_xxgk/home.html", frame=FRAME, news=news, annual=portal.annual),
        FRAME: page("hanweb_xxgk/frame.html", **context),
        f"{MODULE}/tree.jsp": page("hanweb_xxgk/tree.html", **_codes(portal)),
    }
    return pages | ({SHORTCUTS: page("hanweb_xxgk/shortcuts.html", **context)} if offered else {})


def build(portal: Portal) -> Site:
    """The portal as JCMS with the xxgk module publishes it."""
    stock = shelf(portal)
    pages, reports = _fixed(portal, stock), dict[tuple[str, str], Page]()
    paths = {article: _path(portal, article) for _, article in stock.articles}
    for channel, article in stock.articles:
        page = _shown(portal, channel, article)
        if "?" in paths[article] and article.report:
            reports[area_of(portal, article.report.agency), str(article.report.year)] = page
        else:
            pages[paths[article]] = page
    attachments = {
        article: _attachment_path(article) for article in paths if article.attachment_name
    }
    pages |= {path: attachment_page(article) for article, path in attachments.items()}
    routes = [
        Route(f"{MODULE}/xxgkAnnualReport.jsp", partial(_annual_report, portal, reports)),
        Route(f"{MODULE}/{_script(portal)}.jsp", partial(_search, portal, stock), methods=["POST"]),
    ]
    return Site(pages, paths, attachments, routes)
