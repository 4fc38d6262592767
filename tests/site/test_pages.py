"""The pages beside the report: what they show is what the archive holds."""

from __future__ import annotations

import pytest
from lxml import html

from publish.schema import tables as schema
from publish.schema.views import views
from publish.site.pages.assessment.query import indicators
from tests.site.archives import AGENCY, ANNEX, FORMER_AGENCY, HOSTILE_AGENCY, NEW, OLD
from tests.site.conftest import Get, parsed, text_of


def cells_of(row: html.HtmlElement) -> list[str]:
    return [text_of(cell) for cell in row.xpath("./td")]


def test_the_front_page_leads_to_every_page(get: Get) -> None:
    doors = parsed(get("/")).xpath("//ul[@class='doors']//a/@href")
    assert len(doors) == 11 and {get(door).status_code for door in doors} == {200}


def test_the_heat_map_says_in_words_how_many_published(get: Get) -> None:
    page = parsed(get("/"))
    table = page.xpath("//table[@class='heat-map']")[0]
    years = [text_of(cell) for cell in table.xpath("./thead/tr/th")][1:]
    rows = {text_of(row.xpath("./th")[0]): row.xpath("./td") for row in table.xpath("./tbody/tr")}
    assert years == ["2020", "2021", "2023"] and list(rows) == ["松江县"]
    assert [text_of(cell) for cell in rows["松江县"]] == ["100% 1/1", "0% 0/1", "100% 1/1"]
    assert [cell.get("class") for cell in rows["松江县"]] == [
        "heat heat-10",
        "heat heat-0",
        "heat heat-10",
    ]


def test_the_front_page_names_the_reports_that_contradict_themselves(get: Get) -> None:
    links = parsed(get("/")).xpath("//ol[contains(@class, 'failed-reports')]//a/@href")
    assert links == [f"/report/{OLD}#checks"]


def test_a_report_links_its_neighbours_and_divisions(get: Get) -> None:
    page = parsed(get(f"/report/{OLD}"))
    assert page.xpath("//nav[@class='neighbours']/a/@href") == [
        f"/report/{ANNEX}",
        f"/report/{NEW}",
    ]
    assert page.xpath("//p[@class='crumbs']/a/@href")[:2] == ["/region/990000", "/region/990101"]


def test_a_report_is_cited_in_three_styles(get: Get) -> None:
    cited = [
        text_of(code) for code in parsed(get(f"/report/{NEW}")).xpath("//section[@id='cite']//code")
    ]
    title, url = "松江县水务局2023年政府信息公开工作年度报告", "http://127.0.0.1/2023/t1.html"
    assert cited[1] == f"松江县水务局. {title}[R/OL]. (2024-01-20)[2024-05-01]. {url}."
    assert "SHA-256 " + "ab" * 32 in cited[0] and f"/report/{NEW}" in cited[0]
    assert cited[2].startswith(f"@techreport{{{NEW}, author = {{{{松江县水务局}}}},")
    assert "year = {2024}" in cited[2]


def test_a_report_shows_its_assessment_and_what_was_reused(get: Get) -> None:
    page = parsed(get(f"/report/{NEW}"))
    rows = [cells_of(row)[:2] for row in page.xpath("//section[@id='assessment']//tbody/tr")]
    assert rows == [["100", "达到 Met"], ["25", "未达到 Not met"], ["—", "无法评估 Not assessable"]]
    reuse = page.xpath("//section[@id='reuse']//tbody/tr")[0]
    assert reuse.xpath(".//a/@href") == [f"/report/{OLD}"] and "83%" in text_of(reuse)


def test_an_indicator_of_2014_has_a_source_page(get: Get) -> None:
    link = parsed(get(f"/report/{ANNEX}")).xpath("//section[@id='statistics']//td/a/@href")[0]
    page = parsed(get(link))
    assert text_of(page.xpath("//h1")[0]) == "主动公开政府信息数"
    assert text_of(page.xpath("//p[@class='specimen']/span")[0]) == "365"
    assert page.xpath("//td[contains(@class, 'current')]/@id") == [
        "c-statistics.主动公开政府信息数"
    ]
    assert get(f"/report/{ANNEX}/statistics/none").status_code == 404


@pytest.mark.parametrize(
    ("former", "today"),
    [
        (f"/agency/{FORMER_AGENCY}", f"/agency/{AGENCY}"),
        (f"/agency/{FORMER_AGENCY}.json", f"/agency/{AGENCY}.json"),
        (f"/report/{FORMER_AGENCY}-2023", f"/report/{AGENCY}-2023"),
        (f"/report/{FORMER_AGENCY}-2023.json?_a=1", f"/report/{AGENCY}-2023.json?_a=1"),
        (f"/report/{FORMER_AGENCY}-2023/3/granted/total", f"/report/{AGENCY}-2023/3/granted/total"),
        (
            f"/report/{FORMER_AGENCY}-2023/3/granted/total.json",
            f"/report/{AGENCY}-2023/3/granted/total.json",
        ),
        (f"/report/{FORMER_AGENCY}-2023/records.warc.gz", f"/report/{AGENCY}-2023/records.warc.gz"),
    ],
)
def test_addresses_by_a_former_id_lead_to_those_of_today(former: str, today: str, get: Get) -> None:
    answer = get(former)
    assert (answer.status_code, answer.headers.get("location")) == (301, today)


def test_an_address_by_nobody_s_id_leads_nowhere(get: Get) -> None:
    assert get("/report/990188-12345678-2023").status_code == 404


