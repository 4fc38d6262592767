"""Hebei's unified platform: columns named by UUIDs, lists refreshed from fragments
…/blocks/<uuid>?page=2&fix=0.

`settings`: `shell: empty` leaves the list out of the column's own page; `first_page` (1 or 0) is
what the fragments call their first page; `prefix` stands before /columns/.
"""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from samples.articles import Article, Channel
from samples.families.plain import Dialect, Stand, build_plain
from samples.site import Page, Site, html_page
from samples.world import Portal


def _uuid(kind: str, number: int) -> str:
    return str(uuid5(NAMESPACE_URL, f"{kind}/{number}"))


def _block(prefix: str, channel: Channel) -> str:
    column, template = _uuid("column", channel.number), _uuid("template", 0)
    return f"{prefix}/columns/{column}/templates/{template}/blocks/{_uuid('block', channel.number)}"


def dialect(prefix: str) -> Dialect:
    """The addresses of an installation whose columns stand behind `prefix`."""

    def list_path(channel: Channel, index: int) -> str:
        return f"{prefix}/columns/{_uuid('column', channel.number)}/index.html"

    def article_folder(channel: Channel, article: Article) -> str:
        return f"{prefix}/columns/{_uuid('column', channel.number)}/{article.url_date:%Y%m/%d}"

    def article_path(channel: Channel, article: Article) -> str:
        return f"{article_folder(channel, article)}/{_uuid('article', article.number)}.html"

    def attachment_path(channel: Channel, article: Article) -> str:
        return f"{article_folder(channel, article)}/files/{_uuid('file', article.number)}.docx"

    return Dialect("hebei", list_path, article_path, attachment_path)


def _columns(made: Stand) -> dict[str, Page]:
    settings = made.portal.settings
    prefix, first = settings.get("prefix", ""), settings.get("first_page", 1)
    pages: dict[str, Page] = {}
    for column in made.columns:
        total = max(len(column.pages(made.portal.page_size)), 1)
        block = _block(prefix, column)
        context = {
            "channel": column,
            "total": total,
            "block": block,
            "first": first,
            "items": len(column.articles),
        }
        for index in range(1, total + 2):
            rows = made.rows(column, index) if index <= total and column.articles else []
            page = html_page(
                made.portal,
                column.modified,
                "hebei/fragment.html",
                rows=rows,
                index=index,
                **context,
            )
            pages[f"{block}?page={index - 1 + first}&fix=0"] = page
        rows = (
            [] if settings.get("shell") == "empty" or not column.articles else made.rows(column, 1)
        )
        parts = (
            [(part.name, made.entrance(part)) for part in made.parts]
            if column is made.annual
            else []
        )
        shell = html_page(
            made.portal,
            column.modified,
            "hebei/list.html",
            rows=rows,
            index=1,
            parts=parts,
            **context,
        )
        pages[made.dialect.list_path(column, 1)] = shell
    return pages


def build(portal: Portal) -> Site:
    """The portal as the platform publishes it."""
    return build_plain(portal, dialect(portal.settings.get("prefix", "")), more=_columns)
