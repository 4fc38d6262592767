"""What the JSON of a reading has is what the contract says it has, key by key."""

from __future__ import annotations

from typing import Any

import extract
from extract.contract import (
    CellRecord,
    CheckRecord,
    IssueRecord,
    ReadingRecord,
    SectionRecord,
    SourceRecord,
    TableRecord,
)
from extract.version import extractor
from tests.publish.practice import report_page


def keys(record: Any) -> set[str]:
    return set(record.__annotations__)


def test_a_reading_has_the_keys_of_the_contract_and_no_others() -> None:
    data = report_page("尚志市民政局", 2024, {"rules_issued": "", "fees_10k_yuan": "12件"})
    reading = extract.read(data).as_json(all_cells=True)
    assert set(reading) == keys(ReadingRecord)
    assert {frozenset(cell) for cell in reading["cells"]} == {frozenset(keys(CellRecord))}
    assert {frozenset(check) for check in reading["checks"]} == {frozenset(keys(CheckRecord))}
    assert {frozenset(issue) for issue in reading["issues"]} <= {frozenset(keys(IssueRecord))}
    assert {frozenset(part) for part in reading["sections"]} == {frozenset(keys(SectionRecord))}
    assert {frozenset(table) for table in reading["tables"]} == {frozenset(keys(TableRecord))}
    sources = [cell["source"] for cell in reading["cells"] if cell["source"] is not None]
    assert set().union(*sources) <= keys(SourceRecord)
    assert reading["extractor"] == extractor()
