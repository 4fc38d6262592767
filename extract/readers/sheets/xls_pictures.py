"""Pictures that lie on the cells of an XLS file, which xlrd passes over: the drawing of a sheet in
its MSODRAWING records ([MS-XLS] 2.4.120, [MS-ODRAW] 2.2.14 and 2.2.40).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from extract.readers.sheets.model import Range
from extract.readers.sheets.xls_records import records, starts

_DRAWING, _CONTINUE = 0x00EC, 0x003C
_SHAPE, _ANCHOR = 0xF00A, 0xF010
_CONTAINER = 0xF
_PICTURE_FRAME = 75
_HEAD = 8
_DEEPEST = 32


def pictures(stream: bytes, base: int, number: int) -> list[Range]:
    """The cells under the pictures of a sheet: `number` counts the worksheets of the workbook
    stream, which begins at `base`. Raises struct.error, IndexError where the file is damaged.
    """
    drawing = b"".join(_drawing(stream, starts(stream, base)[number]))
    return list(_under_pictures(drawing))


def _drawing(stream: bytes, at: int) -> Iterator[bytes]:
    """The pieces of a sheet's drawing; what is too long for a record goes on in the next ones."""
    is_drawing = False
    for record in records(stream, at):
        is_drawing = record.kind == _DRAWING or (is_drawing and record.kind == _CONTINUE)
        if is_drawing:
            yield record.content


class _Part(NamedTuple):
    kind: int
    instance: int
    content: bytes


def _under_pictures(drawing: bytes, depth: int = 0) -> Iterator[Range]:
    parts = list(_parts(drawing))
    if any(part.kind == _SHAPE and part.instance == _PICTURE_FRAME for part in parts):
        yield from (_range(part.content) for part in parts if part.kind == _ANCHOR)
    for part in parts if depth < _DEEPEST else ():
        if part.kind not in (_SHAPE, _ANCHOR):
            yield from _under_pictures(part.content, depth + 1)


def _parts(drawing: bytes) -> Iterator[_Part]:
    """The parts of a drawing that are containers, shapes and anchors."""
    at = 0
    while at + _HEAD <= len(drawing):
        told, kind, length = struct.unpack_from("<HHI", drawing, at)
        is_container = told & 0xF == _CONTAINER
        if is_container or kind in (_SHAPE, _ANCHOR):
            yield _Part(kind, told >> 4, drawing[at + _HEAD : at + _HEAD + length])
        at += _HEAD + length


def _range(anchor: bytes) -> Range:
    """The cells of an anchor; a picture that ends where a cell begins does not lie on it."""
    left, _, top, _, right, across, bottom, down = struct.unpack_from("<8H", anchor, 2)
    right -= right > left and across == 0
    bottom -= bottom > top and down == 0
    return Range(top, left, max(bottom, top), max(right, left))
