from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

import pytest

from extract.forms import form, statistics
from samples import ExpectedReport, expected_reports, practice_portal_ids
from samples.prose import Block
from samples.reports import reports
from samples.world import portals
from tests.samples.arithmetic import broken

REPORTED = [
    (agency.name, year)
    for portal in portals()
    for agency in portal.agencies
    for year in agency.reported_years
]
OUTSIDE_THE_TABLES = {"prose", "period"}


@cache
def truth() -> dict[tuple[str, int], ExpectedReport]:
    """Every report of the practice portals, by agency and year."""
    return {(report.agency, report.year): report for report in expected_reports()}


@pytest.mark.parametrize(("agency", "year"), REPORTED)
def test_a_report_breaks_the_rules_it_is_meant_to_break_and_no_other(
    agency: str, year: int
) -> None:
    report = truth()[agency, year]
    expected = {pair for pair in report.fails if pair[0] not in OUTSIDE_THE_TABLES}
    assert broken(report, truth().get((agency, year - 1))) == expected


def test_every_report_that_is_described_is_expected() -> None:
    assert sorted(REPORTED) == sorted(truth())


def test_every_rule_is_broken_somewhere() -> None:
    rules = {rule for report in truth().values() for rule, _ in report.fails}
    assert rules == {"route_sum", "balance", "carry_over", "in_force", "prose", "period"}


def test_every_portal_has_agencies_with_four_years() -> None:
    years = {portal_id: {} for portal_id in practice_portal_ids()}  # type: ignore[var-annotated]
    for report in truth().values():
        years[report.portal].setdefault(report.agency, set()).add(report.year)
    assert {len(agencies) for agencies in years.values()} == {2, 3, 4}
    assert all(len(each) >= 4 for agencies in years.values() for each in agencies.values())
    assert len(years) >= 39


def test_forms_follow_the_years_but_for_a_late_one_on_a_portal_at_most() -> None:
    late = [
        report.portal for report in truth().values() if report.form == "2019" and report.year > 2020
    ]
    assert "yunling/songjiangkou" in late
    assert len(late) == len(set(late))
    assert {report.form for report in truth().values() if report.year == 2020} == {"2019"}
    earliest = [
        (report.agency, report.year) for report in truth().values() if report.form == "2014"
    ]
    assert earliest == [("云岭市发展和改革委员会", 2018), ("云岭市发展和改革委员会", 2019)]


def test_a_statistics_table_has_every_indicator_and_takes_the_place_of_the_other_tables() -> None:
    for report in (report for report in truth().values() if report.form == "2014"):
        rows = [(row.chapter, row.label, row.unit) for row in statistics().rows if row.unit]
        assert [
            (entry["chapter"], entry["label"], entry["unit"]) for entry in report.statistics
        ] == rows
        assert (report.table2, report.table3, report.table4) == ({}, {}, {})
    numbers = {
        entry["label"]: entry["value"]
        for entry in truth()["云岭市发展和改革委员会", 2018].statistics
    }
    assert (numbers["收到申请数"], numbers["政务微博公开政府信息数"]) == ("19", "0")
    assert (
        next(
            number for label, number in numbers.items() if label.startswith("政府信息公开专项经费")
        )
        == "1.5"
    )


def test_what_the_worlds_say_of_a_statistics_table_are_its_indicators() -> None:
    oddities = [
        oddity
        for portal in portals()
        for agency in portal.agencies
        for oddity in agency.oddities.values()
    ]
    known = {row.key for row in statistics().rows if row.unit}
    assert {key for oddity in oddities for key in oddity.indicators} <= known


def test_tables_have_the_keys_of_their_form() -> None:
    for report in (report for report in truth().values() if report.form != "2014"):
        layout = form(report.form)
        assert list(report.table2) == [figure.key for figure in layout.figures]
        assert set(report.table3) == set(layout.table3.row_keys)
        assert {len(row) for row in report.table3.values()} == {7}
        assert {len(row) for row in report.table4.values()} == {5}


