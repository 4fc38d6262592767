"""Measures for how many addresses of lists families.yml names the product, and for which of them
another than the shape that a census has given them.

Lists are the addresses on a portal's own domain that are more than a home page: many portals lead
to a platform of their province.

    python -m bench.products SHARED

SHARED is the folder of reference documents (portals-national.tsv, channels.tsv): addresses are read
from there and stand nowhere in the project.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from crawler.registry.families import named_by_address
from crawler.registry.hosts import host_and_port, registered_domain

# What the census calls the shapes of addresses, and the names that are right for them.
CENSUS = {
    "directory (trs?)": {"trs"},
    "index.html": {"trs"},
    "ucap c-number": {"ucap"},
    "ucap *list*.shtml": {"ucap"},
    ".shtml other": {"ucap", "trs"},
    "hanweb col/col": {"hanweb"},
    "jpaas art": {"jpaas"},
    ".htm slug (vsb?)": {"vsb"},
    "lonsun public/column": {"anhui"},
    "openness (PHP)": {"anhui"},
    "numeric.html": {"nhtml", "channels", "huahai"},
    "pc/list.html": {"pclist"},
    "gkmlpt": {"gkmlpt"},
    "jsp": {"thtml"},
    "thtml": {"thtml"},
    "channel_hex/zcms": {"channelhex"},
    "hebei columns/uuid": {"hebei"},
    "cms/html nanping": {"ylcms"},
    "xxgk-list-slug": {"xunrui"},
    "jspx/jhtml": {"jeecms"},
    "govxxgk epoint": {"epoint"},
    "epoint subpage/0030": {"epoint"},
    "aspx": {"aspnet"},
    "sitesources page_pc": {"sitesources"},
    "web/…/index.shtml": {"trs"},
    "other": {"dhtml"},
}


def rows(file: Path) -> Iterator[dict[str, str]]:
    """The rows of a table of the reference documents."""
    with file.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream, delimiter="\t")


def own_addresses(row: dict[str, str]) -> Iterator[str]:
    """The addresses of lists on the own domain of a portal of the census."""
    home = registered_domain(host_and_port(row["home"])[0])
    for column in ("policy_or_disclosure_url", "budget_url"):
        own = home == registered_domain(host_and_port(row[column])[0])
        if own and urlsplit(row[column]).path.strip("/"):
            yield row[column]


def addresses(shared: Path) -> Iterator[tuple[str, str]]:
    """Shape and address of every list that the tables name."""
    for row in rows(shared / "portals-national.tsv"):
        for url in own_addresses(row):
            yield row["shape"], url
    for row in rows(shared / "channels.tsv"):
        if row["list_address"].startswith("http"):
            yield f"channels: {row['family']}", row["list_address"]


def main(arguments: list[str]) -> None:
    """Print the table: shape, addresses, named, by which names."""
    named: dict[str, Counter[str | None]] = defaultdict(Counter)
    examples: dict[tuple[str, str | None], str] = {}
    for shape, url in addresses(Path(arguments[0])):
        name = named_by_address(url)
        named[shape][name] += 1
        examples.setdefault((shape, name), url)
    for shape, names in sorted(named.items(), key=lambda item: -item[1].total()):
        said = ", ".join(f"{name}: {count}" for name, count in names.most_common())
        print(f"{shape:34} {names.total():5} {said}")
    total = sum(names.total() for names in named.values())
    told = sum(count for names in named.values() for name, count in names.items() if name)
    print(f"named by address: {told} of {total} ({told / total:.1%})")
    other = [
        (shape, name)
        for shape, names in named.items()
        for name, count in names.items()
        if name and name not in CENSUS.get(shape, {name})
        for _ in range(count)
    ]
    # A portal has one shape and several addresses: these are to be looked at one by one.
    print(f"named otherwise than the shape of their portal: {len(other)} ({len(other) / told:.1%})")
    if "--examples" in arguments:
        for shape, name in sorted(set(other)):
            print(shape, "|", name, "|", examples[shape, name])


if __name__ == "__main__":
    main(sys.argv[1:])
