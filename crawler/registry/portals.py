"""The registry of portals: one YAML file each, checked before anything is fetched."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    field_validator,
    model_validator,
)

from crawler.errors import DuplicateHost, InvalidPortal
from crawler.registry.divisions import Division, registry_divisions
from crawler.registry.families import families
from crawler.registry.hosts import (
    DEFAULT_PORTS,
    bare,
    belongs_to,
    host_and_port,
    is_loopback_host,
    registered_domain,
)
from crawler.registry.hours import Hours
from foundation import rules
from foundation.errors import RulesInvalid

DEFAULT_DIRECTORY = Path(__file__).parent.parent / "portals"
# The least pause between two requests to a portal that is not on this machine, in seconds.
LEAST_DELAY = 0.5

_REMEMBERED = 1024  # portals of which the hosts are worked out once

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")
_REGION = re.compile(r"\d{6}(\d{3})?")
# Fields of a portal that come from its place in the registry, and not out of its file.
_FROM_REGISTRY = {
    "id": "the file's path is the id",
    "divisions": "divisions stand in regions.csv of the registry",
}
_STRICT = ConfigDict(strict=True, extra="forbid", frozen=True)


def _web_address(url: str) -> str:
    if not re.match(r"https?://[^/\s]+", url) or not host_and_port(url)[0]:
        raise ValueError(f"{url!r} must be an address that starts with http:// or https://")
    return url


def _host(host: str) -> str:
    if not _HOST.fullmatch(host):
        raise ValueError(
            f"{host!r} must be a host or host:port in lower case, without http:// and path"
        )
    return host


def _day_or_never(value: object) -> object:
    text = str(value)
    if text != "never" and not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise ValueError(f"{text!r} must be a day such as 2026-01-30, or never")
    return text if text == "never" else date.fromisoformat(text)


def _day_or_none(value: object) -> object:
    day = None if value is None else _day_or_never(value)
    if day == "never":
        raise ValueError(
            "must be a day such as 2026-01-30; leave it out of a portal that is crawled"
        )
    return day


WebAddress = Annotated[str, AfterValidator(_web_address)]
Host = Annotated[str, AfterValidator(_host)]
Retired = Annotated[date | None, BeforeValidator(_day_or_none)]
Verified = Annotated[date | Literal["never"], BeforeValidator(_day_or_never)]


class Floor(BaseModel):
    """The least number of reports of one year; fewer make the run incomplete."""

    model_config = _STRICT
    min: Annotated[int, Field(ge=0)]


class Expect(BaseModel):
    """What a good run brings: a floor for each report year."""

    model_config = _STRICT
    reports: dict[int, Floor]


class Tls(BaseModel):
    """A documented exception from the rules of secure connections; `reason` is kept with every
    capture.

    `verify: false` takes a certificate that has expired or names another host; `legacy: true`
    allows the protocols and ciphers of before 2015 and servers without secure renegotiation.
    """

    model_config = _STRICT
    verify: bool = True
    legacy: bool = False
    reason: Annotated[str, Field(min_length=4)]

    def __str__(self) -> str:
        verified = "verified" if self.verify else "not verified"
        return f"{verified}{', legacy' if self.legacy else ''} ({self.reason})"


@dataclass
class _Kin:
    """The hosts that other portals of the registry have under the same registered domain, and those
    that a portal's own pages have led to: no part of its description.
    """

    others: frozenset[str] = field(default=frozenset(), compare=False)
    adopted: set[str] = field(default_factory=set, compare=False)


@lru_cache(maxsize=_REMEMBERED)
def _entries(hosts: tuple[str, ...], urls: tuple[str, ...]) -> frozenset[str]:
    entries = set(hosts)
    for url in urls:
        host, port = host_and_port(url)
        ports = set(DEFAULT_PORTS.values())
        entries |= {f"{host}:{each}" for each in (ports if port in ports else {port})}
    return frozenset(entries)


@lru_cache(maxsize=_REMEMBERED)
def _bare_entries(hosts: tuple[str, ...], urls: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(bare, _entries(hosts, urls)))


class Portal(BaseModel):
    """One government site. The fields are those of its YAML file, but for two that its registry
    gives.

    `id` is the file's path without suffix; `divisions` are those of the registry's regions.csv,
    which the description carries along, so that what was known at the crawl is kept with the
    captures. `timeout` is how many seconds an answer may take. `verified` is the day on which a
    person last compared the description with the site itself. `predecessors` names the agencies
    whose place another took, by the name of the later one, without the division's
    (乡村振兴局: [扶贫开发办公室]). `retired` is the day since which it is no longer crawled, unless
    somebody names it.
    """

    model_config = _STRICT
    id: str
    name: Annotated[str, Field(min_length=1)]
    region: str | None = None
    home: WebAddress
    family: str | None = None
    channels: list[WebAddress] = []
    hosts: list[Host] = []
    delay: Annotated[float, Field(ge=0, le=600)] = 1.0
    timeout: Annotated[float, Field(gt=0, le=600)] = 60.0
    budget: Annotated[int, Field(ge=1)] = 20_000
    render: bool = False
    expect: Expect | None = None
    tls: Tls | None = None
    hours: Hours | None = None
    predecessors: dict[str, list[str]] = {}
    notes: str | None = None
    verified: Verified = "never"
    retired: Retired = None
    allow_loopback: bool = False
    divisions: tuple[Division, ...] = Field(default=(), repr=False)
    _kin: _Kin = PrivateAttr(default_factory=_Kin)

    @field_validator("region")
    @classmethod
    def _division_code(cls, region: str | None) -> str | None:
        if region is not None and not _REGION.fullmatch(region):
            raise ValueError(
                "must be a division code of 6 digits (GB/T 2260) or 9 (townships), in quotes"
            )
        return region

    @field_validator("family")
    @classmethod
    def _known_family(cls, family: str | None) -> str | None:
        if family is None or family in families():
            return family
        raise ValueError(
            f"unknown family {family!r}; write one of: {', '.join(families())}, or leave it out"
        )

    @model_validator(mode="after")
    def _polite(self) -> Portal:
        if self.delay < LEAST_DELAY and not self.is_loopback:
            raise ValueError(
                f"delay must be at least {LEAST_DELAY} seconds for a portal that is not on this"
                " machine"
            )
        return self

    @property
    def entries(self) -> frozenset[str]:
        """All hosts that belong to the portal, as host:port, or as host alone where any port is
        meant.
        """
        return _entries(tuple(self.hosts), (self.home, *self.channels))

    @property
    def is_loopback(self) -> bool:
        """Whether the portal lies on this machine altogether, and says so."""
        return self.allow_loopback and all(
            is_loopback_host(entry.rpartition(":")[0] or entry) for entry in self.entries
        )

    def tls_in_force(self, url: str) -> str | None:
        """Say how connections to an address are secured: None for plain http."""
        if not url.startswith("https:"):
            return None
        return str(self.tls or "verified")

    def owns(self, url: str) -> bool:
        """Tell whether an address is one of the portal's own; `www.` and http or https make no
        difference.
        """
        host, port = host_and_port(url)
        names = {bare(host), f"{bare(host)}:{port}"}
        bare_entries = _bare_entries(tuple(self.hosts), (self.home, *self.channels))
        return not (names.isdisjoint(bare_entries) and names.isdisjoint(self._kin.adopted))

    def beside(self, names: Iterable[str]) -> Portal:
        """Tell the portal the names of hosts under its registered domain: what is not its own
        among them it must not take for its own. Return it.
        """
        self._kin.others = frozenset(names) - self.host_names
        return self

    def adopt(self, url: str) -> bool:
        """Take the host of an address that the portal's own page names as one of its own, where it
        lies under the same registered domain and is no other portal's. Return whether it is.
        """
        host = host_and_port(url)[0]
        if belongs_to(host, host_and_port(self.home)[0], self._kin.others):
            self._kin.adopted.add(bare(host))
        return self.owns(url)

    @property
    def servers(self) -> frozenset[str]:
        """What must not be asked for two portals at once: hosts, whatever the port; on this machine
        every port.
        """
        hosts = ((entry, bare(entry).partition(":")[0]) for entry in self.entries)
        return frozenset(entry if is_loopback_host(host) else host for entry, host in hosts)

    @property
    def host_names(self) -> frozenset[str]:
        """The names of the portal's hosts, without `www.` and port."""
        entries = frozenset(bare(entry).partition(":")[0] for entry in self.entries)
        return entries | self._kin.adopted


