"""How each portal stands: its last run, the verdict, since when it is broken, and why.

`gongkai status` shows it, and the report of a night tells what of it is new.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from crawler import CaptureStore, Run, stored_portals
from crawler.errors import LogUnreadable
from foundation.json_values import JsonObject

OK = "ok"
NOT_ENDED = "not ended"
DAMAGED = "damaged"
# Runs that were stopped go on with the next crawl: they say nothing of the portal.
STOPPED = ("interrupted", None)


@dataclass(frozen=True)
class PortalState:
    """One portal. `verdict` is that of its last run, NOT_ENDED where that was killed, DAMAGED where
    its log cannot be read; `broken_since` (UTC) is null where its last judged run was whole; `why`
    has the first reason in both languages.
    """

    portal: str
    verdict: str
    last_run: str | None
    reports: int | None
    broken_since: str | None
    why: str
    retired: str | None = None

    @property
    def is_damaged(self) -> bool:
        """Whether its log cannot be read."""
        return self.verdict == DAMAGED

    @property
    def is_broken(self) -> bool:
        """Whether something is wrong with it; nothing is with one that is retired."""
        return self.retired is None and (self.is_damaged or self.broken_since is not None)

    def as_json(self) -> JsonObject:
        """The state as one JSON object."""
        return dict(vars(self))


def portal_states(state: Path, retired: dict[str, str] | None = None) -> dict[str, PortalState]:
    """The state of every portal that was ever crawled, by id; `retired` names the day for those
    that are.
    """
    days = retired or {}
    return {portal: _state_of(portal, state, days.get(portal)) for portal in stored_portals(state)}


def _state_of(portal: str, state: Path, retired: str | None) -> PortalState:
    try:
        store = CaptureStore(state, portal)
        outcomes = store.outcomes()
        last = store.last_run()
    except LogUnreadable as error:
        return PortalState(portal, DAMAGED, None, None, None, str(error), retired)
    if last is None:
        return PortalState(portal, NOT_ENDED, None, None, None, "", retired)
    verdict, since = last.verdict or NOT_ENDED, broken_since(outcomes)
    return PortalState(portal, verdict, last.started_at, last.reports, since, why(last), retired)


def broken_since(outcomes: Sequence[tuple[str, str | None]]) -> str | None:
    """When the first of the unbroken row of latest runs that did not end ok was started, or None.

    `outcomes`: start and verdict of each run, oldest first. Runs that were stopped count with those
    beside them.
    """
    failing = list(takewhile(lambda outcome: outcome[1] != OK, reversed(outcomes)))
    judged = [started for started, verdict in failing if verdict not in STOPPED]
    return judged[-1] if judged else None


def why(run: Run) -> str:
    """The first reason for a verdict other than ok, in both languages, or what the portal has not
    got, and how many more there are.
    """
    told = [reason.line for reason in run.reasons] or _explained(run)
    if not told:
        return ""
    first, *others = told
    return f"{first} (+{len(others)})" if others else first


def _explained(run: Run) -> list[str]:
    """What a run that is whole found named and not to be had, as the run before it did."""
    named = run.evidence.get("explained", {}).get("examples", {})
    return [f"explained: {told}: {url}" for url, told in named.items()]
