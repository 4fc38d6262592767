"""The hours of the day in which a portal may be crawled, for portals that are busy while offices
are open.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta, timezone
from typing import Annotated

from pydantic import AfterValidator

CHINA = timezone(timedelta(hours=8))
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


def _span(text: str) -> str:
    found = _SPAN.fullmatch(text)
    if not found or text[:5] == text[6:]:
        raise ValueError(
            f'{text!r} must be two different times of the day in China, such as "22:00-06:00"'
        )
    return text


Hours = Annotated[str, AfterValidator(_span)]


def _bounds(hours: str) -> tuple[time, time]:
    begin, end = hours.split("-")
    return time.fromisoformat(begin), time.fromisoformat(end)


def is_open(hours: str, now: datetime) -> bool:
    """Tell whether `now` (with a time zone) lies in the hours, which may run over midnight."""
    begin, end = _bounds(hours)
    moment = now.astimezone(CHINA).time()
    return begin <= moment < end if begin < end else moment >= begin or moment < end


def seconds_left(hours: str, now: datetime) -> float:
    """Return how long the hours that hold `now` (with a time zone) still last, in seconds."""
    moment = now.astimezone(CHINA)
    end = datetime.combine(moment.date(), _bounds(hours)[1], CHINA)
    return ((end - moment) % timedelta(days=1)).total_seconds()
