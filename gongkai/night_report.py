"""The report of one night: what is new, what is newly wrong, and what it cost; for people, and as
JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from foundation.json_values import JsonObject
from gongkai.errors import NewlyBroken, NewlyDamaged
from gongkai.portal_states import PortalState
from publish.archive.news import News, Told

# So many reports and portals of a kind are named to people; JSON names a thousand.
SHOWN: Final = 20
_LONGEST_REASON: Final = 200


@dataclass(frozen=True)
class Failure:
    """What went wrong in a step of the night beside the portals themselves."""

    step: str
    error: Exception
    is_new: bool = True

    @property
    def name(self) -> str:
        """What tells it from others, night after night: its portal, if it is about one, and its
        kind.
        """
        return f"{str(self.error).partition(':')[0]}: {type(self.error).__name__}"

    def as_json(self) -> JsonObject:
        """The failure as one JSON object."""
        status = getattr(self.error, "exit_status", None)
        return {
            "step": self.step,
            "name": self.name,
            "is_new": self.is_new,
            "exit_status": status,
            "message": str(self.error),
        }


@dataclass(frozen=True)
class Portals:
    """How the portals stand after a night. `broken` are all that are, newly or as known; a portal
    whose log cannot be read is in `damaged` alone.
    """

    newly_broken: tuple[PortalState, ...] = ()
    broken: tuple[PortalState, ...] = ()
    healed: tuple[PortalState, ...] = ()
    newly_damaged: tuple[PortalState, ...] = ()
    damaged: tuple[PortalState, ...] = ()
    unfinished: tuple[PortalState, ...] = ()

    def as_json(self) -> JsonObject:
        """The portals as one JSON object of lists."""
        return {name: [state.as_json() for state in found] for name, found in vars(self).items()}


@dataclass
class Night:
    """One night. `reports` is None where nothing was built; minutes by step, megabytes (10^6 bytes)
    by what takes them.
    """

    began: str
    ended: str = ""
    due: int = 0
    crawled: int = 0
    portals: Portals = field(default_factory=Portals)
    news: News | None = None
    reports: int | None = None
    archive: str | None = None
    failures: list[Failure] = field(default_factory=list)
    minutes: dict[str, float] = field(default_factory=dict)
    megabytes: dict[str, float] = field(default_factory=dict)

    @property
    def outcome(self) -> str:
        """In one word: what is newly wrong, or `ok`, or `nothing_due`."""
        steps = [failure.step for failure in self.failures if failure.is_new]
        if steps:
            return f"{steps[0]}_failed"
        if self.portals.newly_damaged:
            return "newly_damaged"
        if self.portals.newly_broken:
            return "newly_broken"
        return "ok" if self.due or self.news is not None else "nothing_due"

    @property
    def trouble(self) -> Exception | None:
        """What the command ends with: the first thing that is newly wrong, or None."""
        new = [failure.error for failure in self.failures if failure.is_new]
        if new:
            return new[0]
        if self.portals.newly_damaged:
            return NewlyDamaged(f"newly damaged: {_names(self.portals.newly_damaged)}")
        if self.portals.newly_broken:
            return NewlyBroken(f"newly broken: {_names(self.portals.newly_broken)}")
        return None

    def as_json(self) -> JsonObject:
        """The night as one JSON object."""
        built: dict[str, Any] = {} if self.news is None else dict(vars(self.news))
        return {
            "outcome": self.outcome,
            "exit_status": getattr(self.trouble, "exit_status", 0 if self.trouble is None else 70),
            "began": self.began,
            "ended": self.ended,
            "due": self.due,
            "crawled": self.crawled,
            "portals": self.portals.as_json(),
            "reports": {name: told.as_json() for name, told in built.items()},
            "archive": {"reports": self.reports, "sha256": self.archive},
            "failures": [failure.as_json() for failure in self.failures],
            "minutes": self.minutes,
            "megabytes": self.megabytes,
        }

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        told = _OUTCOMES.get(self.outcome, self.outcome)
        yield f"gongkai {self.began} – {self.ended} UTC: {told}"
        yield f"  portals crawled / 抓取门户: {self.crawled} of {self.due} due"
        for label, states in (
            ("newly damaged / 新近损坏", self.portals.newly_damaged),
            ("newly broken / 新近异常", self.portals.newly_broken),
            ("healed / 恢复", self.portals.healed),
            ("damaged / 损坏", _known(self.portals.damaged, self.portals.newly_damaged)),
            ("broken as known / 持续异常", _known(self.portals.broken, self.portals.newly_broken)),
            ("to be gone on with / 待续", self.portals.unfinished),
        ):
            yield from _of_portals(label, states)
        for failure in self.failures:
            known = "" if failure.is_new else " (as known / 已知)"
            yield f"  {failure.step} failed / 失败{known}: {failure.error}"
        yield from self._of_reports()
        yield f"  minutes / 分钟: {_figures(self.minutes)}"
        yield f"  MB / 兆字节: {_figures(self.megabytes)}"

    def _of_reports(self) -> Iterator[str]:
        if self.news is None:
            return
        yield f"  reports in the archive / 报告: {self.reports}"
        yield from _named("new / 新增", self.news.new)
        yield from _named("changed / 改动", self.news.changed)
        yield from _named("gone / 撤下", self.news.gone)


_OUTCOMES: Final = {
    "ok": "nothing newly wrong / 无新问题",
    "nothing_due": "no portal is due / 没有到期的门户",
    "newly_broken": "a portal is newly broken / 有门户新近异常",
    "newly_damaged": "a capture log is newly damaged / 有抓取日志新近损坏",
    "crawl_failed": "the crawl failed / 抓取失败",
    "build_failed": "the build failed / 建库失败",
    "export_failed": "the export failed / 导出失败",
    "verify_failed": "something is newly damaged / 有新的损坏",
}


def _names(states: Sequence[PortalState]) -> str:
    named = ", ".join(f"{state.portal} ({state.verdict})" for state in states[:5])
    return named + (", …" if len(states) > 5 else "") + "; `gongkai status --broken` tells more"


def _known(all_of_them: Iterable[PortalState], new: Sequence[PortalState]) -> list[PortalState]:
    return [state for state in all_of_them if state not in new]


def _of_portals(label: str, states: Sequence[PortalState]) -> Iterator[str]:
    if states:
        yield f"  {label}: {len(states)}"
    for state in states[:SHOWN]:
        since = f" since {state.broken_since}" if state.broken_since else ""
        yield f"    {state.portal}: {state.verdict}{since}  {state.why[:_LONGEST_REASON]}".rstrip()
    if len(states) > SHOWN:
        yield f"    … {len(states) - SHOWN} more"


def _named(label: str, told: Told) -> Iterator[str]:
    yield f"  {label}: {told.count}"
    for report, heading in told.named[:SHOWN]:
        yield f"    {report}  {heading}"
    if told.count > SHOWN:
        yield f"    … {told.count - SHOWN} more"


def _figures(found: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.1f}" for name, value in found.items()) or "-"
