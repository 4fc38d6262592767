"""What a fetched page is by its text: a report, a list of reports, or something else under a
report's name.
"""

from __future__ import annotations

import re

from crawler.pages.page import Page
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
_LEAST_HEADINGS, _LEAST_TEXT = 3, 300
# Each of the statutory tables has one of these, and no list of reports has all of them.
_TABLE_WORDS = ("处理决定数量", "自然人", "结果维持")


def reads_like_a_report(page: Page) -> bool:
    """Tell whether the text of a page is that of an annual report on disclosure."""
    text = folded(page.text)
    if len(text) < _LEAST_TEXT or "信息公开" not in text:
        return False
    return sum(bool(re.search(heading, text)) for heading in HEADINGS) >= _LEAST_HEADINGS


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
