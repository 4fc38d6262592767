"""The demonstration, run once for real: what it prints, and what its archive tells of portals that
changed.
"""

from __future__ import annotations

import re
import shutil
import socket
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crawler import CaptureStore
from gongkai.demonstration import require_every_change, require_every_report
from gongkai.errors import DemonstrationShort
from publish.schema.queries import Query, queries
from samples import DEFAULT_PORT, ExpectedReport, PortTaken, expected_reports, practice_portal_ids
from samples.later import BY, CORRECTED, Change, change_of
from samples.world import chosen_portals
from tests.demonstration import demo, demonstration

pytestmark = [pytest.mark.loopback, pytest.mark.minutes(1)]
DOCUMENTS = ("report", "attachment")


@cache
def expected() -> list[ExpectedReport]:
    return expected_reports(demo_only=True)


@cache
def changes() -> list[Change]:
    """What the portals of the demonstration change before it crawls them again."""
    return [
        change_of(portal, f"http://{portal.address}:{DEFAULT_PORT}/")
        for portal in chosen_portals(demo_only=True)
    ]


@dataclass(frozen=True)
class Demonstration:
    """The folder that a demonstration was run in, and the lines that it printed."""

    folder: Path
    lines: list[str]

    def rows(self, query: str, parameters: dict[str, str] | None = None) -> list[Any]:
        """What the archive answers."""
        archive = self.folder / "archive.db"
        with closing(sqlite3.connect(f"{archive.as_uri()}?mode=ro", uri=True)) as database:
            return database.execute(query, parameters or {}).fetchall()


@pytest.fixture(scope="module")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """Run once for all tests, which leave it as it is."""
    folder, printed = demonstration(tmp_path_factory)
    return Demonstration(folder, printed.splitlines())


def figures_in_truth() -> int:
    """Every figure that the practice reports print, an empty cell counting as none."""
    matrices = [
        row for report in expected() for row in (*report.table3.values(), *report.table4.values())
    ]
    amounts = [value for report in expected() for value in report.table2.values()]
    indicators = sum(len(report.statistics) for report in expected())
    return indicators + sum(
        value is not None for values in (*matrices, amounts) for value in values
    )


def test_a_demonstration_sums_up_what_it_got(demonstrated: Demonstration) -> None:
    crawled, again, changed, built, *_, figures, address = demonstrated.lines
    runs = [
        requests
        for (requests,) in demonstrated.rows("SELECT requests FROM crawls ORDER BY started_at")
    ]
    first, second = sum(runs[: len(changes())]), sum(runs[len(changes()) :])
    assert (
        crawled
        == f"Crawled / 抓取: {len(practice_portal_ids(demo_only=True))} practice portals, {first}"
        " requests"
    )
    assert again == f"Crawled again after they changed / 网站变化后再次抓取: {second} requests"
    assert changed == "  reports new / 新增: 4   replaced / 替换: 4   gone / 撤下: 4"
    assert built.startswith(f"Built / 建库: archive.db: {len(expected())} reports of ")
    assert figures.split()[:4] == ["figures", "/", "数字:", str(figures_in_truth())]
    assert address.startswith("Open / 打开: http://127.0.0.1:8001/ ")
    assert [path.name for path in demonstrated.folder.iterdir() if path.suffix == ".db"] == [
        "archive.db"
    ]


def test_a_demonstration_can_be_repeated(demonstrated: Demonstration, tmp_path: Path) -> None:
    folder = tmp_path / "again"
    shutil.copytree(demonstrated.folder, folder)
    answer = demo(folder)
    assert answer.returncode == 0, answer.stderr
    counted = [
        line
        for line in answer.stdout.splitlines()
        if line.startswith(("  reports new", "Built", "  quality"))
    ]
    assert counted == [line for line in demonstrated.lines if line in counted]
    assert len(counted) == 3


