"""NFCMS: static columns index.html, index_2.html …, articles content/post_<id>.html with mobile
twins mpost_<id>.html.

`settings`: `pager` links (下一页, 尾页) | script (createPageHTML, the second page is index_2);
`table: true` prints lists as tables with the date in front; `twins: true` links each report a
second time, for phones.
"""

from __future__ import annotations

from samples.articles import Article, Channel
from samples.families.plain import Dialect, Stand, build_plain
from samples.site import Page, Site, article_page
from samples.world import Portal

_FILE_OFFSET = 310000


def _list_path(channel: Channel, index: int) -> str:
    number = f"_{index}" if index > 1 else ""
    return f"/zwgk/{channel.slug}/index{number}.html"


def _article_path(channel: Channel, article: Article) -> str:
    return f"/zwgk/{channel.slug}/content/post_{article.number}.html"


def _attachment_path(channel: Channel, article: Article) -> str:
    number = article.number - _FILE_OFFSET
    return f"/attachment/{number // 1_000_000}/{number // 1_000}/{number}/{article.number}.docx"


def _twins(made: Stand) -> dict[str, Page]:
    """The pages for phones."""
    pages = {}
    for column in (made.annual, *made.parts):
        for article in column.articles:
            if not article.external and not made.is_direct(article):
                context = {"channel": column, "attachment": None}
                page = article_page(made.portal, article, "nfcms/article.html", **context)
                pages[_article_path(column, article).replace("/post_", "/mpost_")] = page
    return pages


def build(portal: Portal) -> Site:
    """The portal as NFCMS publishes it."""
    signs = "<script>var NFCMS_SITE_ID = '767021';</script>"
    dialect = Dialect("nfcms", _list_path, _article_path, _attachment_path, signs)
    return build_plain(portal, dialect, more=_twins if portal.settings.get("twins") else None)
