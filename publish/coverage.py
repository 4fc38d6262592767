"""Coverage: for every agency and year, whether the report was published, late, missing, or cannot be known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crawler.captures import Run
from publish.agencies import deadline
from publish.reports import Report


@dataclass(frozen=True)
class Coverage:
    """The state of one agency's report for one year; dates are ISO."""

    status: str
    deadline: str
    published_on: str | None = None
    days_late: int | None = None


def covered(report: Report, kind: str) -> Coverage:
    """The state of a report that was found. One whose date of publication is not known counts as in time."""
    last_day = deadline(kind, report.year)
    published = report.chosen.published_on
    days = (date.fromisoformat(published) - last_day).days if published else 0
    late = days if days > 0 else None
    status = "unreadable" if report.chosen.quality == "unparsed" else "late" if late else "published"
    return Coverage(status, last_day.isoformat(), published, late)


def absent(kind: str, year: int, last_run: Run | None) -> Coverage:
    """The state of a report that was not found: missing only where the portal's last judged crawl saw all."""
    last_day = deadline(kind, year).isoformat()
    if last_run is None or last_run.verdict not in ("ok", "blocked"):
        return Coverage("unknown", last_day)
    if last_run.verdict == "blocked":
        return Coverage("blocked", last_day)
    return Coverage("due" if last_run.started_at[:10] <= last_day else "missing", last_day)
