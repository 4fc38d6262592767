"""Undoing what HTTP and Chinese servers do to bodies: Content-Encoding and character sets."""

from __future__ import annotations

import zlib
from contextlib import suppress

import brotli  # type: ignore[import-untyped]

from foundation.encoding import NotText, decode

# The most bytes that one body may decompress to: reports are scans of some tens of megabytes at
# worst.
LARGEST_BODY = 100 * 1024 * 1024
# The most members of one gzip body, and the most codings one over another: bombs have more, and
# what is within these limits is decompressed in about a second.
MOST_MEMBERS, _MOST_CODINGS = 10_000, 3
_FIRST_PIECE = 512
_GZIP = b"\x1f\x8b"
# Codings that nobody asked for and that cannot be undone here; every other word is none, whatever
# servers mean by it (UTF-8, none, binary).
_OTHER_CODINGS = ("zstd", "compress", "x-compress", "bzip2", "x-bzip2", "xz", "lzma", "dcb", "dcz")


class UndecodableBody(Exception):
    """A body does not follow its Content-Encoding, or grows beyond the limit; carries the
    reason.
    """


# How the reason begins where a limit was passed.
OVER_THE_LIMIT = "more than"


def _inflated(body: bytes, window_bits: int, limit: int) -> bytes:
    decoded, view, at = bytearray(), memoryview(body), 0
    for _ in range(MOST_MEMBERS):
        at = _inflate_member(view, at, window_bits, decoded, limit)
        # A gzip body may have several members; anything else after its end is padding.
        if view[at : at + len(_GZIP)] != _GZIP:
            return bytes(decoded)
    raise UndecodableBody(f"{OVER_THE_LIMIT} {MOST_MEMBERS} compressed parts")


def _inflate_member(
    view: memoryview, at: int, window_bits: int, decoded: bytearray, limit: int
) -> int:
    """Add what one member decompresses to; return where it ends.

    It is given piece by piece, each twice as long as the one before: what a member leaves of its
    last piece is copied, and would be copied for every member of the body if given at once.
    """
    decompressor = zlib.decompressobj(window_bits)
    piece = _FIRST_PIECE
    while not decompressor.eof and at < len(view):
        given = view[at : at + piece]
        decoded += decompressor.decompress(given, limit + 1 - len(decoded))
        if len(decoded) > limit:
            raise UndecodableBody(f"{OVER_THE_LIMIT} {limit} bytes when decompressed")
        at += len(given) - len(decompressor.unused_data) - len(decompressor.unconsumed_tail)
        piece *= 2
    if not decompressor.eof:
        raise UndecodableBody("compressed body is cut")
    return at


def _deflated(body: bytes, limit: int) -> bytes:
    # "deflate" means zlib by the standard, but servers also send the raw stream.
    try:
        return _inflated(body, zlib.MAX_WBITS, limit)
    except zlib.error:
        return _inflated(body, -zlib.MAX_WBITS, limit)


def _unbrotlied(body: bytes, limit: int) -> bytes:
    decompressor = brotli.Decompressor()
    decoded = decompressor.process(body, output_buffer_limit=limit + 1)
    while not decompressor.is_finished() and len(decoded) <= limit:
        more = decompressor.process(b"", output_buffer_limit=limit + 1 - len(decoded))
        if not more:
            raise UndecodableBody("compressed body is cut")
        decoded += more
    if len(decoded) > limit:
        raise UndecodableBody(f"{OVER_THE_LIMIT} {limit} bytes when decompressed")
    return bytes(decoded)


def decode_body(body: bytes, content_encoding: str, limit: int = LARGEST_BODY) -> bytes:
    """Undo the codings of a Content-Encoding header, the last one first.

    Raises UndecodableBody for a coding that cannot be undone, a body that is cut or damaged, and
    one that outgrows `limit` bytes or has more parts than any honest one.
    """
    codings = [part.strip().lower() for part in content_encoding.split(",")]
    if len(codings) > _MOST_CODINGS:
        raise UndecodableBody(f"{len(codings)} codings one over another")
    try:
        for coding in reversed(codings):
            body = _undo(coding, body, limit)
    except (zlib.error, brotli.error) as error:
        raise UndecodableBody(f"damaged {content_encoding} body") from error
    return body


def _undo(coding: str, body: bytes, limit: int) -> bytes:
    if not body:
        return body
    if coding in ("gzip", "x-gzip"):
        return _inflated(body, zlib.MAX_WBITS | 16, limit)
    if coding == "deflate":
        return _deflated(body, limit)
    if coding == "br":
        return _unbrotlied(body, limit)
    if coding in _OTHER_CODINGS:
        raise UndecodableBody(f"unknown Content-Encoding {coding!r}")
    return body


def decode_text(body: bytes) -> str:
    """Return a body as text, good enough to find links by; see `text_and_encoding`."""
    return text_and_encoding(body)[0]


def text_and_encoding(body: bytes) -> tuple[str, str]:
    """Return a body as text, and the codec that gave it.

    Strict UTF-8 is told by its own rules, which is nearly every page and fast; all else is decided
    as the readers of documents do. What is no text in any encoding is read as GB18030, with U+FFFD
    for bytes that are none of it.
    """
    if b"\0" not in body:
        with suppress(UnicodeDecodeError):
            return body.decode("utf-8-sig"), "utf-8"
    try:
        found = decode(body)
    except NotText:
        return body.decode("gb18030", errors="replace"), "gb18030"
    return found.text, found.encoding
