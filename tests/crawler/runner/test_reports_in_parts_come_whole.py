"""Reports that are divided: articles of several pages, tables shown as pictures beside others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.reasons import Code, because
from crawler.store.captures import CaptureStore
from tests.crawler.sites import CHANNEL, Answer, Site, crawled, html, serving, trs_site

pytestmark = [pytest.mark.loopback]

PATH = f"{CHANNEL}202401/t20240119_1000.html"
TITLE = "演示县第0局2023年政府信息公开工作年度报告"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(trs_site(reports=2, per_page=9)) as site:
        yield site


def part(links: str, text: str = "本报告依据条例编制。") -> Answer:
    return html(
        f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>"
        f'<div class="TRS_Editor"><p>{text * 20}</p>{links}</div></body></html>'
    )


def of_the_report(state: Path) -> list[str]:
    captures = CaptureStore(state, "yanshi").captures("attachment")
    return [each.url.rpartition("/")[2] for each in captures if "_1000" in each.url]


@pytest.mark.parametrize("pages", [2, 5])
def test_every_page_of_an_article_is_fetched_where_each_leads_to_the_next_only(
    site: Site, state: Path, pages: int
) -> None:
    names = ["t20240119_1000.html", *(f"t20240119_1000_{n}.html" for n in range(1, pages))]
    for name, following in zip(names, [*names[1:], None], strict=True):
        link = f'<a href="./{following}">下一页</a>' if following else ""
        site.routes[f"{CHANNEL}202401/{name}"] = part(f'{link}<a href="./{names[0]}">1</a>')
    run = crawled(site, state)
    assert (run.verdict, run.reports, of_the_report(state)) == ("ok", 2, names[1:])


def test_a_page_of_an_article_that_is_not_there_is_a_shortfall(site: Site, state: Path) -> None:
    site.routes[PATH] = part('<a href="./t20240119_1000_1.html">2</a>')
    run = crawled(site, state)
    assert run.verdict == "incomplete"
    assert because(Code.ATTACHMENTS_NOT_FETCHED, missing=1, linked=2) in run.reasons


def test_another_article_is_no_further_page(site: Site, state: Path) -> None:
    beside = '<a href="./t20240119_1001.html">下一篇</a><a href="./t20240119_1000_1.html">相关</a>'
    site.routes[PATH] = part(beside)
    assert (crawled(site, state).verdict, of_the_report(state)) == ("ok", [])


@pytest.mark.parametrize(
    ("words", "fetched"),
    [
        ("处理决定数量 结果维持", ["W_1000.png"]),
        ("处理决定数量 自然人 结果维持", []),
        ("统计指标", []),
        ("", ["W_1000.png"]),
    ],
)
def test_a_table_that_is_a_picture_beside_tables_that_are_text_is_fetched(
    site: Site, state: Path, words: str, fetched: list[str]
) -> None:
    table = f"<table><tr><td>{words}</td></tr></table>" if words else ""
    site.routes[PATH] = part(f'{table}<img src="./W_1000.png" width="700" height="900">')
    picture = b"\x89PNG\r\n\x1a\n" + b"x" * 99
    site.routes[f"{CHANNEL}202401/W_1000.png"] = Answer(
        picture, headers={"Content-Type": "image/png"}
    )
    assert (crawled(site, state).verdict, of_the_report(state)) == ("ok", fetched)


def test_an_attachment_behind_a_padded_label_of_the_information_table_is_fetched(
    site: Site, state: Path
) -> None:
    row = '<ul><li>附　　件：<a href="/upload/a_1000.docx">年度报告.docx</a></li></ul>'
    site.routes[PATH] = html(
        f"<html><head><title>{TITLE}</title></head><body><h2>{TITLE}</h2>{row}"
        f'<div class="TRS_Editor"><p>{"本报告依据条例编制。" * 20}</p></div></body></html>'
    )
    site.routes["/upload/a_1000.docx"] = Answer(b"PK\x03\x04")
    assert (crawled(site, state).verdict, of_the_report(state)) == ("ok", ["a_1000.docx"])
