"""WARC 1.1 records (ISO 28500): writing them one gzip member each, and reading one back by its
place.

Headers stand in the order in which their names first came. Twisted's parser has by then joined
headers of one name and written names in its own case, and it has undone Transfer-Encoding, so that
none of these can be kept.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit
from uuid import uuid4

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.encodings import UndecodableBody, decode_body
from crawler.errors import MissingRecord

_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"

Headers = list[tuple[str, str]]
# What is read of a record at once where its headers alone are wanted.
_PIECE = 4096


@dataclass(frozen=True)
class Archived:
    """One HTTP response as it came: status, headers, and the body still under its
    Content-Encoding.
    """

    status: int
    headers: Headers
    body: bytes

    def header(self, name: str) -> str:
        """Return a header's values joined by commas; empty where there is none."""
        return ", ".join(value for key, value in self.headers if key.lower() == name.lower())

    def payload(self) -> bytes:
        """Return the body without its Content-Encoding. Raises UndecodableBody."""
        if isinstance(self.decoded, UndecodableBody):
            raise self.decoded
        return self.decoded

    @cached_property
    def decoded(self) -> bytes | UndecodableBody:
        """The body without its Content-Encoding, or why there is none: worked out once."""
        try:
            return decode_body(self.body, self.header("Content-Encoding"))
        except UndecodableBody as error:
            return error

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the payload, or of the body where that cannot be decoded; worked out
        once.
        """
        return hashlib.sha256(self._holds).hexdigest()

    @property
    def size(self) -> int:
        """The bytes of the payload, or of the body where it cannot be decoded."""
        return len(self._holds)

    @property
    def _holds(self) -> bytes:
        return self.body if isinstance(self.decoded, UndecodableBody) else self.decoded


@dataclass(frozen=True)
class Sent:
    """One HTTP request as it was sent: two requests to one address differ by their bodies."""

    method: str
    headers: Headers
    body: bytes


@dataclass(frozen=True)
class Original:
    """The earlier record whose payload a revisit repeats: its address, WARC date and payload
    digest.
    """

    url: str
    date: str
    digest: str


@dataclass(frozen=True)
class Exchange:
    """What the records of one request and its response have in common; `date` is UTC, ISO 8601 with
    Z.
    """

    url: str
    date: str
    address: str | None = None
    identity: str = field(default_factory=lambda: f"<{uuid4().urn}>")

    def headers(self) -> dict[str, str]:
        """Return the WARC headers of either record."""
        return {"WARC-Date": self.date} | (
            {"WARC-IP-Address": self.address} if self.address else {}
        )


def payload_digest(body: bytes) -> str:
    """Return the labelled digest of an entity body as WARC-Payload-Digest carries it (SHA-256, base
    32).
    """
    return "sha256:" + base64.b32encode(hashlib.sha256(body).digest()).decode("ascii")


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _record_headers(
    exchange: Exchange, body: bytes, original: Original | None, status: int
) -> dict[str, str]:
    own = {**exchange.headers(), "WARC-Record-ID": exchange.identity}
    if original is None:
        return own | {"WARC-Payload-Digest": payload_digest(body)}
    return own | {
        "WARC-Profile": _NOT_MODIFIED if status == HTTPStatus.NOT_MODIFIED else _SAME_PAYLOAD,
        "WARC-Refers-To-Target-URI": original.url,
        "WARC-Refers-To-Date": original.date,
        "WARC-Payload-Digest": original.digest,
    }


def write_information(stream: BinaryIO, filename: str, fields: dict[str, str]) -> None:
    """Write the warcinfo record that opens a file: who crawled what, with which software."""
    writer = WARCWriter(stream, gzip=True, warc_version="1.1")
    writer.write_record(writer.create_warcinfo_record(filename, fields))


class _AsSent(StatusAndHeaders):  # type: ignore[misc]
    """Header lines with the very bytes that came: a Location is often raw UTF-8 or GBK, which
    warcio itself would rewrite.
    """

    def compute_headers_buffer(self, header_filter: Any = None) -> None:
        first = f"{self.protocol} {self.statusline}"
        lines = [first, *(f"{name}: {value}" for name, value in self.headers), "", ""]
        self.headers_buff = "\r\n".join(lines).encode("latin-1", "replace")


def _write_http(
    stream: BinaryIO, url: str, kind: str, message: tuple[_AsSent, bytes], headers: dict[str, str]
) -> None:
    writer = WARCWriter(stream, gzip=True, warc_version="1.1")
    lines, body = message
    record = writer.create_warc_record(
        url,
        kind,
        payload=BytesIO(body),
        length=len(body),
        http_headers=lines,
        warc_headers_dict=headers,
    )
    writer.write_record(record)


def write_request(stream: BinaryIO, exchange: Exchange, sent: Sent) -> None:
    """Append the request that a response answers; the response's record must follow."""
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {**exchange.headers(), "WARC-Concurrent-To": exchange.identity}
    lines = _AsSent(f"{target} HTTP/1.1", sent.headers, protocol=sent.method)
    _write_http(stream, exchange.url, "request", (lines, sent.body), headers)


