"""Writes the registry file of a portal out of what a probe of it saw."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from crawler import CrawlerError, Portal, load_portals
from crawler.registry.divisions import Division, registry_divisions
from crawler.registry.hosts import bare, host_and_port, is_loopback_host
from crawler.runner.probe import LOOPBACK_DELAY, Probe
from foundation.rules import load
from gongkai.errors import PortalRegistered, RegionUnknown
from publish.collect.regions import Divisions, load_divisions

# What stands around an agency's name in the title of its site.
_AROUND = re.compile(
    r"^(欢迎(访问|光临|来到|进入))?(.*?)(官方|政务)?(门户)?(网站|网|官网|门户)?(首页|主页)?$"
)
_BETWEEN = re.compile(r"\s*[-_—–|]+\s*|\s{2,}")
_AGENCY = re.compile(r"(政府|公署|委员会|[局厅委办院县市区旗镇乡])$")
# The division codes that are named where several fit.
_CANDIDATES_NAMED = 5
_HEAD = """\
# Written by `gongkai portals add`. Compare it with the site,
# correct it, and write the day under `verified`.
# 由 `gongkai portals add` 生成。请与网站核对、更正，并在 verified 处写上核对日期。
"""


@dataclass(frozen=True)
class Wishes:
    """What whoever adds a portal says of it; None: take what the probe saw. `channels`: write those
    found.
    """

    name: str | None = None
    region: str | None = None
    channels: bool = False


_PROVINCES = load(__package__, "provinces.yml", dict[str, str])


def require_new(url: str, registered: Sequence[Portal]) -> None:
    """Raise PortalRegistered where the address belongs to a portal of the registry."""
    known = next((portal for portal in registered if portal.owns(url)), None)
    if known is not None:
        raise PortalRegistered(f"{url} belongs to {known.id}: correct the file of that portal")


def site_name(probe: Probe) -> str:
    """The name of who the site belongs to, out of its meta SiteName or title; its host where both
    say nothing.
    """
    parts = [
        part for text in (probe.site_name, probe.title) for part in _BETWEEN.split(text.strip())
    ]
    names = [_AROUND.sub(r"\3", part) for part in parts]
    agencies = [name for name in names if _AGENCY.search(name)]
    return next((name for name in (*agencies, *names) if name), host_and_port(probe.home)[0])


def division_of(name: str, divisions: Divisions) -> tuple[str, ...]:
    """The codes of all divisions that an agency's name may begin with: one where it is clear."""
    found = divisions.beginning(name)
    if len(found) != 1:
        return tuple(division.code for division in found)
    return (divisions.place(name, found[0].code).code,)


def file_of(home: str, region: str | None) -> str:
    """Where a portal's file stands in the registry: below its province's folder, called by its
    host.
    """
    host = bare(host_and_port(home)[0])
    label = host.replace(".", "-") if host.replace(".", "").isdigit() else host.partition(".")[0]
    folder = _PROVINCES.get((region or "")[:2])
    return f"{folder}/{label}.yml" if folder else f"{label}.yml"


def _line(key: str, value: object) -> str:
    return yaml.safe_dump({key: value}, allow_unicode=True, width=1000)


def _region_lines(codes: Sequence[str]) -> Iterator[str]:
    if len(codes) == 1:
        yield _line("region", codes[0])
    elif codes:
        some = ", ".join(codes[:_CANDIDATES_NAMED]) + (
            ", …" if len(codes) > _CANDIDATES_NAMED else ""
        )
        yield (
            f"# region: {len(codes)} divisions have this name ({some}); write the code of the right"
            " one, in quotes\n"
        )
    else:
        yield "# region: no division found by the name; write its code (GB/T 2260), in quotes\n"


def _lines(probe: Probe, name: str, codes: Sequence[str], channels: bool) -> Iterator[str]:
    yield _HEAD
    yield _line("name", name)
    yield from _region_lines(codes)
    yield _line("home", probe.home)
    if probe.signs:
        yield _line("family", probe.family)
    else:
        yield "# family: nothing gave it away, so every crawl looks again\n"
    if channels and probe.channels:
        yield _line("channels", [channel.url for channel in probe.channels])
    for host, url in probe.other_hosts.items():
        yield (
            f"# hosts: [{host}]  # lists or reports lead there ({url}); name it if it belongs to"
            " the portal\n"
        )
    if is_loopback_host(host_and_port(probe.home)[0]):
        yield _line("delay", LOOPBACK_DELAY) + _line("allow_loopback", True)
    yield _line("verified", "never")


def _require_known(region: str, divisions: Divisions) -> None:
    if divisions.get(region) is None:
        raise RegionUnknown(
            f"{region} is the code of no division: look it up in publish/collect/regions.csv"
        )


def write_portal(probe: Probe, directory: Path, wishes: Wishes) -> Path:
    """Write a portal's file, checked with the whole registry, and return its path.

    Raises RegionUnknown for a code of no division, PortalRegistered where the file is there
    already, and what load_portals raises for a registry that the file would break; nothing is left
    behind then.
    """
    divisions = load_divisions(registry_divisions(directory))
    if wishes.region is not None:
        _require_known(wishes.region, divisions)
    name = wishes.name or site_name(probe)
    codes = (wishes.region,) if wishes.region else division_of(name, divisions)
    file = directory / file_of(probe.home, codes[0] if len(codes) == 1 else None)
    file.parent.mkdir(parents=True, exist_ok=True)
    _write_new(file, "".join(_lines(probe, name, codes, wishes.channels)))
    try:
        load_portals(directory)
    except CrawlerError:
        file.unlink()
        raise
    return file


def _write_new(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError as error:
        raise PortalRegistered(
            f"{file} is there already: correct it, or name another --portals"
        ) from error


def without_portal(portals: Sequence[Portal], divisions: Divisions) -> dict[str, list[Division]]:
    """The divisions at the level of prefectures that no portal is registered for, by the name of
    their province.
    """
    covered = {portal.region for portal in portals}
    missing: dict[str, list[Division]] = {}
    for division in sorted(divisions, key=lambda division: division.code):
        if division.level == "prefecture" and division.code not in covered:
            missing.setdefault(divisions.chain(division.code)[0].name, []).append(division)
    return missing
