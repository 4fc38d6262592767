"""`gongkai status`: how the last crawl of each portal ended."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from gongkai.crawling import retired_days
from gongkai.listing import show_listing
from gongkai.portal_states import PortalState, portal_states
from gongkai.session import portals_option, state_option

HEADINGS = (
    "Portal\n门户",
    "Last run\n最近抓取",
    "Verdict\n结论",
    "Reports\n报告",
    "Broken since\n异常始于",
    "Why\n原因",
)
# The most characters of a reason that the table shows; the run's record has all of it.
LONGEST_REASON = 200


def _row(state: PortalState) -> tuple[str, ...]:
    return (
        state.portal,
        _minute(state.last_run),
        f"retired {state.retired}" if state.retired else state.verdict,
        "" if state.reports is None else str(state.reports),
        _minute(state.broken_since),
        _shortened(state.why),
    )


def _shortened(reason: str) -> str:
    return reason if len(reason) <= LONGEST_REASON else f"{reason[:LONGEST_REASON]}…"


def _minute(time: str | None) -> str:
    """A time of the log (UTC) to the minute."""
    return time[:16].replace("T", " ") if time else ""


def _show(states: Sequence[PortalState], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([state.as_json() for state in states], ensure_ascii=False))
    elif states:
        show_listing(HEADINGS, (_row(state) for state in states))
    else:
        click.echo("Nothing is broken / 没有异常")


@click.command()
@portals_option
@state_option
@click.option("--broken", is_flag=True, help="Only portals that are broken / 只列异常门户")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Only portals that broke on that day (UTC) or later / 只列该日及以后出现异常的门户",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON array / 输出为 JSON")
def command(
    portals: Path | None, state: Path, broken: bool, since: datetime | None, as_json: bool
) -> None:
    """Tell of every portal crawled so far: its last run, the verdict, since when it is broken
    (UTC), and why.

    列出各门户最近一次抓取的结果，自何时起异常（UTC），以及原因。
    """
    states = list(portal_states(state, retired_days(portals)).values())
    if not states and not as_json:
        click.echo(f"Nothing is crawled yet in {state} / 尚无抓取记录")
        return
    if broken or since:
        states = [one for one in states if one.is_broken]
    if since:
        # Since when a log is damaged is not known.
        day = since.date().isoformat()
        states = [one for one in states if one.broken_since is None or one.broken_since >= day]
    _show(states, as_json)
