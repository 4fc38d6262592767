"""The practice portals, crawled for real: every report and attachment, no look-alike, nothing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.capture_writer import CaptureWriter
from crawler.captures import CaptureStore
from crawler.errors import PortalLocked
from crawler.registry import Portal, load_portals
from crawler.run import crawl
from samples.server import PracticePortals
from samples.truth import expected_reports

pytestmark = [pytest.mark.loopback, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def practice() -> Iterator[PracticePortals]:
    with PracticePortals(port=0) as portals:
        yield portals


@pytest.fixture(scope="module")
def portals(practice: PracticePortals, tmp_path_factory: pytest.TempPathFactory) -> list[Portal]:
    registry = tmp_path_factory.mktemp("portals")
    practice.write_registry(registry)
    return load_portals(registry)


@pytest.fixture(scope="module")
def crawled(practice: PracticePortals, portals: list[Portal], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state folder after a crawl of all practice portals."""
    state = tmp_path_factory.mktemp("state")
    runs = crawl(portals, state, None, lambda *_: None)
    assert [run.verdict for run in runs] == ["ok"] * len(portals)
    return state


def test_every_report_and_attachment_is_captured_under_its_own_address(
    crawled: Path, portals: list[Portal], practice: PracticePortals
) -> None:
    for portal in portals:
        store = CaptureStore(crawled, portal.id)
        expected = [report for report in expected_reports() if report.portal == portal.id]
        reports = {capture.url: capture for capture in store.captures("report")}
        assert set(reports) == {report.url(practice.port) for report in expected}
        assert {report.url(practice.port): report.published_on.isoformat() for report in expected} == {
            url: capture.listed_on for url, capture in reports.items()
        }
        files = {capture.url: capture for capture in store.captures("attachment") if capture.status == 200}
        linked = {report.attachment: report.url(practice.port) for report in expected if report.attachment}
        base = practice.home(portal.id).rstrip("/")
        assert {url.removeprefix(base): capture.page_url for url, capture in files.items()} == linked


def test_nothing_but_lists_and_reports_is_asked_for_and_nothing_twice(crawled: Path, portals: list[Portal]) -> None:
    for portal in portals:
        captures = CaptureStore(crawled, portal.id).captures()
        kinds = Counter(capture.kind for capture in captures)
        assert set(Counter((capture.method, capture.url) for capture in captures).values()) == {1}
        assert (kinds["other"], kinds["robots"]) == (0, 1)
        assert kinds["list"] <= 5


def test_a_second_crawl_brings_lists_and_304s(crawled: Path, portals: list[Portal], practice: PracticePortals) -> None:
    practice.forget_requests()
    second = crawl(portals, crawled, None, lambda *_: None)
    assert [run.verdict for run in second] == ["ok"] * len(portals)
    documents = {report.path for report in expected_reports()} | {report.attachment for report in expected_reports()}
    assert {asked.status for asked in practice.requests if asked.path in documents} == {304}
    for portal, run in zip(portals, second, strict=True):
        store = CaptureStore(crawled, portal.id)
        again = [capture for capture in store.captures("report") if capture.run == run.id]
        first = {capture.url: capture for capture in store.captures("report") if capture.run != run.id}
        assert {capture.url: store.payload(capture) for capture in again} == {
            url: store.payload(capture) for url, capture in first.items()
        }


def test_a_locked_portal_is_named_and_the_others_are_crawled(portals: list[Portal], tmp_path: Path) -> None:
    finished: list[str] = []
    locked = CaptureWriter(tmp_path, portals[0])
    with pytest.raises(PortalLocked, match=f"^{portals[0].id}: another crawl"):
        crawl(portals[:2], tmp_path, None, lambda portal, _, __, run: finished.append(portal) if run else None)
    locked.close()
    assert finished == [portals[1].id]
