"""Anhui's platform: agencies' sections /public/column/<organ>, lists from /site/label/8888, reports
by year.

`settings.product: openness` is the older platform (see `openness`). Otherwise `settings` are:
    annual     years: the part of type 3 links a page for each year;  select: it offers the years in
    a select;
               label: it is a list like the others, whose items have pages of their own
    prefix     what stands before /site/label/8888
    absent     a year that every agency's page offers and none has a report for
    directory  true: the agencies stand on a page of their own alone, …?type=4&action=rel, which an
               agency's page links
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from samples.articles import Article, shelf
from samples.families.openness import build_openness, stored_file
from samples.site import NOT_FOUND, Page, Site, article_page, attachment_page, html_page, render
from samples.world import Agency, Portal

SITE_ID = "6793721"
FIRST_ORGAN = 118323253
EMPTY = "暂无相关信息"
CATALOGUE, ANNUAL = "4", "3"
DIRECTORY = "rel"


@dataclass(frozen=True)
class Section:
    """An agency's part of the portal: its number, and what stands in its catalogue and among its
    annual reports.
    """

    agency: Agency
    organ: int
    catalogue: tuple[Article, ...]
    reports: tuple[Article, ...]

    @property
    def home(self) -> str:
        """The address of its first page."""
        return f"/public/column/{self.organ}"


def _sections(portal: Portal) -> list[Section]:
    stock = shelf(portal)
    noise = [
        article for channel in stock.channels for article in channel.articles if not article.report
    ]
    sections = []
    for number, agency in enumerate(portal.agencies):
        reports = tuple(
            each for each in stock.annual.articles if each.report and each.report.agency is agency
        )
        catalogue = tuple(noise[number :: len(portal.agencies)])
        sections.append(Section(agency, FIRST_ORGAN + 1000 * number, catalogue, reports))
    return sections


def _address(portal: Portal, section: Section, article: Article) -> str:
    report = article.report
    if report is None:
        return article.external or f"/public/content/{article.number}"
    if portal.settings["annual"] == "label":
        return f"/openness/public/{section.organ}/{article.number}.html"
    return f"{section.home}?type={ANNUAL}&action=detail&title={report.year}"


def _chosen(section: Section, kind: str) -> tuple[Article, ...]:
    return section.reports if kind == ANNUAL else section.catalogue


def _rows(
    portal: Portal, section: Section, articles: tuple[Article, ...]
) -> list[tuple[Article, str]]:
    return [(article, _address(portal, section, article)) for article in articles]


def _years(portal: Portal, section: Section) -> list[int]:
    absent = [portal.settings["absent"]] if "absent" in portal.settings else []
    return sorted(
        [*(article.report.year for article in section.reports if article.report), *absent],
        reverse=True,
    )


def _context(
    portal: Portal, sections: list[Section], section: Section, kind: str
) -> dict[str, object]:
    return {
        "section": section,
        "sections": sections,
        "kind": kind,
        "annual": portal.settings["annual"],
        "directory": portal.settings.get("directory", False),
        "annual_address": f"{section.home}?type={ANNUAL}&action=list",
        "years": _years(portal, section),
        "label": f"{portal.settings.get('prefix', '')}/site/label/8888",
        "site_id": SITE_ID,
        "count": -(-len(_chosen(section, kind)) // portal.page_size),
    }


def _answer(portal: Portal, template: str, **context: object) -> Response:
    return Response(render(portal, template, **context), headers={"Content-Type": portal.header})


async def _column(
    portal: Portal, sections: list[Section], pages: Mapping[str, Page], request: Request
) -> Response:
    """A section's page; with type 3 and a year as title it is that year's report, or says that
    there is none.
    """
    section = next((each for each in sections if each.organ == request.path_params["organ"]), None)
    if section is None:
        return Response(NOT_FOUND, 404, media_type="text/html")
    asked = request.query_params
    kind = asked.get("type", CATALOGUE)
    context = _context(portal, sections, section, kind)
    if asked.get("action") == DIRECTORY:
        return _answer(portal, "anhui/public.html", **context)
    if kind == ANNUAL and asked.get("action") == "detail" and asked.get("title"):
        page = pages.get(f"{section.home}?type={ANNUAL}&action=detail&title={asked['title']}")
        return (
            page.answer(request)
            if page
            else _answer(portal, "anhui/absent.html", empty=EMPTY, **context)
        )
    first = _rows(portal, section, _chosen(section, kind)[: portal.page_size])
    return _answer(portal, "anhui/section.html", rows=first, **context)


async def _label(portal: Portal, sections: list[Section], request: Request) -> Response:
    """A page of a list as a fragment; an agency or a page that is not there is an empty list."""
    asked = {
        **request.query_params,
        **{name: str(value) for name, value in (await request.form()).items()},
    }
    known = asked.get("labelName") == "publicInfoList" and asked.get("siteId") == SITE_ID
    section = next(
        (each for each in sections if known and str(each.organ) == asked.get("organId")), None
    )
    size, index = int(asked.get("pageSize") or 15), int(asked.get("pageIndex") or 1)
    articles = (
        _chosen(section, asked.get("type", CATALOGUE))[(index - 1) * size : index * size]
        if section
        else ()
    )
    rows = _rows(portal, section, articles) if section else []
    return _answer(portal, "anhui/rows.html", rows=rows, empty=asked.get("result", ""))


def _fixed(portal: Portal, sections: list[Section]) -> dict[str, Page]:
    modified = shelf(portal).annual.modified
    page: Callable[..., Page] = partial(html_page, portal, modified)
    home = page(
        "anhui/home.html",
        news=[article for section in sections for article in section.catalogue[:2]],
    )
    listed = sections[:1] if portal.settings.get("directory") else sections
    return {"/": home, "/public/index.html": page("anhui/public.html", sections=listed)}


def build(portal: Portal) -> Site:
    """The portal as one of the two platforms publishes it."""
    if portal.settings.get("product") == "openness":
        return build_openness(portal)
    sections = _sections(portal)
    pages, asked, paths = _fixed(portal, sections), dict[str, Page](), dict[Article, str]()
    attachments: dict[Article, str] = {}
    for section in sections:
        for article in (
            each for each in (*section.catalogue, *section.reports) if not each.external
        ):
            paths[article] = _address(portal, section, article)
            file = stored_file(article) if article.attachment_name else None
            shown = article_page(
                portal, article, "anhui/article.html", section=section, attachment=file
            )
            (asked if "?" in paths[article] else pages)[paths[article]] = shown
            if file:
                attachments[article] = file
                pages[file] = attachment_page(article)
    routes = [
        Route("/public/column/{organ:int}", partial(_column, portal, sections, asked)),
        Route(
            f"{portal.settings.get('prefix', '')}/site/label/8888",
            partial(_label, portal, sections),
            methods=["GET", "POST"],
        ),
    ]
    return Site(pages, paths, attachments, routes)
