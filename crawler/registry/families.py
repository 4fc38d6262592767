"""The families of portals: their names, their vendors, and what gives them away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import Field

from foundation.rules import AnyCase, Rules, load


class Product(Rules):
    """A product that has a name and no spider of its own: patterns of its pages and addresses."""

    vendor: str
    signals: tuple[AnyCase, ...] = ()
    addresses: tuple[AnyCase, ...] = ()

    def has_address(self, url: str) -> bool:
        """Tell whether an address has a shape of the product's."""
        return any(shape.search(url) for shape in self.addresses)


class _Entry(Rules):
    """What families.yml says of one family."""

    vendor: str
    spider: str | None = None
    outranks: tuple[str, ...] = ()
    signals: tuple[AnyCase, ...]
    addresses: tuple[AnyCase, ...]
    lists: tuple[AnyCase, ...] = ()
    products: dict[str, Product] = Field(default_factory=dict)


@dataclass(frozen=True)
class Family:
    """One CMS product: its name in portal files, its vendor, and patterns of its pages and
    addresses.

    `module`: where its spider is defined. `outranks`: families whose signs stand on its pages too.
    `lists`: addresses of lists that name it where no other family or product has them. `products`:
    what is read as it is and has a name of its own.
    """

    name: str
    vendor: str
    module: str
    signals: tuple[AnyCase, ...]
    addresses: tuple[AnyCase, ...]
    outranks: tuple[str, ...] = ()
    lists: tuple[AnyCase, ...] = ()
    products: Mapping[str, Product] = field(default_factory=dict)


def _family(name: str, entry: _Entry) -> Family:
    module = f"crawler.spiders.families.{entry.spider or name}"
    return Family(
        name,
        entry.vendor,
        module,
        entry.signals,
        entry.addresses,
        entry.outranks,
        entry.lists,
        entry.products,
    )


_FAMILIES = {
    name: _family(name, entry)
    for name, entry in load(__package__, "families.yml", dict[str, _Entry]).items()
}


def families() -> dict[str, Family]:
    """Return all families of families.yml by name, in the file's order."""
    return _FAMILIES


def products() -> dict[str, Product]:
    """Return all named products that are read by their structure, by name, in the file's order."""
    return {
        name: product for family in _FAMILIES.values() for name, product in family.products.items()
    }


def named_by_address(url: str) -> str | None:
    """Return the family or product that the address of a list speaks for; None where it may be of
    any, or of several.
    """
    found = list(dict.fromkeys(_having(url)))
    if not found:
        found = [
            name
            for name, family in _FAMILIES.items()
            if any(shape.search(url) for shape in family.lists)
        ]
    return found[0] if len(found) == 1 else None


def _having(url: str) -> Iterator[str]:
    outranked: set[str] = set()
    for name, family in reversed(_FAMILIES.items()):
        if name not in outranked and any(shape.search(url) for shape in family.addresses):
            outranked.update(family.outranks)
            yield name
    yield from (name for name, product in products().items() if product.has_address(url))
