"""What all parts of one portal's crawl share: the portal, its open store, the evidence, and who is
crawling.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.errors import CrawlerError
from crawler.evidence import Evidence
from crawler.reasons import Code, Reason, because
from crawler.registry.portals import Portal
from crawler.store.writer import CaptureWriter

# The settings that carry the context of one crawl, and of all the crawls of a process.
SETTING, ALL = "GONGKAI_CONTEXT", "GONGKAI_CONTEXTS"
# Scrapy's words for what ended a crawl.
FINISHED, _STOPPED, _MEMORY = "finished", "shutdown", "memusage_exceeded"


@dataclass
class Context:
    """One portal's crawl. `report` is called with the counts of requests and reports after every
    capture.

    `failure` holds the error that ended the crawl from inside a middleware, for the caller to
    raise. `interruption` says what stopped it, where that was not a signal. `chromium` is the
    browser for pages that need one. `sparing`: documents are asked for again only when they are
    due. `watched`: the lists that the last run walked, where that was whole: what else lay on its
    way is then asked for again only when it is due, too; None where everything is.
    """

    portal: Portal
    writer: CaptureWriter
    report: Callable[[int, int], None]
    evidence: Evidence = field(default_factory=Evidence)
    stopped_by_signal: bool = False
    interruption: Reason | None = None
    chromium: Path | None = None
    sparing: bool = False
    watched: frozenset[str] | None = None
    pages_not_due: int = 0
    failure: CrawlerError | None = None

    @classmethod
    def of(cls, crawler: Crawler) -> Context:
        """Return the context that the crawl's settings carry."""
        context = crawler.settings[SETTING]
        assert isinstance(context, Context)
        return context

    def __deepcopy__(self, memo: object) -> Context:
        # Scrapy copies its settings for every crawler; they all have to share this one.
        return self


def note_end(context: Context, reason: str) -> None:
    """Note what ended a crawl, by the word that Scrapy has for it: a run that did not finish by
    itself is interrupted, whatever ended it.
    """
    if reason == FINISHED or context.failure is not None or context.interruption is not None:
        return
    if reason == _STOPPED:
        context.stopped_by_signal = True
    elif reason == _MEMORY:
        context.interruption = because(Code.MEMORY_FULL)
    else:
        context.interruption = because(Code.CLOSED, told=reason)


class Shared:
    """Holds what settings carry as it is: Scrapy copies all else."""

    def __init__(self, contexts: list[Context]) -> None:
        self.contexts = contexts

    def __deepcopy__(self, memo: object) -> Shared:
        return self


class Component:
    """Base of the middlewares and extensions: what Scrapy builds for a crawl, with the crawl's
    context.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._context = Context.of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the component; Scrapy calls this."""
        return cls(crawler)

    def _fingerprint(self, request: Request) -> str:
        return self._crawler.request_fingerprinter.fingerprint(request).hex()
