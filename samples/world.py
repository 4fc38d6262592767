"""The invented places as data: portals, agencies and what is odd about single reports (world.yml, worlds/)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import yaml

HERE = Path(__file__).parent
REGISTRY = HERE / "portals"
WORLDS = HERE / "worlds"
DEFAULT_PORT = 8430

Kind = Literal["government", "department", "township"]
Style = Literal["clean", "word", "wps"]
Carrier = Literal["page", "attachment", "both"]
Number = int | str | None
"""A figure: a count, an amount in 10,000 yuan as a decimal string, or nothing printed."""


@dataclass(frozen=True)
class Oddity:
    """What sets one report apart from an ordinary one; the fields are explained at the top of world.yml."""

    figures: str | None = None
    form: str | None = None
    omitted: bool = False
    shift: dict[str, Any] = field(default_factory=dict)
    put: dict[str, list[int]] = field(default_factory=dict)
    fails: list[list[str]] = field(default_factory=list)
    zeros: dict[int, str] = field(default_factory=dict)
    digits: Literal["full_width", "thousands"] | None = None
    printed: list[list[Any]] = field(default_factory=list)
    signed_on: date | None = None
    published_on: date | None = None
    url_date: date | None = None
    title: str | None = None
    carrier: Carrier | None = None
    claimed_requests: int = 0


@dataclass(frozen=True, eq=False)
class Agency:
    """An agency that reports every year, how busy it is, and how its clerk writes."""

    name: str
    kind: Kind
    we: str
    requests: int
    decisions: int
    documents: int
    rules: int
    fees: int
    style: Style
    carrier: Carrier
    title: str
    signature: Literal["digits", "characters"] = "digits"
    half_width: bool = False
    oddities: dict[int, Oddity] = field(default_factory=dict)

    def oddity(self, year: int) -> Oddity:
        """What is odd about the report for `year`; an ordinary report has an empty Oddity."""
        return self.oddities.get(year, Oddity())

    def form(self, year: int) -> str:
        """Name of the form used for `year`: the one in force then, unless world.yml says otherwise."""
        return self.oddity(year).form or ("2021" if year >= 2021 else "2019")


@dataclass(frozen=True, eq=False)
class Portal:
    """A practice portal: who it belongs to, where it listens, and which product it imitates."""

    id: str
    name: str
    place: str
    address: str
    family: str
    page_size: int
    charset: str
    declared: str
    header: str
    robots: Literal["missing", "home", "rules"]
    annual: str
    nested: bool
    agencies: tuple[Agency, ...]
    demo: bool = False
    paging: Literal["page", "startrecord"] = "page"
    settings: dict[str, Any] = field(default_factory=dict)


def read_yaml(name: str) -> dict[str, Any]:
    """The content of a data file that stands beside this module."""
    content: dict[str, Any] = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return content


def registry_file(portal_id: str) -> Path:
    """The registry YAML of a practice portal."""
    return REGISTRY / f"{portal_id}.yml"


def _agency(entry: dict[str, Any]) -> Agency:
    reports = entry.pop("reports", {})
    return Agency(**entry, oddities={year: Oddity(**oddity) for year, oddity in reports.items()})


def _portal(file: Path) -> Portal:
    portal_id = file.relative_to(WORLDS).with_suffix("").as_posix()
    entry = yaml.safe_load(file.read_text(encoding="utf-8"))
    registered = yaml.safe_load(registry_file(portal_id).read_text(encoding="utf-8"))
    name, address = registered["name"], urlsplit(registered["home"]).hostname
    agencies = tuple(_agency(agency) for agency in entry.pop("agencies"))
    return Portal(
        id=portal_id, name=name, place=name.removesuffix("人民政府"), address=address, agencies=agencies, **entry
    )


@cache
def years() -> tuple[int, ...]:
    """The report years, oldest first."""
    return tuple(read_yaml("world.yml")["years"])


@cache
def portals() -> tuple[Portal, ...]:
    """All practice portals, in the order of their addresses."""
    found = (_portal(file) for file in WORLDS.rglob("*.yml"))
    return tuple(sorted(found, key=lambda portal: ip_address(portal.address)))
