"""Writes registry files of portals out of a table of divisions and home pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import yaml

from crawler import Portal
from crawler.registry.divisions import Division, registry_divisions
from crawler.registry.hosts import bare, host_and_port, is_loopback_host
from crawler.registry.portals import load_portals
from crawler.runner.probe import LOOPBACK_DELAY
from gongkai.errors import TableUnreadable
from gongkai.registering import file_of
from gongkai.tables import Rows
from publish.collect.regions import Divisions, load_divisions

# How tables call their columns, in lower case.
_CODES = (
    "code",
    "region",
    "adcode",
    "division",
    "gb2260",
    "p442",
    "区划代码",
    "行政区划代码",
    "代码",
)
_NAMES = ("path", "name", "itemlabel", "label", "名称", "区划名称", "行政区划", "单位")
_HOMES = ("home", "url", "website", "site", "p856", "official_website", "首页", "网址", "官方网站")
_DIGITS = re.compile(r"\d{6}")
# How deep in a path of names (江西省/宜春市) one stands under another.
_BETWEEN = re.compile(r"[/>|\\]+")
_GOVERNMENT = "人民政府"
_HEAD = """\
# Written by `gongkai portals import`. Compare it with the site,
# correct it, and write the day under `verified`.
# 由 `gongkai portals import` 生成。请与网站核对、更正，并在 verified 处写上核对日期。
# While nobody has changed what stands below, another import may: {digest}
"""
_WRITTEN = re.compile(r"another import may: ([0-9a-f]{16})\n(.*)", re.DOTALL)


@dataclass
class Imported:
    """What came of a table: files by what was done with them, and rows that came to nothing, with
    the reason.
    """

    written: list[Path] = field(default_factory=list)
    renewed: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Entry:
    """A row that was understood: a division, and its home page."""

    division: Division
    home: str

    @property
    def host(self) -> str:
        """What no two portals may have in common."""
        host, port = host_and_port(self.home)
        return f"{bare(host)}:{port}" if is_loopback_host(host) else bare(host)


def import_portals(rows: Rows, source: str, directory: Path) -> Imported:
    """Write a file for each division of a table that has no portal yet, and renew those that an
    import wrote and nobody has changed.

    Raises TableUnreadable where a column is missing, and what load_portals raises of the registry.
    """
    registered = _Registered(load_portals(directory), directory)
    divisions = load_divisions(registry_divisions(directory))
    outcome = Imported()
    entries = list(_entries(rows, divisions, outcome.left))
    shared = Counter(entry.host for entry in entries)
    for entry in entries:
        if shared[entry.host] > 1:
            told = f"{entry.host} serves {shared[entry.host]} divisions of the table"
            outcome.left[f"{entry.division.code} {entry.division.name}"] = told
        else:
            _place(entry, source, registered, outcome)
    load_portals(directory)
    return outcome


def _column(rows: Rows, names: Iterable[str]) -> str | None:
    known = {name.lower().strip().lstrip("?"): name for name in rows[0]} if rows else {}
    return next((known[name] for name in names if name in known), None)


def _entries(rows: Rows, divisions: Divisions, left: dict[str, str]) -> Iterator[_Entry]:
    """Return the rows that name a division and a home page, each division once."""
    code, name, home = (_column(rows, names) for names in (_CODES, _NAMES, _HOMES))
    if home is None or (code is None and name is None):
        raise TableUnreadable(
            "the table needs a column of home pages (home) and one of division codes or names"
            f" (code, name); it has: {', '.join(rows[0]) if rows else 'no rows'}"
        )
    seen: dict[str, str] = {}
    for row in rows:
        told = " ".join(filter(None, (row.get(code or "", ""), row.get(name or "", ""))))
        address = _address(row.get(home, ""))
        found = _division(row.get(code or "", ""), row.get(name or "", ""), divisions)
        if address is None:
            left[told] = "no home page that is a web address"
        elif isinstance(found, str):
            left[told] = found
        elif found.code in seen and seen[found.code] != address:
            left[told] = f"a second home page: {address} beside {seen[found.code]}"
        elif found.code not in seen:
            seen[found.code] = address
            yield _Entry(found, address)


def _address(home: str) -> str | None:
    url = home if "://" in home else f"http://{home}"
    if not home or not re.fullmatch(r"https?://[\w-]+(\.[\w-]+)+(:\d+)?(/\S*)?", url):
        return None
    return url if url.count("/") > 2 else f"{url}/"


def _division(code: str, name: str, divisions: Divisions) -> Division | str:
    """Return the division of a row by its code, or else by its name; the reason where there is
    none.
    """
    digits = _DIGITS.match(code)
    found = divisions.get(digits[0]) if digits else None
    if found is not None:
        return found
    parts = [part for part in _BETWEEN.split(name.removesuffix(_GOVERNMENT)) if part]
    if not parts:
        return f"no division has the code {code}" if code else "names no division"
    fitting = [each for each in divisions.beginning(parts[-1]) if each.name == parts[-1]]
    above = set(parts[:-1])
    named = [
        each
        for each in fitting
        if above <= {higher.name for higher in divisions.chain(each.code)[:-1]}
    ]
    if len(named) == 1:
        return named[0]
    if len(named) > 1:
        return f"{len(named)} divisions have this name ({', '.join(x.code for x in named[:3])}, …)"
    return "no division has this name: renamed, or unknown"


class _Registered:
    """The portals of a registry by their hosts, and those of an import by their divisions too."""

    def __init__(self, portals: Sequence[Portal], directory: Path) -> None:
        self.directory = directory
        self._by_host = {host: portal for portal in portals for host in portal.host_names}
        self._by_region = {
            portal.region: portal for portal in portals if _is_imported(self.file(portal))
        }

    def file(self, portal: Portal) -> Path:
        """The file of a portal."""
        return self.directory / f"{portal.id}.yml"

    def known(self, entry: _Entry) -> Portal | None:
        """The portal that has an entry's host already, or that an import wrote for its division."""
        host = bare(host_and_port(entry.home)[0])
        owner = self._by_host.get(host)
        if owner is not None and owner.owns(entry.home):
            return owner
        return self._by_region.get(entry.division.code)


