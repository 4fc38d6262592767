"""What the name of a list says of the agency whose reports it holds (witnesses.yml)."""

from __future__ import annotations

from functools import lru_cache

from extract.identity.names import agency_name
from foundation.normalise import squash
from foundation.rules import Pattern, Rules, load
from publish.collect.agencies import kind


class _Words(Rules):
    """What witnesses.yml says."""

    behind: tuple[Pattern, ...]
    for_others: tuple[str, ...]
    of_many: tuple[str, ...]


_WORDS = load("publish.schema", "witnesses.yml", _Words)


@lru_cache(maxsize=4096)
def listed_agency(name: str | None) -> str | None:
    """The agency that a list stands under, by the words that led to it: 民政局 of 民政局2023年年报.

    None where they name none, or a government or an office of its own, whose lists may hold the
    reports of all its departments.
    """
    rest = squash(name or "")
    for pattern in _WORDS.behind:
        rest = pattern.sub("", rest)
    found = agency_name(rest)
    if found is None or found.endswith(_WORDS.for_others) or kind(found) == "government":
        return None
    return found


def holds_many(name: str | None) -> bool:
    """Whether the name of a list says that it holds the reports of many agencies."""
    return any(word in squash(name or "") for word in _WORDS.of_many)
