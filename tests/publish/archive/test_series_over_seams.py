"""Agencies that were renamed or merged: series and checks go over the seam, marked, and prove
nothing that they cannot.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.publish.conftest import Archive
from tests.publish.practice import PracticeCrawl, balanced, report_page

Built = Callable[..., Archive]
RECEIVED = (
    "select s.year, s.value, s.succession, b.name as by from series s join agencies b"
    " on b.id = s.reported_by where s.indicator = 'received' and s.agency_name = ? order by s.year"
)
ACROSS = (
    "select k.result, k.succession, k.left_value as carried_in, k.right_value as carried_out"
    " from checks k join reports r on r.id = k.report join agencies a on a.id = r.agency"
    " where k.rule = 'carry_over' and k.subject = 'total' and a.name = ? order by r.year"
)


@pytest.fixture
def reported(state: Path, built: Built) -> Callable[..., Archive]:
    """The archive of reports by agency, year, requests received, carried in and carried out."""

    def archive(*reports: tuple[str, int, int, int, int]) -> Archive:
        run = PracticeCrawl(state)
        for at, (agency, year, received, carried_in, carried_out) in enumerate(reports):
            table = balanced(received, carried_in, carried_out)
            body = report_page(f"尚志市{agency}", year, table3=table)
            run.capture(f"{at}.html", body, link_text="年报")
        run.finish()
        return built()

    return archive


def test_a_renamed_agency_has_one_series_and_is_held_to_its_word(
    reported: Callable[..., Archive],
) -> None:
    archive = reported(
        ("扶贫开发办公室", 2019, 5, 0, 1),
        ("扶贫开发办公室", 2020, 6, 1, 2),
        ("乡村振兴局", 2021, 7, 3, 0),
    )
    assert [tuple(row.values()) for row in archive.rows(RECEIVED, "尚志市乡村振兴局")] == [
        (2019, 5, None, "尚志市扶贫开发办公室"),
        (2020, 6, None, "尚志市扶贫开发办公室"),
        (2021, 7, "renamed", "尚志市乡村振兴局"),
    ]
    assert archive.rows(ACROSS, "尚志市乡村振兴局") == [
        {"result": "fail", "succession": "renamed", "carried_in": 3, "carried_out": 2}
    ]


def test_figures_of_two_that_were_merged_are_not_added_and_contradict_nothing(
    reported: Callable[..., Archive],
) -> None:
    archive = reported(
        ("工商行政管理局", 2018, 50, 0, 4),
        ("质量技术监督局", 2018, 30, 0, 3),
        ("市场监督管理局", 2019, 60, 7, 2),
        ("市场监督管理局", 2020, 70, 2, 0),
    )
    assert [tuple(row.values()) for row in archive.rows(RECEIVED, "尚志市市场监督管理局")] == [
        (2019, 60, "merged", "尚志市市场监督管理局"),
        (2020, 70, None, "尚志市市场监督管理局"),
    ]
    [own] = archive.rows(ACROSS, "尚志市市场监督管理局")
    assert (own["result"], own["succession"]) == ("pass", None)
    assert archive.values(
        RECEIVED.replace("s.year, s.value", "s.value"), "尚志市工商行政管理局"
    ) == [50]
    assert archive.values("select count(*) from checks where result = 'fail'") == [0]


def test_one_of_several_that_were_merged_is_no_measure_for_what_came_of_them(
    reported: Callable[..., Archive],
) -> None:
    archive = reported(("国土资源局", 2018, 50, 0, 4), ("自然资源局", 2019, 60, 9, 0))
    assert [row["succession"] for row in archive.rows(RECEIVED, "尚志市自然资源局")] == [
        None,
        "merged",
    ]
    assert archive.rows(ACROSS, "尚志市自然资源局") == [
        {"result": "not_computable", "succession": "merged", "carried_in": 9, "carried_out": 4}
    ]


def test_an_agency_that_takes_another_in_carries_on_more_than_its_own(
    reported: Callable[..., Archive],
) -> None:
    archive = reported(
        ("乡村振兴局", 2022, 5, 0, 3),
        ("农业农村局", 2021, 9, 0, 0),
        ("农业农村局", 2022, 9, 0, 1),
        ("农业农村局", 2023, 9, 4, 0),
    )
    assert [row["succession"] for row in archive.rows(RECEIVED, "尚志市农业农村局")] == [
        None,
        None,
        "merged",
    ]
    assert [row["result"] for row in archive.rows(ACROSS, "尚志市农业农村局")] == [
        "pass",
        "not_computable",
    ]


def test_a_chain_of_names_is_one_series(reported: Callable[..., Archive]) -> None:
    archive = reported(
        ("扶贫开发办公室", 2020, 5, 0, 1),
        ("乡村振兴局", 2021, 6, 1, 0),
        ("乡村振兴局", 2022, 7, 0, 2),
        ("农业农村局", 2023, 8, 2, 0),
    )
    assert [tuple(row.values())[:3] for row in archive.rows(RECEIVED, "尚志市农业农村局")] == [
        (2020, 5, None),
        (2021, 6, "renamed"),
        (2022, 7, None),
        (2023, 8, "merged"),
    ]
    assert archive.values("select result from checks where result = 'fail'") == []
