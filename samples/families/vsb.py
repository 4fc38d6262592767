"""VSB: slug.htm, then slug/<total - 1>.htm down to slug/1.htm; articles /info/<tree>/<id>.htm;
guarded downloads.

`settings`: `lists: jsp` pages by list.jsp?urltype=tree.TreeTempUrl&wbtreeid=…&a7p=2 instead;
`captcha: true` asks for one before every download.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from samples.articles import Article, Channel
from samples.families.plain import Dialect, Stand, build_plain, stand
from samples.site import Page, Site, attachment_page, render
from samples.world import Portal

DOWNLOAD = "/system/_content/download.jsp"
_COMPONENT = "a7"


def _tree(channel: Channel) -> int:
    return 1000 + channel.number % 7919


def dialect(portal: Portal) -> Dialect:
    """The addresses of an installation."""

    def total(channel: Channel) -> int:
        return max(len(channel.pages(portal.page_size)), 1)

    def downward(channel: Channel, index: int) -> str:
        number = f"/{total(channel) - index + 1}" if index > 1 else ""
        return f"/zwgk/{channel.slug}{number}.htm"

    def by_query(channel: Channel, index: int) -> str:
        paging = {
            f"{_COMPONENT}t": total(channel),
            f"{_COMPONENT}p": index,
            f"{_COMPONENT}c": portal.page_size,
        }
        fields = {"urltype": "tree.TreeTempUrl", "wbtreeid": _tree(channel)}
        return f"/list.jsp?{urlencode({**(paging if index > 1 else {}), **fields})}"

    def article_path(channel: Channel, article: Article) -> str:
        return f"/info/{_tree(channel)}/{article.number}.htm"

    def attachment_path(channel: Channel, article: Article) -> str:
        number = article.number + 70000
        return f"{DOWNLOAD}?urltype=news.DownloadAttachUrl&owner=1462519846&wbfileid={number}"

    list_path = by_query if portal.settings.get("lists") == "jsp" else downward
    signs = (
        "<script"
        ' src="/system/resource/js/counter.js"></script>'
        '<script>_jsq_(1001,"/index.jsp",-1,1462519846)</script>'
    )
    return Dialect("vsb", list_path, article_path, attachment_path, signs)


def _files(made: Stand) -> dict[str, Page]:
    entries = (
        article for column in made.columns for article in column.articles if not article.external
    )
    return {
        str(article.number + 70000): attachment_page(article)
        for article in entries
        if article.attachment_name
    }


async def _download(portal: Portal, files: Mapping[str, Page], request: Request) -> Response:
    """A file for those who come from a page of the site; others get a page that says no, with
    status 200.
    """
    page = files.get(request.query_params.get("wbfileid", ""))
    from_here = portal.address in request.headers.get("referer", "")
    if page is None or not from_here or portal.settings.get("captcha"):
        reason = "captcha" if portal.settings.get("captcha") else "referer"
        return Response(
            render(portal, "vsb/refused.html", reason=reason),
            headers={"Content-Type": portal.header},
        )
    return page.answer(request)


def build(portal: Portal) -> Site:
    """The portal as VSB publishes it."""
    site = build_plain(portal, dialect(portal))
    files = _files(stand(portal, dialect(portal)))
    site.routes = [Route(DOWNLOAD, partial(_download, portal, files)), *site.routes]
    return site
