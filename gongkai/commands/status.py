"""`gongkai status`: how the last crawl of each portal ended."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

import click

from crawler import CaptureStore, Run, stored_portals
from gongkai.listing import show_listing
from gongkai.session import state_option

HEADINGS = ("Portal\n门户", "Last run\n最近抓取", "Verdict\n结论", "Reports\n报告", "Broken since\n异常始于")
NOT_ENDED = "not ended"


def broken_since(runs: Sequence[Run]) -> str | None:
    """When the first of the unbroken row of latest runs that did not end ok was started, or None."""
    failing = list(takewhile(lambda run: run.verdict != "ok", reversed(runs)))
    return failing[-1].started_at if failing else None


def _row(portal: str, runs: Sequence[Run]) -> tuple[str, str, str, str, str]:
    if not runs:
        return (portal, "", NOT_ENDED, "", "")
    last = runs[-1]
    return (portal, _minute(last.started_at), last.verdict or NOT_ENDED, str(last.reports), _minute(broken_since(runs)))


def _minute(time: str | None) -> str:
    """A time of the log (UTC) to the minute."""
    return time[:16].replace("T", " ") if time else ""


@click.command()
@state_option
def command(state: Path) -> None:
    """Tell of every portal crawled so far: its last run, the verdict, and since when it is broken (UTC).

    列出各门户最近一次抓取的结果，以及自何时起异常（UTC）。
    """
    portals = stored_portals(state)
    if not portals:
        click.echo(f"Nothing is crawled yet in {state} / 尚无抓取记录")
        return
    show_listing(HEADINGS, (_row(portal, CaptureStore(state, portal).runs()) for portal in portals))
