"""TRS WCM: static directories, lists index.html, index_1.html …, dated names, attachments beside
the article.
"""

from __future__ import annotations

import re
from random import Random

from samples.articles import Article, Channel, Shelf, shelf
from samples.families.trs_themes import build as build_theme
from samples.site import Page, Site, article_page, attachment_page, html_page
from samples.world import Portal

DISCLOSURE = "/zwgk/zfxxgk/"
STUB_LENGTH = 350
LIST_PAGE = re.compile(r"/index_\d+\.html$")


def directory(portal: Portal, channel: Channel) -> str:
    """Path of a channel: the annual reports hang below 政府信息公开, the others stand at the
    top.
    """
    return f"{DISCLOSURE}{channel.slug}/" if channel.name == portal.annual else f"/{channel.slug}/"


def list_name(index: int) -> str:
    """File name of a list page, counted from 0."""
    return f"index_{index}.html" if index else "index.html"


def _article_name(article: Article) -> str:
    day = article.url_date
    return f"{day:%Y%m}/t{day:%Y%m%d}_{article.number}.html"


def _attachment_name(article: Article) -> str:
    """P0, the day of upload, and nine digits, as the editor names what is uploaded."""
    digits = Random(article.number).randrange(10**8, 10**9)
    return f"P0{article.url_date:%Y%m%d}{digits}.docx"


def _links(articles: tuple[Article, ...]) -> list[tuple[Article, str]]:
    return [(article, article.external or f"./{_article_name(article)}") for article in articles]


def _list_pages(portal: Portal, channel: Channel) -> dict[str, Page]:
    base, cut = directory(portal, channel), channel.pages(portal.page_size)
    pages = {
        base + list_name(index): html_page(
            portal,
            channel.modified,
            "trs/list.html",
            channel=channel,
            links=_links(articles),
            total=len(cut),
            index=index,
        )
        for index, articles in enumerate(cut)
    }
    return pages | {base: pages[base + list_name(0)]}


def _article_pages(portal: Portal, channel: Channel, article: Article) -> dict[str, Page]:
    path = directory(portal, channel) + _article_name(article)
    if not article.attachment_name:
        return {
            path: article_page(
                portal, article, "trs/article.html", channel=channel, attachment=None
            )
        }
    attachment = _attachment_name(article)
    page = article_page(
        portal, article, "trs/article.html", channel=channel, attachment=f"./{attachment}"
    )
    return {path: page, f"{path.rpartition('/')[0]}/{attachment}": attachment_page(article)}


def _fixed_pages(portal: Portal, stock: Shelf) -> dict[str, Page]:
    channels = [(channel.name, directory(portal, channel)) for channel in stock.noise]
    annual = (stock.annual.name, directory(portal, stock.annual))
    links = [("政府信息公开", DISCLOSURE), *channels, *([] if portal.nested else [annual])]
    latest = [
        (article, f"/{stock.noise[0].slug}/{_article_name(article)}")
        for article in stock.noise[0].articles
    ]
    home = html_page(portal, stock.annual.modified, "trs/home.html", links=links, latest=latest)
    disclosure = html_page(
        portal, stock.annual.modified, "trs/disclosure.html", annual=f"./{stock.annual.slug}/"
    )
    return {
        "/": home,
        "/index.html": home,
        DISCLOSURE: disclosure,
        DISCLOSURE + "index.html": disclosure,
    }


def _stub_beyond(portal: Portal, stock: Shelf, path: str) -> Page | None:
    """What TRS servers send with status 200 for a list page past the last one: a stub of 350
    bytes.
    """
    bases = {directory(portal, channel) for channel in stock.channels}
    if not LIST_PAGE.search(path) or path.rpartition("/")[0] + "/" not in bases:
        return None
    text = "<html><head><title></title></head><body><!-- page out of range --></body></html>"
    return Page(lambda: text.ljust(STUB_LENGTH).encode(), portal.header, stock.annual.modified)


def build(portal: Portal) -> Site:
    """The portal as TRS WCM publishes it, or (`settings.product: themes`) a theme of it."""
    if portal.settings.get("product") == "themes":
        return build_theme(portal)
    stock = shelf(portal)
    pages = _fixed_pages(portal, stock)
    for channel in stock.channels:
        pages |= _list_pages(portal, channel)
    for channel, article in stock.articles:
        pages |= _article_pages(portal, channel, article)
    paths = {
        article: directory(portal, channel) + _article_name(article)
        for channel, article in stock.articles
    }
    attachments = {
        article: f"{path.rpartition('/')[0]}/{_attachment_name(article)}"
        for article, path in paths.items()
        if article.attachment_name
    }
    return Site(pages, paths, attachments, fallback=lambda path: _stub_beyond(portal, stock, path))
