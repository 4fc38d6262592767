"""Agency, year and day of publication out of pages made by rule (tests/corpus/shells.py)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import extract
from tests.corpus.shells import Shell, shells

FLOOR = 0.995
WITHOUT_BODY = 40


@pytest.fixture(scope="module")
def read() -> list[tuple[Shell, dict[str, Any]]]:
    return [(shell, extract.read(shell.html.encode(), "page.html").as_json()) for shell in shells()]


def is_agency(shell: Shell, reading: dict[str, Any]) -> bool:
    return reading["agency"] in shell.agencies


def is_year(shell: Shell, reading: dict[str, Any]) -> bool:
    return bool(reading["year"] == shell.year)


def is_day(shell: Shell, reading: dict[str, Any]) -> bool:
    expected = shell.published_on.isoformat() if shell.published_on else None
    return bool(reading["published_on"] == expected)


@pytest.mark.parametrize("right", [is_agency, is_year, is_day])
def test_what_a_page_says_is_understood(
    right: Callable[[Shell, dict[str, Any]], bool], read: list[tuple[Shell, dict[str, Any]]]
) -> None:
    wrong = [
        f"{shell.name}: {reading['agency']}, {reading['year']}, {reading['published_on']}"
        for shell, reading in read
        if not right(shell, reading)
    ]
    assert len(wrong) <= (1 - FLOOR) * len(read), "\n".join(wrong)


def test_many_pages_have_no_element_that_is_known_to_hold_the_report() -> None:
    made = list(shells())
    assert len(made) >= 300
    assert sum(shell.body == "none" for shell in made) >= WITHOUT_BODY
