from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from extract import tools
from extract.version import extractor
from extract.worker import Limits, Worker
from publish import build
from publish.collect import readings
from tests.publish.conftest import Archive
from tests.publish.practice import PracticeCrawl, report_page

pytestmark = pytest.mark.slow


Built = Callable[..., Archive]
BUREAU = "尚志市民政局"


def crawl(state: Path, link_text: str) -> None:
    practice = PracticeCrawl(state)
    practice.capture(
        "1.html", report_page(BUREAU, 2023, published_on="2024-01-20"), link_text="年报"
    )
    practice.capture("2.html", b"x" * 200_000, link_text=link_text, listed_on="2025-01-20")
    practice.finish()


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that the second document of the crawl passes."""
    monkeypatch.setattr(
        readings,
        "Limits",
        lambda output_bytes: Limits(output_bytes=output_bytes, input_bytes=100_000),
    )


@pytest.mark.usefixtures("strict")
def test_a_report_that_could_not_be_read_is_there_and_not_missing(
    state: Path, built: Built
) -> None:
    crawl(state, f"{BUREAU}2024年政府信息公开工作年度报告")
    archive = built()
    assert archive.values("select quality from reports order by year") == ["verified", "unparsed"]
    assert archive.values("select status from coverage where year <= 2024 order by year") == [
        "published",
        "unreadable",
    ]
    issue = archive.row("select code, message, report from issues")
    assert (issue["code"], issue["report"]) == ("extract_failed", "230183-c6a93809-2024")
    assert "the limit is 100000" in issue["message"]


@pytest.mark.usefixtures("strict")
def test_a_document_that_failed_and_says_nothing_is_an_issue(state: Path, built: Built) -> None:
    crawl(state, "附件")
    archive = built()
    assert archive.values("select count(*) from reports") == [1]
    assert archive.values("select code from issues") == ["extract_failed"]


@pytest.mark.usefixtures("strict")
def test_a_failure_is_kept_until_somebody_deletes_it(
    state: Path, archive_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawl(state, f"{BUREAU}2024年政府信息公开工作年度报告")
    assert build(state, archive_path).unread == 1
    [kept] = (state / "readings" / extractor() / "failed").iterdir()
    monkeypatch.undo()
    assert build(state, archive_path).unread == 1
    kept.unlink()
    assert build(state, archive_path).unread == 0


@pytest.mark.usefixtures("strict")
def test_a_new_version_of_the_extractor_tries_again(
    state: Path, archive_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawl(state, f"{BUREAU}2024年政府信息公开工作年度报告")
    assert build(state, archive_path).unread == 1
    monkeypatch.undo()
    monkeypatch.setattr(readings, "extractor", lambda: "99.0+0123456789ab")
    assert build(state, archive_path).unread == 0


def test_a_document_that_lacked_a_tool_is_read_again_once_the_tool_is_there_and_not_before(
    state: Path, archive_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    really_read = readings._read

    def without_recognition(
        worker: Worker, task: readings._Task
    ) -> readings.Unread | readings.PackedReading:
        read.append(task.capture.sha256)
        reading = really_read(worker, task)
        assert not isinstance(reading, readings.Unread)
        return reading._replace(codes=frozenset({"needs_ocr"}))

    crawl(state, f"{BUREAU}2024年政府信息公开工作年度报告")
    monkeypatch.setattr(tools, "missing", lambda: ("OCR",))
    monkeypatch.setattr(readings, "_read", without_recognition)
    build(state, archive_path)
    build(state, archive_path)
    assert len(read) == len(set(read)) == 2
    waiting = {path.stem for path in (state / "readings" / extractor() / "without-ocr").iterdir()}
    assert waiting == set(read)
    monkeypatch.setattr(tools, "missing", tuple)
    monkeypatch.setattr(readings, "_read", really_read)
    build(state, archive_path)
    kept = {path.stem for path in (state / "readings" / extractor()).glob("*.json")}
    assert kept == set(read)