def test_the_old_and_the_new_figure_of_a_replaced_report_are_told(
    demonstrated: Demonstration,
) -> None:
    told = demonstrated.rows(
        """SELECT DISTINCT page_url, statutory_table, row_key, old_value, new_value
        FROM changes JOIN reports ON reports.id = changes.report"""
    )
    printed = {report.url(): report.table2.get(CORRECTED) for report in expected()}
    old = {change.replaced: printed[change.replaced] for change in changes()}
    assert sorted(told) == sorted(
        (url, "2", CORRECTED, count, count + BY) for url, count in old.items()
    )


def test_a_report_that_was_taken_down_stays_and_says_since_when(
    demonstrated: Demonstration,
) -> None:
    told = demonstrated.rows(
        """SELECT page_url, gone_since >= (SELECT max(started_at) FROM crawls WHERE crawls.portal = reports.portal)
        FROM reports WHERE gone_since IS NOT NULL"""
    )
    assert sorted(told) == sorted((change.gone, 1) for change in changes())


@pytest.mark.parametrize("query", queries(), ids=lambda query: query.name)
def test_every_ready_made_question_has_an_answer(query: Query, demonstrated: Demonstration) -> None:
    assert demonstrated.rows(query.sql, dict.fromkeys(query.parameters, "")) != []


def test_the_second_crawl_fetches_the_documents_that_are_new_or_replaced(
    demonstrated: Demonstration,
) -> None:
    for change in changes():
        store = CaptureStore(demonstrated.folder / "var", change.portal)
        _, second = (run.id for run in store.runs())
        fetched = [each for each in store.captures() if each.run == second and each.status == 200]
        pages = [
            each.page_url if each.kind == "attachment" else each.url
            for each in fetched
            if each.kind in DOCUMENTS
        ]
        assert set(pages) == {change.new, change.replaced}


def test_a_port_of_the_practice_portals_that_is_taken_is_told_in_one_line(tmp_path: Path) -> None:
    address = expected()[0].address
    with socket.create_server((address, DEFAULT_PORT)):
        answer = demo(tmp_path)
    assert answer.returncode == PortTaken.exit_status
    assert answer.stderr.splitlines() == [
        f"gongkai: {address}:{DEFAULT_PORT} is in use: stop what listens there, or choose another"
        " port"
    ]


def test_a_demonstration_that_lacks_reports_says_so(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    with closing(sqlite3.connect(archive)) as database:
        database.execute("CREATE TABLE reports (portal TEXT, quality TEXT)")
        found = [(report.portal, "verified") for report in expected()]
        found[0] = (found[0][0], "unparsed")
        database.executemany("INSERT INTO reports VALUES (?, ?)", found)
        database.commit()
    with pytest.raises(
        DemonstrationShort, match=f"only {len(found) - 1} of the {len(found)} practice reports"
    ):
        require_every_report(archive)


@pytest.mark.parametrize("untold", ["replaced", "gone"])
def test_a_demonstration_that_does_not_tell_of_a_change_says_so(
    untold: str, tmp_path: Path
) -> None:
    archive = tmp_path / "archive.db"
    with closing(sqlite3.connect(archive)) as database:
        database.execute(
            "CREATE TABLE reports (id INTEGER PRIMARY KEY, page_url TEXT, gone_since TEXT)"
        )
        database.execute("CREATE TABLE changes (report INTEGER)")
        for change in changes():
            database.execute("INSERT INTO reports (page_url) VALUES (?)", (change.replaced,))
            database.execute("INSERT INTO changes SELECT max(id) FROM reports")
            database.execute(
                "INSERT INTO reports (page_url, gone_since) VALUES (?, '2026-01-30')",
                (change.gone,),
            )
        database.commit()
        require_every_change(archive, changes())
        address = getattr(changes()[1], untold)
        database.execute("DELETE FROM reports WHERE page_url = ?", (address,))
        database.commit()
    with pytest.raises(
        DemonstrationShort, match=f"^1 of the 8 changes .* look for {re.escape(address)} in"
    ):
        require_every_change(archive, changes())
