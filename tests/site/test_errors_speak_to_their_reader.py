"""Errors are in the reader's language, keep what was typed, and know a way on."""

from __future__ import annotations

import json
import re

import pytest

from publish.site.serving.asgi import Scope
from publish.site.serving.turned_away import turned_away
from publish.site.wording.words import COOKIE
from tests.site.conftest import Get, parsed, text_of
from tests.site.test_failures import ENDLESS

CHINESE = re.compile("[一-鿿]")
FAILING = [
    ("/archive?sql=selec+1", "只能查询"),
    ("/archive?sql=delete+from+reports", "只能查询"),
    (f"/archive?sql={ENDLESS}", "查询超时"),
    ("/archive/nothing", "没有这张表"),
    ("/archive/reports/nothing", "没有这一行"),
    ("/nowhere", "没有这个页面"),
]


@pytest.mark.parametrize(("path", "title"), FAILING)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_is_in_the_chosen_language(path: str, title: str, language: str, get: Get) -> None:
    page = parsed(get(path, cookies={COOKIE: language}))
    head = text_of(page.xpath("//h1")[0])
    assert head == title if language == "zh" else not CHINESE.search(head)
    assert page.get("lang") == ("zh-CN" if language == "zh" else "en")


@pytest.mark.parametrize("sql", ["selec 1", "select from", "delete from reports"])
def test_what_was_typed_can_be_changed_and_run_again(sql: str, get: Get) -> None:
    page = parsed(get("/archive", params={"sql": sql}))
    [form] = page.xpath("//form[.//textarea]")
    assert form.get("action") == "/archive" and form.xpath(".//textarea/text()") == [sql]
    assert form.xpath(".//button[not(@type)]")


@pytest.mark.parametrize(("language", "told"), [("zh", "没有看懂"), ("en", "did not understand")])
def test_a_mistake_in_sql_is_told_above_the_editor(language: str, told: str, get: Get) -> None:
    page = parsed(get("/archive?sql=select+from", cookies={COOKIE: language}))
    assert told in text_of(page.xpath("//p[@class='message-error']")[0])


def test_a_page_that_is_not_there_leads_on(get: Get) -> None:
    page = parsed(get("/archive/reports/nothing"))
    assert "/archive/reports" in page.xpath("//main//a/@href")
    assert "/search" in page.xpath("//main//a/@href")
    assert "/archive/reports/nothing" in text_of(page.xpath("//main")[0])


@pytest.mark.parametrize(("path", "title"), FAILING)
def test_an_error_page_has_no_script_or_style_of_its_own(path: str, title: str, get: Get) -> None:
    page = parsed(get(path))
    assert [one for one in page.xpath("//script") if not one.get("src")] == []
    assert page.xpath("//main//*[@style]") == []


def scope(path: str, accept: str, language: str = "zh") -> Scope:
    cookie = f"a=b; {COOKIE}={language}".encode()
    headers = [(b"accept", accept.encode()), (b"cookie", cookie)]
    return {"path": path, "query_string": b"q=1&b=<", "headers": headers}


@pytest.mark.parametrize(
    ("language", "title"), [("zh", "此刻请求太多"), ("en", "Too many requests at this moment")]
)
def test_who_is_turned_away_gets_a_page_in_their_language(language: str, title: str) -> None:
    answer = turned_away(scope("/search", "text/html,*/*", language))
    assert (answer.status, answer.headers["retry-after"]) == (429, "5")
    assert f"<h1>{title}</h1>" in answer.body and 'href="/search?q=1&amp;b=&lt;"' in answer.body


def test_a_program_that_is_turned_away_gets_json_or_a_line() -> None:
    told = json.loads(turned_away(scope("/archive.json", "*/*")).body)
    assert (told["ok"], told["status"]) == (False, 429)
    line = turned_away(scope("/archive/reports.csv", "*/*"))
    assert line.content_type.startswith("text/plain") and "Too many requests" in line.body
