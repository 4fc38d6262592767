"""What a reader must know of a report beside whether its figures fit each other: that it was
changed, taken down, copied, is contradicted by the year before, or is not whole here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from foundation.rules import Rules, Text, load
from publish.site.data.archive import Archive, Row, SqlValue
from publish.site.wording.words import texts


class _Notices(Rules):
    """What notices.yml says."""

    partial: tuple[str, ...]
    reused_from: float


_SAID: Final = load(__package__, "notices.yml", _Notices)
# In the order in which they are shown.
_KINDS: Final = {
    "withdrawn": (
        "select id as report, substr(gone_since, 1, 10) as value from reports"
        " where id in ({asked}) and gone_since is not null"
    ),
    "changed": (
        "select report, count(*) as value from changes where report in ({asked}) group by report"
    ),
    "contradicts": (
        "select report, count(*) as value from checks where report in ({asked})"
        " and result = 'fail' and source = 'archive' group by report"
    ),
    "reused": (
        "select report, max(shared) as value from text_reuse where report in ({asked})"
        " and similarity >= :reused_from group by report"
    ),
    "partial": (
        "select report, count(*) as value from issues where report in ({asked})"
        " and code in (select value from json_each(:partial)) group by report"
    ),
}
_ASKED: Final = "select value from json_each(:reports)"
_QUERIES: Final = {kind: sql.format(asked=_ASKED) for kind, sql in _KINDS.items()}
_PLACES: Final = {
    "withdrawn": "facts",
    "changed": "changes",
    "contradicts": "checks",
    "reused": "reuse",
    "partial": "issues",
}


@dataclass(frozen=True)
class Notice:
    """One thing to know of a report; `value` is how many, which share, or since when."""

    kind: str
    value: int | float | str

    @property
    def text(self) -> Text:
        """The notice in words."""
        shown = f"{self.value:.0%}" if isinstance(self.value, float) else self.value
        told = texts()[f"notice.{self.kind}"]
        return Text(zh=told.zh.format(value=shown), en=told.en.format(value=shown))

    @property
    def place(self) -> str:
        """The part of the report's page that says more."""
        return _PLACES[self.kind]


async def notices_of(
    archive: Archive, reports: Iterable[str | None]
) -> dict[str, tuple[Notice, ...]]:
    """The notices of several reports, by report; those without any are left out."""
    asked: dict[str, SqlValue] = {
        "reports": json.dumps(sorted({report for report in reports if report})),
        "reused_from": _SAID.reused_from,
        "partial": json.dumps(_SAID.partial),
    }
    found: dict[str, list[Notice]] = {}
    for kind, rows in (await archive.several(_QUERIES, **asked)).items():
        for row in rows:
            found.setdefault(row["report"], []).append(_notice(kind, row))
    return {report: tuple(notices) for report, notices in found.items()}


def _notice(kind: str, row: Row) -> Notice:
    value = float(row["value"]) if kind == "reused" else row["value"]
    return Notice(kind, value)
