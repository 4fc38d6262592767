"""Portals that change between two crawls: what a second and third crawl bring, and what the archive
says of it.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crawler import CaptureStore, Run, crawl, load_portals
from publish import build
from samples import Change, PracticePortals
from samples.later import BY, CORRECTED
from tests.worlds import write_world

pytestmark = [pytest.mark.loopback]

FAMILIES = ("hanweb", "trs")


@dataclass(frozen=True)
class Twice:
    """The state after three crawls, of which the second and third saw the changes, and the archive
    made of it.
    """

    state: Path
    archive: Path
    runs: list[list[Run]]
    changes: dict[str, Change]

    def rows(self, query: str, *parameters: object) -> list[Any]:
        with closing(sqlite3.connect(f"{self.archive.as_uri()}?mode=ro", uri=True)) as database:
            return database.execute(query, parameters).fetchall()


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Twice:
    folder = tmp_path_factory.mktemp("twice")
    worlds, registry, state = folder / "worlds", folder / "portals", folder / "var"
    worlds.mkdir()
    for number, (family, place) in enumerate(
        zip(FAMILIES, ("试山县", "试水县"), strict=True), start=1
    ):
        write_world(worlds, family, number, place)
    with PracticePortals(port=0, worlds=worlds, changing=True) as practice:
        practice.write_registry(registry)
        portals = load_portals(registry)
        runs = [crawl(portals, state, None, lambda *_: None)]
        changes = {change.portal: change for change in practice.change()}
        runs += [crawl(portals, state, None, lambda *_: None) for _ in range(2)]
    build(state, folder / "archive.db", registry, 1, lambda *_: None)
    return Twice(state, folder / "archive.db", runs, changes)


def test_the_crawl_before_the_change_is_whole(twice: Twice) -> None:
    assert [(run.verdict, run.reports) for run in twice.runs[0]] == [("ok", 9)] * len(FAMILIES)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_second_crawl_fetches_what_is_new_or_replaced_and_nothing_else(
    family: str, twice: Twice
) -> None:
    second = twice.runs[1][FAMILIES.index(family)]
    change = twice.changes[family]
    captures = [
        each for each in CaptureStore(twice.state, family).captures() if each.run == second.id
    ]
    reports = [each for each in captures if each.kind == "report"]
    assert {each.url for each in reports if each.status == 200} == {change.new, change.replaced}
    assert [each.status for each in captures if each.url == change.gone] == [404]
    assert len([each for each in reports if each.status == 304]) == 10 - 3
    assert (second.verdict, second.reports) == ("ok", 9)
    assert list(second.evidence["gone"]["examples"]) == [change.gone]


@pytest.mark.parametrize("family", FAMILIES)
def test_both_versions_of_the_replaced_report_are_kept_and_their_difference_is_told(
    family: str, twice: Twice
) -> None:
    change = twice.changes[family]
    versions = [
        each
        for each in CaptureStore(twice.state, family).captures("report")
        if each.url == change.replaced
    ]
    payloads = {CaptureStore(twice.state, family).payload(each) for each in versions}
    assert len(payloads) == 2
    query = """SELECT row_key, new_value - old_value FROM changes JOIN reports ON reports.id = changes.report
        WHERE page_url = ?"""
    assert twice.rows(query, change.replaced) == [(CORRECTED, BY)]
    assert twice.rows("SELECT count(*) FROM changes") == [(len(FAMILIES),)]


def test_what_is_gone_stays_in_the_archive_and_says_since_when(twice: Twice) -> None:
    gone = twice.rows(
        "SELECT page_url, gone_since, last_seen FROM reports WHERE gone_since IS NOT NULL"
    )
    assert {url for url, _, _ in gone} == {change.gone for change in twice.changes.values()}
    second = {run.portal: run for run in twice.runs[1]}
    for change in twice.changes.values():
        [(since, last_seen)] = [(since, seen) for url, since, seen in gone if url == change.gone]
        run = second[change.portal]
        assert last_seen <= run.started_at <= since <= str(run.ended_at)
    assert twice.rows("SELECT count(*) FROM reports") == [(10 * len(FAMILIES),)]


def test_the_new_report_was_first_seen_by_the_second_crawl(twice: Twice) -> None:
    second = {run.portal: run for run in twice.runs[1]}
    for change in twice.changes.values():
        [(first_seen,)] = twice.rows(
            "SELECT first_seen FROM reports WHERE page_url = ?", change.new
        )
        assert second[change.portal].started_at <= first_seen <= str(second[change.portal].ended_at)
