"""JEECMS: channels /<path>/index.jhtml and index_2.jhtml, articles /<path>/<id>.jhtml, files below
/u/cms/.
"""

from __future__ import annotations

from samples.articles import Article, Channel
from samples.families.plain import Dialect, build_plain
from samples.site import Site
from samples.world import Portal


def _list_path(channel: Channel, index: int) -> str:
    return f"/{channel.slug}/index{f'_{index}' if index > 1 else ''}.jhtml"


def _article_path(channel: Channel, article: Article) -> str:
    return f"/{channel.slug}/{article.number}.jhtml"


def _attachment_path(channel: Channel, article: Article) -> str:
    return f"/u/cms/www/{article.url_date:%Y%m}/{article.url_date:%d}{article.number}.docx"


def build(portal: Portal) -> Site:
    """The portal as JEECMS publishes it."""
    return build_plain(portal, Dialect("jeecms", _list_path, _article_path, _attachment_path))
