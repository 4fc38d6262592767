"""The smallest XLS: one sheet with a label and a cell beside it, its records written one by one
([MS-XLS] 2.4).
"""

from __future__ import annotations

import struct

WHITE, BLACK, LIGHT = 9, 8, 26
STRUCK, PLAIN = 0x80, 0
_KEEPS_ALL = 0x003FFFFF
_WORKBOOK, _SHEET = 5, 0x10
_USUAL, _ON_DARK = 15, 16
# Colours of the palette: a dark one is the ground of the cells that have one.
_DARK = 18


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _begin(kind: int) -> bytes:
    return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 0, 0, 0))


def _cell_format(pattern: int, ground: int) -> bytes:
    fill = (pattern << 26, ground | 64 << 7)
    return record(0x00E0, struct.pack("<HHHBBBBIIH", 0, 0, 0, 0, 0, 0, 0xFC, 0, *fill))


def xls(cell: float | str, *rules: bytes, is_on_dark: bool = False) -> bytes:
    """A workbook stream with a cell B1 beside its label, and conditional formats."""
    style = _ON_DARK if is_on_dark else _USUAL
    font = record(
        0x0031, struct.pack("<HHHHHBBBBBB", 220, 0, 0x7FFF, 400, 0, 0, 0, 0, 0, 1, 0) + b"F"
    )
    before = _begin(_WORKBOOK) + font * 5 + _cell_format(0, 64) * 16 + _cell_format(1, _DARK)
    end = record(0x000A, b"")
    start = len(before) + 4 + 9 + len(end)
    listed = record(0x0085, struct.pack("<IBBBB", start, 0, 0, 1, 0) + b"S")
    text = _text(0, _USUAL, "行政处罚")
    value = (
        _text(1, style, cell)
        if isinstance(cell, str)
        else record(0x0203, struct.pack("<HHHd", 0, 1, style, cell))
    )
    return before + listed + end + _begin(_SHEET) + text + value + b"".join(rules) + end


def _text(column: int, style: int, text: str) -> bytes:
    head = struct.pack("<HHHHB", 0, column, style, len(text), 1)
    return record(0x0204, head + text.encode("utf-16-le"))


def font(colour: int = -1, style: int | None = None) -> bytes:
    """A change of the font: its colour and whether it is struck through, as far as they are
    given.
    """
    kept = 0 if style is not None else STRUCK
    told = struct.pack("<iIHHBBBxiiIII", -1, style or 0, 0, 0, 0, 0, 0, colour, 0, kept, 1, 1)
    block = b"\x00" * 64 + told
    return struct.pack("<IH", _KEEPS_ALL | 1 << 26, 0) + block.ljust(118, b"\x00")


def ground(colour: int) -> bytes:
    """A change of the ground to one colour."""
    kept = _KEEPS_ALL & ~(1 << 18)
    return struct.pack("<IHI", kept | 1 << 29, 0, colour << 23)


def number_format(code: str) -> bytes:
    """A change of the number format."""
    text = struct.pack("<HB", len(code), 1) + code.encode("utf-16-le")
    return struct.pack("<IHH", _KEEPS_ALL | 1 << 25, 1, len(text) + 2) + text


def numbered_format(number: int) -> bytes:
    """A change to a number format that every program knows by its number."""
    return struct.pack("<IHBB", _KEEPS_ALL | 1 << 25, 0, 0, number)


def whole(number: int) -> bytes:
    """A formula of a whole number."""
    return struct.pack("<BH", 0x1E, number)


def this_cell() -> bytes:
    """The token of the cell itself, told from where it stands."""
    return struct.pack("<BHH", 0x4C, 0, 0xC000)


def rule(
    change: bytes, first: bytes, second: bytes = b"", *, comparison: int = 0, column: int = 1
) -> bytes:
    """A conditional format of a cell of the first row: without a comparison its condition is a
    formula.
    """
    area = struct.pack("<4H", 0, 0, column, column)
    head = struct.pack("<HH", 1, 0) + area + struct.pack("<H", 1) + area
    kind = 1 if comparison else 2
    condition = struct.pack("<BBHH", kind, comparison, len(first), len(second))
    return record(0x01B0, head) + record(0x01B1, condition + change + first + second)


def picture(left: int, top: int, right: int, bottom: int, kind: int = 75, split: int = 0) -> bytes:
    """The drawing of a sheet with one shape over some cells; `split` cuts it over two records."""
    shape = _part(0xF00A, b"\x00" * 8, instance=kind, version=2)
    ends = struct.pack("<9H", 0, left, 10, top, 10, right, 10, bottom, 10)
    inside = shape + _part(0xF00B, b"\x04\x41\x01\x00\x00\x00") + _part(0xF010, ends)
    drawing = _part(0xF002, _part(0xF003, _part(0xF004, inside, version=0xF), version=0xF), 0, 0xF)
    if split:
        return record(0x00EC, drawing[:split]) + record(0x003C, drawing[split:])
    return record(0x00EC, drawing)


def _part(kind: int, content: bytes, instance: int = 0, version: int = 0) -> bytes:
    return struct.pack("<HHI", instance << 4 | version, kind, len(content)) + content
