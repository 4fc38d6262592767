"""Ready-made questions are reached from the pages they concern, and answer in words."""

from __future__ import annotations

import re

import pytest

from publish.schema.queries import queries
from tests.site.archives import AGENCY, NEW
from tests.site.conftest import Get, parsed, text_of

KEYS = {"department", "source_error", "doubtful", "not_met", "denied_state_secret", "last_year"}
NAMES = [query.name for query in queries()]


def test_the_front_page_leads_to_every_question(get: Get) -> None:
    links = set(parsed(get("/")).xpath("//section[@id='questions']//a/@href"))
    assert links == {f"/archive/{name}" for name in NAMES}


@pytest.mark.parametrize(
    "path", [f"/agency/{AGENCY}", "/region/990101", "/quality", "/coverage", "/assessment"]
)
def test_a_page_leads_to_the_questions_about_it(path: str, get: Get) -> None:
    links = parsed(get(path)).xpath("//section[@class='questions']//a/@href")
    assert links
    for link in links:
        assert get(link).status_code == 200
        if path.startswith("/region"):
            assert link.endswith("?region=990101")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("language", "foreign"), [("zh", "_en"), ("en", "_zh")])
def test_an_answer_has_labels_in_the_place_of_keys(
    name: str, language: str, foreign: str, get: Get
) -> None:
    page = parsed(get(f"/archive/{name}", cookies={"gongkai_language": language}))
    cells = page.xpath("//table[contains(@class, 'rows-and-columns')]/tbody//td")
    assert KEYS.isdisjoint(text_of(cell) for cell in cells)
    heads = [head.get("class") for head in page.xpath("//table/thead//th")]
    assert not [head for head in heads if head and head.endswith(foreign)]


def test_shares_are_percentages_and_numbers_stand_right(get: Get) -> None:
    page = parsed(get("/archive/agency_history", cookies={"gongkai_language": "zh"}))
    [row] = [one for one in page.xpath("//tbody/tr") if "2023" in text_of(one)]
    shown = {cell.get("class").split()[0]: cell for cell in row.xpath("./td")}
    assert re.fullmatch(r"[\d,]+\.\d\d%", text_of(shown["col-disclosed_rate"]))
    assert re.fullmatch(r"\d,\d{3}", text_of(shown["col-handled"]))
    assert "side" in shown["col-handled"].get("class").split()
    assert text_of(shown["col-year"]) == "2023"
    assert "side" not in shown["col-year"].get("class").split()
    assert shown["col-agency_name"].xpath("./a/@href") == [f"/report/{NEW}"]


def test_a_division_of_an_answer_leads_to_its_page(get: Get) -> None:
    page = parsed(get("/archive/coverage_by_region"))
    assert set(page.xpath("//td[starts-with(@class, 'col-region_name')]/a/@href")) == {
        "/region/990101"
    }


def test_programs_get_the_keys(get: Get) -> None:
    rows = get("/archive/refusal_reasons.json?_shape=array").json()
    assert {row["reason"] for row in rows} >= {"denied_state_secret"}
    assert "kind" in rows[0] and "label_en" in rows[0]