def _place(entry: _Entry, source: str, registered: _Registered, outcome: Imported) -> None:
    """Write or renew the file of a division, unless a person's file has its place."""
    text, code = _text(entry, source), entry.division.code
    known = registered.known(entry)
    if known is None:
        file = _free(registered.directory / file_of(entry.home, code), code)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        outcome.written.append(file)
        return
    file = registered.file(known)
    ours = known.region == code and _is_untouched(file)
    if not ours or file.read_text(encoding="utf-8") == text:
        outcome.kept.append(file)
        return
    file.write_text(text, encoding="utf-8")
    outcome.renewed.append(file)


def _free(file: Path, code: str) -> Path:
    """Return the path of a new file; where another portal has it, one with the division's code."""
    return file.with_name(f"{file.stem}-{code}.yml") if file.exists() else file


def _text(entry: _Entry, source: str) -> str:
    name = entry.division.name
    fields: dict[str, object] = {
        "name": name if name.endswith(_GOVERNMENT) else f"{name}{_GOVERNMENT}",
        "region": entry.division.code,
        "home": entry.home,
        "notes": f"Home page from {source}; never verified.",
        "verified": "never",
    }
    if is_loopback_host(host_and_port(entry.home)[0]):
        fields |= {"delay": LOOPBACK_DELAY, "allow_loopback": True}
    body = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=1000)
    return _HEAD.format(digest=_digest(body)) + body


def _digest(body: str) -> str:
    return sha256(body.encode("utf-8")).hexdigest()[:16]


def _is_imported(file: Path) -> bool:
    """Tell whether an import wrote a file, whoever changed it since."""
    return file.read_text(encoding="utf-8").startswith(_HEAD.partition("\n")[0])


def _is_untouched(file: Path) -> bool:
    """Tell whether an import wrote a file and nobody has changed it since."""
    found = _WRITTEN.search(file.read_text(encoding="utf-8"))
    return found is not None and _digest(found[2]) == found[1]
