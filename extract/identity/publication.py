"""When a page says that a report was published: the labelled date, the bare one under the title,
and the page's own metadata where nothing is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from extract.identity.front import Line, is_prose
from foundation import dates
from foundation.normalise import simplified
from foundation.rules import Rules, load

_BARE = 1
# A date of an update tells when the page was last touched, which may be years after it came.
_UPDATED = 2
_LABEL_REACH = 8
# A clock of the page names the day of the week; nothing else in front of a report does.
_CLOCK = re.compile(r"星期|周[一二三四五六日]|农历|今天|今日|当前时间|现在时间|欢迎")
_EDGE = re.compile(r"[\[【】\]():：\s|]+$")
_DATES = re.compile(
    r"(?:19|20)\d{2}(?:年|[-./])\d{1,2}(?:月|[-./])\d{1,2}日?"
    r"|(?<!\d)\d{2}-\d{2}-\d{2}(?!\d)|(?<!\d)20\d{6}(?!\d)"
)
_TIMESTAMP = re.compile(r"\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d{2}(?::\d{2})?")
_LONGEST_LABEL = 8
_BULLETS = "•·●◆■-*"


class _Knowledge(Rules):
    """What publication.yml says."""

    labels: dict[int, tuple[str, ...]]
    other_labels: tuple[str, ...]
    beside: tuple[str, ...]
    metadata: tuple[str, ...]
    generation: tuple[str, ...]


_KNOWN = load(__package__, "publication.yml", _Knowledge)
_RANKS = sorted(
    ((label, rank) for rank, labels in _KNOWN.labels.items() for label in labels),
    key=lambda entry: -len(entry[0]),
)


DaySource = Literal["page", "update", "metadata"]


class Publication(NamedTuple):
    """The day of publication, and whether the page prints it, prints no more than when it was last
    updated, or only its metadata say so.
    """

    day: date | None
    by: DaySource


def read_publication(
    lines: Sequence[Line], title_at: int, metadata: Mapping[str, str], earliest: date | None
) -> Publication:
    """The day of publication among the lines in front of a report, else that of the metadata.

    `title_at` is the line of the title, -1 where there is none: a bare date counts behind it alone.
    Before `earliest`, the end of the reported period, a bare date or the metadata's is the page's.
    """
    printed = sorted(_printed(lines, title_at, earliest), key=lambda found: found[0])
    if printed:
        rank, day = printed[0]
        return Publication(day, "update" if rank == _UPDATED else "page")
    stated = _in_metadata(metadata)
    is_possible = stated is not None and (earliest is None or stated > earliest)
    return Publication(stated if is_possible else None, "metadata")


def _printed(
    lines: Sequence[Line], title_at: int, earliest: date | None
) -> Iterator[tuple[int, date]]:
    """The dates in front of the report with their rank, the best label first."""
    label = ""
    for at, line in enumerate(lines):
        text = _spelled(line.text)
        if at > title_at and is_prose(line) and not _rank(label):
            if title_at >= 0:
                return
            continue
        yield from _in_line(text, label, at > title_at, earliest)
        label = text if len(text) <= _LONGEST_LABEL else ""


def _in_line(
    text: str, label: str, behind_title: bool, earliest: date | None
) -> Iterator[tuple[int, date]]:
    if _CLOCK.search(text):
        return
    end = 0
    for match in _DATES.finditer(text):
        before = text[end : match.start()]
        end = match.end()
        day = dates.find_labelled_date(match[0])
        rank = _rank(before if match.start() else label)
        if day is None:
            continue
        if rank is not None:
            yield rank, day
        elif behind_title and _is_bare(text, before) and (earliest is None or day > earliest):
            yield _BARE, day


def _spelled(text: str) -> str:
    """A line squashed, in simplified characters: labels are compared in them."""
    return simplified(dates.arabic(text))


def _rank(before: str) -> int | None:
    """The rank of the label that ends the text before a date; None where none does."""
    bare = _EDGE.sub("", before)
    if bare.endswith(_KNOWN.other_labels):
        return None
    return next((rank for label, rank in _RANKS if bare.endswith(label)), None)


def _is_bare(text: str, before: str) -> bool:
    """Whether a date without a label is the line's own: it stands alone, or beside 来源, 浏览 and
    the like.
    """
    if _EDGE.sub("", before).endswith(_KNOWN.other_labels):
        return False
    return dates.is_dated(text.lstrip(_BULLETS)) or any(word in text for word in _KNOWN.beside)


def _in_metadata(metadata: Mapping[str, str]) -> date | None:
    """The date of the meta elements; none where it is the second in which the page was made."""
    made = {
        stamp
        for name, value in metadata.items()
        if any(word in f"{name} {value}" for word in _KNOWN.generation)
        for stamp in _TIMESTAMP.findall(value)
    }
    values = (metadata.get(name, "") for name in _KNOWN.metadata)
    days = (
        dates.find_labelled_date(value)
        for value in values
        if not made.intersection(_TIMESTAMP.findall(value))
    )
    return next(filter(None, days), None)
