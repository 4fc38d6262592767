"""A capture before it is written: its row and its records, made without touching log or file, in
whatever thread.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from crawler.encodings import UndecodableBody
from crawler.store.captures import UNDECODABLE, Capture
from crawler.store.warc import (
    Archived,
    Exchange,
    Original,
    Sent,
    write_conversion,
    write_request,
    write_response,
)

Row = dict[str, Any]


@dataclass(frozen=True)
class Fetched:
    """What the crawl knows of a response when it hands it over for keeping; see Capture for the
    fields.

    `sent` is the request as it went out, `address` the network address that answered, where they
    are known.
    """

    url: str
    method: str
    fingerprint: str
    response: Archived
    kind: str
    page_url: str | None = None
    link_text: str | None = None
    listed_on: str | None = None
    problem: str | None = None
    sent: Sent | None = None
    address: str | None = None
    tls: str | None = None


@dataclass(frozen=True)
class Prepared:
    """A capture that has only to be written: its row without its place, and the records of the
    request, which may be empty, and of what came, compressed as they will stand in the file.
    """

    row: Row
    request: bytes
    response: bytes


def exchanged(
    run: Row, fetched: Fetched, original: Capture | None, reference: Original | None
) -> Prepared:
    """Prepare a response, or with `original` a revisit of that capture, whose record is
    `reference`. `run`: what the rows of the run have in common.
    """
    exchange = Exchange(fetched.url, run["fetched_at"], address=fetched.address)
    request, response = BytesIO(), BytesIO()
    if fetched.sent is not None:
        write_request(request, exchange, fetched.sent)
    write_response(response, exchange, fetched.response, reference)
    row = run | _described(fetched) | _of(fetched, original)
    return Prepared(row, request.getvalue(), response.getvalue())


def converted(run: Row, fetched: Fetched, source: Capture, identity: str) -> Prepared:
    """Prepare the page that a browser made of a capture, `source`, whose record has the id
    `identity`.
    """
    body, record = fetched.response.body, BytesIO()
    exchange = Exchange(fetched.url, run["fetched_at"])
    write_conversion(record, exchange, fetched.response, identity)
    digest = hashlib.sha256(body).hexdigest()
    payload = _payload(digest, len(body), _media_type(fetched.response))
    row = run | _described(fetched) | payload | {"rendered_from": source.id}
    return Prepared(row, b"", record.getvalue())


def _described(fetched: Fetched) -> Row:
    return {
        "url": fetched.url,
        "method": fetched.method,
        "fingerprint": fetched.fingerprint,
        "status": fetched.response.status,
        "kind": fetched.kind,
        "page_url": fetched.page_url,
        "link_text": fetched.link_text,
        "listed_on": fetched.listed_on,
        "refers_to": None,
        "problem": fetched.problem,
        "tls": fetched.tls,
    }


def _of(fetched: Fetched, original: Capture | None) -> Row:
    """Say what an answer holds: what cannot be decompressed is kept as it came, as `other`."""
    response = fetched.response
    row: Row = {"received": len(response.body)}
    if isinstance(response.decoded, UndecodableBody):
        row |= {"kind": "other", "problem": f"{UNDECODABLE}: {response.decoded}"}
    if original is None:
        return row | _payload(response.digest, response.size, _media_type(response))
    payload = _payload(original.sha256, original.length, original.media_type)
    return row | payload | {"refers_to": original.refers_to or original.id}


def _payload(digest: str, length: int, media_type: str | None) -> Row:
    return {"sha256": digest, "length": length, "media_type": media_type}


def _media_type(response: Archived) -> str | None:
    return response.header("Content-Type").split(";")[0].strip().lower() or None
