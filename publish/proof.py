"""Proves the way from the archive to the captured bytes, by hashing; and the files of an export."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from crawler import stored_portals
from crawler.store.proving import Place, Proof, prove
from foundation.databases import read_only
from foundation.json_values import JsonObject
from publish.archive.inspection import kept_inspection
from publish.exports.files import digest
from publish.exports.package import PACKAGE

Told = Callable[[Proof], None]

_REPORTS = """
select r.id, c.portal, c.warc_file, c.warc_offset, c.sha256
from reports r join captures c on c.id = r.capture or c.report = r.id
"""


@dataclass(frozen=True)
class Evidence:
    """What was proved. `fallen` are the reports of which a document does not stand, `damages` what
    is wrong, in words.
    """

    portals: int
    captures: int
    bytes: int
    unlisted: int
    reports: int
    fallen: tuple[str, ...]
    files: int
    damages: tuple[str, ...]

    @property
    def standing(self) -> int:
        """Reports all of whose documents stand."""
        return self.reports - len(self.fallen)

    def as_json(self) -> JsonObject:
        """The same as one JSON object."""
        lists = {"fallen": list(self.fallen), "damages": list(self.damages)}
        return {**vars(self), **lists, "standing": self.standing}


def verify(
    state: Path, archive: Path, exports: Path, workers: int = 1, told: Told | None = None
) -> Evidence:
    """Hash every capture, the archive and the exported files; `told` gets the proof of each portal.

    An archive or an export that is not there is none to prove.
    """
    portals = stored_portals(state)
    proofs = []
    with ThreadPoolExecutor(max_workers=workers) as threads:
        for proof in threads.map(lambda portal: prove(state, portal), portals):
            proofs.append(proof)
            if told is not None:
                told(proof)
    damages = [damage.message for proof in proofs for damage in proof.damages]
    reports = 0
    fallen: set[str] = set()
    if archive.is_file():
        damages += _of_the_file(archive)
        reports, fallen = _of_the_reports(archive, proofs, damages)
    files, broken = _of_the_exports(exports)
    return Evidence(
        portals=len(portals),
        captures=sum(proof.captures for proof in proofs),
        bytes=sum(proof.bytes for proof in proofs),
        unlisted=sum(proof.unlisted for proof in proofs),
        reports=reports,
        fallen=tuple(sorted(fallen)),
        files=files,
        damages=(*damages, *broken),
    )


def _of_the_file(archive: Path) -> Iterator[str]:
    """What is wrong with the archive as a file."""
    status = archive.stat()
    kept = kept_inspection(archive, status.st_size, status.st_mtime_ns)
    if kept is not None and kept["hash"] != digest(archive):
        yield f"{archive}: its bytes are not those that were built; build it anew"
    try:
        with closing(_opened(archive)) as connection:
            [verdict] = connection.execute("pragma integrity_check(1)").fetchone()
            broken = connection.execute("pragma foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        yield f"{archive}: {error}; build it anew"
        return
    if verdict != "ok":
        yield f"{archive}: {verdict}; build it anew"
    if broken is not None:
        yield f"{archive}: a row of {broken[0]} refers to nothing; build it anew"


def _of_the_reports(archive: Path, proofs: list[Proof], damages: list[str]) -> tuple[int, set[str]]:
    """How many reports the archive has, and those of which a document does not stand; documents
    that the log does not know as the archive does are added to the damages.
    """
    standing: dict[Place, str] = {}
    known: set[Place] = set()
    for proof in proofs:
        standing |= proof.standing
        known |= proof.standing.keys() | {one.place for one in proof.damages if one.place}
    fallen: set[str] = set()
    try:
        with closing(_opened(archive)) as connection:
            [count] = connection.execute("select count(*) from reports").fetchone()
            for report, portal, file, offset, sha256 in connection.execute(_REPORTS):
                if standing.get((file, offset)) != sha256:
                    fallen.add(report)
                    if (file, offset) in standing or (file, offset) not in known:
                        damages.append(
                            f"{report}: {file} at byte {offset} is not what the log of {portal}"
                            " says"
                        )
    except sqlite3.DatabaseError:
        return 0, set()
    return count, fallen


def _of_the_exports(exports: Path) -> tuple[int, list[str]]:
    """How many files of the export were proved, and what is wrong with them."""
    try:
        described = json.loads((exports / PACKAGE).read_bytes())["resources"]
        files = [*described, *(one["gzip"] for one in described if "gzip" in one)]
        hashes = {one["path"]: one["hash"].removeprefix("sha256:") for one in files}
    except FileNotFoundError:
        return 0, []
    except (OSError, ValueError, KeyError, TypeError) as error:
        return 0, [f"{exports / PACKAGE}: {error}; export anew"]
    wrong = [name for name, sha256 in hashes.items() if _digest(exports / name) != sha256]
    return len(hashes), [f"{exports / name}: not what was exported; export anew" for name in wrong]


def _digest(file: Path) -> str | None:
    try:
        return digest(file)
    except OSError:
        return None


def _opened(archive: Path) -> sqlite3.Connection:
    return sqlite3.connect(read_only(archive), uri=True)
