"""Every figure's link leads to a page that names the cell and the archived response."""

from __future__ import annotations

import pytest

from tests.site.archives import ANNEX, NEW, OLD, SHA256
from tests.site.conftest import Get, parsed, text_of


def test_every_figure_links_to_its_own_source_page(get: Get) -> None:
    page = parsed(get(f"/report/{OLD}"))
    for cell in page.xpath("//td[starts-with(@id, 'c-')]"):
        name = cell.get("id").removeprefix("c-")
        assert cell.xpath("./a/@href") == [f"/report/{OLD}/{name.replace('.', '/')}"]


@pytest.mark.parametrize(
    "report, cell, expected",
    [
        (
            NEW,
            "3.granted.total",
            ["三（一）予以公开", "总计", "1030", "第 2 个表格", "第 6 行", "第 10 列"],
        ),
        (NEW, "2.fees_10k_yuan", ["行政事业性收费", "本年收费金额", "2.29", "没有记录位置"]),
        (NEW, "4.review.upheld", ["行政复议", "结果维持", "1185", "/html/body/table[4]"]),
        (OLD, "3.granted.research", ["null", "1 2", "无法确认", "第 4 页", "第 9 行", "第 10 列"]),
        (OLD, "3.granted.nonprofit", ["77", "勾稽关系", "推定"]),
        (OLD, "3.carried_out.total", ["null", "没有印不是零"]),
        (OLD, "3.granted.legal_service", ["22（其中修订16件）"]),
    ],
)
def test_it_names_the_cell_and_the_capture(
    get: Get, report: str, cell: str, expected: list[str]
) -> None:
    response = get(f"/report/{report}/{cell.replace('.', '/')}")
    assert response.status_code == 200
    text = text_of(parsed(response).xpath("//main")[0])
    for part in [*expected, SHA256, "captures/songjiang/20240501T000000Z.warc.gz", "98765"]:
        assert part in text


def test_the_cell_is_marked_in_its_table(get: Get) -> None:
    page = parsed(get(f"/report/{OLD}/3/granted/research"))
    current = page.xpath("//td[contains(concat(' ', @class, ' '), ' current ')]/@id")
    assert current == ["c-3.granted.research"]


def test_it_lists_the_checks_that_the_figure_takes_part_in(get: Get) -> None:
    page = parsed(get(f"/report/{OLD}/3/total/business"))
    assert page.xpath("//table[contains(@class, 'checks')]/tbody/tr/@class") == ["result-fail"]
    assert not parsed(get(f"/report/{OLD}/3/granted/business")).xpath(
        "//table[contains(@class, 'checks')]"
    )


@pytest.mark.parametrize(
    "cell", ["3/granted", "3/granted/nobody", "2/rules_issued", "statistics/none"]
)
def test_a_cell_that_the_report_lacks_is_not_found(get: Get, cell: str) -> None:
    response = get(f"/report/{OLD}/{cell}")
    assert response.status_code == 404
    assert "没有这个单元格" in response.text


@pytest.mark.parametrize("cell", ["3", "9/granted/total", "3/granted/total/more", "3/"])
def test_what_is_no_address_of_a_figure_is_no_page(get: Get, cell: str) -> None:
    assert get(f"/report/{OLD}/{cell}").status_code == 404


def test_an_indicator_has_an_address_of_its_own(get: Get) -> None:
    links = parsed(get(f"/report/{ANNEX}")).xpath("//section[@id='statistics']//td/a/@href")
    assert links[0].startswith(f"/report/{ANNEX}/statistics/~")
    assert "365" in text_of(parsed(get(links[0])).xpath("//main")[0])


@pytest.mark.parametrize(
    "cell, leads_to", [("3.granted.total", "3/granted/total"), ("2.rules_made", "2/rules_made")]
)
def test_the_earlier_address_of_a_figure_leads_to_its_present_one(
    get: Get, cell: str, leads_to: str
) -> None:
    response = get(f"/report/{OLD}/source?cell={cell}")
    assert (response.status_code, response.headers["location"]) == (
        301,
        f"/report/{OLD}/{leads_to}",
    )
    assert get(f"/report/{OLD}/source?cell=nonsense").status_code == 404


def test_the_source_of_an_unknown_report_is_not_found(get: Get) -> None:
    assert get("/report/none/3/granted/total").status_code == 404
