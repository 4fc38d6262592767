"""What an assessment is made of: a report with all that is known of it, and a value with what it
rests on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from extract.contract import ReadingRecord
from foundation.json_values import JsonValue
from publish.assess.reuse import Reused
from publish.collect.collection import AgencyRecord
from publish.collect.coverage import Coverage
from publish.collect.reports import Report


@dataclass(frozen=True)
class Measured:
    """A value between 0 and 1, or None where it cannot be told, and the evidence for it (as JSON
    may hold it).
    """

    value: float | None
    evidence: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True)
class Subject:
    """A report to be assessed.

    `readings` are those of its current documents, the chosen one's first; `versions` those of the
    contents that its address had, in order of time. `checks` are (rule, subject, result), within
    the document and across years. `channel` is the name of the list that named it.
    """

    report: Report
    agency: AgencyRecord
    coverage: Coverage
    readings: Sequence[ReadingRecord]
    versions: Sequence[ReadingRecord]
    checks: Sequence[tuple[str, str, str]]
    changed_figures: int
    reused: Reused
    channel: str | None
    channel_is_declared: bool

    @property
    def reading(self) -> ReadingRecord:
        """The reading that the figures come from."""
        return self.readings[0]


def cannot_tell(reason: str, **evidence: JsonValue) -> Measured:
    """No value, and why: a keyword, beside what is known."""
    return Measured(None, {"reason": reason, **evidence})
