"""The capture store: what was fetched from a portal, when, and where its bytes stand. Reading side.

scrapy-webarchive was looked at and not taken: it archives what Scrapy has decompressed already and
writes its index when the crawl closes, so a killed crawl could not be resumed from it.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from http import HTTPStatus
from pathlib import Path
from typing import Any

from crawler.encodings import OVER_THE_LIMIT, UndecodableBody
from crawler.errors import (
    DigestMismatch,
    LogOfAnotherVersion,
    LogUnreadable,
    MissingRecord,
    UnknownPortal,
)
from crawler.reasons import Reason, reasons_in
from crawler.registry.portals import Portal
from crawler.store.opening import rows_of, trouble
from crawler.store.warc import Archived, Sent, read_request, read_response

LOG = "log.db"
_WARC_FILES = "*.warc.gz"
# A capture whose body could not be decompressed is kept, and read back, as it came.
UNDECODABLE = "undecodable"


def is_over_a_limit(problem: str) -> bool:
    """Tell whether a problem is that of a body which grows beyond the limit when decompressed."""
    return problem.startswith(f"{UNDECODABLE}: {OVER_THE_LIMIT}")


@dataclass(frozen=True)
class Capture:
    """One archived response. `sha256` and `length` are those of the payload without
    Content-Encoding.

    `status` 304 and other revisits carry the digest of the earlier payload, which `refers_to` (a
    capture's id) holds. `problem` says why a response of kind `other` is not what was asked for: a
    challenge, a missing page, damage. `received` counts the bytes of the body as they came, under
    their Content-Encoding; `tls` says how the connection was secured (None: plain http). The
    request record ends where the response record begins and is `request_length` bytes long, 0 where
    none was kept. `rendered_from` is the capture of the page that a browser made this one of.
    """

    id: int
    portal: str
    run: str
    url: str
    method: str
    fingerprint: str
    status: int
    fetched_at: str
    media_type: str | None
    sha256: str
    length: int
    warc_file: str
    warc_offset: int
    warc_length: int
    kind: str
    page_url: str | None
    link_text: str | None
    listed_on: str | None
    refers_to: int | None
    problem: str | None
    request_length: int = 0
    received: int = 0
    tls: str | None = None
    rendered_from: int | None = None

    @property
    def is_document(self) -> bool:
        """Whether it holds a report or an attachment: whole, and what was asked for."""
        wanted = self.kind in ("report", "attachment") and self.problem is None
        return wanted and self.status in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED)


@dataclass(frozen=True)
class Run:
    """One crawl of a portal. `verdict` and `ended_at` are None while it is under way, or after it
    was killed.
    """

    id: str
    portal: str
    started_at: str
    ended_at: str | None
    verdict: str | None
    requests: int
    bytes: int
    reports: int
    robots: str | None
    delay: float | None
    evidence: dict[str, Any]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the verdict is not ok, and what else the operator is to be told."""
        return reasons_in(self.evidence)


def portal_directory(state: Path, portal_id: str) -> Path:
    """Return the folder of a portal's captures below the state folder."""
    return state / "captures" / portal_id


def as_capture(portal_id: str, row: sqlite3.Row) -> Capture:
    """Make a capture of a row of the log. Raises LogOfAnotherVersion."""
    return Capture(portal=portal_id, **_known(portal_id, row, Capture))


def as_run(portal_id: str, row: sqlite3.Row) -> Run:
    """Make a run of a row of the log. Raises LogOfAnotherVersion."""
    known = _known(portal_id, row, Run) | {"evidence": json.loads(row["evidence"])}
    return Run(**known | {"portal": portal_id})


def _known(portal_id: str, row: sqlite3.Row, kind: type[Capture | Run]) -> dict[str, Any]:
    """The columns of a row that this version knows; one that it does not know is no accident."""
    known = {field.name for field in fields(kind)}
    unknown = sorted(set(dict(row)) - known - {"number"})
    if unknown:
        raise LogOfAnotherVersion(
            f"{portal_id}: the log was written by another version of gongkai (it has"
            f" {', '.join(unknown)}); upgrade, or use the version that wrote it"
        )
    return {name: row[name] for name in dict(row) if name in known}


def stored_portals(state: Path) -> list[str]:
    """Return the ids of all portals that have a log in the state folder, or lost it, sorted."""
    top = state / "captures"
    folders = {file.parent for name in (LOG, _WARC_FILES) for file in top.rglob(name)}
    return sorted(folder.relative_to(top).as_posix() for folder in folders)


def refuse_lost_log(folder: Path, portal_id: str) -> None:
    """Raise LogUnreadable where a portal's folder has WARC files and no log that says what is in
    them.
    """
    if not (folder / LOG).is_file() and any(folder.glob(_WARC_FILES)):
        raise LogUnreadable(
            f"{portal_id}: the capture log is missing beside its WARC files; restore {folder / LOG}"
            " from a copy, or move the files away"
        )


_LATEST_RUNS = """
    SELECT number, id, portal, started_at, ended_at, verdict, requests, bytes, reports, robots,
        delay, iif(number = (SELECT max(number) FROM runs), evidence, '{}') AS evidence
    FROM runs WHERE number >= coalesce(
        (SELECT number FROM runs WHERE verdict = 'ok' ORDER BY number DESC LIMIT 1), 0)
    ORDER BY number"""


class CaptureStore:
    """The captures of one portal, for reading. May be open while a crawl writes.

    Raises UnknownPortal when nothing was ever captured under this id; whatever reads the log raises
    LogUnreadable where it is damaged, LogOfAnotherVersion where a later version wrote it.
    """

    def __init__(self, state: Path, portal_id: str) -> None:
        self._state = state
        self._portal = portal_id
        self._log = portal_directory(state, portal_id) / LOG
        refuse_lost_log(self._log.parent, portal_id)
        if not self._log.is_file():
            raise UnknownPortal(
                f"{portal_id}: no captures in {state}; crawl it first, or name the state folder."
            )

    def _rows(self, query: str, *parameters: object) -> list[sqlite3.Row]:
        with self._readable():
            return rows_of(self._log, self._portal, query, parameters)

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.DatabaseError, ValueError) as error:
            raise LogUnreadable(f"{self._portal}: {trouble(error)}") from error

    def captures(self, kind: str | None = None) -> list[Capture]:
        """Return the captures of one kind, or all, in the order in which they were made."""
        rows = self._rows("SELECT * FROM captures WHERE ?1 IS NULL OR kind = ?1 ORDER BY id", kind)
        return [as_capture(self._portal, row) for row in rows]

    def at(self, warc_file: str, offset: int) -> Capture:
        """Return the capture whose record stands at that place. Raises MissingRecord."""
        rows = self._rows(
            "SELECT * FROM captures WHERE warc_file = ? AND warc_offset = ?", warc_file, offset
        )
        if not rows:
            raise MissingRecord(
                f"{warc_file} at byte {offset}: the log has no such record; restore it from a copy."
            )
        return as_capture(self._portal, rows[0])

    def runs(self) -> list[Run]:
        """Return the runs, oldest first."""
        rows = self._rows("SELECT * FROM runs ORDER BY number")
        with self._readable():
            return [as_run(self._portal, row) for row in rows]

    def require_sound(self) -> None:
        """Raise LogUnreadable where a page of the log is damaged, also one that is seldom read."""
        found = [row[0] for row in self._rows("PRAGMA integrity_check(1)")]
        if found != ["ok"]:
            raise LogUnreadable(
                f"{self._portal}: the capture log is damaged ({found[0]}); restore it from a copy"
            )

    def outcomes(self) -> list[tuple[str, str | None]]:
        """Return start and verdict of every run, oldest first: at once, however many there are."""
        rows = self._rows("SELECT started_at, verdict FROM runs ORDER BY number")
        return [(row["started_at"], row["verdict"]) for row in rows]

    def last_run(self) -> Run | None:
        """Return the newest run; None where there is none."""
        rows = self._rows("SELECT * FROM runs ORDER BY number DESC LIMIT 1")
        with self._readable():
            return as_run(self._portal, rows[0]) if rows else None

    def latest_runs(self) -> list[Run]:
        """Return the last run that was good and those after it, oldest first; only the newest with
        its evidence. What is asked each night must not read through all nights.
        """
        rows = self._rows(_LATEST_RUNS)
        with self._readable():
            return [as_run(self._portal, row) for row in rows]

    def portal(self) -> Portal:
        """Return the portal's description as of its last crawl; of one that a later version wrote
        what this one knows.
        """
        [row] = self._rows("SELECT portal FROM runs ORDER BY number DESC LIMIT 1")
        with self._readable():
            return Portal.model_validate_json(row["portal"], extra="ignore")

    def regions(self) -> list[str | None]:
        """Return every code that the runs gave the portal's division, the oldest first."""
        rows = self._rows("SELECT portal FROM runs ORDER BY number")
        with self._readable():
            return list(dict.fromkeys(json.loads(row["portal"]).get("region") for row in rows))

    def response(self, capture: Capture) -> Archived:
        """Return the archived response that holds a capture's payload (for a revisit: the earlier
        one).
        """
        if capture.refers_to is not None:
            [row] = self._rows("SELECT * FROM captures WHERE id = ?", capture.refers_to)
            return self.response(as_capture(self._portal, row))
        return read_response(self._state / capture.warc_file, capture.warc_offset)

    def request(self, capture: Capture) -> Sent | None:
        """Return the request that a capture answers, as it was sent; None where it was not kept.

        Raises MissingRecord when its WARC record is gone.
        """
        if not capture.request_length:
            return None
        return read_request(
            self._state / capture.warc_file, capture.warc_offset - capture.request_length
        )

    def payload(self, capture: Capture) -> bytes:
        """Return a capture's decoded body.

        Raises MissingRecord when the WARC record is gone, DigestMismatch when its bytes are not
        those captured.
        """
        response = self.response(capture)
        place = f"{capture.warc_file} at byte {capture.warc_offset} ({capture.url})"
        try:
            undecoded = (capture.problem or "").startswith(UNDECODABLE)
            payload = response.body if undecoded else response.payload()
        except UndecodableBody as error:
            raise DigestMismatch(f"{place}: {error}; restore the file from a copy.") from error
        if hashlib.sha256(payload).hexdigest() != capture.sha256:
            raise DigestMismatch(
                f"{place}: the bytes are not those captured; restore the file from a copy."
            )
        return payload
