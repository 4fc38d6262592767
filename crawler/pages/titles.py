"""Judges by a title whether a link leads to an annual report; the words stand in titles.yml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from foundation.dates import arabic
from foundation.normalise import REMEMBERED, folded
from foundation.rules import Pattern, Rules, load

# Up to where an agency is named: what stands behind it says what the report is on.
_AGENCY = re.compile(r"^.*(局|委|办|室|厅|院|镇|乡|街道|中心|政府|会|队|站)")
# What stands before a report's name and names no agency.
_NOT_AN_AGENCY = re.compile(
    r"(19|20)\d{2}|人民(政府)?|政府|部门|乡镇|街道|单位|机关|关于|[年度的各市县区乡镇街直级属历往本\W]"
)
_LEAST_AGENCY = 2
_CUT = re.compile(r"(…+|\.{2,}|·{2,})$")
_YEAR = re.compile(r"(?:19|20)\d{2}(?=年|年度|度)")
_BARE_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


@dataclass(frozen=True)
class Judgement:
    """Whether a title names a report, and the pattern or rule that decided.

    `look_alike`: it names something else that only sounds like one.
    """

    report: bool
    reason: str
    look_alike: bool = False


class _Titles(Rules):
    """What titles.yml says."""

    look_alikes: tuple[Pattern, ...]
    other_reports: tuple[Pattern, ...]
    carriers: tuple[Pattern, ...]
    collections: tuple[Pattern, ...]
    reports: tuple[Pattern, ...]
    reports_with_year: tuple[Pattern, ...]
    reports_in_channel: tuple[Pattern, ...]
    reports_of_year: tuple[Pattern, ...]
    whole_names: tuple[str, ...]
    least_of_name: int


_TITLES = load(__package__, "titles.yml", _Titles)


def year_of(title: str) -> int | None:
    """Return the report year that a title names, in either script; None where it names none."""
    text = arabic(folded(title))
    found = _YEAR.search(text) or _BARE_YEAR.search(text)
    return int(found.group()) if found else None


def _first(patterns: Sequence[Pattern], text: str) -> str | None:
    return next((pattern.pattern for pattern in patterns if pattern.search(text)), None)


def _cut_inside_name(text: str, in_channel: bool) -> str | None:
    """Return the whole name that a cut title may run on to."""
    least = 1 if in_channel else _TITLES.least_of_name
    for name in _TITLES.whole_names:
        for length in range(len(name), least - 1, -1):
            if text.endswith(name[:length]):
                return name
    return None


def _judge_cut(text: str, in_channel: bool) -> Judgement:
    name = _cut_inside_name(text, in_channel)
    if name:
        return Judgement(True, f"cut inside {name}")
    if in_channel and year_of(text) is not None:
        return Judgement(True, "cut, with a year, in a channel of annual reports")
    return Judgement(False, "cut before anything that names a report")


def _judge_whole(text: str, in_channel: bool, of_year: bool) -> str | None:
    """Return the pattern by which a title that is not cut names a report."""
    found = _first(_TITLES.reports, text)
    if not found and year_of(text) is not None:
        found = _first(_TITLES.reports_with_year, text)
    if found or not in_channel:
        return found
    if of_year and _first(_TITLES.reports_of_year, text):
        return _first(_TITLES.reports_of_year, text)
    return (
        None
        if _first(_TITLES.other_reports, _AGENCY.sub("", text))
        else _first(_TITLES.reports_in_channel, text)
    )


# The place that a title begins with, before or behind its year; zones are parts of places.
_PLACE = re.compile(
    r"(?:关于)?(?:(?:19|20)\d{2}年度?)?"
    r"([\u4e00-\u9fff]{1,10}?(?:省|自治区|市|州|盟|地区|县|旗|(?<!开发)(?<![园新景游])区))"
)


def agency_of(title: str) -> str:
    """Return what a title says of whose report it is, without the words of years and of kinds of
    agencies.
    """
    return _NOT_AN_AGENCY.sub("", folded(title).partition("信息公开")[0])


def names_another_place(title: str, portal: str) -> bool:
    """Tell whether a title says that its report is one of another place than the portal of this
    name serves.
    """
    place = _PLACE.match(folded(title))
    return place is not None and place[1] not in portal


def names_agency_too(title: str) -> bool:
    """Tell whether a title says whose report it is, and not only of which year or kind of
    agency.
    """
    return len(agency_of(title)) >= _LEAST_AGENCY


def is_collection(title: str) -> bool:
    """Tell whether a title names a page that lists annual reports rather than being one."""
    text = folded(title)
    return _first(_TITLES.collections, text) is not None


@lru_cache(maxsize=REMEMBERED)
def judge(title: str, in_channel: bool = False, of_year: bool = False) -> Judgement:
    """Tell whether a title names an annual report.

    `in_channel`: the list that shows it is known to hold annual reports, so that shorter names will
    do. `of_year`: that list is known to hold the reports on one year, so that the name of an agency
    will do.
    """
    text = folded(title)
    cut = _CUT.search(text)
    text = _CUT.sub("", text)
    if is_collection(text):
        return Judgement(False, "a page that lists reports")
    look_alike = None if _first(_TITLES.carriers, text) else _first(_TITLES.look_alikes, text)
    if look_alike:
        return Judgement(False, f"look-alike: {look_alike}", look_alike=True)
    found = _judge_whole(text, in_channel, of_year)
    if found:
        return Judgement(True, found)
    if cut:
        return _judge_cut(text, in_channel)
    # A list may cut its titles without a mark.
    name = (
        _cut_inside_name(text, in_channel=False)
        if in_channel and year_of(text) is not None
        else None
    )
    return Judgement(True, f"cut inside {name}") if name else Judgement(False, "names no report")
