"""The reference documents: five real reports, whose figures were typed off by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

NAMES = (
    "000_f8ae70745257c5a0",
    "001_9f90286096c8f9b2",
    "002_5e4882817e20f8fe",
    "003_4edab850b7cd1984",
    "004_b45848ecf658e842",
)
# The signature of 000 lies before the end of its year, which says nothing of its tables. In 001 cells were lost by the layout and restored by the arithmetic. 002 prints one row
# for three.
QUALITIES = dict(
    zip(NAMES, ("verified", "consistent", "verified", "verified", "consistent"), strict=True)
)
# Where the note beside the truth says that either form of the name is accepted.
OTHER_NAMES = {NAMES[1]: "王母渡镇", NAMES[4]: "尚志市亚布力镇"}


@pytest.fixture(scope="module")
def readings(shared: Path) -> dict[str, dict[str, Any]]:
    """What the command prints for all five in one call, by name."""
    files = [str(shared / "seeds" / f"{name}.txt") for name in NAMES]
    command = [sys.executable, "-m", "gongkai", "extract", "--json", "--cells", "all", *files]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=600, check=True)
    found = [json.loads(line) for line in answer.stdout.splitlines()]
    return {Path(reading["file"]).stem: reading for reading in found}


@pytest.fixture(scope="module")
def truths(shared: Path) -> dict[str, dict[str, Any]]:
    """What the documents say, by name."""
    folder = shared / "seeds" / "truth"
    return {
        name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in NAMES
    }


def test_every_document_gives_one_line_of_json(readings: dict[str, dict[str, Any]]) -> None:
    assert tuple(readings) == NAMES


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("key", ["table2", "table3", "table4", "year", "form", "signed_on"])
def test_every_cell_is_as_typed_off(
    name: str, key: str, readings: dict[str, dict[str, Any]], truths: dict[str, dict[str, Any]]
) -> None:
    assert readings[name][key] == truths[name][key]


@pytest.mark.parametrize("name", NAMES)
def test_the_agency_is_named(
    name: str, readings: dict[str, dict[str, Any]], truths: dict[str, dict[str, Any]]
) -> None:
    assert readings[name]["agency"] in {truths[name]["agency"], OTHER_NAMES.get(name)}


@pytest.mark.parametrize("name", NAMES)
def test_how_sure_the_reading_is(name: str, readings: dict[str, dict[str, Any]]) -> None:
    assert readings[name]["quality"] == QUALITIES[name]


def test_cells_that_the_layout_lost_are_marked_as_inferred(
    readings: dict[str, dict[str, Any]],
) -> None:
    cells = readings[NAMES[1]]["cells"]
    granted = {
        cell["column"]: cell for cell in cells if (cell["table"], cell["row"]) == (3, "granted")
    }
    assert [cell["value"] for cell in granted.values()] == [2, 0, 0, 0, 0, 0, 2]
    assert "inferred" in {cell["status"] for cell in granted.values()}
    assert [cell for cell in cells if cell["status"] == "unreadable"] == []


def test_a_signature_before_the_end_of_the_year_is_kept_and_told(
    readings: dict[str, dict[str, Any]],
) -> None:
    codes = {issue["code"] for issue in readings[NAMES[0]]["issues"]}
    failed = {
        (check["rule"], check["subject"])
        for check in readings[NAMES[0]]["checks"]
        if check["result"] == "fail"
    }
    assert "signed_before_period_end" in codes
    assert failed == {("period", "signed_on")}


@pytest.mark.parametrize("name", NAMES)
def test_the_prose_is_cut_into_the_six_sections(
    name: str, readings: dict[str, dict[str, Any]]
) -> None:
    sections = readings[name]["sections"]
    assert [section["number"] for section in sections] == [1, 2, 3, 4, 5, 6]
    assert "bookmark" not in " ".join(section["text"] for section in sections)