def test_amounts_are_exact_decimal_strings() -> None:
    amounts = [
        report.table2.get("fees_10k_yuan", report.table2.get("procurement_amount_10k_yuan"))
        for report in truth().values()
    ]
    stated = [amount for amount in amounts if amount is not None]
    assert {type(amount) for amount in stated} == {str}
    assert min(Decimal(amount) for amount in stated) == 0
    assert truth()["云岭市人民政府", 2020].table2["procurement_amount_10k_yuan"] == "25.1"
    assert truth()["松江口县人民政府", 2024].table2["fees_10k_yuan"] == "5125.11"


def test_printed_figures_of_real_reports_stay_as_they_are() -> None:
    office = truth()["云岭市人民政府", 2020]
    assert office.table3["new_received"] == [821, 35, None, None, 2, 1, 859]
    assert office.table3["granted"] == [258, 12, None, None, 1, 1, None]
    assert truth()["松江口县科学技术局", 2024].table3["carried_out"] == [1, 0, 0, 0, 0, 0, None]
    merged = truth()["鹿鸣川县䶮溪镇人民政府", 2024]
    assert merged.table3["other_total"] == [0] * 7
    assert merged.table3["other_remaining"] == [None] * 7


def test_odd_cells_state_what_the_form_says_they_state() -> None:
    town = truth()["松江口县雁回镇人民政府", 2024].special_cells
    assert {place: (cell.text, cell.value, cell.status) for place, cell in town.items()} == {
        (2, "rules_issued", None): ("无", 0, "printed"),
        (2, "penalty_decisions", None): ("5件", 5, "printed"),
        (3, "carried_out", "total"): ("00", 0, "printed"),
        (4, "review", "upheld"): ("无", 0, "printed"),
    }
    dashes = truth()["松江口县雁回镇人民政府", 2022].special_cells[4, "review", "total"]
    assert (dashes.text, dashes.value, dashes.status) == ("/", None, "not_applicable")
    blank = truth()["云岭市发展和改革委员会", 2021].special_cells[3, "denied_state_secret", "other"]
    assert (blank.text, blank.value, blank.status) == ("", None, "blank")


def prose(blocks: tuple[Block, ...]) -> str:
    return "\n".join(block.text for block in blocks)


def test_prose_tells_the_count_of_the_table_save_where_it_is_meant_not_to() -> None:
    disagreeing = set()
    for report in (report for portal in portals() for report in reports(portal)):
        claimed = re.search(r"(?:收到|新收)政府信息公开申请(\d+)件", prose(report.full_blocks))
        count = int(claimed[1]) if claimed else 0
        stated = report.stated
        received = (
            stated.table3["new_received"][-1]
            if stated.table3
            else stated.statistics["requests_received"]
        )
        if count != (received or 0):
            disagreeing.add((report.agency.name, report.year))
    assert disagreeing == {("松江口县人民政府", 2022)}


def test_one_report_is_signed_before_its_year_has_ended() -> None:
    early = {
        (report.agency, report.year)
        for report in truth().values()
        if report.signed_on.year <= report.year
    }
    assert early == {("松江口县雁回镇人民政府", 2024)}


def test_a_copied_report_says_the_same_with_other_numbers() -> None:
    bureau = "松江口县行政审批服务局"
    texts = {
        (r.agency.name, r.year): prose(r.full_blocks)
        for portal in portals()
        for r in reports(portal)
    }
    copied, original, ordinary = (
        re.sub(r"\d+", "", texts[bureau, year]) for year in (2024, 2023, 2022)
    )
    assert copied == original != ordinary
    assert "2023年" in texts[bureau, 2023] and "2023年" not in texts[bureau, 2024]


def test_what_is_copied_is_a_report_of_the_practice_portals() -> None:
    oddities = [
        oddity
        for portal in portals()
        for agency in portal.agencies
        for oddity in agency.oddities.values()
    ]
    copied = {oddity.worded_as for oddity in oddities if oddity.worded_as}
    assert len(copied) == 3
    assert copied <= {f"{agency}/{year}" for agency, year in truth()}


def test_texts_differ_by_agency_and_year() -> None:
    texts = [prose(report.full_blocks) for portal in portals() for report in reports(portal)]
    assert len(set(texts)) == len(texts)
