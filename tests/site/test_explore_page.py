"""The explorer without a browser: addresses, words typed, files, frames, and what is said beside."""

from __future__ import annotations

import csv
import io
from urllib.parse import parse_qs, urlsplit

import pytest

from publish.schema.measures import measures
from publish.site.pages.explore.asking import find_measures
from publish.site.pages.explore.result import COLUMNS
from publish.site.wording.words import texts
from tests.site.archives import AGENCY, NEW, OLD, figures_of, reading
from tests.site.conftest import Get, parsed, text_of

GRANTED = "measure=3.granted.total"


def table_of(get: Get, query: str) -> list[list[str]]:
    page = parsed(get(f"/explore?{query}"))
    return [
        [text_of(cell) for cell in row.xpath("./th | ./td")]
        for row in page.xpath("//section[@id='data']//tr")
    ]


def test_a_number_is_that_of_the_report_and_opens_it(get: Get) -> None:
    value = int(figures_of(reading("2021"))["3.granted.total"])
    rows = table_of(get, f"{GRANTED}&by=year&shown=line")
    assert dict(row[:2] for row in rows)["2023"] == f"{value:,}"
    page = parsed(get(f"/explore?{GRANTED}&by=year&shown=line"))
    [address] = page.xpath("//section[@id='data']//a[contains(@href, 'year=2023')]/@href")
    assert address in page.xpath("//svg//a/@href")
    reports = parsed(get(address))
    assert f"/report/{NEW}#c-3.granted.total" in reports.xpath("//tbody//a/@href")
    assert not reports.xpath(f"//a[contains(@href, '{OLD}')]")


def test_what_is_typed_in_words_leads_to_the_address_of_its_state(get: Get) -> None:
    typed = {"measure": "以予公开率".replace("以予", "予以"), "place": "", "kind": "", "by": "year"}
    answer = get("/explore", params=list(typed.items()), cookies={"gongkai_language": "zh"})
    assert answer.status_code == 302
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert asked == {"measure": ["granted_rate"], "by": ["year"], "shown": ["line"]}


def test_words_that_several_measures_hold_offer_them(get: Get) -> None:
    page = get("/explore", params={"measure": "国家秘密"})
    offered = parsed(page).xpath("//div[@class='notice']//a/@href")
    assert page.status_code == 200
    assert any("share.denied_state_secret" in address for address in offered)
    assert len(offered) == len(find_measures("国家秘密")) > 1


@pytest.mark.parametrize("typed", ["予以公开率", "Rate granted", "予以公开率 / Rate granted"])
def test_a_measure_goes_by_its_title_in_either_language(typed: str) -> None:
    assert [one.name for one in find_measures(typed)] == ["granted_rate"]


@pytest.mark.parametrize(
    "wrong",
    [
        "kind=Government",
        "level=city",
        "by=applicants",
        "shown=pie",
        "from=二〇二四",
        "to=1",
        "place=zzzz9",
    ],
)
def test_what_is_not_understood_is_named_and_refused(get: Get, wrong: str) -> None:
    answer = get(f"/explore?{GRANTED}&{wrong}")
    assert answer.status_code == 400
    assert wrong in text_of(parsed(answer).xpath("//p[@role='alert']")[0])
    assert get(f"/explore.csv?{GRANTED}&{wrong}").status_code == 400


def test_the_csv_holds_every_cell_and_the_page_says_what_its_columns_are(get: Get) -> None:
    answer = get(f"/explore.csv?{GRANTED}&by=agency&shown=table")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert tuple(rows[0]) == COLUMNS
    assert answer.headers["access-control-allow-origin"] == "*"
    [row] = [row for row in rows if row["key"] == AGENCY and row["year"] == "2023"]
    assert row["value"] == figures_of(reading("2021"))["3.granted.total"]
    assert (row["reports"], row["known"], row["numerator"]) == ("1", "1", "")
    listed = parsed(get(f"/explore?{GRANTED}")).xpath("//section[@id='behind']//details//dt")
    assert [text_of(one) for one in listed] == list(COLUMNS)


def test_the_json_says_what_was_asked_and_by_which_query(get: Get) -> None:
    told = get("/explore.json?measure=disclosed_rate&by=level").json()
    assert told["measure"]["sum"] == "t.granted + t.partially_granted"
    asked = get(
        "/archive.json", params={"sql": told["sql"], "_shape": "array", **told["parameters"]}
    )
    assert sum(row["reports"] for row in asked.json()) == sum(
        row["reports"] for row in told["rows"]
    )


def test_the_query_is_one_click_away(get: Get) -> None:
    page = parsed(get(f"/explore?{GRANTED}&kind=department&by=division&place=990101&shown=table"))
    [address] = page.xpath("//section[@id='behind']//a[starts-with(@href, '/archive?')]/@href")
    answer = get(address)
    assert answer.status_code == 200 and "known" in answer.text


def test_the_frame_alone_may_be_framed_by_others(get: Get) -> None:
    frame = get(f"/explore/embed?{GRANTED}&language=en")
    assert "frame-ancestors *" in frame.headers["content-security-policy"]
    assert "x-frame-options" not in frame.headers
    assert not parsed(frame).xpath("//nav | //script")
    page = get(f"/explore?{GRANTED}")
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert page.headers["x-frame-options"] == "DENY"


def test_a_picture_carries_its_source_its_date_and_its_address(get: Get) -> None:
    answer = get(f"/explore.svg?{GRANTED}&language=en")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "Data as of " in answer.text
    assert "/explore?measure=3.granted.total" in answer.text and "国办公开办函" in answer.text
    assert get(f"/explore.png?{GRANTED}").content.startswith(b"\x89PNG")


def test_a_change_of_form_is_marked(get: Get) -> None:
    told = get(f"/explore.json?{GRANTED}&by=year").json()
    assert {"year": 2023, "form": "2021"} in told["breaks"]
    drawing = parsed(get(f"/explore?{GRANTED}&by=year", cookies={"gongkai_language": "en"}))
    assert "form of 2021" in text_of(drawing.xpath("//svg")[0])


def test_named_agencies_stand_beside_each_other(get: Get) -> None:
    found = parsed(get("/explore?measure=3.granted.total&find=水务"))
    assert found.xpath("//div[@class='matches']//input/@value") == [AGENCY]
    rows = table_of(get, f"{GRANTED}&agency={AGENCY}&by=agency&shown=table")
    assert rows[1][0] == "松江县水务局"


def test_a_page_is_light(get: Get) -> None:
    for measure in measures():
        drawn = get(f"/explore?measure={measure}&by=kind&shown=table")
        assert drawn.status_code == 200
        assert len(drawn.content) < 150_000


def test_every_column_has_its_words() -> None:
    assert {f"explore_column.{name}" for name in COLUMNS} <= texts().keys()
