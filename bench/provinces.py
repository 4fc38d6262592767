"""Computes from a census for how many portals of each province a product is known that is read.

A portal is counted by the addresses of lists on its own domain: it runs what any of them is named
as. A portal without such an address (its lists stand on a platform of the province, or the census
saw none) is told apart: nothing is known of it.

    python -m bench.provinces SHARED

SHARED is the folder of reference documents, as for bench.products.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

from bench.products import own_addresses, rows
from crawler.registry.families import named_by_address

UNNAMED, UNSEEN = "unnamed", "no address"


def product_of(row: dict[str, str]) -> str:
    """The product of a portal of the census, UNNAMED or UNSEEN."""
    addresses = list(own_addresses(row))
    if not addresses:
        return UNSEEN
    names = (named_by_address(url) for url in addresses)
    return next((name for name in names if name), UNNAMED)


def census(shared: Path) -> dict[str, Counter[str]]:
    """Portals by province and product."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows(shared / "portals-national.tsv"):
        found[row["province"]][product_of(row)] += 1
    return found


def main(arguments: list[str]) -> None:
    """Print the table: province, portals, on a named product, their share, the products."""
    everywhere: Counter[str] = Counter()
    for province, products in sorted(census(Path(arguments[0])).items()):
        print(_line(province, products))
        everywhere += products
    print(_line("all", everywhere))


def _line(place: str, products: Counter[str]) -> str:
    portals, unseen = products.total(), products[UNSEEN]
    named = portals - unseen - products[UNNAMED]
    said = ", ".join(f"{name} {count}" for name, count in products.most_common(6))
    share = f"{named / (portals - unseen):.1%}" if portals > unseen else "-"
    return f"| {place} | {portals} | {portals - unseen} | {named} | {share} | {said} |"


if __name__ == "__main__":
    main(sys.argv[1:])
