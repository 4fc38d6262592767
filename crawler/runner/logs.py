"""The logs of crawls: a file for each run, though many portals are crawled in one process."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

LEVEL = logging.INFO
_FORMAT = "%(asctime)s [%(name)s] %(levelname)s: %(message)s"

# What a crawl logs is told apart by the task that it runs in, which all that it starts inherits.
_running: ContextVar[str | None] = ContextVar("portal", default=None)


def _portal_of(record: logging.LogRecord) -> str | None:
    """Return the portal that a record is about: Scrapy names the spider, all else comes out of the
    crawl's task.
    """
    context = getattr(getattr(record, "spider", None), "context", None)
    return context.portal.id if context is not None else _running.get()


class _OfPortal(logging.Filter):
    def __init__(self, portal: str) -> None:
        super().__init__()
        self._portal = portal

    def filter(self, record: logging.LogRecord) -> bool:
        return _portal_of(record) == self._portal


def prepare() -> None:
    """Let records of the process pass, once Scrapy has set up its own; a log that cannot be
    written, because the disk is full, stays silent.
    """
    logging.raiseExceptions = False
    # Scrapy sets its own lower when it starts: a line for each response, which the log of captures
    # has anyway.
    for name in (None, "scrapy"):
        logging.getLogger(name).setLevel(LEVEL)
    # Without a handler, warnings would go to the terminal.
    logging.getLogger().addHandler(logging.NullHandler())


@contextmanager
def logged_to(file: Path, portal: str) -> Iterator[None]:
    """Write what is logged by the task at hand, and by all that it starts, to a file."""
    handler = logging.FileHandler(file, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter(_FORMAT))
    handler.addFilter(_OfPortal(portal))
    token = _running.set(portal)
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
        _running.reset(token)
