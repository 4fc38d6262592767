"""How long HTTP lets an answer be kept: RFC 9111 (HTTP Caching), section 4.2, for a cache that
serves one reader.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from crawler.store.warc import Archived

_DIRECTIVE = re.compile(r"([\w-]+)(?:\s*=\s*\"?([^\",]*)\"?)?")
_NEVER = ("no-store", "no-cache")
# Headers of requests that are the same in all of ours: what an answer varies by beside these is not
# known to be asked alike.
_ALWAYS_ALIKE = {"accept-encoding", "accept-language", "user-agent"}
# The share of the time since its last change for which an answer may be kept that says nothing
# else (section 4.2.2).
_SHARE_OF_AGE = 0.1


def is_fresh(answer: Archived, fetched_at: datetime, now: datetime) -> bool:
    """Tell whether an answer to GET may still be given to whoever asks again."""
    said = dict(_DIRECTIVE.findall(answer.header("Cache-Control").lower()))
    if answer.status != HTTPStatus.OK or any(word in said for word in _NEVER):
        return False
    if not said and "no-cache" in answer.header("Pragma").lower():
        return False
    varies = {name.strip() for name in answer.header("Vary").lower().split(",") if name.strip()}
    if not varies <= _ALWAYS_ALIKE:
        return False
    age = now - fetched_at + timedelta(seconds=_seconds(answer.header("Age")) or 0)
    return age < _lifetime(answer, said.get("max-age"), fetched_at)


def _lifetime(answer: Archived, max_age: str | None, fetched_at: datetime) -> timedelta:
    sent = _moment(answer.header("Date")) or fetched_at
    if max_age is not None:
        return timedelta(seconds=_seconds(max_age) or 0)
    if answer.header("Expires"):
        # One that is no date has passed.
        return (_moment(answer.header("Expires")) or sent) - sent
    changed = _moment(answer.header("Last-Modified"))
    return (sent - changed) * _SHARE_OF_AGE if changed is not None else timedelta(0)


def _seconds(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,9}", text.strip()) else None


def _moment(text: str) -> datetime | None:
    with suppress(TypeError, ValueError):
        moment = parsedate_to_datetime(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
