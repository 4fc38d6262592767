"""OLE compound files (Word 97, WPS, Excel 97, encrypted Office): told apart by the names of their
streams.
"""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["document", "sheet", "locked", "unknown"]

_SECTOR = 512
_FIB_MAGIC = (b"\xec\xa5", b"\xdc\xa5")
_ENCRYPTED_BIT = 0x0100
# Record types of a BIFF stream: its beginning, and the one that says it is encrypted.
_BIFF_START = re.compile(rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]")
_FILEPASS = 0x002F


def kind(data: bytes) -> Kind:
    """What an OLE file is; `locked` where it is encrypted."""
    if _names(data, "EncryptedPackage"):
        return "locked"
    if _names(data, "WordDocument"):
        return "locked" if _is_encrypted_document(data) else "document"
    if _names(data, "Workbook") or _names(data, "Book"):
        return "locked" if _is_encrypted_sheet(data) else "sheet"
    return "unknown"


def _names(data: bytes, stream: str) -> bool:
    """Whether the directory has a stream of that name: UTF-16 with its closing zero, at the start
    of an entry.
    """
    wanted = stream.encode("utf-16-le") + b"\x00\x00"
    start = data.find(wanted)
    while start >= 0:
        if start % 128 == 0:
            return True
        start = data.find(wanted, start + 1)
    return False


def _is_encrypted_document(data: bytes) -> bool:
    """The flag in the information block that starts the WordDocument stream, at the start of a
    sector.
    """
    for start in range(_SECTOR, len(data) - 12, _SECTOR):
        if data[start : start + 2] in _FIB_MAGIC:
            return bool(int.from_bytes(data[start + 10 : start + 12], "little") & _ENCRYPTED_BIT)
    return False


def _is_encrypted_sheet(data: bytes) -> bool:
    """Whether the record FILEPASS stands near the start of the workbook stream."""
    match = _BIFF_START.search(data, _SECTOR)
    if match is None:
        return False
    position = match.start()
    for _ in range(12):
        record, length = (
            data[position : position + 2],
            int.from_bytes(data[position + 2 : position + 4], "little"),
        )
        if int.from_bytes(record, "little") == _FILEPASS:
            return True
        position += 4 + length
    return False
