"""Crawls portals: who may be crawled now, the crew that does it, and what is raised in the end."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from crawler.errors import ContactInvalid, ContactMissing, CrawlerError, OutsideHours, SeveralFailed
from crawler.registry.hours import is_open
from crawler.registry.portals import Portal
from crawler.runner.crew import Crew, Progress
from crawler.store.captures import Run

_CONTACT = re.compile(r"[!-~]+@[!-~]+\.[!-~]+|https?://[!-~]+\.[!-~]+")


def check_contact(portals: Sequence[Portal], contact: str | None) -> None:
    """Raise ContactMissing or ContactInvalid when portals beyond this machine would be crawled by
    nobody reachable.
    """
    if contact is not None and not _CONTACT.fullmatch(contact):
        raise ContactInvalid(
            f"contact {contact!r} must be an e-mail address or a web address in plain ASCII."
        )
    beyond = next((portal for portal in portals if not portal.is_loopback), None)
    if beyond is not None and contact is None:
        raise ContactMissing(
            f"{beyond.id}: say who crawls: set GONGKAI_CONTACT (or --contact) to an e-mail or web"
            " address."
        )


def _outside_hours(portal: Portal) -> OutsideHours | None:
    if portal.hours is None or is_open(portal.hours, datetime.now(UTC)):
        return None
    return OutsideHours(
        f"{portal.id}: may be crawled from {portal.hours} (time of China) only; crawl it then."
    )


def _summed_up(errors: Sequence[CrawlerError]) -> CrawlerError:
    """Return the one error to raise for all that went wrong."""
    if len(errors) == 1:
        return errors[0]
    return SeveralFailed(
        f"{len(errors)} portals could not be crawled: {' | '.join(map(str, errors))}", errors
    )


@contextmanager
def _stopped_by_signals(crew: Crew) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {
        number: signal.signal(number, crew.stop) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def crawl(
    portals: Sequence[Portal],
    state: Path,
    contact: str | None,
    progress: Progress,
    sparing: bool = False,
) -> list[Run]:
    """Crawl portals and return their runs, in the order of `portals`.

    `progress(portal_id, requests, reports, run)` is called while responses come (run None; at most
    four times a second for each portal) and at each portal's end. `sparing`: documents of earlier
    runs are asked for only when they are due for another look. SIGINT or SIGTERM ends all crawls
    after the requests under way: their runs come out `interrupted` and are taken up again by the
    next crawl. Raises ContactMissing or
    ContactInvalid before anything is fetched; a portal's OutsideHours, PortalLocked, DiskFull or
    CrawlCrashed after all other portals have finished, SeveralFailed where there are several.
    """
    check_contact(portals, contact)
    crew = Crew(state.resolve(), contact, progress, sparing)
    closed = {portal.id: error for portal in portals if (error := _outside_hours(portal))}
    crew.errors.extend(closed.values())
    with _stopped_by_signals(crew):
        crew.crawl([portal for portal in portals if portal.id not in closed])
    if crew.errors:
        raise _summed_up(crew.errors)
    return [crew.runs[portal.id] for portal in portals if portal.id in crew.runs]
