"""`gongkai status`: how the last crawl of each portal ended."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

import click

from crawler import CaptureStore, Run, stored_portals
from crawler.errors import LogUnreadable
from gongkai.listing import show_listing
from gongkai.session import state_option

HEADINGS = (
    "Portal\n门户",
    "Last run\n最近抓取",
    "Verdict\n结论",
    "Reports\n报告",
    "Broken since\n异常始于",
    "Why\n原因",
)
NOT_ENDED = "not ended"
DAMAGED = "damaged"
# The most characters of a reason that the table shows; the run's record has all of it.
LONGEST_REASON = 200


def broken_since(runs: Sequence[Run]) -> str | None:
    """When the first of the unbroken row of latest runs that did not end ok was started, or
    None.
    """
    failing = list(takewhile(lambda run: run.verdict != "ok", reversed(runs)))
    return failing[-1].started_at if failing else None


def why(run: Run) -> str:
    """The first reason for a verdict other than ok, in both languages, or what the portal has not
    got, and how many more there are.
    """
    told = [reason.line for reason in run.reasons] or _explained(run)
    if not told:
        return ""
    first, *others = told
    short = _shortened(first)
    return f"{short} (+{len(others)})" if others else short


def _explained(run: Run) -> list[str]:
    """What a run that is whole found named and not to be had, as the run before it did."""
    named = run.evidence.get("explained", {}).get("examples", {})
    return [f"explained: {told}: {url}" for url, told in named.items()]


def _shortened(reason: str) -> str:
    return reason if len(reason) <= LONGEST_REASON else f"{reason[:LONGEST_REASON]}…"


def _row(portal: str, state: Path) -> tuple[str, ...]:
    try:
        runs = CaptureStore(state, portal).runs()
    except LogUnreadable as error:
        return (portal, "", DAMAGED, "", "", _shortened(str(error)))
    if not runs:
        return (portal, "", NOT_ENDED, "", "", "")
    last = runs[-1]
    verdict, since = last.verdict or NOT_ENDED, _minute(broken_since(runs))
    return (portal, _minute(last.started_at), verdict, str(last.reports), since, why(last))


def _minute(time: str | None) -> str:
    """A time of the log (UTC) to the minute."""
    return time[:16].replace("T", " ") if time else ""


@click.command()
@state_option
def command(state: Path) -> None:
    """Tell of every portal crawled so far: its last run, the verdict, since when it is broken
    (UTC), and why.

    列出各门户最近一次抓取的结果，自何时起异常（UTC），以及原因。
    """
    portals = stored_portals(state)
    if not portals:
        click.echo(f"Nothing is crawled yet in {state} / 尚无抓取记录")
        return
    show_listing(HEADINGS, (_row(portal, state) for portal in portals))
