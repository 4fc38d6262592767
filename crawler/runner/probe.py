"""Looks at a site without fetching its documents: what a crawl that starts from its home page would
do.

The site is searched as a crawl searches it, with the same rules and the same pace, as far as the
first page of each list. What is captured on the way is thrown away.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from crawler.context import Context
from crawler.errors import CrawlCrashed, CrawlerError, OutsideHours
from crawler.evidence import (
    BLOCKED,
    INCOMPLETE,
    OK,
    UNREACHABLE,
    judge_run,
    left_out,
    note_on_scheme,
)
from crawler.middlewares.robots import summary
from crawler.middlewares.settings import process_settings, settings_for
from crawler.pages.page import Page
from crawler.reasons import Code, Reason, because, recorded
from crawler.registry.hosts import host_and_port, is_loopback_host
from crawler.registry.hours import is_open
from crawler.registry.portals import Portal
from crawler.runner import logs
from crawler.runner.crew import PRELOADED
from crawler.runner.run import check_contact
from crawler.store.captures import CaptureStore
from crawler.store.writer import CaptureWriter

# A search for lists takes ten requests on most portals; one that takes more than this says enough
# by that.
MOST_REQUESTS = 60
# Seconds between two requests to this machine itself, where nobody is to be spared.
LOOPBACK_DELAY = 0.05


@dataclass(frozen=True)
class ChannelSeen:
    """A list that a crawl would follow: what it announces (None: nothing), and the items on its
    first page.
    """

    name: str
    url: str
    pages_announced: int | None
    items_announced: int | None
    items_seen: int


@dataclass(frozen=True)
class Probe:
    """What was seen. `verdict` is in the words of a crawl; `ok` means that lists of annual reports
    were found.

    `home` is the address after redirects; `title` and `site_name` (meta SiteName) are those of its
    page. `signs` are the patterns of families.yml that gave the family away. `reports` are the
    titles on the first pages of the lists, by address. `delay` is in seconds. `other_hosts` are
    those to which lists or reports seem to lead, with an address of each: they are not asked before
    the portal's file names them. `unasked` are addresses that the search wanted when it might ask
    for nothing more.
    """

    home: str
    verdict: str
    reasons: list[Reason]
    title: str
    site_name: str
    family: str | None
    signs: list[str]
    channels: list[ChannelSeen]
    reports: dict[str, str]
    robots: str
    delay: float
    requests: int
    other_hosts: dict[str, str]
    unasked: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """All of it as one JSON object, the reasons as the record of a crawl has them."""
        return asdict(self) | recorded(self.reasons)


def portal_at(url: str, registered: Sequence[Portal] = (), requests: int = MOST_REQUESTS) -> Portal:
    """Describe the site at an address for a probe of so many requests: with its registered pace,
    hours and hosts where it has some.
    """
    known = next((portal for portal in registered if portal.owns(url)), None)
    found = {"home": url, "budget": requests}
    if known is not None:
        searched = {"family": None, "channels": [], "hosts": sorted(known.entries), "render": False}
        return known.model_copy(update={**found, **searched})
    host = host_and_port(url)[0]
    own = {"allow_loopback": True, "delay": LOOPBACK_DELAY} if is_loopback_host(host) else {}
    return Portal.model_validate({"id": host, "name": host, **found, **own})


def probe(portal: Portal, contact: str | None, state: Path | None = None) -> Probe:
    """Look at a portal, in a process of its own. `state`: where what is captured on the way is
    kept; thrown away without it.

    Raises ContactMissing, ContactInvalid or OutsideHours before anything is asked; CrawlCrashed
    where the process died.
    """
    check_contact([portal], contact)
    if portal.hours is not None and not is_open(portal.hours, datetime.now(UTC)):
        raise OutsideHours(
            f"{portal.id}: may be asked from {portal.hours} (time of China) only; probe it then."
        )
    if state is not None:
        return _in_a_process(portal, contact, state)
    with TemporaryDirectory(prefix="gongkai-probe-") as folder:
        return _in_a_process(portal, contact, Path(folder))


def replay(portal: Portal, state: Path) -> Probe:
    """Look at a portal as it stands in a state folder, in which a run was begun and never ended:
    what is not there is not asked for. Raises CrawlCrashed where the process died.
    """
    known = len(CaptureStore(state, portal.id).captures())
    return _in_a_process(portal.model_copy(update={"budget": known}), None, state)


def _in_a_process(portal: Portal, contact: str | None, state: Path) -> Probe:
    # A reactor cannot be started twice, nor inherited: the process is a copy of one that has loaded
    # what a crawl needs, and not of this one.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(portal, contact, state, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        outcome = ours.recv()
    except EOFError as error:
        raise CrawlCrashed(f"{portal.home}: the process of the probe died; probe again.") from error
    finally:
        process.terminate()
        process.join()
    if isinstance(outcome, CrawlerError):
        raise outcome
    assert isinstance(outcome, Probe)
    return outcome


def _work(portal: Portal, contact: str | None, state: Path, pipe: Connection) -> None:
    # A terminal sends Ctrl-C to both; the parent ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        outcome: Probe | CrawlerError = _look(portal, contact, state)
    except CrawlerError as error:
        outcome = error
    except Exception as error:
        fault = f"{type(error).__name__}: {error}".splitlines()[0]
        outcome = CrawlCrashed(
            f"{portal.home}: the probe broke off by a fault of the program ({fault})."
        )
    pipe.send(outcome)


def _look(portal: Portal, contact: str | None, state: Path) -> Probe:
    with closing(CaptureWriter(state, portal)) as writer:
        context = Context(portal, writer, lambda *counts: None)
        signs = _search(context, settings_for(context, contact))
        if context.failure is not None:
            raise context.failure
        # What waits is in no log yet.
        writer.commit()
        return _summed_up(context, signs, _home_page(state, portal))


def _search(context: Context, settings: Settings) -> dict[str, list[str]]:
    """Find the family, then the lists; return the signs of each family that were seen."""
    # Imported here: spiders pull in Twisted's reactor, which must be installed first.
    from crawler.spiders import spider_of
    from crawler.spiders.family import ProbeSpider

    def go_on(task: asyncio.Future[None]) -> None:
        if context.evidence.family and context.failure is None:
            process.crawl(Crawler(spider_of(context.evidence.family), settings), survey=True)

    process = AsyncCrawlerProcess(process_settings([context]))
    logs.prepare()
    first = Crawler(ProbeSpider, settings)
    process.crawl(first).add_done_callback(go_on)
    process.start(install_signal_handlers=False)
    assert isinstance(first.spider, ProbeSpider)
    return first.spider.signs


def _home_page(state: Path, portal: Portal) -> Page:
    """Return the home page as it came last, after what led on; an empty page where none came."""
    store = CaptureStore(state, portal.id)
    pages = [capture for capture in store.captures("home") if capture.status == 200]
    return Page(pages[-1].url, store.payload(pages[-1])) if pages else Page(portal.home, b"")


def _verdict(context: Context) -> tuple[str, list[Reason]]:
    evidence = context.evidence
    verdict, reasons = judge_run(evidence, context.portal, None)
    if verdict in (BLOCKED, UNREACHABLE):
        return verdict, reasons
    reasons = [*left_out(evidence), *evidence.errors, *note_on_scheme(evidence)]
    seen = any(listing.pages_seen for listing in evidence.listings.values())
    if seen or evidence.reports_listed:
        return OK, reasons
    missing = Code.NO_LIST_YET if _goes_by_agency(evidence.family) else Code.NO_LIST
    return INCOMPLETE, [because(missing), *reasons]


def _goes_by_agency(family: str | None) -> bool:
    from crawler.spiders import spider_of
    from crawler.spiders.families.hanweb.xxgk_frames import XxgkFrames

    return family is not None and issubclass(spider_of(family), XxgkFrames)


def _summed_up(context: Context, signs: dict[str, list[str]], home: Page) -> Probe:
    evidence = context.evidence
    verdict, reasons = _verdict(context)
    lists = evidence.listings.items()
    return Probe(
        home=home.url,
        verdict=verdict,
        reasons=reasons,
        title=home.title,
        site_name=home.meta("SiteName"),
        family=evidence.family,
        signs=signs.get(evidence.family or "", []),
        channels=[
            ChannelSeen(x.name, url, x.pages_announced, x.items_announced, x.items_seen)
            for url, x in lists
        ],
        reports=dict(evidence.reports_listed),
        robots=summary(evidence.robots),
        delay=max(evidence.delays.values(), default=context.portal.delay),
        requests=context.writer.counts()[0],
        other_hosts=dict(evidence.off_list_hosts),
        unasked=[url for url, sign in evidence.traps.items() if sign.code is Code.BUDGET_SPENT],
    )