def _complaint(error: Any) -> str:
    place = ".".join(str(part) for part in error["loc"]) or "portal"
    message = error["msg"].removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        known = (name for name in Portal.model_fields if name not in _FROM_REGISTRY)
        message = f"unknown key; known are {', '.join(known)}"
    elif error["type"] == "string_type" and isinstance(error["input"], int):
        message = f'put the number in quotes: "{error["input"]}"'
    return f"{place}: {message}"


def _portal(source: rules.Source, portal_id: str, divisions: tuple[Division, ...]) -> Portal:
    if not isinstance(source.data, dict):
        raise source.refusal((), "must hold `key: value` lines (name, home, …)")
    for key, remark in _FROM_REGISTRY.items():
        if key in source.data:
            raise source.refusal((key,), f"{key}: unknown key; {remark}")
    try:
        return Portal.model_validate({**source.data, "id": portal_id, "divisions": divisions})
    except ValidationError as error:
        first = error.errors()[0]
        raise source.refusal(first["loc"], _complaint(first)) from error


def load_portal(file: Path, portal_id: str, divisions: tuple[Division, ...]) -> Portal:
    """Read one portal file. Raises InvalidPortal with file and line of the first thing that is
    wrong.
    """
    try:
        return _portal(rules.read(str(file), file.read_bytes()), portal_id, divisions)
    except RulesInvalid as error:
        raise InvalidPortal(str(error)) from error


