"""Portals that nobody had in mind who wrote the spiders: what they have is fetched, nothing else is
kept as a report, and no verdict says more than is true.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.registry.portals import Portal
from crawler.runner.run import crawl
from crawler.store.captures import CaptureStore, Run
from tests.crawler.many_sites import serving_many
from tests.crawler.strangers import faults, lists, systems
from tests.crawler.strangers.places import Stranger

pytestmark = [pytest.mark.loopback, pytest.mark.minutes(1)]

# Of these the crawl knows that there is more than it can have, and says so.
OUT_OF_REACH = (
    "load more",
    "tabs of years",
    "list in a file of scripts",
    "a function opens",
    "xml",
)


def crawled_at_once(strangers: list[Stranger], state: Path) -> dict[Stranger, Run]:
    with serving_many([each.answer for each in strangers], "127.0.64.1") as homes:
        portals = [
            Portal.model_validate(
                {
                    "id": f"{number}",
                    "name": "演示县人民政府",
                    "home": f"{home}/",
                    "delay": 0.0,
                    "timeout": 4.0,
                    "allow_loopback": True,
                }
            )
            for number, home in enumerate(homes)
        ]
        runs = crawl(portals, state, None, lambda *_: None)
    return {strangers[int(run.portal)]: run for run in runs}


def kept(state: Path, run: Run, kind: str) -> set[str]:
    """The addresses of what a run keeps as reports or as attachments, without sessions."""
    captures = CaptureStore(state, run.portal).captures(kind)
    parts = [urlsplit(each.url) for each in captures if each.status == 200]
    return {
        each.path.partition(";")[0] + (f"?{each.query}" if each.query else "") for each in parts
    }


def told(stranger: Stranger, run: Run, state: Path) -> str | None:
    """Say what is wrong with a crawl, or nothing."""
    reports = kept(state, run, "report")
    wanted = len(stranger.reports) if stranger.had is None else stranger.had
    if run.verdict not in stranger.honest:
        return f"{stranger.name}: {run.verdict} {run.evidence['reasons']}"
    if reports - stranger.reports - stranger.files:
        return f"{stranger.name}: no reports {reports - stranger.reports}"
    if len(reports & stranger.reports) < wanted:
        there = run.verdict != "ok" and stranger.name in OUT_OF_REACH
        return None if there else f"{stranger.name}: {len(reports)} of {wanted}"
    lost = stranger.files - reports - kept(state, run, "attachment")
    return f"{stranger.name}: lost {lost}" if lost and run.verdict == "ok" else None


def test_what_they_have_is_fetched_and_no_verdict_is_untrue(state: Path) -> None:
    strangers = [made() for made in (*lists.STRANGERS, *systems.STRANGERS, *faults.STRANGERS)]
    found = crawled_at_once(strangers, state)
    assert len(found) == len(strangers) >= 74
    assert [wrong for each, run in found.items() if (wrong := told(each, run, state))] == []
