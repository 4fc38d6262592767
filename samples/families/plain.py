"""What server-rendered products have in common: home, disclosure page, lists cut into pages,
articles, attachments.

Of `settings` of a world file these are understood by all products that are built here:
    by_year        report years that have a column of their own below the annual-report channel
    by_agency      true: so has each agency instead pinned         true: an old notice stands at the
    top of every page of the annual-report channel direct_files   true: a report whose tables stand
    in a file alone is linked as that file from the list refresh        true: the home page links
    the annual-report channel under an address that only forwards gzip           true: everything is
    sent compressed, whether or not the client said that it can undo it
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import parse_qsl

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from samples.articles import Article, Channel, shelf
from samples.families.habits import CompressedSite
from samples.site import NOT_FOUND, Page, Site, article_page, attachment_page, html_page
from samples.world import Portal

DISCLOSURE = "/zfxxgk/index.html"
MOVED = "/zfxxgk/nianbao.html"


@dataclass(frozen=True)
class Dialect:
    """How a product names its pages, each as path (and query) from the root; pages of lists are
    counted from 1.

    `folder` is that of its templates list and article below samples/templates; `signs` is HTML that
    the product leaves in the head of the home page.
    """

    folder: str
    list_path: Callable[[Channel, int], str]
    article_path: Callable[[Channel, Article], str]
    attachment_path: Callable[[Channel, Article], str]
    signs: str = ""


@dataclass(frozen=True)
class Row:
    """An entry of a list: what it names, and where its link leads."""

    article: Article
    href: str


def year_of(article: Article) -> int:
    """The report year of an article; of what is no report, the year before it was published."""
    return article.report.year if article.report else article.published_on.year - 1


def _part(annual: Channel, name: str, offset: int, articles: list[Article]) -> Channel:
    return Channel(name, f"{annual.slug}/{offset}", annual.number * 10000 + offset, tuple(articles))


def divided(portal: Portal, annual: Channel) -> list[Channel]:
    """The annual-report channel with what is left on it, and its parts: columns of a year or of an
    agency.
    """
    reports = [article for article in annual.articles if article.report]
    years: list[int] = portal.settings.get("by_year", [])
    agencies = portal.agencies if portal.settings.get("by_agency") else ()
    parts = [
        _part(annual, f"{year}年", year, [each for each in reports if year_of(each) == year])
        for year in years
    ]
    for number, agency in enumerate(agencies, 41):
        own = [each for each in reports if each.report and each.report.agency is agency]
        parts.append(_part(annual, agency.name, number, own))
    moved = {article for part in parts for article in part.articles}
    return [
        replace(annual, articles=tuple(each for each in annual.articles if each not in moved)),
        *parts,
    ]


@dataclass(frozen=True)
class Stand:
    """A portal laid out in a product's way: its columns, the annual one with its parts, and all
    addresses.
    """

    portal: Portal
    dialect: Dialect
    noise: tuple[Channel, ...]
    annual: Channel
    parts: tuple[Channel, ...]
    entrance: Callable[[Channel], str]

    @property
    def columns(self) -> tuple[Channel, ...]:
        """All columns that are lists."""
        return (*self.noise, self.annual, *self.parts)

    def is_direct(self, article: Article) -> bool:
        """Whether the list links an article's file instead of its page."""
        report = article.report
        return bool(
            self.portal.settings.get("direct_files") and report and report.carrier == "attachment"
        )

    def path(self, column: Channel, article: Article) -> str:
        """Where an article is, or its file where the list leads to that."""
        if self.is_direct(article):
            return self.dialect.attachment_path(column, article)
        return self.dialect.article_path(column, article)

    def rows(self, column: Channel, index: int) -> list[Row]:
        """The entries of one page of a column."""
        cut = column.pages(self.portal.page_size)
        entries = list(cut[index - 1]) if column.articles else []
        pinned = self._pinned(column)
        shown = [*pinned, *(entry for entry in entries if entry not in pinned)]
        return [Row(article, article.external or self.path(column, article)) for article in shown]

    def _pinned(self, column: Channel) -> list[Article]:
        if column is not self.annual or not self.portal.settings.get("pinned"):
            return []
        return [
            next(
                article
                for article in column.articles
                if not article.report and not article.external
            )
        ]


def stand(
    portal: Portal, dialect: Dialect, entrance: Callable[[Channel], str] | None = None
) -> Stand:
    """Lay out `portal` in the way of a product, with menus that link the first pages of columns, or
    `entrance`.
    """
    stock = shelf(portal)
    annual, *parts = divided(portal, stock.annual)
    first = entrance or (lambda column: dialect.list_path(column, 1))
    return Stand(portal, dialect, stock.noise, annual, tuple(parts), first)


