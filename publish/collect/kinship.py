"""Agencies of one portal that may be one under two names: the operator is told, and nothing is
joined.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from itertools import combinations
from typing import TypeVar

from publish.collect.office import Office

# What offices of one task are called from time to time.
_ENDING = re.compile(r"(?:管理局|管理委员会|委员会|工作办公室|办公室|中心|局|厅|办|委|站|所)$")
_SHORTEST_CORE = 2
# Two tasks of which one is part of the other share at least this much.
_SHARED = 0.5


Agency = TypeVar("Agency", bound=Office)


def likely_one(
    agencies: Iterable[Agency], succeeded: Container[str]
) -> Iterator[tuple[Agency, Agency]]:
    """Pairs of agencies of one portal and division that share the core of their names and never a
    year.

    Those that are known to have been followed by another are left out.
    """
    near: dict[tuple[str, str | None, str], list[Agency]] = defaultdict(list)
    for agency in agencies:
        near[agency.portal, agency.region, core(agency.body)[:_SHORTEST_CORE]].append(agency)
    for group in near.values():
        for one, other in combinations(group, 2):
            if one.id in succeeded or other.id in succeeded:
                continue
            if _share_core(one.body, other.body) and not one.reported & other.reported:
                yield one, other


def may_be_one(one: Office, other: Office) -> bool:
    """Whether two agencies that share no year may be one under two names, on no more than a
    likeness: enough to doubt that one did not report, and for nothing else.
    """
    if one.reported & other.reported or one.portal != other.portal:
        return False
    short, long = sorted((one.body, other.body), key=len)
    is_placed = len(short) > _SHORTEST_CORE and long.endswith(short)
    return is_placed or _is_misspelt(one.body, other.body) or _begin_alike(one.body, other.body)


def _is_misspelt(one: str, other: str) -> bool:
    """Whether one character of a name is another in the other."""
    if len(one) != len(other) or len(one) <= _SHORTEST_CORE:
        return False
    return sum(first != second for first, second in zip(one, other, strict=True)) == 1


def _begin_alike(one: str, other: str) -> bool:
    begins = {core(name)[:_SHORTEST_CORE] for name in (one, other)}
    return len(begins) == 1 and len(begins.pop()) == _SHORTEST_CORE


def core(body: str) -> str:
    """The task that a name tells, without the word for the office: 卫生健康 of 卫生健康委员会."""
    return _ENDING.sub("", body)


def _share_core(one: str, other: str) -> bool:
    short, long = sorted((core(one), core(other)), key=len)
    if len(short) < _SHORTEST_CORE:
        return False
    return long.startswith(short) and len(short) >= _SHARED * len(long)
