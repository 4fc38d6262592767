"""A generated history: several reports, up to twelve nights, an archive built after each, and what
it says of changes, versions and reports that are gone compared with what happened.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.store.captures import Capture
from publish import build
from tests.publish.practice import FEW_BUILDS, PracticeCrawl, balanced, page, report_page

AGENCY = "尚志市民政局"
EVENTS = (
    "unchanged, 304", "unchanged, 200", "changed", "earlier", "gone", "back", "fault", "moved",
    "changed with its file",
)  # fmt: skip
# The last report of these has a file beside its page.
YEARS = (2022, 2023, 2024)
WITH_FILE = 2024

Night = tuple[str, tuple[str, ...]]
nights = st.lists(
    st.tuples(st.sampled_from(["ok", "ok", "incomplete"]), st.tuples(*[st.sampled_from(EVENTS)] * len(YEARS))),
    min_size=3,
    max_size=12,
)  # fmt: skip


@cache
def contents(year: int, received: int) -> bytes:
    return report_page(AGENCY, year, table3=balanced(received))


@dataclass
class Truth:
    """One report as its agency publishes it, and what the nights so far have shown of it."""

    year: int
    shown: list[int] = field(default_factory=list)
    """The figure that each night showed which showed any."""
    at_address: set[int] = field(default_factory=set)
    moves: int = 0
    received: int = 3
    in_file: int = 3
    silent: list[tuple[Capture, str]] = field(default_factory=list)
    last: dict[str, Capture] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"{self.year}-{self.moves}.html"

    def night(self, crawl: PracticeCrawl, event: str, verdict: str) -> None:
        if event in ("gone", "fault"):
            self._fails(crawl, 404 if event == "gone" else 500, verdict)
            return
        if event == "moved" and self.at_address:
            crawl.capture(self.path, b"", status=301, link_text="年报")
            self.moves += 1
            self.at_address = set()
        elif event.startswith("changed") and self.shown:
            self.received = max({self.received, *self.shown}) + 1
        elif event == "earlier" and self.shown:
            self.received = self.shown[0]
        self._shows(crawl, self.path, self.received, event == "unchanged, 304")
        self.silent.clear()
        self.shown.append(self.received)
        self.at_address.add(self.received)
        if self.year == WITH_FILE:
            self.in_file = self.received if event.endswith("file") else self.in_file
            self._shows(crawl, f"{self.year}-file.html", self.in_file, event == "unchanged, 304")

    def _fails(self, crawl: PracticeCrawl, status: int, verdict: str) -> None:
        body = page(str(status), "没有")
        answer = crawl.capture(
            self.path, body, "other", status, link_text="年报", problem="missing"
        )
        if status == 404:
            self.silent.append((answer, verdict))

    def _shows(self, crawl: PracticeCrawl, path: str, received: int, confirmed: bool) -> None:
        body, kind, known = contents(self.year, received), "report", self.last.get(path)
        fields = {"link_text": "年报"}
        if path.endswith("file.html"):
            body, kind = body.replace(b"<td", b"<td "), "attachment"
            fields["page_url"] = crawl.url(self.path)
        if known and confirmed:
            self.last[path] = crawl.confirm(path, known, **fields)
        else:
            self.last[path] = crawl.capture(path, body, kind, **fields)

    @property
    def changes(self) -> list[tuple[int, int]]:
        pairs = zip(self.shown, self.shown[1:], strict=False)
        return [(old, new) for old, new in pairs if old != new]

    @property
    def gone_since(self) -> str | None:
        """One answer in a run that was not whole proves nothing."""
        known = len(self.silent) > 1 or any(verdict == "ok" for _, verdict in self.silent)
        return self.silent[0][0].fetched_at if known else None


CHANGES = """
select year, old_value, new_value from changes join reports on reports.id = report
where row_key = 'new_received' and column_key = 'total' order by changes.id
"""


def history(state: Path, told: list[Night]) -> Iterator[tuple[sqlite3.Connection, list[Truth]]]:
    """Live through the nights; after each, the archive and the reports that were ever seen."""
    truths = [Truth(year) for year in YEARS]
    for verdict, events in told:
        crawl = PracticeCrawl(state)
        for truth, event in zip(truths, events, strict=True):
            truth.night(crawl, event, verdict)
        crawl.finish(verdict)
        build(state, state / "archive.db")
        with closing(sqlite3.connect(state / "archive.db")) as archive:
            yield archive, [truth for truth in truths if truth.shown]


def assert_the_truth(told: list[Night], readings: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder)
        (state / "readings").symlink_to(readings)
        for archive, truths in history(state, told):
            reports = archive.execute(
                "select year, versions, gone_since from reports order by year"
            )
            assert reports.fetchall() == [
                (truth.year, len(truth.at_address), truth.gone_since) for truth in truths
            ]
            changes = archive.execute(CHANGES).fetchall()
            assert sorted(changes, key=lambda change: change[0]) == [
                (truth.year, *change) for truth in truths for change in truth.changes
            ]


@pytest.fixture(scope="session")
def readings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same documents come again in every history: each is read once."""
    return tmp_path_factory.mktemp("readings")


@settings(FEW_BUILDS, max_examples=5)
@given(told=nights)
def test_the_archive_says_after_every_night_what_happened(
    told: list[Night], readings: Path
) -> None:
    assert_the_truth(told, readings)


@pytest.mark.nightly
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(told=nights)
def test_the_archive_says_so_after_the_nights_of_many_histories(
    told: list[Night], readings: Path
) -> None:
    assert_the_truth(told, readings)


def test_a_report_that_changes_after_a_quiet_night_is_a_change_between_two_rows(
    readings: Path,
) -> None:
    quiet = ("ok", ("unchanged, 304",) * len(YEARS))
    changed = ("ok", ("changed", "unchanged, 304", "changed with its file"))
    assert_the_truth([quiet, quiet, changed, quiet, changed], readings)


def test_what_stood_in_between_does_not_hide_a_change(readings: Path) -> None:
    first = ("ok", ("unchanged, 200",) * len(YEARS))
    assert_the_truth(
        [first, ("ok", ("gone", "fault", "gone")), ("ok", ("changed", "changed", "earlier"))],
        readings,
    )
