"""Undoing what HTTP and Chinese servers do to bodies: Content-Encoding and character sets."""

from __future__ import annotations

import codecs
import zlib

import brotli  # type: ignore[import-untyped]

# The most bytes that one body may decompress to: reports are scans of some tens of megabytes at
# worst.
LARGEST_BODY = 100 * 1024 * 1024
_GZIP = b"\x1f\x8b"
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


class UndecodableBody(Exception):
    """A body does not follow its Content-Encoding, or grows beyond the limit; carries the
    reason.
    """


def _inflated(body: bytes, window_bits: int, limit: int) -> bytes:
    decoded = b""
    while True:
        decompressor = zlib.decompressobj(window_bits)
        decoded += decompressor.decompress(body, limit + 1 - len(decoded))
        if len(decoded) > limit:
            raise UndecodableBody(f"more than {limit} bytes when decompressed")
        if not decompressor.eof:
            raise UndecodableBody("compressed body is cut")
        body = decompressor.unused_data
        # A gzip body may have several members; anything else after its end is padding.
        if not body.startswith(_GZIP):
            return decoded


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
        raise UndecodableBody(f"more than {limit} bytes when decompressed")
    return bytes(decoded)


def decode_body(body: bytes, content_encoding: str, limit: int = LARGEST_BODY) -> bytes:
    """Undo the codings of a Content-Encoding header, the last one first.

    Raises UndecodableBody for an unknown coding, a body that is cut or damaged, and one that
    outgrows `limit` bytes.
    """
    try:
        for coding in reversed([part.strip().lower() for part in content_encoding.split(",")]):
            body = _undo(coding, body, limit)
    except (zlib.error, brotli.error) as error:
        raise UndecodableBody(f"damaged {content_encoding} body") from error
    return body


def _undo(coding: str, body: bytes, limit: int) -> bytes:
    if coding in ("", "identity") or not body:
        return body
    if coding in ("gzip", "x-gzip"):
        return _inflated(body, zlib.MAX_WBITS | 16, limit)
    if coding == "deflate":
        return _deflated(body, limit)
    if coding == "br":
        return _unbrotlied(body, limit)
    raise UndecodableBody(f"unknown Content-Encoding {coding!r}")


def decode_text(body: bytes) -> str:
    """Return a body as text: by its byte order mark, else strict UTF-8, else GB18030.

    What header and meta claim is not asked: UTF-8 is recognised by its own rules, and what is not
    UTF-8 on these portals is GBK under whatever name. Bytes that are neither become U+FFFD: good
    enough to find links by.
    """
    for mark, encoding in _BOMS.items():
        if body.startswith(mark):
            return body.decode(encoding, errors="replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("gb18030", errors="replace")
