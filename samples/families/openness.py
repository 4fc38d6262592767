"""Anhui's older platform: lists /openness/OpennessContent/showList/<category>/<agency>/page_1.html
and three kinds of addresses for annual reports. `settings.root`: what stands before them, where
that is not /openness.
"""

from __future__ import annotations

from functools import partial
from hashlib import md5

from samples.articles import Article, Channel
from samples.families.plain import Dialect, build_plain
from samples.site import Site
from samples.world import Portal


def _list_path(root: str, channel: Channel, index: int) -> str:
    category, agency = (
        divmod(channel.number, 10000) if channel.number > 10000 else (channel.number, 0)
    )
    return f"{root}/OpennessContent/showList/{category}/{agency}/page_{index}.html"


def _article_path(root: str, channel: Channel, article: Article) -> str:
    report = article.report
    if report is None:
        return f"{root}/OpennessContent/show/{article.number}.html"
    if report.agency.kind == "township":
        return f"/OpennessAnnualReport/year/show/{channel.number % 1000}/{report.year}.html"
    if report.agency.kind == "department":
        return f"/Xxgknb/show/{article.number % 100000}.html"
    return f"{root}/OpennessAnnualReport/show/{article.number % 100000}.html"


def stored_file(article: Article) -> str:
    """Where FastDFS, the file store behind both platforms, keeps an attachment."""
    name = md5(str(article.number).encode(), usedforsecurity=False).hexdigest()
    return f"/group6/M00/{name[:2].upper()}/{name[2:4].upper()}/wKg{name[4:24]}.docx"


def build_openness(portal: Portal) -> Site:
    """The portal as the older platform publishes it."""
    root: str = portal.settings.get("root", "/openness")
    dialect = Dialect(
        "openness",
        partial(_list_path, root),
        partial(_article_path, root),
        lambda _, article: stored_file(article),
    )
    return build_plain(portal, dialect)
