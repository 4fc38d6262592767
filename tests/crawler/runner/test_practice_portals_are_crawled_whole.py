"""The practice portals, crawled for real: every report and attachment, no look-alike, nothing
twice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.errors import PortalLocked
from crawler.registry.portals import Portal, load_portals
from crawler.runner.run import crawl
from crawler.store.captures import CaptureStore
from crawler.store.writer import CaptureWriter
from samples.server import PracticePortals
from samples.truth import expected_reports
from tests.crawler.wasted import Waste, waste

# Requests for each one that was needed, on any portal, and on all of them together.
MOST_WASTE, MOST_WASTE_OF_ALL = 1.3, 1.15
# Reports that are asked for by agency and year stand on no list, and bear no date before they are
# read.
WITHOUT_LISTS = {"cangyuan/guiling", "cangyuan/lanhe", "qingwan/haitang"}
SHORTCUT = re.compile(r"xxgkAnnualReport\.jsp|action=detail")

pytestmark = [pytest.mark.loopback, pytest.mark.minutes(3)]


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
def crawled(
    practice: PracticePortals, portals: list[Portal], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The state folder after a crawl of all practice portals."""
    state = tmp_path_factory.mktemp("state")
    crawl(portals, state, None, lambda *_: None)
    return state


def test_every_crawl_is_whole(crawled: Path, portals: list[Portal]) -> None:
    runs = [CaptureStore(crawled, portal.id).runs()[-1] for portal in portals]
    assert {run.portal: run.reasons for run in runs if run.verdict != "ok"} == {}


def test_every_report_and_attachment_is_captured_under_its_own_address(
    crawled: Path, portals: list[Portal], practice: PracticePortals
) -> None:
    for portal in portals:
        store = CaptureStore(crawled, portal.id)
        expected = [report for report in expected_reports() if report.portal == portal.id]
        reports = {capture.url: capture for capture in store.captures("report")}
        assert set(reports) == {report.url(practice.port) for report in expected}
        listed = {report.url(practice.port): report.published_on.isoformat() for report in expected}
        if portal.id in WITHOUT_LISTS:
            listed = {url: None if SHORTCUT.search(url) else day for url, day in listed.items()}
        assert listed == {url: capture.listed_on for url, capture in reports.items()}
        files = {
            capture.url: capture
            for capture in store.captures("attachment")
            if capture.status == 200
        }
        linked = {
            report.attachment: report.url(practice.port) for report in expected if report.attachment
        }
        base = practice.home(portal.id).rstrip("/")
        assert {
            url.removeprefix(base): capture.page_url for url, capture in files.items()
        } == linked


def test_nothing_is_asked_for_twice_and_no_look_alike_is_kept(
    crawled: Path, portals: list[Portal]
) -> None:
    for portal in portals:
        captures = CaptureStore(crawled, portal.id).captures()
        # Fingerprints tell what was asked: postback pagers ask one address for many pages.
        assert {
            key
            for key, times in Counter(capture.fingerprint for capture in captures).items()
            if times > 1
        } == set()
        assert Counter(capture.kind for capture in captures)["robots"] == 1


def test_the_search_finds_everything_and_asks_for_little_else(
    crawled: Path, portals: list[Portal], practice: PracticePortals
) -> None:
    table = [measured(crawled, portal.id, practice) for portal in portals]
    for row in sorted(table, key=lambda row: -row.ratio):
        print(f"{row.portal:24} {row.requests:4} requests, {row.needed:4} needed: {row.ratio:.2f}")
    total = sum(row.requests for row in table) / sum(row.needed for row in table)
    assert [row.portal for row in table if row.ratio > MOST_WASTE] == []
    assert total <= MOST_WASTE_OF_ALL


def measured(state: Path, portal: str, practice: PracticePortals) -> Waste:
    """What the crawl of one portal asked for, against what its truth needs."""
    expected = [report for report in expected_reports() if report.portal == portal]
    attachments = len([report for report in expected if report.attachment])
    return waste(
        CaptureStore(state, portal),
        portal,
        {report.url(practice.port) for report in expected},
        attachments,
    )


def test_a_second_crawl_brings_lists_and_304s(
    crawled: Path, portals: list[Portal], practice: PracticePortals
) -> None:
    practice.forget_requests()
    second = crawl(portals, crawled, None, lambda *_: None)
    assert [run.verdict for run in second] == ["ok"] * len(portals)
    documents = {
        (report.portal, path)
        for report in expected_reports()
        for path in (report.path, report.attachment)
    }
    again = {asked.status for asked in practice.requests if (asked.portal, asked.path) in documents}
    assert again == {304}
    for portal, run in zip(portals, second, strict=True):
        store = CaptureStore(crawled, portal.id)
        seen_again = [capture for capture in store.captures("report") if capture.run == run.id]
        first = {
            capture.url: capture for capture in store.captures("report") if capture.run != run.id
        }
        assert {capture.url: store.payload(capture) for capture in seen_again} == {
            url: store.payload(capture) for url, capture in first.items()
        }


def test_a_locked_portal_is_named_and_the_others_are_crawled(
    portals: list[Portal], tmp_path: Path
) -> None:
    finished: list[str] = []
    locked = CaptureWriter(tmp_path, portals[0])
    with pytest.raises(PortalLocked, match=f"^{portals[0].id}: another crawl"):
        crawl(
            portals[:2],
            tmp_path,
            None,
            lambda portal, _, __, run: finished.append(portal) if run else None,
        )
    locked.close()
    assert finished == [portals[1].id]
