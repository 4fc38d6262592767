"""Anhui's older platform: lists /openness/OpennessContent/showList/<category>/<agency>/page_1.html
and three kinds of addresses for annual reports.
"""

from __future__ import annotations

from hashlib import md5

from samples.articles import Article, Channel
from samples.families.plain import Dialect, build_plain
from samples.site import Site
from samples.world import Portal


def _list_path(channel: Channel, index: int) -> str:
    category, agency = (
        divmod(channel.number, 10000) if channel.number > 10000 else (channel.number, 0)
    )
    return f"/openness/OpennessContent/showList/{category}/{agency}/page_{index}.html"


def _article_path(channel: Channel, article: Article) -> str:
    report = article.report
    if report is None:
        return f"/openness/OpennessContent/show/{article.number}.html"
    if report.agency.kind == "township":
        return f"/OpennessAnnualReport/year/show/{channel.number % 1000}/{report.year}.html"
    if report.agency.kind == "department":
        return f"/Xxgknb/show/{article.number % 100000}.html"
    return f"/openness/OpennessAnnualReport/show/{article.number % 100000}.html"


def stored_file(article: Article) -> str:
    """Where FastDFS, the file store behind both platforms, keeps an attachment."""
    name = md5(str(article.number).encode(), usedforsecurity=False).hexdigest()
    return f"/group6/M00/{name[:2].upper()}/{name[2:4].upper()}/wKg{name[4:24]}.docx"


def build_openness(portal: Portal) -> Site:
    """The portal as the older platform publishes it."""
    return build_plain(
        portal,
        Dialect("openness", _list_path, _article_path, lambda _, article: stored_file(article)),
    )
