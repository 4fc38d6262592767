"""Says how promising a link is on the way to the lists of annual reports; the words stand in
channels.yml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml

from crawler.pages.page import Link
from crawler.pages.titles import normalised, year_of

_LEAST_YEAR = 2003
# What pagers, and ways back, are called.
_PAGER = re.compile(
    r"[\W_]*(\d{1,3}|(上|下|前|后|首|末|尾|第)(一|\d+)?页|页|首页|返回.*|跳转|转到|GO|prev\w*|next)[\W_]*",
    re.IGNORECASE,
)
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


@cache
def settings() -> dict[str, Any]:
    """Return the content of channels.yml."""
    data: dict[str, Any] = yaml.safe_load(
        Path(__file__).with_name("channels.yml").read_text(encoding="utf-8")
    )
    return data


@cache
def _patterns(key: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in settings()[key])


def _matches(key: str, text: str) -> bool:
    return any(pattern.search(text) for pattern in _patterns(key))


def names_certainly(name: str) -> bool:
    """Tell whether a name says that a column lists annual reports on disclosure, and no others."""
    text = normalised(name)
    return _matches("certain", text) and not _matches("not_annual", text)


def names_annual_channel(name: str) -> bool:
    """Tell whether the name of a link or a column says that it lists annual reports."""
    text = normalised(name)
    return (_matches("certain", text) or _matches("likely", text)) and not _matches(
        "not_annual", text
    )


def names_other_column(name: str) -> bool:
    """Tell whether a name is that of a column which lists something else."""
    text = normalised(name)
    return bool(text) and (_matches("not_annual", text) or _matches("other_columns", text))


def names_agencies(name: str) -> bool:
    """Tell whether a name is that of a menu or page of agencies: 县直部门, 乡镇街道,
    部门信息公开.
    """
    text = normalised(name)
    words = [*settings()["agency_gateways"]["words"], *settings()["agency_menus"]["words"]]
    return any(re.search(pattern, text) for pattern in words)


def names_agency(name: str) -> bool:
    """Tell whether a name is that of an agency, by its last characters."""
    text = normalised(name)
    return _matches("agencies", text) and not _matches("not_agencies", text)


def _is_year(text: str) -> bool:
    year = year_of(text)
    return _matches("years", text) and (
        year is None or _LEAST_YEAR <= year <= datetime.now(UTC).year
    )


def names_part(name: str) -> bool:
    """Tell whether a name is that of a part of a list of annual reports: a year, a kind of agency,
    an agency.
    """
    text = normalised(name)
    if _matches("not_annual", text):
        return False
    return _is_year(text) or _matches("kinds", text) or names_agency(text)


def in_annual_folder(url: str) -> bool:
    """Tell whether a folder of an address abbreviates the name of a column of annual reports."""
    parts = unquote(urlsplit(url).path).lower().split("/")
    return any(pattern.search(part) for part in parts for pattern in _patterns("folders"))


def _by_name(link: Link, text: str) -> Promise:
    scores = settings()["scores"]
    bonus = settings()["folder_bonus"] if in_annual_folder(link.url) else 0
    if names_certainly(text):
        return Promise(scores["certain"] + bonus, Role.ANNUAL, certain=True)
    if names_annual_channel(text) and not names_other_column(link.context):
        return Promise(scores["likely"] + bonus, Role.ANNUAL, certain=bool(bonus))
    return NOTHING


def _by_place(link: Link, text: str, inside: bool) -> Promise:
    """Judge a year or an agency by what it stands under, inside of, or by the folder that it lies
    in.
    """
    named = names_certainly(link.context) or in_annual_folder(link.url)
    if names_part(text) and (named or (inside and not names_other_column(link.context))):
        return Promise(settings()["scores"]["within"], Role.ANNUAL, certain=True)
    if names_part(text) and names_annual_channel(link.context):
        # An agency may be named there with its whole site behind it.
        return Promise(settings()["scores"]["within"], Role.ANNUAL)
    if in_annual_folder(link.url) and not inside and not names_other_column(text):
        return Promise(settings()["scores"]["folder"], Role.ANNUAL)
    return NOTHING


def _by_resort(text: str, source: Role) -> Promise:
    """Judge a link that is followed while nothing is found: to agencies, to pages beside, to any
    part of a section.
    """
    resorts, parts = settings()["last_resorts"], settings()["parts_of_sections"]
    if any(re.search(pattern, text) for pattern in settings()["agency_menus"]["words"]):
        return Promise(resorts["score"], Role.AGENCIES, home_only=True)
    if any(re.search(pattern, text) for pattern in resorts["words"]):
        return Promise(resorts["score"], Role.RESORT, home_only=True)
    if (
        source in (Role.SECTION, Role.AGENCY)
        and re.search(parts["words"], text)
        and not names_other_column(text)
    ):
        return Promise(parts["score"], Role.SECTION, home_only=True)
    return NOTHING


def _by_section(link: Link, text: str, source: Role) -> Promise:
    agencies, menus = settings()["agency_gateways"], settings()["agency_menus"]
    if any(re.search(pattern, text) for pattern in agencies["words"]):
        return Promise(agencies["score"], Role.AGENCIES)
    for entry in settings()["gateways"]:
        if re.search(entry["words"], text):
            return Promise(entry["score"], Role.SECTION, home_only=entry.get("home_only", False))
    if names_agency(text) and (source == Role.AGENCIES or names_agencies(link.context)):
        return Promise(settings()["agency_score"], Role.AGENCY)
    beside = source in (Role.SECTION, Role.AGENCIES) and not names_other_column(link.context)
    if beside and any(re.search(pattern, text) for pattern in menus["words"]):
        return Promise(menus["score"], Role.AGENCIES)
    return _by_resort(text, source)


def promise(link: Link, source: Role) -> Promise:
    """Return what a link promises that stands on a page of the role `source`."""
    text = normalised(link.text)
    inside = source == Role.ANNUAL
    if len(text) > _LONGEST_NAME or _PAGER.fullmatch(text):
        return NOTHING
    if text and _matches("not_annual", text):
        return NOTHING if inside else _by_resort(text, source)
    found = _by_name(link, text)
    if not found.points:
        found = _by_place(link, text, inside)
    return found if found.points or inside else _by_section(link, text, source)


def score(name: str, inside_annual: bool) -> int:
    """Return how promising a link of this name is, 0 for not at all. `inside_annual`: it stands on
    such a list.
    """
    return promise(Link("", name), Role.ANNUAL if inside_annual else Role.HOME).points
