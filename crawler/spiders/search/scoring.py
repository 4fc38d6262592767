"""Says how promising a link is on the way to the lists of annual reports; the words stand in
channels.yml.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from crawler.pages.page import Link
from crawler.pages.titles import year_of
from foundation.normalise import folded
from foundation.rules import Pattern, Rules, load

_LEAST_YEAR = 2003
# What pagers, and ways back, are called.
_PAGER = re.compile(
    r"[\W_]*(\d{1,3}|(上|下|前|后|首|末|尾|第)(一|\d+)?页|页|首页|返回.*|跳转|转到|GO|prev\w*|next)[\W_]*",
    re.IGNORECASE,
)
# The file of a column; with a number in its name it may be that of an article.
_COLUMN_FILE = re.compile(r"([a-z]+)\.(?:s?html?|jhtml|jspx?|aspx?|php)")
# What stands behind the name of a column: 历年年报>>, 公开年报 更多.
_ARROW = re.compile(r"(\W*更多)?[>»›→…]+$|\W+更多$")
# A link of more words than this names an article and no column.
_LONGEST_NAME = 40


class Role(StrEnum):
    """What a page is on the way: where it starts, a section, an agency's section, or a list of
    annual reports.
    """

    HOME = "home"
    SECTION = "section"
    AGENCIES = "agencies"
    AGENCY = "agency"
    ANNUAL = "annual"
    RESORT = "last resort"


@dataclass(frozen=True)
class Promise:
    """How much a link promises (0: nothing), and what it would be. `certain`: no doubt that it
    lists reports.
    """

    points: int
    role: Role = Role.SECTION
    certain: bool = False
    home_only: bool = False


NOTHING = Promise(0)


class _Scored(Rules):
    """Links of certain words, and how promising they are."""

    score: int
    words: tuple[Pattern, ...]


class _Gateway(Rules):
    """A way on to lists; `home_only`: worth a request from the home page, or while nothing is
    found.
    """

    score: int
    words: Pattern
    home_only: bool = False


class _Scores(Rules):
    """How promising a list of annual reports is, by what tells it."""

    certain: int
    collection: int
    likely: int
    within: int
    folder: int
    frame: int


class _Channels(Rules):
    """What channels.yml says."""

    certain: tuple[Pattern, ...]
    likely: tuple[Pattern, ...]
    not_annual: tuple[Pattern, ...]
    years: tuple[Pattern, ...]
    kinds: tuple[Pattern, ...]
    agencies: tuple[Pattern, ...]
    not_agencies: tuple[Pattern, ...]
    other_columns: tuple[Pattern, ...]
    gateways: tuple[_Gateway, ...]
    agency_gateways: _Scored
    agency_menus: _Scored
    agency_score: int
    gateway_folders: _Scored
    last_resorts: _Scored
    parts_of_sections: _Gateway
    folders: tuple[Pattern, ...]
    scores: _Scores
    folder_bonus: int
    budget: int
    budget_of_lists: int
    patience: int


CHANNELS = load(__package__, "channels.yml", _Channels)


def _matches(patterns: Sequence[Pattern], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def names_certainly(name: str) -> bool:
    """Tell whether a name says that a column lists annual reports on disclosure, and no others."""
    text = folded(name)
    return _matches(CHANNELS.certain, text) and not _matches(CHANNELS.not_annual, text)


def names_annual_channel(name: str) -> bool:
    """Tell whether the name of a link or a column says that it lists annual reports."""
    text = folded(name)
    annual = (*CHANNELS.certain, *CHANNELS.likely)
    return _matches(annual, text) and not _matches(CHANNELS.not_annual, text)


def names_other_column(name: str) -> bool:
    """Tell whether a name is that of a column which lists something else."""
    text = folded(name)
    others = (*CHANNELS.not_annual, *CHANNELS.other_columns)
    return bool(text) and _matches(others, text)


def names_agencies(name: str) -> bool:
    """Tell whether a name is that of a menu or page of agencies: 县直部门, 乡镇街道,
    部门信息公开.
    """
    text = folded(name)
    words = (*CHANNELS.agency_gateways.words, *CHANNELS.agency_menus.words)
    return _matches(words, text)


def names_agency(name: str) -> bool:
    """Tell whether a name is that of an agency, by its last characters."""
    text = folded(name)
    return _matches(CHANNELS.agencies, text) and not _matches(CHANNELS.not_agencies, text)


def _is_year(text: str) -> bool:
    year = year_of(text)
    return _matches(CHANNELS.years, text) and (
        year is None or _LEAST_YEAR <= year <= datetime.now(UTC).year
    )


def names_gateway(name: str) -> bool:
    """Tell whether a name is that of a column on the way to lists: 政府信息公开, 信息公开目录,
    公开年报, 县直部门.
    """
    text = folded(name)
    if year_of(text) is not None or _matches(CHANNELS.not_annual, text):
        return False
    gateway = any(entry.words.search(text) for entry in CHANNELS.gateways)
    return gateway or names_annual_channel(text) or names_agencies(text)


def names_part(name: str) -> bool:
    """Tell whether a name is that of a part of a list of annual reports: a year, a kind of agency,
    an agency.
    """
    text = folded(name)
    if _matches(CHANNELS.not_annual, text):
        return False
    return _is_year(text) or _matches(CHANNELS.kinds, text) or names_agency(text)


def in_annual_folder(url: str) -> bool:
    """Tell whether a folder of an address, or the file of a column (zwgk/xxgknb.htm), abbreviates
    the name of a column of annual reports.
    """
    path = unquote(urlsplit(url).path).lower()
    *folders, last = path.split("/")
    column = _COLUMN_FILE.fullmatch(last)
    parts = [*folders, last, column[1] if column else ""]
    return any(pattern.search(part) for part in parts for pattern in CHANNELS.folders)


def _by_name(link: Link, text: str) -> Promise:
    scores = CHANNELS.scores
    bonus = CHANNELS.folder_bonus if in_annual_folder(link.url) else 0
    if names_certainly(text):
        return Promise(scores.certain + bonus, Role.ANNUAL, certain=True)
    if names_annual_channel(text) and not names_other_column(link.context):
        return Promise(scores.likely + bonus, Role.ANNUAL, certain=bool(bonus))
    return NOTHING


def _by_place(link: Link, text: str, inside: bool) -> Promise:
    """Judge a year or an agency by what it stands under, inside of, or by the folder that it lies
    in.
    """
    named = names_certainly(link.context) or in_annual_folder(link.url)
    if names_part(text) and (named or (inside and not names_other_column(link.context))):
        return Promise(CHANNELS.scores.within, Role.ANNUAL, certain=True)
    if names_part(text) and names_annual_channel(link.context):
        # An agency may be named there with its whole site behind it.
        return Promise(CHANNELS.scores.within, Role.ANNUAL)
    if in_annual_folder(link.url) and not inside and not names_other_column(text):
        return Promise(CHANNELS.scores.folder, Role.ANNUAL)
    return NOTHING


def in_gateway_folder(url: str) -> bool:
    """Tell whether an address is that of a folder whose name abbreviates that of a section of
    disclosure: /zfxxgk/, whatever the link to it says.
    """
    return _matches(CHANNELS.gateway_folders.words, unquote(urlsplit(url).path).lower())


def _by_resort(link: Link, text: str, source: Role) -> Promise:
    """Judge a link that is followed while nothing is found: to a section that only its folder
    names, to agencies, to pages beside, to any part of a section.
    """
    resorts, parts = CHANNELS.last_resorts, CHANNELS.parts_of_sections
    if in_gateway_folder(link.url):
        return Promise(CHANNELS.gateway_folders.score, Role.SECTION, home_only=True)
    if _matches(CHANNELS.agency_menus.words, text):
        return Promise(resorts.score, Role.AGENCIES, home_only=True)
    if _matches(resorts.words, text):
        return Promise(resorts.score, Role.RESORT, home_only=True)
    if (
        source in (Role.SECTION, Role.AGENCY)
        and parts.words.search(text)
        and not names_other_column(text)
    ):
        return Promise(parts.score, Role.SECTION, home_only=True)
    return NOTHING


def _by_section(link: Link, text: str, source: Role) -> Promise:
    agencies, menus = CHANNELS.agency_gateways, CHANNELS.agency_menus
    if _matches(agencies.words, text):
        return Promise(agencies.score, Role.AGENCIES)
    for entry in CHANNELS.gateways:
        if entry.words.search(text):
            return Promise(entry.score, Role.SECTION, home_only=entry.home_only)
    if names_agency(text) and (source == Role.AGENCIES or names_agencies(link.context)):
        return Promise(CHANNELS.agency_score, Role.AGENCY)
    beside = source in (Role.SECTION, Role.AGENCIES) and not names_other_column(link.context)
    if beside and _matches(menus.words, text):
        return Promise(menus.score, Role.AGENCIES)
    return _by_resort(link, text, source)


def promise(link: Link, source: Role) -> Promise:
    """Return what a link promises that stands on a page of the role `source`."""
    text = _ARROW.sub("", folded(link.text))
    inside = source == Role.ANNUAL
    if len(text) > _LONGEST_NAME or _PAGER.fullmatch(text):
        return NOTHING
    if text and _matches(CHANNELS.not_annual, text):
        return NOTHING if inside else _by_resort(link, text, source)
    found = _by_name(link, text)
    if not found.points:
        found = _by_place(link, text, inside)
    return found if found.points or inside else _by_section(link, text, source)


def score(name: str, inside_annual: bool) -> int:
    """Return how promising a link of this name is, 0 for not at all. `inside_annual`: it stands on
    such a list.
    """
    return promise(Link("", name), Role.ANNUAL if inside_annual else Role.HOME).points
