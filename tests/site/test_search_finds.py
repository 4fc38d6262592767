"""The search finds what people type: short names, pinyin, codes, slips, figures and questions."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import httpx
import pytest
import yaml
from datasette.app import Datasette
from sqlite_utils import Database

from publish.schema import ddl
from publish.schema.fulltext import build_indexes
from publish.schema.metadata import metadata
from publish.schema.search_names import latin, spellings
from tests.publish.schema.test_shares import insert
from tests.site.conftest import parsed, text_of

pytestmark = pytest.mark.usefixtures("patient_search")
Ask = Callable[..., httpx.Response]
QUERIES = yaml.safe_load(Path(__file__).with_name("search_queries.yml").read_text(encoding="utf-8"))
PLACES = [
    ("990000", "演示省", "province", None),
    ("990100", "云岭市", "prefecture", "990000"),
    ("990101", "松江口县", "county", "990100"),
    ("990101101", "雁回镇", "township", "990101"),
    ("990102", "白桦湾区", "county", "990100"),
    ("990103", "鹿鸣川县", "county", "990100"),
    ("990103101", "䶮溪镇", "township", "990103"),
]
AGENCIES = {
    "云岭市人民政府": "990100",
    "云岭市发展和改革委员会": "990100",
    "云岭市教育局": "990100",
    "云岭市统计局": "990100",
    "松江口县人民政府": "990101",
    "松江口县科学技术局": "990101",
    "松江口县行政审批服务局": "990101",
    "松江口县雁回镇人民政府": "990101101",
    "白桦湾区人民政府": "990102",
    "白桦湾区人民政府望桥街道办事处": "990102",
    "白桦湾区工业和信息化局": "990102",
    "白桦湾区退役军人事务局": "990102",
    "鹿鸣川县䶮溪镇人民政府": "990103101",
    "鹿鸣川县乡村振兴局": "990103",
    "鹿鸣川县人民政府": "990103",
    "鹿鸣川县档案馆": "990103",
}
KINDS = {"人民政府": "government", "办事处": "township"}


def rows(connection: sqlite3.Connection) -> None:
    """The divisions and agencies of the demonstration, each with reports on two years."""
    for code, name, level, parent in PLACES:
        insert(connection, "regions", code=code, name=name, level=level, parent=parent)
    insert(connection, "portals", name="云岭市")
    levels = {code: level for code, _, level, _ in PLACES}
    for number, (name, region) in enumerate(AGENCIES.items()):
        agency = f"{region}-{number:08x}"
        kind = next((kind for end, kind in KINDS.items() if name.endswith(end)), "department")
        insert(connection, "agencies", id=agency, name=name, kind=kind, region=region, reports=2,
               level=levels[region], first_year=2023, last_year=2024)  # fmt: skip
        for year in (2023, 2024):
            report = f"{agency}-{year}"
            insert(connection, "reports", id=report, agency=agency, year=year, versions=1,
                   document="ab" * 32, first_seen="2025", published_on=f"{year + 1}-03-01",
                   title=f"{name}{year}年政府信息公开工作年度报告")  # fmt: skip
            insert(connection, "sections", id=2 * number + year - 2022, report=report, number=6,
                   heading="其他需要报告的事项",
                   text="本年度未收取信息处理费，没有其他事项。")  # fmt: skip


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    path = tmp_path_factory.mktemp("names") / "archive.db"
    with closing(sqlite3.connect(path)) as connection:
        for statement in (*ddl.statements(), *ddl.finishing_statements()):
            connection.execute(statement)
        rows(connection)
        build_indexes(Database(connection))
        connection.commit()
    site = Datasette(files=[str(path)], metadata=metadata())
    yield lambda path, **given: asyncio.run(
        site.client.get(path, cookies={"gongkai_language": "zh"}, **given)
    )


def first_five(ask: Ask, typed: str) -> list[str]:
    """The first five hits of the search page, whatever they are; of text, its snippet."""
    page = parsed(ask("/search", params={"q": typed}))
    hits = page.xpath("//section[contains(@class, 'hits')]/ol/li")
    return [text_of((hit.xpath("./p") or hit.xpath("./a"))[0]) for hit in hits[:5]]


@pytest.mark.parametrize("group", ["findings", "more"])
def test_nineteen_in_twenty_are_among_the_first_five(group: str, ask: Ask) -> None:
    asked = QUERIES[group]
    found = {typed: first_five(ask, typed) for typed in asked}
    missed = {
        typed: hits for typed, hits in found.items() if not any(asked[typed] in hit for hit in hits)
    }
    assert len(asked) >= {"findings": 35, "more": 60}[group]
    assert len(missed) <= len(asked) // 20, missed


@pytest.mark.parametrize(
    ("typed", "kind", "name"),
    [
        ("发改委", "agency", "云岭市发展和改革委员会"),
        ("yanhui", "division", "雁回镇"),
        ("公开率", "table", "公开率"),
        ("refusal", "question", "不予公开、无法提供、不予处理的理由"),
    ],
)
def test_the_same_is_offered_as_one_types(typed: str, kind: str, name: str, ask: Ask) -> None:
    found = ask("/search/suggest.json", params={"q": typed}).json()
    hits = [(hit["kind"], hit["name"]) for hit in found["hits"]]
    assert (kind, name) in hits and len(hits) <= 10 and not found["nearest"]
    for hit in found["hits"]:
        assert ask(hit["address"]).status_code == 200


def test_what_is_nowhere_is_answered_with_the_nearest(ask: Ask) -> None:
    found = ask("/search/suggest.json", params={"q": "宋江口"}).json()
    assert found["nearest"] and found["hits"][0]["name"] == "松江口县"
    page = parsed(ask("/search", params={"q": "宋江口"}))
    assert "宋江口" in text_of(page.xpath("//section[@id='nearest']/h2")[0])


def test_nonsense_finds_nothing_and_leads_on(ask: Ask) -> None:
    page = parsed(ask("/search", params={"q": "猹猹猹"}))
    assert page.xpath("//section[contains(@class, 'hits')]") == []
    assert page.xpath("//section[@id='ways-on']//a")


@pytest.mark.parametrize("typed", ["", " ", '"', "*", "OR", "a AND", "NEAR(", "%", "\u202e", "'"])
def test_no_typed_text_is_an_error(typed: str, ask: Ask) -> None:
    assert ask("/search/suggest.json", params={"q": typed}).status_code == 200
    assert ask("/search", params={"q": typed}).status_code == 200


def test_a_name_is_narrowed_by_division_and_year(ask: Ask) -> None:
    names = partial(ask, "/search")
    page = parsed(names(params={"q": "人民政府", "region": "990101", "kind": "agencies"}))
    found = {text_of(one) for one in page.xpath("//section[@id='agencies']/ol/li/a")}
    assert found == {"松江口县人民政府", "松江口县雁回镇人民政府"}
    assert not parsed(names(params={"q": "教育局", "year": 1999})).xpath("//*[@id='agencies']")


def test_spellings_are_made_by_rule() -> None:
    made = spellings("云岭市发展和改革委员会", "云岭市")
    assert made[0] == "云岭市发展和改革委员会"
    assert {"云岭市发改委", "云岭发改委", "发改委"} <= set(made)
    assert {"县政府"} & set(spellings("松江口县人民政府", "松江口县")) == set()
    assert "松江口县政府" in spellings("松江口县人民政府", "松江口县")


def test_pinyin_is_of_the_whole_and_of_each_part() -> None:
    made = latin("松江口县科学技术局", "松江口县", "990101")
    assert {"songjiangkouxiankexuejishuju", "sjkxkjj", "kejiju", "songjiangkou", "990101"} <= {
        *made
    }
    assert {"science", "technology", "bureau", "county"} <= set(made)
