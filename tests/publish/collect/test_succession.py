"""Agencies that took the place of others, and agencies that may be one."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from publish.collect.kinship import likely_one
from publish.collect.succession import seams


@dataclass(frozen=True)
class Office:
    """An agency of one portal."""

    body: str
    reported: frozenset[int]
    region: str | None = "990101"
    portal: str = "a/b"

    @property
    def id(self) -> str:
        return self.body

    @property
    def years(self) -> range:
        return range(min(self.reported), max(self.reported) + 1)


def office(body: str, first: int, last: int) -> Office:
    return Office(body, frozenset(range(first, last + 1)))


def test_a_reform_is_found_where_the_successor_reports_later() -> None:
    poverty = office("扶贫开发办公室", 2018, 2020)
    revival = office("乡村振兴局", 2021, 2023)
    farming = office("农业农村局", 2019, 2024)
    found = {seam.predecessor: seam for seam in seams([poverty, revival, farming], {})}
    assert found["乡村振兴局"].successor == "农业农村局"
    assert (found["乡村振兴局"].kind, found["乡村振兴局"].is_whole) == ("merged", False)
    renamed = found["扶贫开发办公室"]
    assert (renamed.successor, renamed.kind, renamed.is_whole) == ("乡村振兴局", "renamed", True)


def test_what_the_portal_s_file_says_counts_first() -> None:
    offices = [office("物价局", 2018, 2019), office("发展和改革局", 2020, 2024)]
    assert seams(offices, {}) == []
    found = seams(offices, {"a/b": {"发展和改革局": ["物价局"]}})
    assert [(seam.predecessor, seam.successor, seam.kind) for seam in found] == [
        ("物价局", "发展和改革局", "renamed")
    ]
    merged = seams(
        [*offices, office("粮食局", 2018, 2018)], {"a/b": {"发展和改革局": ["物价局", "粮食局"]}}
    )
    assert [seam.kind for seam in merged] == ["merged", "merged"]


def test_an_agency_that_reports_on_is_followed_by_none() -> None:
    offices = [office("乡村振兴局", 2021, 2024), office("农业农村局", 2019, 2024)]
    assert seams(offices, {}) == []


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (office("卫生健康局", 2021, 2022), office("卫生健康委员会", 2023, 2024), True),
        (office("卫生健康局", 2021, 2023), office("卫生健康委员会", 2023, 2024), False),
        (office("水务局", 2021, 2022), office("水利局", 2023, 2024), False),
        (office("教育局", 2021, 2022), office("教育体育局", 2023, 2024), True),
    ],
)
def test_two_that_share_a_core_and_never_a_year_are_told(
    one: Office, other: Office, alike: bool
) -> None:
    assert bool(list(likely_one([one, other], {}))) == alike
