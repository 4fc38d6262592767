"""What a fetched page is by its text: a report, a list of reports, or something else under a
report's name.
"""

from __future__ import annotations

import re
from itertools import islice

from crawler.pages.page import Page, asked_once
from crawler.pages.titles import judge
from foundation.normalise import folded, squeezed

# Headings of the reports of all forms; a page that has several of them is one.
HEADINGS = (
    r"总体情况|概述|基本情况",
    r"主动公开(政府信息)?(的)?(情况|政府信息)",
    r"(收到和处理|处理)政府信息公开申请|依申请公开(政府信息)?(和不予公开)?(的)?情况",
    r"行政复议|行政诉讼",
    r"(主要|存在)(的)?(主要)?问题",
    r"(其他|其它)(需要|应当)?(报告|说明)的(其他)?事项|收费(及|和)减免",
)
_HEADINGS = [re.compile(heading) for heading in HEADINGS]
_LEAST_HEADINGS, _LEAST_TEXT = 3, 300
# What a text holds whose headings may be spelt in another way: traditional characters, pinyin,
# look-alikes of other blocks, characters without width. To fold the text of a whole page is dear,
# and hardly any needs it.
_WRITTEN_OTHERWISE = re.compile(
    "[開總況動處請議訴題項費減āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ\u00ad\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2e80-\u2fdf\ue000-\uf8ff\ufeff\uf900-\ufaff]"
)
# Each of the statutory tables has one of these, and no list of reports has all of them.
_TABLE_WORDS = ("处理决定数量", "自然人", "结果维持")


@asked_once
def reads_like_a_report(page: Page) -> bool:
    """Tell whether the text of a page is that of an annual report on disclosure."""
    text = "".join(page.text.split())
    if _has_headings(text):
        return True
    return _WRITTEN_OTHERWISE.search(text) is not None and _has_headings(folded(text))


def _has_headings(text: str) -> bool:
    if len(text) < _LEAST_TEXT or "信息公开" not in text:
        return False
    found = (heading for heading in _HEADINGS if heading.search(text))
    return len(list(islice(found, _LEAST_HEADINGS))) == _LEAST_HEADINGS


def is_a_report(page: Page, names_reports: bool) -> bool:
    """Tell whether a page is a report itself: by its text, or, where it names other reports as a
    list does, by nothing less than the statutory tables.
    """
    if names_reports or not reads_like_a_report(page):
        return holds_tables(page)
    return True


def holds_tables(page: Page) -> bool:
    """Tell whether a page shows the statutory tables themselves."""
    tables = " ".join(table.text_content() for table in page.tree.iter("table"))
    text = folded(tables)
    return bool(text) and all(word in text for word in _TABLE_WORDS)


@asked_once
def headline(page: Page) -> str:
    """Return what a page calls itself: its ArticleTitle, its first heading, or the first part of
    its title.
    """
    heading = next((squeezed(element.text_content()) for element in page.tree.iter("h1")), "")
    return page.meta("ArticleTitle") or heading or column_of(page)


def column_of(page: Page) -> str:
    """Return the name of the column that a page shows: its ColumnName, or the first part of its
    title.
    """
    return page.meta("ColumnName") or re.split(r"[-_|—–>»]", page.title)[0].strip()


def is_look_alike(page: Page) -> bool:
    """Tell whether a page found by a short name calls itself something else and does not read like
    a report.
    """
    named = judge(headline(page))
    return named.look_alike and not reads_like_a_report(page)