def _refuse_shared_hosts(portals: dict[Path, Portal]) -> None:
    owner: dict[str, Path] = {}
    for file, portal in portals.items():
        for entry in sorted({bare(entry) for entry in portal.entries}):
            host = entry.partition(":")[0]
            other = owner.get(entry) or owner.get(host) or _any_port_of(host, entry, owner)
            if other not in (None, file):
                raise DuplicateHost(
                    f"{file}: host {entry} belongs to {other} already; keep it in one file."
                )
            owner[entry] = file


def _any_port_of(host: str, entry: str, owner: dict[str, Path]) -> Path | None:
    if entry != host:
        return None
    return next((file for other, file in owner.items() if other.partition(":")[0] == host), None)


def load_portals(directory: Path = DEFAULT_DIRECTORY) -> list[Portal]:
    """Read all portal files below a folder, in order of their ids, each with the divisions of the
    folder's regions.csv.

    Raises InvalidPortal (file, line, what to do) and DuplicateHost (two portals claim one host).
    """
    if not directory.is_dir():
        raise InvalidPortal(f"{directory}: no such folder of portals; name one with --portals.")
    divisions = registry_divisions(directory)
    files = sorted(directory.rglob("*.yml"))
    ids = {file: file.relative_to(directory).with_suffix("").as_posix() for file in files}
    portals = {file: load_portal(file, portal_id, divisions) for file, portal_id in ids.items()}
    _refuse_shared_hosts(portals)
    return sorted(_beside_each_other(portals.values()), key=lambda portal: portal.id)


def _beside_each_other(portals: Collection[Portal]) -> Iterator[Portal]:
    """Tell each portal the hosts that the others have under its registered domain."""
    by_domain: dict[str, set[str]] = defaultdict(set)
    for portal in portals:
        for name in portal.host_names:
            by_domain[registered_domain(name)].add(name)
    for portal in portals:
        yield portal.beside(by_domain[registered_domain(host_and_port(portal.home)[0])])
