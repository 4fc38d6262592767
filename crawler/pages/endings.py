"""Tells whether a body ends as its type ends: what a body without a length can be told to be whole
by.
"""

from __future__ import annotations

import re
from collections.abc import Callable

# How far from its end the last word of a PDF may stand, and the directory of a ZIP file.
_PDF_TAIL, _ZIP_TAIL = 2048, 65_557
_OLE_SECTOR = 512
_PAGE = re.compile(rb"^\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)", re.I)
_PAGE_END = re.compile(rb"</\s*(?:html|body|frameset)\b", re.IGNORECASE)

Ends = Callable[[bytes], bool]

# How files begin, and how one that begins so ends.
_ENDINGS: tuple[tuple[bytes, Ends], ...] = (
    (b"%PDF", lambda body: b"%%EOF" in body[-_PDF_TAIL:]),
    (b"PK\x03\x04", lambda body: b"PK\x05\x06" in body[-_ZIP_TAIL:]),
    (b"\xd0\xcf\x11\xe0", lambda body: len(body) % _OLE_SECTOR == 0),
    (b"\xff\xd8\xff", lambda body: b"\xff\xd9" in body[-_PDF_TAIL:]),
    (b"\x89PNG", lambda body: b"IEND" in body[-_PDF_TAIL:]),
    (b"{\\rtf", lambda body: body.rstrip(b"\0\r\n\t ").endswith(b"}")),
    (b"{", lambda body: body.rstrip().endswith(b"}")),
    (b"[", lambda body: body.rstrip().endswith(b"]")),
)


def ends_as_its_type(body: bytes) -> bool:
    """Tell whether a decoded body ends as whole ones of its type do; True where its type has no
    end.
    """
    if _PAGE.match(body[:1024]):
        return _PAGE_END.search(body) is not None
    start = body[:1024].lstrip()
    return next((ends(body) for begins, ends in _ENDINGS if start.startswith(begins)), True)
