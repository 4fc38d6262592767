"""WARC 1.1 records (ISO 28500): writing them one gzip member each, and reading one back by its place."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.encodings import decode_body
from crawler.errors import MissingRecord

_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"

Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Archived:
    """One HTTP response as it came: status, headers, and the body still under its Content-Encoding."""

    status: int
    headers: Headers
    body: bytes

    def header(self, name: str) -> str:
        """Return a header's values joined by commas; empty where there is none."""
        return ", ".join(value for key, value in self.headers if key.lower() == name.lower())

    def payload(self) -> bytes:
        """Return the body without its Content-Encoding. Raises UndecodableBody."""
        return decode_body(self.body, self.header("Content-Encoding"))


@dataclass(frozen=True)
class Original:
    """The earlier record whose payload a revisit repeats: its address, WARC date and payload digest."""

    url: str
    date: str
    digest: str


def payload_digest(body: bytes) -> str:
    """Return the labelled digest of an entity body as WARC-Payload-Digest carries it (SHA-256, base 32)."""
    return "sha256:" + base64.b32encode(hashlib.sha256(body).digest()).decode("ascii")


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _record_headers(date: str, body: bytes, original: Original | None, status: int) -> dict[str, str]:
    if original is None:
        return {"WARC-Date": date, "WARC-Payload-Digest": payload_digest(body)}
    return {
        "WARC-Date": date,
        "WARC-Profile": _NOT_MODIFIED if status == HTTPStatus.NOT_MODIFIED else _SAME_PAYLOAD,
        "WARC-Refers-To-Target-URI": original.url,
        "WARC-Refers-To-Date": original.date,
        "WARC-Payload-Digest": original.digest,
    }


def write_information(stream: BinaryIO, filename: str, fields: dict[str, str]) -> None:
    """Write the warcinfo record that opens a file: who crawled what, with which software."""
    writer = WARCWriter(stream, gzip=True, warc_version="1.1")
    writer.write_record(writer.create_warcinfo_record(filename, fields))


def write_response(stream: BinaryIO, url: str, date: str, response: Archived, original: Original | None) -> None:
    """Append a response, or with `original` a revisit of an earlier one (headers only, no body).

    `date` is UTC, ISO 8601 with Z.
    """
    writer = WARCWriter(stream, gzip=True, warc_version="1.1")
    status_line = f"{response.status} {_reason(response.status)}"
    record = writer.create_warc_record(
        url,
        "response" if original is None else "revisit",
        payload=BytesIO(response.body if original is None else b""),
        length=len(response.body) if original is None else 0,
        http_headers=StatusAndHeaders(status_line, response.headers, protocol="HTTP/1.1"),
        warc_headers_dict=_record_headers(date, response.body, original, response.status),
    )
    writer.write_record(record)


def read_response(file: Path, offset: int) -> Archived:
    """Read the response record that starts at `offset` of a WARC file.

    Raises MissingRecord when there is no such file, or no whole response record at that place.
    """
    try:
        with file.open("rb") as stream:
            stream.seek(offset)
            record = next(iter(ArchiveIterator(stream)))
            status = int(record.http_headers.get_statuscode())
            return Archived(status, list(record.http_headers.headers), record.raw_stream.read())
    except (OSError, StopIteration, ArchiveLoadFailed, AttributeError, ValueError) as error:
        raise MissingRecord(f"{file}: no response record at byte {offset}; restore the file from a copy.") from error
