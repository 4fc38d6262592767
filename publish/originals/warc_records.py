"""The WARC records of captures, copied whole out of the archive's files: what anybody can replay
and prove.

A record is copied as the bytes that stand in the archive, one gzip member each, so that its digests
stay what they were. Where the archive holds the request behind its response, it comes along.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.warcwriter import WARCWriter

from crawler.errors import MissingRecord

SOFTWARE: Final = "gongkai"
_CHUNK: Final = 1 << 16
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Written:
    """A record in a file that was put together: its row of `captures`, its type, its payload's
    digest, its place.
    """

    capture: Row
    type: str
    digest: str | None
    offset: int
    length: int


def write_records(
    state: Path, captures: Iterable[Row], name: str, target: IO[bytes]
) -> list[Written]:
    """Write a WARC file called `name` with the records of these rows of `captures`. Raises
    MissingRecord.

    The same rows give the same file: its opening record bears the time of the newest capture.
    """
    rows = list(captures)
    target.write(
        _opening(name, max((row["fetched_at"] for row in rows), default="1970-01-01T00:00:00Z"))
    )
    return [written for row in rows for written in _copied(state, row, target)]


def _opening(name: str, date: str) -> bytes:
    made = io.BytesIO()
    writer = WARCWriter(made, gzip=True, warc_version="1.1")
    record = writer.create_warcinfo_record(
        name, {"software": SOFTWARE, "format": "WARC File Format 1.1"}
    )
    record.rec_headers.replace_header("WARC-Date", date)
    record.rec_headers.replace_header("WARC-Record-ID", f"<urn:{SOFTWARE}:{name}>")
    writer.write_record(record)
    # The fourth to eighth byte of a gzip member are the time of its making.
    return made.getvalue()[:4] + bytes(4) + made.getvalue()[8:]


def _copied(state: Path, row: Row, target: IO[bytes]) -> Iterator[Written]:
    offset, length = row["warc_offset"], row["warc_length"]
    try:
        with (state / row["warc_file"]).open("rb") as source:
            response = _Record(source, offset)
            if response.type not in ("response", "revisit"):
                raise MissingRecord(f"{_place(row)} is no response; restore the file from a copy.")
            yield Written(row, response.type, response.digest, target.tell(), length)
            _copy(source, offset, length, target)
            request = _Record(source, offset + length)
            if request.type == "request" and request.answered == response.identity:
                yield Written(row, request.type, request.digest, target.tell(), request.length)
                _copy(source, offset + length, request.length, target)
    except (OSError, ArchiveLoadFailed) as error:
        raise MissingRecord(
            f"{_place(row)} is no whole record; restore the file from a copy."
        ) from error


class _Record:
    """What the record at a place of a file says of itself; of no type where the file ends."""

    def __init__(self, source: IO[bytes], offset: int) -> None:
        source.seek(offset)
        records = ArchiveIterator(source)
        record = next(records, None)
        self.type = record.rec_type if record else ""
        headers = record.rec_headers if record else {}
        self.identity, self.answered, self.digest = (
            headers.get(name)
            for name in ("WARC-Record-ID", "WARC-Concurrent-To", "WARC-Payload-Digest")
        )
        if record:
            records.read_to_end(record)
        self.length: int = records.get_record_length() if record else 0


def _copy(source: IO[bytes], offset: int, length: int, target: IO[bytes]) -> None:
    source.seek(offset)
    while length > 0:
        chunk = source.read(min(_CHUNK, length))
        if not chunk:
            raise OSError("the file is too short")
        target.write(chunk)
        length -= len(chunk)


def _place(row: Row) -> str:
    return f"{row['warc_file']} at byte {row['warc_offset']}"
