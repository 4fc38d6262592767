"""Crawls portals: one process for each, two at once, and the verdict of each run."""

from __future__ import annotations

import multiprocessing
import re
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from crawler.captures import Run
from crawler.errors import ContactInvalid, ContactMissing, CrawlCrashed, CrawlerError, OutsideHours, SeveralFailed
from crawler.families import families
from crawler.hours import is_open
from crawler.registry import Portal
from crawler.worker import work

# Portals crawled at the same time. Politeness is kept inside each, so more would not be less polite, only heavier.
PROCESSES = 2

_PRELOADED = ["crawler.worker", "crawler.fingerprint", *(f"crawler.spiders.{family}" for family in families())]

_CONTACT = re.compile(r"[!-~]+@[!-~]+\.[!-~]+|https?://[!-~]+\.[!-~]+")

Progress = Callable[[str, int, int, Run | None], None]


def check_contact(portals: Sequence[Portal], contact: str | None) -> None:
    """Raise ContactMissing or ContactInvalid when portals beyond this machine would be crawled by nobody reachable."""
    if contact is not None and not _CONTACT.fullmatch(contact):
        raise ContactInvalid(f"contact {contact!r} must be an e-mail address or a web address in plain ASCII.")
    beyond = next((portal for portal in portals if not portal.is_loopback), None)
    if beyond is not None and contact is None:
        raise ContactMissing(
            f"{beyond.id}: say who crawls: set GONGKAI_CONTACT (or --contact) to an e-mail or web address."
        )


def _outside_hours(portal: Portal) -> OutsideHours | None:
    if portal.hours is None or is_open(portal.hours, datetime.now(UTC)):
        return None
    return OutsideHours(f"{portal.id}: may be crawled from {portal.hours} (time of China) only; crawl it then.")


def _summed_up(errors: Sequence[CrawlerError]) -> CrawlerError:
    """Return the one error to raise for all that went wrong."""
    if len(errors) == 1:
        return errors[0]
    return SeveralFailed(f"{len(errors)} portals could not be crawled: {' | '.join(map(str, errors))}")


@dataclass
class _Job:
    portal: Portal
    process: ForkServerProcess
    pipe: Connection


class _Crew:
    """The worker processes: starts them, listens to them, collects what they bring."""

    def __init__(self, state: Path, contact: str | None, progress: Progress) -> None:
        self._state = state
        self._contact = contact
        self._progress = progress
        # A reactor cannot be inherited, so workers are not forked from this process but from one that has done no more
        # than import what they need: that spares each of them a second of imports.
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(_PRELOADED)
        self.jobs: list[_Job] = []
        self.runs: dict[str, Run] = {}
        self.errors: list[CrawlerError] = []
        self.stopping = False

    def start(self, portal: Portal) -> None:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=work, args=(portal, self._state, self._contact, theirs), daemon=True)
        process.start()
        theirs.close()
        self.jobs.append(_Job(portal, process, ours))

    def listen(self) -> None:
        """Wait for messages and take each one up."""
        ready = wait([job.pipe for job in self.jobs])
        for job in [job for job in self.jobs if job.pipe in ready]:
            try:
                self._take(job, job.pipe.recv())
            except (EOFError, ConnectionResetError):
                self._died(job)

    def _take(self, job: _Job, message: Any) -> None:
        if isinstance(message, tuple):
            requests, reports = message
            self._progress(job.portal.id, requests, reports, None)
            return
        self._end(job)
        if isinstance(message, Run):
            self.runs[job.portal.id] = message
            self._progress(job.portal.id, message.requests, message.reports, message)
        else:
            self.errors.append(message)

    def _end(self, job: _Job) -> None:
        self.jobs.remove(job)
        job.process.join()
        job.pipe.close()

    def _died(self, job: _Job) -> None:
        self._end(job)
        if self.stopping:
            # Stopped before its run began, or a second time: there is nothing to report.
            return
        text = f"{job.portal.id}: its process ended with status {job.process.exitcode}; crawl again, the run goes on."
        self.errors.append(CrawlCrashed(text))

    def stop(self, *_: Any) -> None:
        """Let all workers end after the requests under way; called again, at once."""
        self.stopping = True
        for job in self.jobs:
            job.process.terminate()


@contextmanager
def _stopped_by_signals(crew: _Crew) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, crew.stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def crawl(portals: Sequence[Portal], state: Path, contact: str | None, progress: Progress) -> list[Run]:
    """Crawl portals and return their runs, in the order of `portals`.

    `progress(portal_id, requests, reports, run)` is called after every response (run None) and at each portal's end.
    SIGINT or SIGTERM ends all crawls after the requests under way: their runs come out `interrupted` and are taken up
    again by the next crawl. Raises ContactMissing or ContactInvalid before anything is fetched; a portal's
    OutsideHours, PortalLocked, DiskFull or CrawlCrashed after all other portals have finished, SeveralFailed where
    there are several.
    """
    check_contact(portals, contact)
    crew = _Crew(state.resolve(), contact, progress)
    closed = {portal.id: error for portal in portals if (error := _outside_hours(portal))}
    crew.errors.extend(closed.values())
    waiting = [portal for portal in portals if portal.id not in closed]
    with _stopped_by_signals(crew):
        while crew.jobs or (waiting and not crew.stopping):
            while waiting and len(crew.jobs) < PROCESSES and not crew.stopping:
                crew.start(waiting.pop(0))
            crew.listen()
    if crew.errors:
        raise _summed_up(crew.errors)
    return [crew.runs[portal.id] for portal in portals if portal.id in crew.runs]
