"""Compares a portal with its file: a probe of few requests, and where the two do not agree a bundle
that shows it to somebody elsewhere.
"""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from crawler.evidence import BLOCKED, OK, UNREACHABLE
from crawler.pages.page import identity
from crawler.pages.titles import year_of
from crawler.registry.portals import Portal
from crawler.runner.probe import Probe, portal_at, probe, replay
from crawler.store.captures import LOG, portal_directory

MOST_REQUESTS = 15
_DESCRIPTION, _EVIDENCE, _STATE = "portal.json", "verification.json", "state"
_BEYOND = (BLOCKED, UNREACHABLE)


@dataclass(frozen=True)
class Finding:
    """One thing that was compared: what the portal's file says, what the portal shows, and whether
    these agree.
    """

    subject: str
    described: str
    found: str
    agrees: bool


@dataclass(frozen=True)
class Verification:
    """A portal beside its file. `bundle`: the file that shows where they differ."""

    portal: Portal
    probe: Probe
    findings: list[Finding]
    bundle: Path | None = None

    @property
    def agrees(self) -> bool:
        """Whether the portal is what its file says."""
        return all(finding.agrees for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        """All of it as one JSON object, but for the portal's description."""
        return {
            "portal": self.portal.id,
            "agrees": self.agrees,
            "findings": [asdict(finding) for finding in self.findings],
            "probe": self.probe.as_json(),
        }


def verify(portal: Portal, contact: str | None, bundles: Path) -> Verification:
    """Compare a portal with its file, in no more than MOST_REQUESTS requests and without a
    document. Where they differ a bundle is written into the folder `bundles`.

    Raises what a probe raises.
    """
    with TemporaryDirectory(prefix="gongkai-verify-") as folder:
        state = Path(folder)
        seen = probe(portal_at(portal.home, [portal], MOST_REQUESTS), contact, state)
        done = Verification(portal, seen, compared(portal, seen))
        if done.agrees:
            return done
        return Verification(portal, seen, done.findings, _bundle(done, state, bundles))


def compared(portal: Portal, seen: Probe) -> list[Finding]:
    """Compare what a probe saw with the portal's file."""
    reached = seen.verdict not in _BEYOND
    said = "; ".join(reason.text.en for reason in seen.reasons)
    findings = [Finding("reachable", "yes", f"{seen.verdict}: {said}".rstrip(": "), reached)]
    findings.append(Finding("robots.txt", "lets us in", seen.robots, not _is_shut(seen)))
    if not reached:
        return findings
    named = portal.family or "any"
    agrees = portal.family in (None, seen.family)
    findings.append(Finding("family", named, seen.family or "none", agrees))
    return [*findings, _lists(portal, seen), *_counts(portal, seen)]


def _is_shut(seen: Probe) -> bool:
    return not seen.requests or (seen.verdict in _BEYOND and "unreachable" in seen.robots)


def _lists(portal: Portal, seen: Probe) -> Finding:
    """Compare the lists: those of the file are all to be found, or any where it names none."""
    found = {identity(channel.url) for channel in seen.channels}
    missing = [url for url in portal.channels if identity(url) not in found]
    named = ", ".join(portal.channels) or "found from the home page"
    shown = ", ".join(channel.url for channel in seen.channels) or "none"
    return Finding("lists", named, shown, seen.verdict == OK and not missing)


def _counts(portal: Portal, seen: Probe) -> Iterator[Finding]:
    """Compare the reports by year with the floors of the file. A list of several pages, or a
    search that was cut short, shows fewer than there are and proves nothing.
    """
    years = Counter(year_of(title) for title in seen.reports.values())
    whole = not seen.unasked and all((each.pages_announced or 1) == 1 for each in seen.channels)
    for year, floor in sorted(portal.expect.reports.items() if portal.expect else ()):
        there = years[year] + years[None] >= floor.min
        yield Finding(
            f"reports of {year}", f"at least {floor.min}", str(years[year]), there or not whole
        )


def _bundle(done: Verification, state: Path, bundles: Path) -> Path:
    """Write what the comparison rests on into one file: the description, the evidence, and what was
    captured.
    """
    bundles.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    file = bundles / f"{done.portal.id.replace('/', '-')}-{stamp}.zip"
    folder = portal_directory(state, done.portal.id)
    _settle(folder / LOG)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(_DESCRIPTION, done.portal.model_dump_json())
        bundle.writestr(_EVIDENCE, json.dumps(done.as_json(), ensure_ascii=False, indent=1))
        for name in (LOG, *(each.name for each in folder.glob("*.warc.gz"))):
            bundle.write(folder / name, f"{_STATE}/{name}")
    return file


def _settle(log: Path) -> None:
    """Bring what waits beside a log into it."""
    with closing(sqlite3.connect(log)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def replayed(bundle: Path) -> Verification:
    """Compare again what a bundle holds, without any request: with today's program."""
    with zipfile.ZipFile(bundle) as file, TemporaryDirectory(prefix="gongkai-bundle-") as folder:
        described = Portal.model_validate_json(file.read(_DESCRIPTION), extra="ignore")
        state = Path(folder)
        target = portal_directory(state, described.id)
        target.mkdir(parents=True)
        for name in file.namelist():
            if name.startswith(f"{_STATE}/"):
                (target / Path(name).name).write_bytes(file.read(name))
        _begin_again(target / LOG)
        seen = replay(portal_at(described.home, [described]), state)
    return Verification(described, seen, compared(described, seen))


def _begin_again(log: Path) -> None:
    """Let the run of a bundle be one that was cut off just now, so that it is taken up."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with closing(sqlite3.connect(log)) as connection, connection:
        connection.execute("UPDATE runs SET started_at = ?, verdict = NULL", (now,))
