"""Builds archive.db: a new file beside the old one, checked, then put in its place in one step."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from foundation.databases import read_only
from publish.archive.comparison import Comparison, compare
from publish.archive.inspection import forget, inspect, keep_inspection
from publish.archive.kept import keep
from publish.archive.totals import write_totals
from publish.archive.writer import write
from publish.collect.collection import Collection, collect
from publish.collect.readings import Progress, Shelf
from publish.errors import ArchiveDamaged, BuildLocked, OutputUnwritable, RowsLost
from publish.schema import ddl
from publish.schema.fulltext import build_indexes

# The new archive may have this share of the old one's rows at the least. Captures are only ever
# added, so a table of documents or figures that shrinks means that something broke, not that
# agencies took something back.
ROW_FLOOR = 0.9
FLOORED = (
    "agencies",
    "reports",
    "captures",
    "sections",
    "disclosures",
    "applications",
    "reviews",
    "statistics",
)
Told = Callable[[Comparison], None]
Prepared = Callable[[Path], None]
_BESIDE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True)
class BuildSummary:
    """What a build made: the file, rows by table, reports by quality, documents that could not be
    read, reports of the archive before whose addresses lead nowhere now, and what is wrong with
    the logs of portals that keep their rows of that archive.
    """

    output: Path
    rows: dict[str, int]
    qualities: dict[str, int]
    unread: int
    vanished: int = 0
    damaged: tuple[str, ...] = ()

    @property
    def reports(self) -> int:
        """How many reports the archive has."""
        return self.rows.get("reports", 0)

    def __str__(self) -> str:
        qualities = (
            ", ".join(f"{count} {quality}" for quality, count in self.qualities.items()) or "-"
        )
        counts = {name: self.rows.get(name, 0) for name in ("agencies", "captures", "issues")}
        return "\n".join(
            (
                (
                    f"{self.output}: {self.reports} reports of {counts['agencies']} agencies "
                    f"/ {self.reports} 份报告，{counts['agencies']} 个机关"
                ),
                f"  quality / 读取质量: {qualities}",
                (
                    f"  captures / 归档: {counts['captures']}   issues / 问题:"
                    f" {counts['issues']}   "
                    f"unread documents / 未能读取: {self.unread}"
                ),
                *self._vanished(),
                *(f"  damaged / 损坏: {reason}" for reason in self.damaged),
            )
        )

    def _vanished(self) -> tuple[str, ...]:
        if not self.vanished:
            return ()
        return (f"  addresses that lead nowhere now / 失效的报告网址: {self.vanished}",)


def build(
    state: Path,
    output: Path,
    portals: Path | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    told: Told | None = None,
    prepared: Prepared | None = None,
) -> BuildSummary:
    """Build the archive `output` from the captures in `state`, reading what is new in `workers`
    processes.

    `portals` is a registry folder whose descriptions (and regions.csv) are used in place of those
    of the last crawls. `progress` gets (documents done, documents in all); `told`, before the swap,
    what the new archive says otherwise than the old one, where there is one; `prepared`, last of
    all, the file that is about to take its place. The old archive stays in place until the new one
    has passed every check. Raises BuildLocked, RegistryUnreadable,
    ArchiveDamaged, RowsLost, OutputUnwritable.
    """
    with _unwritable(output), _locked(output):
        collection = collect(state, portals, workers, progress)
        new = output.with_name(output.name + ".new")
        new.unlink(missing_ok=True)
        try:
            rows = _write(collection, new, output)
            _check(new)
            _refuse_losses(new, output)
            _tell(output, new, told)
            vanished = _vanished(new, output)
            if prepared is not None:
                prepared(new)
            _swap(new, output)
            Shelf.of(state).tidy()
        finally:
            collection.readings.close()
            new.unlink(missing_ok=True)
        return _summary(collection, output, rows, vanished)


def _summary(
    collection: Collection, output: Path, rows: Counter[str], vanished: int
) -> BuildSummary:
    qualities = Counter(report.chosen.quality for report in collection.reports)
    return BuildSummary(
        output,
        dict(rows),
        dict(sorted(qualities.items())),
        collection.readings.unread_count,
        vanished,
        tuple(collection.damaged.values()),
    )


@contextmanager
def _unwritable(output: Path) -> Iterator[None]:
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise OutputUnwritable(
            f"{output}: {error.strerror or error}; the old archive is untouched"
        ) from error
    except sqlite3.OperationalError as error:
        raise OutputUnwritable(
            f"{output}: {error}; make room and build again, the old archive is untouched"
        ) from error


@contextmanager
def _locked(output: Path) -> Iterator[None]:
    with output.with_name(output.name + "-lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BuildLocked(
                f"{output} is being built by another process: wait until it has finished"
            ) from error
        yield


def _write(collection: Collection, new: Path, old: Path) -> Counter[str]:
    """Write the new archive: tables, rows, indexes and views, statistics for the planner, full-text
    indexes. Portals whose logs are damaged keep their rows of `old`.
    """
    with closing(sqlite3.connect(new, uri=True)) as connection:
        connection.execute("pragma journal_mode = off")
        connection.execute("pragma synchronous = off")
        database = Database(connection)
        for statement in ddl.statements():
            connection.execute(statement)
        rows = _rows(collection, connection)
        rows.update(keep(connection, old, collection.damaged))
        for statement in ddl.finishing_statements():
            connection.execute(statement)
        write_totals(connection)
        connection.commit()
        database.vacuum()
        build_indexes(database)
        database.analyze()
        connection.commit()
        return rows


def _rows(collection: Collection, connection: sqlite3.Connection) -> Counter[str]:
    try:
        with connection:
            return write(collection, connection)
    except sqlite3.IntegrityError as error:
        raise ArchiveDamaged(
            f"a row breaks the schema ({error}): compare publish/schema/tables.yml with the"
            " readings"
        ) from error


def _check(new: Path) -> None:
    with closing(sqlite3.connect(new)) as connection:
        [verdict] = connection.execute("pragma integrity_check(1)").fetchone()
        broken = connection.execute("pragma foreign_key_check").fetchone()
    if verdict != "ok":
        raise ArchiveDamaged(
            f"{new}: integrity check says: {verdict}; check the disk and build again"
        )
    if broken is not None:
        table, row, parent, _ = broken
        raise ArchiveDamaged(
            f"{new}: row {row} of {table} refers to a row of {parent} that is not there; report"
            " this"
        )


def _refuse_losses(new: Path, old: Path) -> None:
    """Refuse an archive that has lost rows against the last good one."""
    before, after = _counts(old), _counts(new)
    for name in FLOORED:
        if after[name] < before[name] * ROW_FLOOR:
            raise RowsLost(
                f"{name} would shrink from {before[name]} rows to {after[name]}: {old} is kept; "
                "if this is meant, move it away and build again"
            )


def _tell(output: Path, new: Path, told: Told | None) -> None:
    comparison = compare(output, new) if told is not None else None
    if told is not None and comparison is not None:
        told(comparison)


def _vanished(new: Path, old: Path) -> int:
    """How many reports of the old archive have an address that neither is one of the new archive's
    nor leads to one.
    """
    before, today = _report_ids(old), _report_ids(new)
    moved = _aliases(new)
    return sum(_led_to(report, moved) not in today for report in before - today)


def _led_to(report: str, moved: dict[str, str]) -> str:
    agency, _, year = report.rpartition("-")
    return f"{moved.get(agency, agency)}-{year}"


def _report_ids(archive: Path) -> set[str]:
    return {identity for (identity,) in _asked(archive, "select id from reports")}


def _aliases(archive: Path) -> dict[str, str]:
    return dict(_asked(archive, "select id, agency from aliases"))


def _asked(archive: Path, sql: str) -> list[Any]:
    """The rows of a query; none for a file that is missing or no archive."""
    if not archive.is_file():
        return []
    with closing(sqlite3.connect(read_only(archive), uri=True)) as connection:
        try:
            return connection.execute(sql).fetchall()
        except sqlite3.DatabaseError:
            return []


def _counts(archive: Path) -> Counter[str]:
    """Rows of the tables with a floor; none for a file that is missing or no archive."""
    if not archive.is_file():
        return Counter()
    with closing(sqlite3.connect(read_only(archive), uri=True)) as connection:
        try:
            names = {
                name
                for (name,) in connection.execute(
                    "select name from sqlite_schema where type = 'table'"
                )
            }
            counts = {
                name: connection.execute(f"select count(*) from {name}").fetchone()[0]
                for name in FLOORED
                if name in names
            }
        except sqlite3.DatabaseError:
            return Counter()
    return Counter(counts)


def _swap(new: Path, output: Path) -> None:
    """Put the new archive in place, on the disk, without anything of the old one beside it."""
    with new.open("rb") as file:
        os.fsync(file.fileno())
    inspection = inspect(output, new)
    forget(output)
    new.replace(output)
    keep_inspection(output, inspection)
    for suffix in _BESIDE:
        output.with_name(output.name + suffix).unlink(missing_ok=True)
    directory = os.open(output.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
