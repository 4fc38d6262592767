from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.publish.conftest import Archive
from tests.publish.practice import PracticeCrawl, balanced, report_page

Built = Callable[..., Archive]
BUREAU = "尚志市民政局"
ACROSS = "select * from checks where source = 'archive'"


def crawl(state: Path, **pages: bytes) -> None:
    run = PracticeCrawl(state)
    for name, body in pages.items():
        run.capture(f"{name}.html", body, link_text="年报")
    run.finish()


def test_what_was_carried_out_is_carried_in(state: Path, built: Built) -> None:
    crawl(
        state,
        a=report_page(BUREAU, 2023, table3=balanced(5, 0, 2)),
        b=report_page(BUREAU, 2024, table3=balanced(5, 2, 0)),
    )
    checks = built().rows(f"{ACROSS} and rule = 'carry_over'")
    assert [check["subject"] for check in checks] == [
        "natural_person", "business", "research", "nonprofit", "legal_service", "other", "total",
    ]  # fmt: skip
    assert {check["result"] for check in checks} == {"pass"}
    assert (checks[-1]["left_value"], checks[-1]["right_value"]) == (2, 2)
    assert {check["compared_report"] for check in checks} == {"230183-c6a93809-2023"}


def test_what_does_not_carry_over_fails_and_nothing_is_corrected(state: Path, built: Built) -> None:
    crawl(
        state,
        a=report_page(BUREAU, 2023, table3=balanced(5, 0, 2)),
        b=report_page(BUREAU, 2024, table3=balanced(5, 1, 0)),
    )
    archive = built()
    failed = archive.rows(f"{ACROSS} and result = 'fail'")
    assert [(check["subject"], check["left_value"], check["right_value"]) for check in failed] == [
        ("natural_person", 1, 2),
        ("total", 1, 2),
    ]
    assert archive.values("select quality from reports") == ["verified", "verified"]
    assert archive.values("select failed_checks from reports") == [0, 0]


@pytest.mark.parametrize(("in_force", "result"), [(422, "pass"), (423, "fail")])
def test_rules_in_force_follow_from_last_year(
    in_force: int, result: str, state: Path, built: Built
) -> None:
    earlier = {"normative_documents_in_force": 420}
    later = {
        "normative_documents_issued": 61,
        "normative_documents_repealed": 59,
        "normative_documents_in_force": in_force,
    }
    crawl(state, a=report_page(BUREAU, 2023, earlier), b=report_page(BUREAU, 2024, later))
    checks = built().rows(f"{ACROSS} and rule = 'in_force' order by id")
    assert [(check["subject"], check["result"]) for check in checks] == [
        ("rules_in_force", "pass"),
        ("normative_documents_in_force", result),
    ]
    assert (checks[1]["left_value"], checks[1]["right_value"]) == (in_force, 422)


def test_a_blank_counts_as_zero_and_is_told_but_a_slash_does_not(state: Path, built: Built) -> None:
    blank = balanced() | {"carried_out": ["", "/", 0, 0, 0, 0, 0]}
    crawl(state, a=report_page(BUREAU, 2023, table3=blank), b=report_page(BUREAU, 2024))
    checks = {
        check["subject"]: check for check in built().rows(f"{ACROSS} and rule = 'carry_over'")
    }
    assert (checks["natural_person"]["result"], checks["natural_person"]["assumed_blank_zero"]) == (
        "pass",
        1,
    )
    assert (checks["business"]["result"], checks["business"]["assumed_blank_zero"]) == (
        "not_computable",
        0,
    )
    assert (checks["research"]["result"], checks["research"]["assumed_blank_zero"]) == ("pass", 0)


def test_a_blank_contradicts_nothing(state: Path, built: Built) -> None:
    blank = balanced() | {"carried_out": [""] * 7}
    after = report_page(BUREAU, 2024, table3=balanced(3, carried_in=1))
    crawl(state, a=report_page(BUREAU, 2023, table3=blank), b=after)
    check = built().row(f"{ACROSS} and rule = 'carry_over' and subject = 'total'")
    assert check["result"] == "not_computable"


def test_nothing_is_contradicted_where_two_reports_of_a_year_differ(
    state: Path, built: Built
) -> None:
    crawl(
        state,
        a=report_page(BUREAU, 2023, table3=balanced(3, carried_out=2)),
        c=report_page(BUREAU, 2023, table3=balanced(3, carried_out=1)),
        b=report_page(BUREAU, 2024, table3=balanced(3, carried_in=1)),
    )
    assert built().rows(f"{ACROSS} and result = 'fail'") == []


def test_nothing_is_contradicted_by_a_report_whose_year_is_contested(
    state: Path, built: Built
) -> None:
    prose = "统计期限自2022年1月1日至2022年12月31日。"
    before = report_page(BUREAU, 2023, table3=balanced(3, carried_out=2), prose=prose)
    crawl(state, a=before, b=report_page(BUREAU, 2024, table3=balanced(3, carried_in=1)))
    assert built().rows(f"{ACROSS} and result = 'fail'") == []


def test_a_year_between_is_never_skipped(state: Path, built: Built) -> None:
    crawl(state, a=report_page(BUREAU, 2022), b=report_page(BUREAU, 2024))
    assert built().rows(ACROSS) == []


def test_the_views_add_up_only_what_is_known(state: Path, built: Built) -> None:
    blank = balanced(9) | {
        "granted": [9, 0, 0, 0, 0, 0, ""],
        "partially_granted": [0, 0, 0, 0, 0, 0, "/"],
    }
    crawl(
        state,
        a=report_page(BUREAU, 2024, table3=balanced(4)),
        b=report_page("尚志市财政局", 2024, table3=blank),
    )
    archive = built()
    rates = archive.rows(
        "select agency_name, handled, granted, granted_rate, denied from disclosure_rates order by"
        " handled"
    )
    assert rates == [
        {"agency_name": BUREAU, "handled": 4, "granted": 4, "granted_rate": 1.0, "denied": 0},
        {
            "agency_name": "尚志市财政局",
            # Left blank, and the sum of its row; what is crossed out has no number.
            "handled": 9,
            "granted": 9,
            "granted_rate": 1.0,
            "denied": 0,
        },
    ]
    region = archive.row(
        "select reports, received, received_reports, handled, disclosed, disclosed_reports from"
        " region_year"
    )
    assert region == {
        "reports": 2, "received": 13, "received_reports": 2, "handled": 4, "disclosed": 4, "disclosed_reports": 1,
    }  # fmt: skip