def write_response(
    stream: BinaryIO, exchange: Exchange, response: Archived, original: Original | None
) -> None:
    """Append a response, or with `original` a revisit of an earlier one (headers only, no body)."""
    kind = "response" if original is None else "revisit"
    status_line = f"{response.status} {_reason(response.status)}"
    lines = _AsSent(status_line, response.headers, protocol="HTTP/1.1")
    body = response.body if original is None else b""
    headers = _record_headers(exchange, response.body, original, response.status)
    _write_http(stream, exchange.url, kind, (lines, body), headers)


def write_conversion(stream: BinaryIO, exchange: Exchange, made: Archived, source: str) -> None:
    """Append what was made of a response, such as the page that a browser built; `source` is its
    record's id.
    """
    writer = WARCWriter(stream, gzip=True, warc_version="1.1")
    record = writer.create_warc_record(
        exchange.url,
        "conversion",
        payload=BytesIO(made.body),
        length=len(made.body),
        warc_content_type=made.header("Content-Type"),
        warc_headers_dict=_record_headers(exchange, made.body, None, made.status)
        | {"WARC-Refers-To": source},
    )
    writer.write_record(record)


def _record(file: Path, offset: int) -> tuple[Any, bytes]:
    with file.open("rb") as stream:
        record = _opened(stream, offset)
        # Read while the file is open; the record reads from it.
        return record, record.raw_stream.read()


def _opened(stream: BinaryIO, offset: int) -> Any:
    stream.seek(offset)
    # Its HTTP headers are parsed below, for the same reason as that by which they are written.
    return next(iter(ArchiveIterator(stream, no_record_parse=True)))


def _head(file: Path, offset: int) -> tuple[Any, bytes]:
    """Return a record and the beginning of its block, as far as headers go."""
    with file.open("rb") as stream:
        record, head = _opened(stream, offset), b""
        while b"\r\n\r\n" not in head:
            piece = record.raw_stream.read(_PIECE)
            if not piece:
                break
            head += piece
        return record, head


def _parsed(block: bytes) -> tuple[str, Headers, bytes]:
    """Return the first line, headers and body of an HTTP message. Raises ValueError."""
    head, gap, body = block.partition(b"\r\n\r\n")
    if not gap:
        raise ValueError("no end of the headers")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return first, [(name, value.strip()) for name, _, value in pairs], body


_DAMAGE = (
    OSError,
    StopIteration,
    ArchiveLoadFailed,
    AttributeError,
    IndexError,
    ValueError,
    zlib.error,
)


def _missing(file: Path, offset: int, what: str) -> MissingRecord:
    return MissingRecord(
        f"{file}: no {what} record at byte {offset}; restore the file from a copy."
    )


def read_response(file: Path, offset: int) -> Archived:
    """Read the response, or what was made of one, that starts at `offset` of a WARC file.

    Raises MissingRecord when there is no such file, or no whole response record at that place.
    """
    try:
        record, body = _record(file, offset)
        if record.rec_type == "conversion":
            return Archived(
                HTTPStatus.OK,
                [("Content-Type", record.rec_headers.get_header("Content-Type"))],
                body,
            )
        first, headers, body = _parsed(body)
        return Archived(int(first.split(" ")[1]), headers, body)
    except _DAMAGE as error:
        raise _missing(file, offset, "response") from error


def read_headers(file: Path, offset: int) -> Headers:
    """Read the headers alone of the response that starts at `offset`. Raises MissingRecord."""
    try:
        return _parsed(_head(file, offset)[1])[1]
    except _DAMAGE as error:
        raise _missing(file, offset, "response") from error


def read_field(file: Path, offset: int, name: str) -> str:
    """Read what the record that starts at `offset` says of itself under `name`, empty where it says
    nothing. Raises MissingRecord.
    """
    try:
        return str(_head(file, offset)[0].rec_headers.get_header(name) or "")
    except _DAMAGE as error:
        raise _missing(file, offset, "") from error


def read_request(file: Path, offset: int) -> Sent:
    """Read the request record that starts at `offset` of a WARC file. Raises MissingRecord."""
    try:
        first, headers, body = _parsed(_record(file, offset)[1])
        return Sent(first.split(" ")[0], headers, body)
    except _DAMAGE as error:
        raise _missing(file, offset, "request") from error
