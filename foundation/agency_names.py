"""Names of agencies as they are compared: short words written out, brackets and old prefixes left
off.
"""

from __future__ import annotations

import re
from functools import lru_cache

from foundation.normalise import REMEMBERED, squash
from foundation.rules import Rules, load

_BRACKET = re.compile(r"\([^()]*\)$")


class _Spellings(Rules):
    """What agency_names.yml says."""

    short: dict[str, str]
    in_front: tuple[str, ...]


_SPELLINGS = load(__package__, "agency_names.yml", _Spellings)
_LONGEST_FIRST = sorted(_SPELLINGS.short, key=len, reverse=True)


@lru_cache(maxsize=REMEMBERED)
def comparable(name: str) -> str:
    """The name of an agency as it is compared with others: 洛桐市人社局（市外专局） as
    洛桐市人力资源和社会保障局.

    Names of one agency that agency_names.yml knows give the same text; it is never shown.
    """
    bare = without_bracket(name)
    for prefix in _SPELLINGS.in_front:
        bare = bare.removeprefix(prefix)
    return spelled_out(bare)


def without_bracket(name: str) -> str:
    """A squashed name without the second name that stands in brackets behind it:
    市水利局（市河长办） as 市水利局.
    """
    return _BRACKET.sub("", squash(name))


def spelled_out(name: str) -> str:
    """A squashed name with the short word at its end written out: 住建局 as 住房和城乡建设局."""
    for short in _LONGEST_FIRST:
        full = _SPELLINGS.short[short]
        if name.endswith(short) and not name.endswith(full):
            return name.removesuffix(short) + full
    return name


def short_forms(name: str) -> tuple[str, ...]:
    """A squashed name with its end as agency_names.yml shortens it: 发展和改革委员会 as 发改委."""
    return tuple(
        name.removesuffix(full) + short
        for short, full in _SPELLINGS.short.items()
        if name.endswith(full)
    )


def is_same(one: str, other: str) -> bool:
    """Whether two names are one agency's, the place in front of one of them aside."""
    first, second = comparable(one), comparable(other)
    return first.endswith(second) or second.endswith(first)
