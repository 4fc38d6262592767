"""The invented places as data: portals, agencies and what is odd about single reports (world.yml,
worlds/).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import yaml

from extract import forms
from samples.errors import WorldInvalid

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
    """What sets one report apart from an ordinary one; the fields are explained at the top of
    world.yml.
    """

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
    indicators: dict[str, Number] = field(default_factory=dict)
    worded_as: str | None = None


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
        """Name of the form used for `year`: the one in force then, unless world.yml says
        otherwise.
        """
        in_force = (name for name in forms.FORM_NAMES if year >= forms.form(name).first_year)
        return self.oddity(year).form or next(in_force, forms.statistics().name)

    @property
    def reported_years(self) -> list[int]:
        """The years that it reports on, oldest first: those of world.yml, and others that its
        reports name.
        """
        return [
            year for year in sorted({*years(), *self.oddities}) if not self.oddity(year).omitted
        ]


@dataclass(frozen=True, eq=False)
class Portal:
    """A practice portal: who it belongs to, where it listens, and which product it imitates.

    `registry` is the text of its file in a registry; `withheld` are the reports, by agency and
    year, that it has not put up yet.
    """

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
    registry: str = field(default="", repr=False)
    withheld: frozenset[tuple[str, int]] = frozenset()


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


def _registry_text(portal_id: str, entry: dict[str, Any]) -> str:
    """The portal's file in a registry: that of samples/portals, or one from its own name and
    address alone.
    """
    if "address" not in entry:
        return registry_file(portal_id).read_text(encoding="utf-8")
    home = f"http://{entry.pop('address')}:{DEFAULT_PORT}/"
    fields = {"name": entry.pop("name"), "home": home, "delay": 0.05, "allow_loopback": True}
    if entry.pop("render", False):
        fields["render"] = True
    return yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)


def _portal(file: Path, worlds: Path) -> Portal:
    portal_id = file.relative_to(worlds).with_suffix("").as_posix()
    entry = yaml.safe_load(file.read_text(encoding="utf-8"))
    registry = _registry_text(portal_id, entry)
    registered = yaml.safe_load(registry)
    return Portal(
        id=portal_id,
        name=registered["name"],
        place=registered["name"].removesuffix("人民政府"),
        address=urlsplit(registered["home"]).hostname,
        agencies=tuple(_agency(agency) for agency in entry.pop("agencies")),
        registry=registry,
        **entry,
    )


def _described(file: Path, worlds: Path) -> Portal:
    try:
        return _portal(file, worlds)
    except (yaml.YAMLError, TypeError, KeyError, ValueError, AttributeError, OSError) as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise WorldInvalid(
            f"{file}: describes no practice portal ({reason}); samples/world.yml says how"
        ) from error


@cache
def years() -> tuple[int, ...]:
    """The report years, oldest first."""
    return tuple(read_yaml("world.yml")["years"])


@cache
def portals(worlds: Path = WORLDS) -> tuple[Portal, ...]:
    """All practice portals that a folder describes, one YAML file each, in the order of their
    addresses.

    Raises WorldInvalid, which names the first file that describes none.
    """
    found = [_described(file, worlds) for file in sorted(worlds.rglob("*.yml"))]
    if not found:
        raise WorldInvalid(
            f"{worlds}: holds no description of a practice portal; write one, or name another"
            " folder"
        )
    return tuple(sorted(found, key=lambda portal: ip_address(portal.address)))


def chosen_portals(demo_only: bool, worlds: Path = WORLDS) -> tuple[Portal, ...]:
    """The practice portals that a folder describes, or those of them that are of the
    demonstration.
    """
    return tuple(portal for portal in portals(worlds) if portal.demo or not demo_only)
