"""Divisions and agencies by what people call them, and the nearest where nothing is called so.

Asked in turn: names that hold each word as it was typed; names that hold all of its characters;
and, as the nearest, names that share two characters with it or begin like its pinyin.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Literal

from rapidfuzz import fuzz

from foundation.normalise import half_width, simplified, squash
from publish.schema.fulltext import NAMES, space_ideographs
from publish.schema.search_names import pinyin, spellings
from publish.site.data.archive import Archive, Row, SqlValue
from publish.site.pages.region.query import SUBTREE

MOST_NAMES: Final = 400
_NEAREST: Final = 5
_LEFT_OUT: Final = frozenset({"and", "of", "the", "for", "in"})
_LONGEST_TYPED: Final = 80
_LONGEST_ALIKE: Final = 10
_LIKE_ENOUGH: Final = 60.0
_MILLISECONDS: Final = 400
_RUN: Final = re.compile(r"[0-9]+|[a-z]+|[^\W0-9a-z_]+", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)年?度?")
_FIND: Final = f"""
select f.rowid as number from {NAMES} f where {NAMES} match :match limit :limit
"""
_AGENCIES: Final = """
select a.rowid as number, a.id, a.name, a.kind, a.level, a.first_year, a.last_year, a.reports,
  a.region,
  g.name as place
