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


def core(body: str) -> str:
    """The task that a name tells, without the word for the office: 卫生健康 of 卫生健康委员会."""
    return _ENDING.sub("", body)


def _share_core(one: str, other: str) -> bool:
    short, long = sorted((core(one), core(other)), key=len)
    if len(short) < _SHORTEST_CORE:
        return False
    return long.startswith(short) and len(short) >= _SHARED * len(long)
