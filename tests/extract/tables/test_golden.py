"""Golden pairs: documents named by what was once read wrong in them, each with its right reading
beside it.
"""

from __future__ import annotations

import json
from difflib import unified_diff
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

import extract

GOLDEN = Path(__file__).parent.parent.parent / "golden"
ENDING = ".compare.json"
KEPT = ("agency", "year", "signed_on", "published_on", "form", "quality")


def documents() -> list[Path]:
    return sorted(path for path in GOLDEN.iterdir() if not path.name.endswith(ENDING))


def odd_cells(cells: list[dict[str, Any]]) -> list[str]:
    """The cells that are more or less than a printed number, those of a row that are alike in one
    line.
    """
    found = []
    for (row, raw, status), alike in groupby(
        cells, key=lambda cell: (cell["row"], cell["raw"], cell["status"])
    ):
        columns = ", ".join(cell["column"] for cell in alike if cell["column"])
        found.append(f"{row} ({columns}): {raw!r} is {status}")
    return found


def compared(data: bytes, name: str) -> dict[str, Any]:
    """The parts of a reading that a golden pair holds fast."""
    reading = extract.read(data, name).as_json()
    return {
        **{key: reading[key] for key in KEPT},
        **{table: reading[table] for table in ("table2", "table3", "table4")},
        "odd_cells": odd_cells(reading["cells"]),
        "failed_checks": [
            f"{one['rule']} {one['subject']}"
            for one in reading["checks"]
            if one["result"] == "fail"
        ],
        "issues": sorted({issue["code"] for issue in reading["issues"]}),
    }


def written(value: dict[str, Any]) -> str:
    """JSON with one line for each part, and one for each row of a table."""
    return "{\n" + ",\n".join(f'  "{key}": {_part(part)}' for key, part in value.items()) + "\n}\n"


def _part(part: Any) -> str:
    if isinstance(part, dict):
        rows = ",\n".join(
            f'    "{key}": {json.dumps(row, ensure_ascii=False)}' for key, row in part.items()
        )
        return "{\n" + rows + "\n  }"
    if isinstance(part, list) and part:
        return (
            "[\n"
            + ",\n".join(f"    {json.dumps(item, ensure_ascii=False)}" for item in part)
            + "\n  ]"
        )
    return json.dumps(part, ensure_ascii=False)


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_document_is_read_as_its_golden_says(path: Path) -> None:
    golden = path.with_name(path.name + ENDING)
    found = written(compared(path.read_bytes(), path.name))
    if not golden.is_file():
        golden.write_text(found, encoding="utf-8")
        pytest.fail(f"{golden.name} was missing and has been written: review it, then run again")
    expected = golden.read_text(encoding="utf-8")
    difference = "\n".join(
        unified_diff(
            expected.splitlines(), found.splitlines(), golden.name, "read now", lineterm=""
        )
    )
    assert found == expected, f"{path.name} is read differently:\n{difference}"


def test_every_golden_has_its_document_and_none_is_large() -> None:
    names = {path.name for path in documents()}
    goldens = {
        path.name.removesuffix(ENDING) for path in GOLDEN.iterdir() if path.name.endswith(ENDING)
    }
    assert goldens - names == set()
    assert len(names) >= 12
    assert [path.name for path in documents() if path.stat().st_size > 20_000] == []
