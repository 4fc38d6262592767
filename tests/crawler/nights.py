"""Nights of `gongkai crawl --due`: the log is made older, then the portal is crawled as the night
does.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from crawler.runner.run import crawl
from crawler.store.captures import Run
from tests.crawler.sites import Site


def by_night(site: Site, state: Path, days: int, **fields: Any) -> Run:
    """So many days after the last crawl, crawl as the night does."""
    with closing(sqlite3.connect(state / "captures/yanshi/log.db")) as log, log:
        log.create_function("earlier", 1, lambda text: text and _days_before(text, days))
        log.execute("UPDATE captures SET fetched_at = earlier(fetched_at)")
        log.execute("UPDATE requests SET begun = earlier(begun)")
        log.execute(
            "UPDATE runs SET started_at = earlier(started_at), ended_at = earlier(ended_at)"
        )
    site.asked.clear()
    [run] = crawl([site.portal(**fields)], state, None, lambda *_: None, sparing=True)
    return run


def _days_before(text: str, days: int) -> str:
    moment = datetime.fromisoformat(text) - timedelta(days=days)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