def test_an_agency_has_its_strip_charts_and_comparison(get: Get) -> None:
    page = parsed(get(f"/agency/{AGENCY}"))
    strip = [text_of(item) for item in page.xpath("//ol[@class='strip']/li")]
    assert strip == ["2020 逾期 late", "2021 未见 missing", "2023 按时 in time"]
    charts = page.xpath("//figure[@class='chart']/@id")
    assert charts == [
        "chart-agency-requests",
        "chart-agency-granted",
        "chart-agency-contested",
        "chart-agency-fees",
    ]
    assert page.xpath(f"//a[@href='/compare?agency={AGENCY}']")


def test_a_division_lists_what_lies_below_and_its_agencies(get: Get) -> None:
    province, county = parsed(get("/region/990000")), parsed(get("/region/990101"))
    assert province.xpath("//table[@class='heat-map']/tbody//a/@href") == [
        "/region/990000",
        "/region/990101",
    ]
    assert county.xpath("//ul[@class='agencies']//a/@href") == [
        f"/agency/{AGENCY}",
        f"/agency/{HOSTILE_AGENCY}",
    ]
    totals = cells_of(county.xpath("//section[@id='totals']//tbody/tr")[0])
    assert totals[:3] == ["部门 Department", "1", "1,016 (1)"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [AGENCY, HOSTILE_AGENCY]),
        ("?status=late", [AGENCY]),
        ("?status=late&year=2023", []),
        ("?year=2021", [AGENCY]),
        ("?kind=government", []),
        ("?region=990000", [AGENCY, HOSTILE_AGENCY]),
        ("?region=110000", []),
        (f"?after={AGENCY}", [HOSTILE_AGENCY]),
    ],
)
def test_the_coverage_page_can_be_narrowed(get: Get, query: str, expected: list[str]) -> None:
    links = parsed(get(f"/coverage{query}")).xpath("//table[@class='matrix']/tbody/tr/th/a/@href")
    assert links == [f"/agency/{agency}" for agency in expected]


def test_the_coverage_page_has_a_word_in_every_cell(get: Get) -> None:
    row = parsed(get("/coverage")).xpath("//table[@class='matrix']/tbody/tr")[0]
    assert cells_of(row) == ["逾期 late", "未见 missing", "按时 in time"]


def test_the_quality_page_gives_both_sides_of_every_contradiction(get: Get) -> None:
    page = parsed(get("/quality"))
    rows = page.xpath("//article[@class='contradiction']//tbody/tr")
    assert [text_of(cell) for cell in rows[0].xpath("./td")][1:] == [
        "商业企业 Businesses",
        "60",
        "61",
    ]
    assert page.xpath("//article//h3/a/@href") == [f"/report/{OLD}#checks"]
    counts = [text_of(cell) for cell in page.xpath("//section[@id='rules']//tbody/tr/td")]
    assert counts == ["1", "1 / 1"]


@pytest.mark.parametrize("query", ["?rule=prose", "?region=110000", "?year=1999", "?before=1"])
def test_the_quality_page_can_be_narrowed_to_nothing(get: Get, query: str) -> None:
    assert "没有符合条件" in get(f"/quality{query}").text


def test_the_portals_page_says_since_when_a_portal_is_broken(get: Get) -> None:
    row = text_of(parsed(get("/portals")).xpath("//table//tbody/tr")[0])
    for expected in (
        "被拦截",
        "2024-05-02 00:00:00 UTC",
        "2024-05-01 00:00:00 UTC",
        "rules",
        "2.5 秒",
        "30 次请求",
    ):
        assert expected in row
    assert not parsed(get("/portals?verdict=ok")).xpath("//table")


def test_the_codebook_has_every_column_of_every_table(get: Get) -> None:
    page = parsed(get("/codebook"))
    for entry in (*schema.tables(), *views()):
        columns = page.xpath(f"//section[@id='{entry.name}']//tbody/tr/th/code/text()")
        assert columns == [column.name for column in entry.columns]


def test_the_codebook_takes_its_examples_from_the_archive(get: Get) -> None:
    row = parsed(get("/codebook")).xpath(
        "//section[@id='disclosures']//tr[th/code = 'rules_issued']"
    )[0]
    assert text_of(row.xpath("./td[last()]")[0]) == "1000"
    assert "第二十条第（一）项" in text_of(row)


def test_the_downloads_page_offers_every_table_whole_with_its_rows(get: Get) -> None:
    rows = parsed(get("/downloads")).xpath("//table//tbody/tr")
    assert [row.get("id") for row in rows] == [entry.name for entry in (*schema.tables(), *views())]
    reports = next(row for row in rows if row.get("id") == "reports")
    assert text_of(reports.xpath("./td[1]")[0]) == "4"
    csv = get(reports.xpath("./td[2]//a/@href")[0])
    assert len(csv.text.splitlines()) == 5


def test_the_ranking_shows_every_part_beside_the_total(get: Get) -> None:
    row = parsed(get("/assessment?year=2023")).xpath("//table[@class='ranking']/tbody/tr")[0]
    cells = [text_of(cell) for cell in row.xpath("./td")]
    # The mean of 100 and 25; two of the indicators are known.
    assert cells[1] == "62.5" and cells[2] == f"{2 / len(indicators()):.0%}"
    parts = dict(zip((one.key for one in indicators()), cells[3:], strict=True))
    assert (parts["published_on_time"], parts["arithmetic"], parts["unchanged"]) == (
        "100",
        "25",
        "—",
    )


def test_the_readers_weights_change_the_total_and_stay_in_the_address(get: Get) -> None:
    page = parsed(get("/assessment?year=2023&w_arithmetic=3"))
    assert text_of(page.xpath("//table[@class='ranking']/tbody/tr/td[2]")[0]) == "43.8"
    assert page.xpath("//input[@name='w_arithmetic']/@value") == ["3"]
    nothing = parsed(get("/assessment?year=2023&w_arithmetic=<b>"))
    assert nothing.xpath("//input[@name='w_arithmetic']/@value") == ["1"]
