"""The year of a report: every witness in the document is heard, and the weightiest word counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from foundation import dates

# The regulation is in force since 2008; 2100 keeps out what is no year at all.
POSSIBLE = range(2007, 2100)
_FIRST = (
    r"(?:(?P<first>(?:19|20)\d{2})(?:年|[-./])?|(?<!\d)(?P<short>\d{2})年)"
    r"0?1(?:月|[-./])?(?:0?1日?)?"
)
_LAST = r"(?:(?P<last>(?:19|20)\d{2}|\d{2}(?=年))(?:年|[-./])?)?12(?:月|[-./])?(?:31日?)?"
_PERIOD = re.compile(
    rf"(?<!\d){_FIRST}(?:0时)?(?:\(含\))?(?:起|开始)?,?(?:至|到|-|—|–|~|～|―|－)+{_LAST}(?!\d)"
)
_CITED = re.compile(r"[〔\[【(]?(?:19|20)\d{2}[〕\]】)]\d*号?|《[^《》]*(?<!报告)》")
_OPENING = re.compile(
    r"(?:现(?:将|公布|公开|发布|编制)|特(?:向社会)?(?:公布|公开|发布|编制)|编制的|,编制)"
    r"[^,。;]{0,30}?((?:19|20)\d{2})年"
)
# How much the word of each witness weighs; 53 of 53 real reports stated their own period.
_WEIGHTS = {"period": 4, "title": 3, "opening": 3, "signature": 2, "prose": 2, "published": 1}


@dataclass(frozen=True)
class Witnesses:
    """What a document says of its year, by who says it; what it does not say is None."""

    period: int | None = None
    title: int | None = None
    opening: int | None = None
    signature: int | None = None
    prose: int | None = None
    published: int | None = None

    def votes(self) -> dict[int, int]:
        """The weight of each year that a witness names and that can be one."""
        votes: Counter[int] = Counter()
        for name, weight in _WEIGHTS.items():
            year = getattr(self, name)
            if year in POSSIBLE:
                votes[year] += weight
        return dict(votes)

    @property
    def is_by_dates_alone(self) -> bool:
        """Whether the year rests on the dates of signature and publication, with no word for it."""
        return self.verdict() not in (self.period, self.title, self.opening, self.prose)

    def verdict(self) -> int | None:
        """The year with the most weight; the better single witness where two have the same."""
        votes = self.votes()
        ranked = [getattr(self, name) for name in _WEIGHTS if getattr(self, name) in votes]
        return max(ranked, key=lambda year: votes[year], default=None)


def stated_periods(written: str) -> tuple[int, ...]:
    """The years whose first to last day a text in Arabic numerals states as a period:
    自2024年1月1日起至12月31日止.
    """
    matches = _PERIOD.finditer(written)
    found = [year for match in matches if (year := _period_year(match)) is not None]
    return tuple(dict.fromkeys(found))


def _period_year(match: re.Match[str]) -> int | None:
    first = int(match["first"] or f"20{match['short']}")
    last = int(match["last"] or first)
    return first if first in (last, 2000 + last) else None


def reported_year(day: date | None) -> int | None:
    """The year that a report of a day is about: the one before."""
    return day.year - 1 if day is not None else None


def opening_year(written: str) -> int | None:
    """The year of 现将2024年…情况报告如下 in a text in Arabic numerals."""
    match = _OPENING.search(written)
    return int(match[1]) if match else None


def spoken_year(written: Iterable[str]) -> int | None:
    """The year that texts in Arabic numerals name most often; None where two are named equally
    often. The stated period speaks for itself; numbers and names of documents say nothing.
    """
    bare = (_CITED.sub("", _PERIOD.sub("", text)) for text in written)
    counts = Counter(year for text in bare for year in dates.years_in(text))
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]
