"""Proves what was captured from a portal: every row of its log against the bytes that it names.

A record is one gzip member, so that its check sum covers request, headers and body alike; the body
must have the digest that the log gives. Lists, pages and answers that were no document are proved
as reports are.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler.errors import CrawlerError, MissingRecord
from crawler.store.captures import Capture, CaptureStore

_GZIP_MEMBER = zlib.MAX_WBITS | 16

Place = tuple[str, int]
"""A WARC file, below the state folder, and the byte at which a response begins in it."""


@dataclass(frozen=True)
class Damage:
    """What is wrong at a place; the log itself has none."""

    portal: str
    place: Place | None
    message: str


@dataclass(frozen=True)
class Proof:
    """A portal's captures, proved: how many, how many bytes of WARC files, the digest of each place
    that stands, what is damaged, and the bytes that no row tells of (records whose row a kill came
    before).
    """

    portal: str
    captures: int
    bytes: int
    standing: dict[Place, str]
    damages: tuple[Damage, ...]
    unlisted: int


def prove(state: Path, portal: str) -> Proof:
    """Hash everything that was captured from a portal."""
    try:
        store = CaptureStore(state, portal)
        store.require_sound()
        captures = store.captures()
    except CrawlerError as error:
        return Proof(portal, 0, 0, {}, (Damage(portal, None, str(error)),), 0)
    standing: dict[Place, str] = {}
    damages = []
    by_id = {capture.id: capture for capture in captures}
    for capture in captures:
        place = capture.warc_file, capture.warc_offset
        try:
            _prove(state, store, capture, by_id)
            standing[place] = capture.sha256
        except CrawlerError as error:
            damages.append(Damage(portal, place, str(error)))
    sizes = {name: _size(state / name) for name in {capture.warc_file for capture in captures}}
    unlisted = sum(_unlisted(captures, sizes))
    return Proof(portal, len(captures), sum(sizes.values()), standing, tuple(damages), unlisted)


def _prove(state: Path, store: CaptureStore, capture: Capture, by_id: dict[int, Capture]) -> None:
    """Raises MissingRecord, DigestMismatch."""
    file, begin = state / capture.warc_file, capture.warc_offset
    if capture.request_length:
        _member(file, begin - capture.request_length, capture.request_length)
    _member(file, begin, capture.warc_length)
    if capture.refers_to is None:
        store.payload(capture)
        return
    earlier = by_id.get(capture.refers_to)
    if earlier is None or earlier.sha256 != capture.sha256:
        raise MissingRecord(
            f"{capture.warc_file} at byte {begin}: it repeats a capture that the log does not have"
        )


def _member(file: Path, begin: int, length: int) -> None:
    """Raise MissingRecord unless just these bytes are one whole gzip member."""
    try:
        with file.open("rb") as stream:
            stream.seek(begin)
            content = stream.read(length)
        member = zlib.decompressobj(_GZIP_MEMBER)
        member.decompress(content)
        is_whole = member.eof and not member.unused_data
    except (OSError, zlib.error):
        is_whole = False
    if not is_whole:
        raise MissingRecord(
            f"{file}: no whole record at byte {begin}; restore the file from a copy."
        )


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0


def _unlisted(captures: list[Capture], sizes: dict[str, int]) -> Iterator[int]:
    """The bytes of each file that are neither its opening record nor told of by a row."""
    listed: Counter[str] = Counter()
    first: dict[str, int] = {}
    for capture in captures:
        listed[capture.warc_file] += capture.request_length + capture.warc_length
        begin = capture.warc_offset - capture.request_length
        first[capture.warc_file] = min(begin, first.get(capture.warc_file, begin))
    for name, size in sizes.items():
        yield max(0, size - first[name] - listed[name])
