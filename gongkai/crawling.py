"""Chooses the portals of a crawl, runs it with its progress shown, and judges how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

import crawler
from crawler import CaptureStore, Portal, Run, load_portals
from crawler.errors import LogUnreadable, UnknownPortal
from crawler.reasons import Code
from crawler.registry.hours import is_open
from crawler.registry.portals import DEFAULT_DIRECTORY
from crawler.registry.shards import WHOLE, Shard
from crawler.runner.schedule import is_due
from gongkai.errors import CrawlUnfinished, PortalNotRegistered
from gongkai.progress import crawl_progress


def choose(
    registry: Path | None,
    names: Sequence[str],
    due_in: Path | None = None,
    shard: Shard = WHOLE,
) -> list[Portal]:
    """Portals of the registry: those named, or all; of these those of a shard and, where a state
    folder is given, those that are due.

    A name is a portal's id or a folder of ids; one that is retired is chosen by its id alone.
    Raises PortalNotRegistered for a name that fits none.
    """
    portals = load_portals(registry or DEFAULT_DIRECTORY)
    for name in names:
        if not any(_fits(portal, name) for portal in portals):
            raise PortalNotRegistered(
                f"no portal is called {name}: `gongkai portals list` names all {len(portals)}"
            )
    ours = shard.of(portals)
    named = [portal for portal in ours if not names or any(_fits(portal, name) for name in names)]
    wanted = [portal for portal in named if portal.retired is None or portal.id in names]
    return [portal for portal in wanted if due_in is None or _is_due(portal, due_in)]


def retired_days(registry: Path | None) -> dict[str, str]:
    """The portals of the registry that are no longer crawled, with the day of their retirement."""
    portals = load_portals(registry or DEFAULT_DIRECTORY)
    return {portal.id: str(portal.retired) for portal in portals if portal.retired is not None}


def _fits(portal: Portal, name: str) -> bool:
    return f"{portal.id}/".startswith(f"{name.rstrip('/')}/")


def _is_due(portal: Portal, state: Path) -> bool:
    now = datetime.now(UTC)
    if portal.hours is not None and not is_open(portal.hours, now):
        return False
    return is_due(_runs(portal, state), now)


def _runs(portal: Portal, state: Path) -> list[Run]:
    """The latest runs of a portal; none of one that was never crawled, and none where its log
    cannot be read: the crawl is what names that portal and what is wrong with it.
    """
    try:
        return CaptureStore(state, portal.id).latest_runs()
    except (UnknownPortal, LogUnreadable):
        return []


def crawl_with_progress(
    portals: Sequence[Portal], state: Path, contact: str | None, sparing: bool = False
) -> list[Run]:
    """Crawl and show how far each portal has come. Raises click.Abort where somebody stopped it."""
    with crawl_progress() as progress:
        runs = crawler.crawl(portals, state, contact, progress, sparing)
    if len(runs) < len(portals) or any(map(_was_stopped, runs)):
        raise click.Abort
    return runs


def _was_stopped(run: Run) -> bool:
    return any(reason.code is Code.STOPPED for reason in run.reasons)


def require_finished(runs: Sequence[Run]) -> None:
    """Raise CrawlUnfinished where a run ended otherwise than ok, naming the first few."""
    unfinished = [f"{run.portal} ({run.verdict})" for run in runs if run.verdict != "ok"]
    if unfinished:
        named = ", ".join(unfinished[:5]) + (", …" if len(unfinished) > 5 else "")
        raise CrawlUnfinished(
            f"{len(unfinished)} of {len(runs)} portals not finished: {named}; "
            "`gongkai status` tells more, the next `gongkai crawl` goes on"
        )
