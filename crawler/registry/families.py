"""The families of portals: their names, their vendors, and what gives them away."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.rules import AnyCase, Rules, load


class _Entry(Rules):
    """What families.yml says of one family."""

    vendor: str
    spider: str | None = None
    outranks: tuple[str, ...] = ()
    signals: tuple[AnyCase, ...]
    addresses: tuple[AnyCase, ...]


@dataclass(frozen=True)
class Family:
    """One CMS product: its name in portal files, its vendor, and patterns of its pages and
    addresses.

    `module`: where its spider is defined. `outranks`: families whose signs stand on its pages too.
    """

    name: str
    vendor: str
    module: str
    signals: tuple[AnyCase, ...]
    addresses: tuple[AnyCase, ...]
    outranks: tuple[str, ...] = ()


def _family(name: str, entry: _Entry) -> Family:
    module = f"crawler.spiders.families.{entry.spider or name}"
    return Family(name, entry.vendor, module, entry.signals, entry.addresses, entry.outranks)


_FAMILIES = {
    name: _family(name, entry)
    for name, entry in load(__package__, "families.yml", dict[str, _Entry]).items()
}


def families() -> dict[str, Family]:
    """Return all families of families.yml by name, in the file's order."""
    return _FAMILIES
