"""The number of lines that the tests run only rises: how it is worked out, and what is said of it."""

from __future__ import annotations

from typing import Any

import yaml

from tests.house.house import PACKAGES
from tests.line_coverage.__main__ import FLOOR, complaints, shares, steps_up


def file(lines: int, run: int) -> dict[str, Any]:
    return {"summary": {"num_statements": lines, "covered_lines": run}}


def test_a_package_is_the_sum_of_its_files() -> None:
    files = {
        "extract/tables/values.py": file(90, 90),
        "extract/reading.py": file(10, 5),
        "gongkai/cli.py": file(4, 1),
    }
    assert shares(files) == {"extract": 95.0, "gongkai": 25.0}


def test_fewer_lines_than_the_floor_are_told_and_so_is_a_package_without_one() -> None:
    assert complaints({"extract": 94.96, "samples": 80.0}, {"extract": 95.0, "crawler": 70.0}) == [
        "extract: 94.96 % of the lines are run, the floor is 95.0 %",
        "crawler: 0.00 % of the lines are run, the floor is 70.0 %",
        "samples has no floor",
    ]


def test_what_to_write_is_said_where_more_are_run_and_chance_is_no_step() -> None:
    assert steps_up({"extract": 95.68, "crawler": 70.4}, {"extract": 95.0, "crawler": 70.0}) == [
        "extract: 95.6"
    ]


def test_every_package_has_a_floor() -> None:
    assert set(yaml.safe_load(FLOOR.read_text(encoding="utf-8"))) == set(PACKAGES)
