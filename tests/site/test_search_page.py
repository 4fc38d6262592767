"""One search box over agencies, titles and text: Chinese of any length, marks, facets, the recall
of a plain scan.
"""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.schema.fulltext import space_ideographs
from publish.site.data.query import parse
from publish.site.pages.search import query as search
from tests.site.archives import AGENCY, HOSTILE_AGENCY, NEW
from tests.site.conftest import MORE_SECTIONS, Get, parsed, text_of

pytestmark = pytest.mark.usefixtures("patient_search")
IDEOGRAPHS = st.text("公开信息年度报告〇䶮", min_size=1, max_size=6)
TEXTS = st.lists(st.text("公开信息年度报告〇䶮 ，。\naB1", max_size=24), min_size=1, max_size=8)


def found_by_index(texts: list[str], typed: str) -> set[int]:
    connection = sqlite3.connect(":memory:")
    connection.execute('create virtual table f using fts5(t, content="", tokenize="unicode61")')
    connection.executemany(
        "insert into f (rowid, t) values (?, ?)", enumerate(map(space_ideographs, texts))
    )
    return {
        row[0]
        for row in connection.execute("select rowid from f where f match ?", [parse(typed).match])
    }


@given(TEXTS, IDEOGRAPHS)
def test_the_index_finds_every_text_that_a_scan_finds(texts: list[str], word: str) -> None:
    scanned = {number for number, text in enumerate(texts) if word in text}
    assert scanned <= found_by_index(texts, word)


@given(st.lists(st.text("公开信息年度报告〇䶮", max_size=24), min_size=1, max_size=8), IDEOGRAPHS)
def test_in_running_chinese_it_finds_nothing_else(texts: list[str], word: str) -> None:
    scanned = {number for number, text in enumerate(texts) if word in text}
    assert scanned == found_by_index(texts, word)


@pytest.mark.parametrize(
    "word", ["行", "引号", "第7行", "认真做好公开工作", "公开", "script", "alert"]
)
def test_the_page_counts_what_a_scan_counts(get: Get, archive: str, word: str) -> None:
    sql = "select count(*) from sections where heading || text like ?"
    expected = sqlite3.connect(archive).execute(sql, [f"%{word}%"]).fetchone()[0]
    page = parsed(get("/search", params={"q": word}))
    shown = text_of(page.xpath("//section[@id='sections']/h2")[0])
    assert shown.split()[-1] == f"{expected:,}"
    bounded = "只列出前 1,000 条" in text_of(page.xpath("//section[@id='sections']")[0])
    assert bounded == (expected > 1000)


def test_years_and_divisions_are_counted_over_all_hits(get: Get) -> None:
    page = parsed(get("/search?q=引号&kind=sections"))
    numbers = {text_of(one) for one in page.xpath("//aside[@class='facets']//*[@class='count']")}
    assert MORE_SECTIONS > 1000 and f"{MORE_SECTIONS:,}" in numbers


def test_what_cannot_be_counted_in_time_says_so_and_offers_every_division(
    get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n"
    monkeypatch.setattr(search, "_COUNTED", f"select count(*) as hits from ({endless})")
    monkeypatch.setattr(search, "_TO_COUNT", 20)
    page = parsed(get("/search?q=引号&kind=sections&n=1"))
    [aside] = page.xpath("//aside[@class='facets']")
    assert "1,000" in text_of(aside.xpath("./p")[0])
    assert any("region=990101" in link for link in aside.xpath(".//a/@href"))


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("信息公开 年度", ("信息公开", "年度")),
        ("“信息 公开” x", ("信息 公开", "x")),
        ('"a b"　c', ("a b", "c")),
        ("，。!", ()),
        ('" OR NOT', ("OR", "NOT")),
        ("水 水", ("水",)),
    ],
)
def test_words_and_quoted_phrases_are_told_apart(typed: str, terms: tuple[str, ...]) -> None:
    assert parse(typed).terms == terms


@given(st.text(max_size=40))
def test_nothing_that_can_be_typed_breaks_the_question(typed: str) -> None:
    assert not parse(typed).terms or found_by_index(["公开"], typed) <= {0}


def test_marks_stand_where_the_words_stand() -> None:
    assert parse("公开 2023").pieces("于2023年公\n开", whole=True) == (
        ("于", False),
        ("2023", True),
        ("年", False),
        ("公\n开", True),
    )


def test_hits_of_every_kind_lead_to_their_pages(get: Get) -> None:
    page = parsed(get("/search", params={"q": "水务局"}))
    assert page.xpath("//section[@id='agencies']//li/a/@href") == [f"/agency/{AGENCY}"]
    assert page.xpath("//section[@id='reports']/ol/li/a/@href")[0] == f"/report/{NEW}"
    assert set(page.xpath("//section[@id='reports']//mark/text()")) == {"水务局"}


def test_hits_can_be_narrowed_by_year_division_and_kind(get: Get) -> None:
    years = dict.fromkeys((2020, 2023))
    for year in years:
        page = parsed(get("/search", params={"q": "水务局", "kind": "reports", "year": str(year)}))
        years[year] = [text_of(link) for link in page.xpath("//section[@id='reports']/ol/li/a")]
    assert [len(found) for found in years.values()] == [1, 1] and "2020" in years[2020][0]
    assert not parsed(get("/search?q=水务局&region=990000&year=1999")).xpath("//li/a/mark")
    assert parsed(get("/search?q=水务局&region=990000&kind=agencies")).xpath("//li/a/mark")


@pytest.mark.parametrize(
    "asked",
    [
        "公开&year=2023",
        "水务局&region=990101",
        "水务局&region=990000&year=2020",
        "点&kind=sections&year=2023",
    ],
)
def test_the_way_through_the_index_changes_nothing(
    get: Get, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    counts = [
        text_of(one) for one in parsed(get(f"/search?q={asked}")).xpath("//ul[@class='pills']//li")
    ]
    monkeypatch.setattr(search, "_FEW_HITS", -1)
    # Another address of the same page: answers are remembered.
    other = parsed(get(f"/search?q={asked}&page=1"))
    assert [text_of(one) for one in other.xpath("//ul[@class='pills']//li")] == counts
    assert counts[1:] and other.xpath("//section[contains(@class, 'hits')]//li")


def test_many_hits_can_be_leafed_through(get: Get) -> None:
    page = parsed(get("/search?q=引号&kind=sections&page=50"))
    assert len(page.xpath("//section[@id='sections']/ol/li")) == 20 and MORE_SECTIONS > 1000
    assert page.xpath("//nav[@class='pager']/a/@rel") == ["prev"]


def test_a_search_without_a_word_says_so(get: Get) -> None:
    assert "请输入" in get("/search?q=，。").text
    assert not parsed(get("/search")).xpath("//section")


def test_a_hostile_name_is_found_and_stays_text(get: Get) -> None:
    page = parsed(get("/search?q=alert"))
    assert page.xpath("//section[@id='agencies']//li/a/@href") == [f"/agency/{HOSTILE_AGENCY}"]
    assert not page.xpath("//img")
