"""A report's page shows every figure where the form prints it, and never a 0 for what is null."""

from __future__ import annotations

import pytest
from lxml import html

from extract import forms
from tests.site.archives import AGENCY, ANNEX, HOSTILE, NEW, OLD, figures_of, odd_reading, reading
from tests.site.conftest import Get, parsed, text_of


def cells(page: html.HtmlElement) -> dict[str, html.HtmlElement]:
    return {
        cell.get("id").removeprefix("c-"): cell
        for cell in page.xpath("//td[starts-with(@id, 'c-')]")
    }


@pytest.mark.parametrize("report, form", [(NEW, "2021"), (OLD, "2019")])
def test_every_figure_stands_in_its_cell(get: Get, report: str, form: str) -> None:
    expected = figures_of(reading("2021") if form == "2021" else odd_reading())
    shown = cells(parsed(get(f"/report/{report}")))
    numbers = {name: cell.xpath(".//span[@class='number']/text()") for name, cell in shown.items()}
    assert {name: found[0] for name, found in numbers.items() if found} == expected


@pytest.mark.parametrize("form, omitted", [("2021", "other_total"), ("2019", "other_remaining")])
def test_each_form_has_its_own_rows(get: Get, form: str, omitted: str) -> None:
    shown = cells(parsed(get(f"/report/{NEW if form == '2021' else OLD}")))
    rows = {name.split(".")[1] for name in shown if name.startswith("3.")}
    assert rows == set(forms.form(form).table3.row_keys) - forms.form(form).table3_omits
    assert omitted not in rows
    assert {name[2:] for name in shown if name.startswith("2.")} == {
        figure.key for figure in forms.form(form).figures
    }


@pytest.mark.parametrize("report", [NEW, OLD])
def test_rows_and_columns_span_without_gap_or_overlap(get: Get, report: str) -> None:
    for table in parsed(get(f"/report/{report}")).xpath("//table[contains(@class, 'statutory')]"):
        taken: set[tuple[int, int]] = set()
        rows = table.xpath(".//tr")
        for y, row in enumerate(rows):
            x = 0
            for box in row.xpath("./th|./td"):
                while (y, x) in taken:
                    x += 1
                width, height = int(box.get("colspan", 1)), int(box.get("rowspan", 1))
                covered = {
                    (y + down, x + right) for down in range(height) for right in range(width)
                }
                assert not covered & taken
                taken |= covered
        width = max(x for _, x in taken) + 1
        assert taken == {(y, x) for y in range(len(rows)) for x in range(width)}


def test_outcomes_span_as_many_rows_as_the_form_prints(get: Get) -> None:
    spans = {}
    for report in (NEW, OLD):
        groups = parsed(get(f"/report/{report}")).xpath(
            "//th[@scope='rowgroup'][contains(., '三、本年度办理结果')]"
        )
        spans[report] = [group.get("rowspan") for group in groups]
    assert spans == {NEW: ["22"], OLD: ["20"]}


@pytest.mark.parametrize(
    "column, status, shown",
    [
        ("natural_person", "blank", "空 blank"),
        ("business", "not_applicable", "/"),
        ("research", "unreadable", "？ ?"),
        ("nonprofit", "inferred", "77"),
        ("legal_service", "printed", "22※"),
    ],
)
def test_a_cell_that_is_no_plain_number_looks_like_what_it_is(
    get: Get, column: str, status: str, shown: str
) -> None:
    cell = cells(parsed(get(f"/report/{OLD}")))[f"3.granted.{column}"]
    assert f"status-{status}" in cell.get("class").split()
    assert text_of(cell) == shown


def test_what_the_document_does_not_print_is_not_shown_as_zero(get: Get) -> None:
    shown = cells(parsed(get(f"/report/{OLD}")))
    absent = {
        name: text_of(cell) for name, cell in shown.items() if name.startswith("3.carried_out.")
    }
    assert set(absent.values()) == {"未印 none"} and len(absent) == 7
    assert not [name for name, cell in shown.items() if text_of(cell) == "0"]


def test_cells_of_a_failed_check_are_marked_and_no_others(get: Get) -> None:
    shown = cells(parsed(get(f"/report/{OLD}")))
    failing = {name for name, cell in shown.items() if "failing" in cell.get("class").split()}
    assert failing == {
        f"3.{row}.business" for row in ("new_received", "carried_in", "total", "carried_out")
    }


def test_failed_checks_come_first_with_both_sides(get: Get) -> None:
    rows = parsed(get(f"/report/{OLD}")).xpath("//section[@id='checks']//tbody/tr")
    assert [row.get("class") for row in rows] == [
        "result-fail",
        "result-not_computable",
        "result-pass",
    ]
    sides = [text_of(side) for side in rows[0].xpath("./td[@class='side']")]
    assert sides == ["60", "61"]
    assert "空白按零计" in text_of(rows[0]) and "商业企业" in text_of(rows[0])


def test_header_names_agency_year_form_and_quality(get: Get) -> None:
    page = parsed(get(f"/report/{OLD}"))
    head = text_of(page.xpath("//header[@class='report-head']")[0])
    for expected in (
        "松江县水务局",
        "松江县人民政府",
        "2020年度",
        "国办公开办函〔2019〕60号",
        "原文自相矛盾",
        "2021-03-01",
    ):
        assert expected in head
    assert page.xpath(f"//header[@class='report-head']//a[@href='/agency/{AGENCY}']")


def test_the_source_block_names_the_archived_response(get: Get) -> None:
    block = text_of(parsed(get(f"/report/{NEW}")).xpath("//section[@id='source']")[0])
    for expected in ("captures/songjiang/20240501T000000Z.warc.gz", "98765", "4321", "ab" * 32):
        assert expected in block
    assert (
        "tail -c +98766 captures/songjiang/20240501T000000Z.warc.gz | head -c 4321 | gunzip"
        in block
    )


def test_changes_after_publication_are_shown_old_and_new(get: Get) -> None:
    row = text_of(parsed(get(f"/report/{NEW}")).xpath("//section[@id='changes']//tbody/tr")[0])
    assert "三（一）予以公开 · 总计" in row and "4444" in row and "5555" in row
    assert not parsed(get(f"/report/{OLD}")).xpath("//section[@id='changes']")


def test_indicators_of_the_2014_form_stand_as_printed(get: Get) -> None:
    rows = parsed(get(f"/report/{ANNEX}")).xpath("//section[@id='statistics']//tbody/tr")
    assert [text_of(row.xpath("./td[last()]")[0]) for row in rows] == ["365", "空 blank"]


def test_a_report_without_a_title_is_called_by_agency_and_year(get: Get) -> None:
    assert text_of(parsed(get(f"/report/{ANNEX}")).xpath("//h1")[0]) == "松江县水务局 2014"


def test_a_report_without_tables_says_so(get: Get) -> None:
    page = parsed(get(f"/report/{HOSTILE}"))
    assert not page.xpath("//table[contains(@class, 'statutory')]")
    assert "没有可读出的法定表格" in text_of(page.xpath("//main")[0])


def test_an_unknown_report_is_a_page_that_says_so(get: Get) -> None:
    response = get("/report/990101-aaaaaaaa-1999")
    assert response.status_code == 404
    assert "990101-aaaaaaaa-1999" in text_of(parsed(response).xpath("//main")[0])
