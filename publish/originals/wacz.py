"""WACZ 1.1.1: a WARC file with its index and its list of pages in one ZIP, which ReplayWeb.page
opens as it is.

Specification: https://specs.webrecorder.net/wacz/1.1.1/. The library of its makers is under the
GPL, and its indexer needs one under the AGPL; what one report needs of the format is this page.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final
from urllib.parse import urlsplit

from foundation.json_values import JsonObject
from publish.originals.warc_records import SOFTWARE, Row, Written, write_records

VERSION: Final = "1.1.1"
MEDIA_TYPE: Final = "application/wacz"
_WARC: Final = "data.warc.gz"
_CHUNK: Final = 1 << 20
_WWW: Final = re.compile(r"^www\d*\.")


@dataclass(frozen=True)
class Entry:
    """A file of the package, as its list of resources names it."""

    path: str
    bytes: int
    sha256: str

    @property
    def resource(self) -> JsonObject:
        """How datapackage.json describes it."""
        name = self.path.rpartition("/")[2]
        return {
            "name": name,
            "path": self.path,
            "hash": f"sha256:{self.sha256}",
            "bytes": self.bytes,
        }


def write_package(state: Path, captures: list[Row], title: str, target: IO[bytes]) -> None:
    """Write the captures as WACZ; `title` is what the report is called. Raises MissingRecord.

    The same captures give the same bytes. Files are stored and not compressed, so that a reader can
    ask for ranges.
    """
    with TemporaryFile() as warc, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        written = write_records(state, captures, _WARC, warc)
        entries = [
            _stored(package, f"archive/{_WARC}", warc),
            _text(package, "indexes/index.cdx", "".join(sorted(_index(written)))),
            _text(package, "pages/pages.jsonl", _lines(_pages(captures, title))),
        ]
        description = json.dumps(
            _description(captures, title, entries), ensure_ascii=False, indent=2
        )
        named = _text(package, "datapackage.json", description)
        digest = {"path": named.path, "hash": f"sha256:{named.sha256}"}
        _text(package, "datapackage-digest.json", json.dumps(digest, indent=2))


def sort_key(url: str) -> str:
    """An address as indexes are sorted by it (SURT): the host from its end, lower case, arguments
    in order.
    """
    parts = urlsplit(url.lower())
    host = ",".join(reversed(_WWW.sub("", parts.hostname or "").split(".")))
    port = (
        f":{parts.port}" if parts.port not in (None, 80 if parts.scheme == "http" else 443) else ""
    )
    query = "&".join(sorted(parts.query.split("&"), key=lambda pair: pair.partition("=")[0]))
    return f"{host}{port}){parts.path or '/'}" + (f"?{query}" if parts.query else "")


def _index(written: list[Written]) -> Iterator[str]:
    """CDXJ: a line each response, with its place in the WARC file."""
    for one in written:
        if one.type != "request":
            row = one.capture
            fields = {
                "url": row["url"],
                "mime": row["media_type"] or "unk",
                "status": str(row["status"]),
                "digest": one.digest,
                "length": str(one.length),
                "offset": str(one.offset),
                "filename": _WARC,
            }
            stamp = re.sub(r"\D", "", row["fetched_at"])
            yield f"{sort_key(row['url'])} {stamp} {json.dumps(fields, ensure_ascii=False)}\n"


def _pages(captures: list[Row], title: str) -> Iterator[JsonObject]:
    yield {"format": "json-pages-1.0", "id": "pages", "title": title}
    for row in captures:
        yield {
            "id": row["id"],
            "url": row["url"],
            "ts": row["fetched_at"],
            "title": row["link_text"] or title,
        }


def _lines(entries: Iterator[JsonObject]) -> str:
    return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)


def _description(captures: list[Row], title: str, entries: list[Entry]) -> JsonObject:
    main = next((row for row in captures if row["kind"] == "report"), captures[0])
    return {
        "profile": "data-package",
        "wacz_version": VERSION,
        "title": title,
        "software": SOFTWARE,
        "created": max(row["fetched_at"] for row in captures),
        "mainPageUrl": main["url"],
        "mainPageDate": main["fetched_at"],
        "resources": [entry.resource for entry in entries],
    }


def _text(package: zipfile.ZipFile, path: str, content: str) -> Entry:
    data = content.encode()
    package.writestr(_member(path), data)
    return Entry(path, len(data), hashlib.sha256(data).hexdigest())


def _stored(package: zipfile.ZipFile, path: str, source: IO[bytes]) -> Entry:
    hashed, member = hashlib.sha256(), _member(path)
    # Told in advance, since a header made larger than the directory says, in case the file should
    # be huge, leads ReplayWeb.page 20 bytes astray in each file that is not.
    member.file_size = source.seek(0, os.SEEK_END)
    source.seek(0)
    with package.open(member, "w") as stored:
        while chunk := source.read(_CHUNK):
            stored.write(chunk)
            hashed.update(chunk)
    return Entry(path, member.file_size, hashed.hexdigest())


def _member(path: str) -> zipfile.ZipInfo:
    """A member with a fixed time, so that the same captures give the same package."""
    return zipfile.ZipInfo(path, datetime(1980, 1, 1).timetuple()[:6])
