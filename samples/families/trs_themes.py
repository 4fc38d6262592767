"""TRS WCM as other themes and versions of it publish: named lists, undated articles, tables, pagers
hidden in scripts.

`settings`:
    stem, suffix    what lists are called (list_sy3, shtml); without a stem the folder is the first
    page pager           comment | string | container (an element's id first) | links | count: how
    the pager is written table           true: lists are tables with 索引号 and 文号 in front of the
    date undated         true: t<digits>.shtml twins           wap | ext: each report has a second
    page under this ending, which the list links as well kept            how many static pages a
    list has at the most, whatever the pager says beyond          missing (404) | stub (200): what
    answers past the end mark            true: pages begin with a byte order mark
"""

from __future__ import annotations

import re
from datetime import date
from random import Random

from samples.articles import Article, Channel
from samples.families.plain import Dialect, Stand, build_plain
from samples.site import Page, Site, article_page
from samples.world import Portal

_STUB = "<html><head><title></title></head><body><!-- page out of range --></body></html>".ljust(
    350
)


def dialect(portal: Portal) -> Dialect:
    """The addresses of an installation."""
    settings = portal.settings
    stem, suffix = settings.get("stem"), settings.get("suffix", "html")

    def folder(channel: Channel) -> str:
        return f"/zfxxgk/{channel.slug}/"

    def list_path(channel: Channel, index: int) -> str:
        number = f"_{index - 1}" if index > 1 else ""
        name = f"{stem or 'index'}{number}.{suffix}" if stem or index > 1 else ""
        return folder(channel) + name

    def article_path(channel: Channel, article: Article) -> str:
        day = article.url_date
        if settings.get("undated"):
            return f"{folder(channel)}t{10_000_000 + article.number}.{suffix}"
        return f"{folder(channel)}{day:%Y%m}/t{day:%Y%m%d}_{article.number}.{suffix}"

    def attachment_path(channel: Channel, article: Article) -> str:
        digits = Random(article.number).randrange(10**8, 10**9)
        name = f"P0{article.url_date:%Y%m%d}{digits}.docx"
        return f"{article_path(channel, article).rpartition('/')[0]}/{name}"

    return Dialect("trs_themes", list_path, article_path, attachment_path)


def _twins(made: Stand) -> dict[str, Page]:
    ending = made.portal.settings.get("twins")
    columns = (made.annual, *made.parts) if ending else ()
    entries = ((column, article) for column in columns for article in column.articles)
    return {
        re.sub(r"(\.\w+)$", rf"_{ending}\1", made.path(column, article)): article_page(
            made.portal, article, "trs_themes/article.html", channel=column, attachment=None
        )
        for column, article in entries
        if not article.external and not made.is_direct(article)
    }


def _marked(page: Page) -> Page:
    return Page(lambda: b"\xef\xbb\xbf" + page.body, page.media_type, page.modified.date())


def _is_list_page(portal: Portal, path: str) -> re.Match[str] | None:
    return re.search(rf"/{portal.settings.get('stem') or 'index'}_(\d+)\.\w+$", path)


def build(portal: Portal) -> Site:
    """The portal as a theme of TRS WCM publishes it."""
    settings = portal.settings
    site = build_plain(portal, dialect(portal), more=_twins)
    numbered = {
        path: int(found[1]) for path in site.pages if (found := _is_list_page(portal, path))
    }
    for path in [
        path
        for path, number in numbered.items()
        if number >= settings.get("kept", len(numbered) + 1)
    ]:
        del site.pages[path]
    if settings.get("mark"):
        site.pages |= {
            path: _marked(page)
            for path, page in site.pages.items()
            if page.media_type == portal.header
        }
    if settings.get("beyond") == "stub":
        stub = Page(_STUB.encode, portal.header, date(2020, 1, 1))
        site.fallback = lambda path: stub if _is_list_page(portal, path) else None
    return site
