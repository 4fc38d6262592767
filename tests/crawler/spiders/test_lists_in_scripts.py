"""Lists that a page holds as data of its scripts are read as if they were written out."""

from __future__ import annotations

import json
import re

import pytest

from crawler.pages.page import Page
from crawler.spiders.families.generic import ARTICLE
from crawler.spiders.search.lists import choose_reports, items_of

_ARTICLE = re.compile(ARTICLE)
BASE = "http://a.gov.cn/zwgk/"
DAY = "2024-01-19"
TITLES = [f"演示县第{number}局2023年政府信息公开工作年度报告" for number in range(3)]
PATHS = [f"/nb/{number}.html" for number in range(3)]
ENTRIES = [
    {"title": title, "url": path, "pubDate": f"{DAY} 08:00:00"}
    for title, path in zip(TITLES, PATHS, strict=True)
]
ROWS = "".join(
    f"<li><a href='{path}'>{title}</a><span>{DAY}</span></li>"
    for title, path in zip(TITLES, PATHS, strict=True)
)
ARRAYS = ",".join(
    f"['{title}','{path}','{DAY}']" for title, path in zip(TITLES, PATHS, strict=True)
)
OTHERS = '{title: "县政府召开年度工作报告会", url: "/xw/1.html", date: "2024-02-01"}'


def quoted(text: str) -> str:
    return json.dumps(text)


SCRIPTS = {
    "array of arrays": f"<script>var list = [{ARRAYS}];</script>",
    "array of objects": f"<script>var list = {json.dumps(ENTRIES, ensure_ascii=False)};</script>",
    "escaped": f"<script>var list = {json.dumps(ENTRIES)};</script>",
    "island": f'<script type="application/json">{json.dumps({"data": {"rows": ENTRIES}})}</script>',
    "data in a text": f"<script>show(JSON.parse({quoted(json.dumps(ENTRIES))}))</script>",
    "document.write": f"<script>document.write({quoted(ROWS)});</script>",
    "two arrays": f"<script>var t = {json.dumps(TITLES)}, u = {json.dumps(PATHS)};</script>",
    "beside others": f"<script>var news = [{OTHERS}], list = [{ARRAYS}];</script>",
}


@pytest.mark.parametrize("kind", SCRIPTS)
def test_reports_of_a_list_in_a_script_are_found(kind: str) -> None:
    page = Page(BASE, f"<html><body><div id='list'></div>{SCRIPTS[kind]}</body></html>".encode())
    found = choose_reports(items_of(page, _ARTICLE), True, False, _ARTICLE)
    assert [(link.text, link.url.removeprefix("http://a.gov.cn")) for link in found] == list(
        zip(TITLES, PATHS, strict=True)
    )
    days = {link.date for link in found}
    assert days == ({None} if kind == "two arrays" else {DAY})


def test_what_stands_on_the_page_and_in_its_script_is_one_item() -> None:
    source = f"<html><body><ul>{ROWS}</ul>{SCRIPTS['array of objects']}</body></html>"
    assert len(items_of(Page(BASE, source.encode()), _ARTICLE)) == 3


def test_a_menu_in_a_script_is_no_list() -> None:
    menu = '[{name: "政府信息公开年报", url: "/nb/"}, {name: "2023年", url: "/nb/2023/"}]'
    page = Page(BASE, f"<html><script>var menu = {menu};</script></html>".encode())
    assert items_of(page, _ARTICLE) == []
