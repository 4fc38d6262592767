"""Agencies beside each other: a form without scripts, a table, CSV, and an address to share."""

from __future__ import annotations

import csv
import io

from publish.site.pages.compare.figure_choices import choices
from tests.site.archives import AGENCY, HOSTILE_AGENCY, NEW, figures_of, reading
from tests.site.conftest import Get, parsed, text_of


def test_the_table_holds_the_figures_of_the_reports(get: Get) -> None:
    page = parsed(
        get(f"/compare?agency={AGENCY}&figure=3.new_received.total&figure=2.rules_issued")
    )
    tables = page.xpath("//section[@id='data']//table")
    years = [text_of(cell) for cell in tables[0].xpath(".//thead//th")][1:]
    first = dict(
        zip(years, [text_of(cell) for cell in tables[0].xpath(".//tbody/tr/td")], strict=True)
    )
    figures = figures_of(reading("2021"))
    assert first == {
        "2014": "无数 no number",
        "2020": first["2020"],
        "2023": figures["3.new_received.total"],
    }
    assert first["2020"].endswith("※")
    assert f"/report/{NEW}#c-2.rules_issued" in tables[1].xpath(".//td/a/@href")


def test_every_figure_of_the_forms_can_be_chosen(get: Get) -> None:
    page = get(
        "/compare", params=[("agency", AGENCY), *(("figure", name) for name in list(choices())[:6])]
    )
    assert len(parsed(page).xpath("//section[@id='data']//table")) == 6
    assert set(figures_of(reading("2021"))) <= set(choices()) and set(
        figures_of(reading("2019"))
    ) <= set(choices())


def test_the_years_can_be_bounded(get: Get) -> None:
    page = parsed(get(f"/compare?agency={AGENCY}&from=2020&to=2021"))
    assert [text_of(cell) for cell in page.xpath("//section[@id='data']//table[1]//thead//th")][
        1:2
    ] == ["2020"]


def test_agencies_are_found_by_name_and_not_offered_twice(get: Get) -> None:
    found = parsed(get("/compare?find=水务")).xpath("//div[@class='matches']//input/@value")
    assert found == [AGENCY]
    assert not parsed(get(f"/compare?find=水务&agency={AGENCY}")).xpath("//div[@class='matches']")


def test_what_does_not_exist_is_named(get: Get) -> None:
    page = get("/compare?agency=none&figure=9.x")
    assert page.status_code == 200 and "none、9.x" in page.text


def test_the_csv_holds_the_same_and_opens_in_excel(get: Get) -> None:
    path = f"/compare.csv?agency={AGENCY}&agency={HOSTILE_AGENCY}&figure=3.granted.total&from=2023"
    rows = list(csv.DictReader(io.StringIO(get(path).text)))
    assert [(row["agency"], row["year"], row["value"], row["report"]) for row in rows] == [
        (AGENCY, "2023", figures_of(reading("2021"))["3.granted.total"], NEW)
    ]
    assert get(f"{path}&_bom=1").content.startswith(b"\xef\xbb\xbf")
