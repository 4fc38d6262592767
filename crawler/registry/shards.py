"""Divides a registry among several machines: each portal falls to one shard, and with it all that
lie on one of its servers.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.registry.portals import Portal


@dataclass(frozen=True)
class Shard:
    """The shard `number` of `count`, both from 1."""

    number: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Read `2/5`. Raises ValueError for what is no such pair."""
        found = re.fullmatch(r"([1-9]\d{0,3})/([1-9]\d{0,3})", text, re.ASCII)
        if not found or int(found[1]) > int(found[2]):
            raise ValueError(f"{text!r} must be a shard and their number, such as 2/5")
        return cls(int(found[1]), int(found[2]))

    def of(self, portals: Sequence[Portal]) -> list[Portal]:
        """Return those of a whole registry that fall to this shard.

        Where a portal falls hangs on the names of its servers alone, so that it stays there when
        others come or go.
        """
        spokesmen = _spokesmen(portals)
        return [portal for portal in portals if self._takes(spokesmen[min(portal.servers)])]

    def _takes(self, server: str) -> bool:
        return zlib.crc32(server.encode("utf-8")) % self.count == self.number - 1


WHOLE = Shard(1, 1)


def _spokesmen(portals: Sequence[Portal]) -> dict[str, str]:
    """Return for each server the least name of all that portals bind together with it."""
    speaks: dict[str, str] = {}

    def spokesman(server: str) -> str:
        while speaks.setdefault(server, server) != server:
            server = speaks[server]
        return server

    for portal in portals:
        bound = {spokesman(server) for server in portal.servers}
        speaks.update(dict.fromkeys(bound, min(bound)))
    return {server: spokesman(server) for server in tuple(speaks)}
