"""Totals that a report leaves blank are the sum of their parts, where all of these are known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.publish.conftest import Archive
from tests.publish.practice import PracticeCrawl, balanced, report_page

Built = Callable[..., Archive]
BUREAU = "尚志市水务局"
ASKED = "select computed, new_received, granted, denied_state_secret, total from report_totals"


def built_of(state: Path, built: Built, table3: dict[str, list[object]], **more: object) -> Archive:
    crawl = PracticeCrawl(state)
    crawl.capture("a.html", report_page(BUREAU, 2022, table3=table3, **more), link_text="年报")
    crawl.finish()
    return built()


def with_rows(**rows: list[object]) -> dict[str, list[object]]:
    """Table 3 of five requests, with other rows in the place of its own."""
    return {**balanced(5), **rows}


def test_a_blank_total_is_the_sum_of_printed_parts_and_is_named(state: Path, built: Built) -> None:
    archive = built_of(state, built, with_rows(granted=[3, 2, 0, 0, 0, 0, ""]))
    row = archive.row(ASKED)
    assert (row["computed"], row["granted"], row["total"]) == (" granted ", 5, 5)
    assert archive.values("select total from applications where outcome = 'granted'") == [None]
    [series] = archive.rows(
        "select value, status, doubtful from series where indicator = 'granted'"
    )
    assert series == {"value": 5, "status": "computed", "doubtful": 1}
    assert archive.values("select computed from disclosure_rates") == [" granted "]


def test_a_blank_part_is_known_where_the_sums_leave_nothing_for_it(
    state: Path, built: Built
) -> None:
    table3 = with_rows(
        new_received=[5, 1, "", "", "", "", 6],
        granted=[4, 1, "", "", "", "", ""],
        denied_state_secret=[1, "", "", "", "", "", ""],
        total=[5, 1, "", "", "", "", 6],
    )
    row = built_of(state, built, table3).row(ASKED)
    assert (row["granted"], row["denied_state_secret"]) == (5, 1)
    assert row["computed"] == " granted denied_state_secret "


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(["", "", "", "", "", "", ""], id="nothing printed"),
        pytest.param([5, "?", 0, 0, 0, 0, ""], id="a part that cannot be read"),
        pytest.param([5, 0, 0, 0, 0, 0, "见附件"], id="a total that cannot be read"),
    ],
)
def test_no_total_is_computed(row: list[object], state: Path, built: Built) -> None:
    found = built_of(state, built, with_rows(granted=row)).row(ASKED)
    assert (found["granted"], found["computed"]) == (None, None)


def test_a_blank_part_stays_unknown_where_the_sums_do_not_prove_it(
    state: Path, built: Built
) -> None:
    table3 = with_rows(granted=[3, "", 0, 0, 0, 0, ""], total=[5, "", 0, 0, 0, 0, ""])
    found = built_of(state, built, table3).row(ASKED)
    assert (found["granted"], found["computed"]) == (None, None)


def test_a_route_of_table_4_is_added_up_alike(state: Path, built: Built) -> None:
    table4 = (1, 2, 3, 4, "", *[0] * 10)
    archive = built_of(state, built, balanced(5), table4=table4)
    assert archive.row("select computed, review_total from report_totals") == {
        "computed": " review_total ",
        "review_total": 10,
    }
