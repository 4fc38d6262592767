"""JSON answers of list interfaces, read as loosely as portals write them: padding, control
characters, escapes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from crawler.pages.page import Link, printed_date, resolve
from foundation.normalise import squeezed

_PADDED = re.compile(r"^[\w.$]+\s*\((.*)\)\s*;?\s*$", re.DOTALL)
_ESCAPE = re.compile(r"(?:%|\\)u([0-9a-fA-F]{4})")
_TAG = re.compile(r"</?\w[^<>]*>")
# What products call these, in lower case and in order of preference.
_TITLES = ("title", "realtitle", "articletitle", "name")
_ADDRESSES = ("url", "post_url", "link", "infourl", "linkurl", "href")
_DATES = (
    *(
        "publishedtimestr",
        "published_time_format",
        "pubtime",
        "pubdate",
        "publishdate",
        "publishtime",
        "date",
    ),
    *("display_publish_time", "created_at", "infodate", "c_fwrq_format", "writedate"),
    *("inputtime", "updatetime"),
)
_ITEMS = ("allrow", "totalcount", "total_count", "totalrecord", "post_count", "total", "count")


def parse(source: str) -> Any:
    """Return what a JSON or JSONP answer holds, or None where it is neither."""
    text = source.strip().lstrip("\ufeff")
    padded = _PADDED.match(text)
    try:
        return json.loads(padded[1] if padded else text, strict=False)
    except ValueError:
        return None


def is_json(source: str) -> bool:
    """Tell whether a source is a JSON or JSONP answer and not a page."""
    return isinstance(parse(source), dict | list)


def plain(title: object) -> str:
    """Return a title without escapes (%uXXXX, &amp;) and marks of a search (<em>)."""
    text = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), str(title or ""))
    return squeezed(_TAG.sub("", unescape(text)))


def _value(entry: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    lower = {key.lower(): value for key, value in entry.items()}
    return next((lower[name] for name in names if lower.get(name) not in (None, "")), None)


def _all(data: Any) -> Iterator[Any]:
    """Return a structure and all that it holds, the outermost first."""
    level = [data]
    while level:
        yield from level
        deeper = (
            list(each.values()) if isinstance(each, dict) else each
            for each in level
            if isinstance(each, dict | list)
        )
        level = [value for values in deeper for value in values]


def _is_entry(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and bool(_value(value, _TITLES))
        and isinstance(_value(value, _ADDRESSES), str)
    )


def entries(data: Any) -> list[dict[str, Any]]:
    """Return the entries of the list that an answer holds: things with a title and an address."""
    lists = (
        value for value in _all(data) if isinstance(value, list) and any(map(_is_entry, value))
    )
    return [entry for entry in next(lists, []) if _is_entry(entry)]


def link(entry: Mapping[str, Any], base: str) -> Link | None:
    """Return an entry as a link, or None where it leads nowhere on the web."""
    url = resolve(base, str(_value(entry, _ADDRESSES)))
    days = (
        printed_date(str(value))
        for name in _DATES
        for key, value in entry.items()
        if key.lower() == name
    )
    return (
        Link(url, plain(_value(entry, _TITLES)), next((day for day in days if day), None))
        if url
        else None
    )


def links(data: Any, base: str) -> list[Link]:
    """Return the entries of an answer as links, in order."""
    found = (link(entry, base) for entry in entries(data))
    return [each for each in found if each]


def items_announced(data: Any) -> int | None:
    """Return how many entries the whole list has by its own account; None where it does not say."""
    holders = [value for value in _all(data) if isinstance(value, dict) and not _is_entry(value)]
    for name in _ITEMS:
        counts = [
            value for holder in holders for key, value in holder.items() if key.lower() == name
        ]
        numbers = [int(count) for count in counts if str(count).isdigit()]
        if numbers:
            return numbers[0]
    return None
