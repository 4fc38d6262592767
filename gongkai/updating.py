"""The night: crawl what is due, build, check, export, swap; and one report of it.

What is wrong with one portal stops no other, and what is wrong as it was yesterday rings no alarm:
the report of the last night, which is kept in the state folder, tells what was known.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from crawler import CaptureStore, Portal
from crawler.errors import CrawlerError, LogUnreadable, SeveralFailed
from extract.version import extractor
from foundation.databases import read_only
from gongkai.building import build_with_progress
from gongkai.crawling import choose, crawl_with_progress, retired_days
from gongkai.night_report import Failure, Night, Portals
from gongkai.portal_states import NOT_ENDED, STOPPED, PortalState, portal_states
from publish.archive.inspection import kept_inspection
from publish.archive.news import News, news
from publish.errors import EvidenceDamaged, PublishError
from publish.exports.staged import StagedExport
from publish.proof import verify

LAST: Final = "night.json"
"""The report of the last night, in the state folder."""
_MB: Final = 1e6
_ALL: Final = "all"


@dataclass(frozen=True)
class Plan:
    """What a night is asked to do, and where."""

    state: Path
    archive: Path
    exports: Path
    portals: Path | None = None
    contact: str | None = None
    formats: tuple[str, ...] = ()
    workers: int = 1
    proves: bool = False


def run_night(plan: Plan) -> Night:
    """Do all that is due; gives the report, whatever went wrong. Raises click.Abort where somebody
    stopped it, and PortalNotRegistered or the like where it cannot begin.
    """
    night = Night(began=_now())
    last = _last(plan.state)
    retired = retired_days(plan.portals)
    before = portal_states(plan.state, retired)
    with _timed(night, _ALL):
        due = choose(plan.portals, (), due_in=plan.state)
        night.due = len(due)
        with _timed(night, "crawl"):
            _crawl(plan, due, night, last)
        after = portal_states(plan.state, retired)
        night.portals = _portals(before, after, last)
        _count_crawled(plan, due, night)
        if _is_behind(plan, after):
            _build(plan, night)
        if plan.proves:
            with _timed(night, "verify"):
                _prove(plan, night, last)
    night.ended = _now()
    return night


def keep(night: Night, state: Path) -> None:
    """Keep the report for the next night."""
    state.mkdir(parents=True, exist_ok=True)
    new = state / f"{LAST}.new"
    new.write_text(json.dumps(night.as_json(), ensure_ascii=False, indent=1), encoding="utf-8")
    new.replace(state / LAST)


def _last(state: Path) -> dict[str, Any]:
    """The report of the last night; empty where none was kept, or it cannot be read."""
    try:
        found = json.loads((state / LAST).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _crawl(plan: Plan, due: Sequence[Portal], night: Night, last: dict[str, Any]) -> None:
    if not due:
        return
    try:
        crawl_with_progress(due, plan.state, plan.contact, sparing=True)
    except CrawlerError as error:
        for one in error.errors if isinstance(error, SeveralFailed) else (error,):
            # A log that cannot be read is told among the portals.
            if not isinstance(one, LogUnreadable):
                night.failures.append(_failure("crawl", one, last))


def _failure(step: str, error: Exception, last: dict[str, Any]) -> Failure:
    """A failure, new unless the last report has it."""
    known = {failure.get("name") for failure in last.get("failures", ())}
    failure = Failure(step, error)
    return replace(failure, is_new=failure.name not in known)


def _portals(
    before: dict[str, PortalState], after: dict[str, PortalState], last: dict[str, Any]
) -> Portals:
    """What became of the portals since the last report; since the crawl began, where there is
    none.
    """
    told = last.get("portals", {})
    if told:
        was_broken = {one["portal"] for one in told.get("broken", ())}
        was_damaged = {one["portal"] for one in told.get("damaged", ())}
    else:
        was_broken = {name for name, one in before.items() if one.broken_since is not None}
        was_damaged = {name for name, one in before.items() if one.is_damaged}
    damaged = [one for one in after.values() if one.is_broken and one.is_damaged]
    broken = [one for one in after.values() if one.is_broken and not one.is_damaged]
    whole = [one for one in after.values() if not one.is_broken and one.retired is None]
    stopped = [one for one in after.values() if one.verdict in (*STOPPED, NOT_ENDED)]
    return Portals(
        newly_broken=tuple(one for one in broken if one.portal not in was_broken),
        broken=tuple(broken),
        healed=tuple(one for one in whole if one.portal in was_broken | was_damaged),
        newly_damaged=tuple(one for one in damaged if one.portal not in was_damaged),
        damaged=tuple(damaged),
        unfinished=tuple(one for one in stopped if one.retired is None),
    )


def _count_crawled(plan: Plan, due: Sequence[Portal], night: Night) -> None:
    """How many portals were crawled in this night, and the bytes that they sent."""
    received = 0
    for portal in due:
        with suppress(CrawlerError):
            run = CaptureStore(plan.state, portal.id).last_run()
            if run is not None and (run.ended_at or "") >= night.began:
                night.crawled += 1
                received += run.bytes
    night.megabytes["received"] = received / _MB


def _is_behind(plan: Plan, after: dict[str, PortalState]) -> bool:
    """Whether there is something to build: a run that the archive does not know, or figures that
    another extractor made.
    """
    newest = max((one.last_run for one in after.values() if one.last_run), default=None)
    if newest is None:
        return False
    try:
        address = read_only(plan.archive)
        with closing(sqlite3.connect(address, uri=True)) as connection:
            [known] = connection.execute("select max(started_at) from crawls").fetchone()
            makers = connection.execute("select distinct extractor from reports").fetchall()
    except sqlite3.Error:
        return True
    return known is None or newest > known or bool({made for (made,) in makers} - {extractor()})


def _build(plan: Plan, night: Night) -> None:
    exported = StagedExport(plan.exports, plan.formats)
    found: list[News] = []

    def prepare(new: Path) -> None:
        found.append(news(plan.archive, new))
        with _timed(night, "export"):
            _guarded(night, "export", lambda: exported.write(new))

    def build() -> None:
        workers = plan.workers
        summary = build_with_progress(
            plan.state, plan.archive, plan.portals, workers, prepared=prepare
        )
        night.reports = summary.reports
        night.news = found[-1]

    try:
        with _timed(night, "build"):
            _guarded(night, "build", build)
        if night.news is not None:
            _guarded(night, "export", exported.take_place)
            night.archive = _digest(plan.archive)
    finally:
        exported.discard()
    night.minutes["build"] = round(night.minutes["build"] - night.minutes.get("export", 0), 2)
    _weigh(plan, night, exported)


def _prove(plan: Plan, night: Night, last: dict[str, Any]) -> None:
    """Hash everything; what is damaged is written down, but for logs, which are told among the
    portals.
    """
    logs = {state.why for state in night.portals.damaged}
    for damage in verify(plan.state, plan.archive, plan.exports, plan.workers).damages:
        if damage not in logs:
            night.failures.append(_failure("verify", EvidenceDamaged(damage), last))


def _guarded(night: Night, step: str, work: Callable[[], None]) -> None:
    """Do a step; what stops it is written down."""
    try:
        work()
    except PublishError as error:
        night.failures.append(Failure(step, error))


def _digest(archive: Path) -> str | None:
    status = archive.stat()
    kept = kept_inspection(archive, status.st_size, status.st_mtime_ns)
    return str(kept["hash"]) if kept else None


def _weigh(plan: Plan, night: Night, exported: StagedExport) -> None:
    if plan.archive.is_file():
        night.megabytes["archive"] = plan.archive.stat().st_size / _MB
    if exported.files:
        night.megabytes["exports"] = sum(file.bytes for file in exported.files) / _MB


@contextmanager
def _timed(night: Night, step: str) -> Iterator[None]:
    begun = time.monotonic()
    try:
        yield
    finally:
        night.minutes[step] = round((time.monotonic() - begun) / 60, 2)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