def list_pages(made: Stand, column: Channel) -> dict[str, Page]:
    """All pages of a column."""
    total = max(len(column.pages(made.portal.page_size)), 1)
    paths = [made.dialect.list_path(column, index) for index in range(1, total + 1)]
    parts = (
        [(part.name, made.entrance(part)) for part in made.parts] if column is made.annual else []
    )
    context = {
        "channel": column,
        "paths": paths,
        "total": total,
        "parts": parts,
        "items": len(column.articles),
    }
    return {
        path: html_page(
            made.portal,
            made.annual.modified,
            f"{made.dialect.folder}/list.html",
            index=index,
            rows=made.rows(column, index),
            **context,
        )
        for index, path in enumerate(paths, 1)
    }


def fixed_pages(made: Stand) -> dict[str, Page]:
    """The home page, and the page of 政府信息公开 on the way to the annual reports where there is
    one.
    """
    first = {column: made.entrance(column) for column in made.columns}
    annual = (
        made.annual.name,
        MOVED if made.portal.settings.get("refresh") else first[made.annual],
    )
    news = made.noise[0]
    links = [("首页", "/"), *((column.name, first[column]) for column in made.noise)]
    links.insert(1, ("政府信息公开", DISCLOSURE) if made.portal.nested else annual)
    latest = [Row(article, made.path(news, article)) for article in news.articles]
    pages = {"/": _page(made, "home", links=links, latest=latest)}
    if made.portal.nested:
        pages[DISCLOSURE] = _page(made, "disclosure", links=[*links[2:4], annual])
    if made.portal.settings.get("refresh"):
        pages[MOVED] = html_page(
            made.portal, made.annual.modified, "plain/moved.html", target=first[made.annual]
        )
    return pages


def _page(made: Stand, name: str, **context: object) -> Page:
    signs = Markup(made.dialect.signs)
    return html_page(
        made.portal, made.annual.modified, f"plain/{name}.html", signs=signs, **context
    )


def article_pages(made: Stand) -> tuple[dict[str, Page], dict[Article, str], dict[Article, str]]:
    """The pages of all articles and files, and where each article and each attachment is."""
    pages: dict[str, Page] = {}
    paths: dict[Article, str] = {}
    attachments: dict[Article, str] = {}
    for column in made.columns:
        for article in column.articles:
            if not article.external:
                paths[article] = made.path(column, article)
                pages |= _pages_of(made, column, article)
                if article.attachment_name and not made.is_direct(article):
                    attachments[article] = made.dialect.attachment_path(column, article)
    return pages, paths, attachments


def _pages_of(made: Stand, column: Channel, article: Article) -> dict[str, Page]:
    file = made.dialect.attachment_path(column, article) if article.attachment_name else None
    pages = {file: attachment_page(article)} if file else {}
    if made.is_direct(article):
        return pages
    template = f"{made.dialect.folder}/article.html"
    shown = article_page(made.portal, article, template, channel=column, attachment=file)
    return pages | {made.dialect.article_path(column, article): shown}


def by_query(pages: Mapping[str, Page]) -> tuple[dict[str, Page], list[Route]]:
    """Divide pages into those with a path alone, and routes for those that a query chooses."""
    plain = {path: page for path, page in pages.items() if "?" not in path}
    asked: dict[str, dict[frozenset[tuple[str, str]], Page]] = {}
    for path, page in pages.items():
        if "?" in path:
            start, _, query = path.partition("?")
            choices = asked.setdefault(start, {frozenset(): pages[start]} if start in pages else {})
            choices[frozenset(parse_qsl(query))] = page
    routes = [Route(path, _choosing(choices), methods=["GET"]) for path, choices in asked.items()]
    return plain, routes


def _choosing(choices: Mapping[frozenset[tuple[str, str]], Page]) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        page = choices.get(frozenset(request.query_params.items()))
        return page.answer(request) if page else Response(NOT_FOUND, 404, media_type="text/html")

    return answer


def build_plain(
    portal: Portal,
    dialect: Dialect,
    entrance: Callable[[Channel], str] | None = None,
    more: Callable[[Stand], dict[str, Page]] | None = None,
) -> Site:
    """The portal as a product publishes it that has nothing but pages.

    `entrance` is what menus link in place of a column's first page; `more` adds pages.
    """
    made = stand(portal, dialect, entrance)
    pages = fixed_pages(made)
    for column in made.columns:
        pages |= list_pages(made, column)
    articles, paths, attachments = article_pages(made)
    plain, routes = by_query({**pages, **articles, **(more(made) if more else {})})
    kind = CompressedSite if portal.settings.get("gzip") else Site
    return kind(plain, paths, attachments, routes)


def chosen(pages: Mapping[str, Page]) -> Sequence[Route]:
    """Routes for pages that a query chooses."""
    return by_query(pages)[1]


def still(body: bytes, media_type: str) -> Page:
    """A page that never changes."""
    return Page(lambda: body, media_type, date(2020, 1, 1))