from agencies a left join regions g on g.code = a.region
where a.rowid in (select value from json_each(:numbers))
"""
_REGIONS: Final = """
select rowid as number, code as id, name, level, code as region, parent from regions
where rowid in (select value from json_each(:numbers))
"""
_WITHIN: Final = f" and {{region}} in ({SUBTREE})"
_LEVELS: Final = ("province", "prefecture", "county", "township", "unknown")
_KINDS: Final = ("government", "township", "department", "other")
# What most names have says little of which is meant.
_COMMON: Final = frozenset("省市县区镇乡局人民政府委员会办公室的")


@dataclass(frozen=True)
class NameHit:
    """A division or an agency that was found."""

    kind: Literal["division", "agency"]
    row: Row

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.row["name"])


@dataclass(frozen=True)
class Names:
    """What was found: divisions and agencies, the likeliest first; `more` where there are others,
    `nearest` where they are not called so and only resemble it.
    """

    hits: tuple[NameHit, ...] = ()
    more: bool = False
    nearest: bool = False

    def of(self, kind: str) -> tuple[NameHit, ...]:
        """Those of a kind."""
        return tuple(hit for hit in self.hits if hit.kind == kind)


def without_year(typed: str) -> tuple[str, int | None]:
    """What was typed without a year in it, and the year."""
    text = half_width(typed)
    found = _YEAR.search(text)
    if found is None:
        return text, None
    rest = f"{text[: found.start()]} {text[found.end() :]}".strip()
    return (rest, int(found[1])) if rest else (text, None)


async def find_names(archive: Archive, typed: str, region: str = "") -> Names:
    """Divisions and agencies that go by what was typed, or else the nearest to it."""
    text, _ = without_year(typed)
    words = _words(text)
    if not words or not await archive.database.table_exists(NAMES):
        return Names()
    for nearest, match in ((False, _phrases(words)), (False, _characters(words))):
        found = await _found(archive, match, region)
        if found:
            return _ranked(found, text, nearest)
    return await _nearest(archive, words, region)


async def _nearest(archive: Archive, words: list[str], region: str) -> Names:
    match = " OR ".join(filter(None, map(_alike, words)))
    found = await _found(archive, match, region) if match else []
    wanted = "".join(words)
    said: Callable[[str], str] = pinyin if wanted.isascii() else str
    likely = sorted(((_likeness(hit, wanted, said), hit) for hit in found), key=_best_first)
    nearest = tuple(hit for like, hit in likely if like >= _LIKE_ENOUGH)[:_NEAREST]
    return Names(nearest, nearest=bool(nearest))


def _best_first(one: tuple[float, NameHit]) -> tuple[float, bool, int, str]:
    like, hit = one
    return (-like, hit.kind != "division", len(hit.name), hit.name)


def _likeness(hit: NameHit, wanted: str, said: Callable[[str], str]) -> float:
    """How like a name, or one of its spellings, is to what is wanted: 100 is the same."""
    place = hit.row.get("place") or (hit.name if hit.kind == "division" else "")
    return max(fuzz.ratio(said(one), wanted) for one in spellings(hit.name, place))


async def _found(archive: Archive, match: str, region: str) -> list[NameHit]:
    """The divisions and agencies of a question to the index."""
    asked: dict[str, SqlValue] = {"match": match, "limit": MOST_NAMES + 1}
    numbers = await archive.rows_in_time(_MILLISECONDS, _FIND, **asked)
    found = [row["number"] for row in numbers or ()]
    return [
        *await _rows(archive, "division", [one // 2 for one in found if one % 2], region),
        *await _rows(archive, "agency", [one // 2 for one in found if not one % 2], region),
    ]


async def _rows(
    archive: Archive, kind: Literal["division", "agency"], numbers: list[int], region: str
) -> list[NameHit]:
    if not numbers:
        return []
    sql, column = (_REGIONS, "code") if kind == "division" else (_AGENCIES, "a.region")
    if region:
        sql += _WITHIN.format(region=column)
    rows = await archive.rows(sql, numbers=json.dumps(numbers), region=region)
    return [NameHit(kind, row) for row in rows]


def _ranked(found: list[NameHit], text: str, nearest: bool) -> Names:
    typed = simplified(squash(text)).lower()
    ordered = sorted(found, key=lambda hit: _rank(hit, typed))
    return Names(tuple(ordered[:MOST_NAMES]), len(ordered) > MOST_NAMES, nearest)


def _rank(hit: NameHit, typed: str) -> tuple[int, bool, int, int, int, str]:
    """Called so, then beginning so, then holding it; divisions and governments first, the higher
    before the lower.
    """
    place = hit.row.get("place") or (hit.name if hit.kind == "division" else "")
    said = pinyin if typed.isascii() else simplified
    names = [said(one) for one in spellings(hit.name, place)]
    fits = 0 if typed in names else 1 if any(one.startswith(typed) for one in names) else 2
    kind = _KINDS.index(hit.row["kind"]) if hit.kind == "agency" else -1
    level = _LEVELS.index(hit.row["level"])
    return (fits, hit.kind != "division", level, kind, len(hit.name), hit.name)


def _words(text: str) -> list[str]:
    """Runs of characters of one script, letters in lower case: 云岭fgw are two."""
    runs = (run.lower() for run in _RUN.findall(half_width(text)[:_LONGEST_TYPED]))
    return [run for run in runs if run not in _LEFT_OUT]


def _phrases(words: list[str]) -> str:
    return " AND ".join(map(_phrase, words))


def _phrase(word: str) -> str:
    if word.isascii():
        return f'"{word}" *'
    both = dict.fromkeys((word, simplified(word)))
    return "(" + " OR ".join(f'names : "{space_ideographs(one).strip()}"' for one in both) + ")"


def _characters(words: list[str]) -> str:
    """Names that hold every character, in any order; of letters, their words as they are."""
    parts = [
        _phrase(word)
        if word.isascii()
        else " AND ".join(f'names : "{one}"' for one in dict.fromkeys(simplified(word)))
        for word in words
    ]
    return " AND ".join(parts)


def _alike(word: str) -> str:
    """Names that share two characters with a word; of letters, those that begin like it."""
    if word.isascii():
        return f'latin : "{word[:3]}" *' if len(word) > 3 and word.isalpha() else ""
    characters = list(dict.fromkeys(simplified(word)))[:_LONGEST_ALIKE]
    pairs = [pair for pair in combinations(characters, 2) if not _COMMON.issuperset(pair)]
    return " OR ".join(f'(names : "{one}" AND names : "{other}")' for one, other in pairs)
