"""PDFium without the fonts of this machine: a document reads the same on every one.

PDFs often leave Chinese fonts out. In their place PDFium is given one font, made here, in which
each character is a box: positions come from the advance widths that the document states, and a box
leaves ink where the character would. Fonts of other scripts are replaced by PDFium's own.
"""

from __future__ import annotations

import ctypes
import struct
from functools import cache
from itertools import pairwise
from typing import Any

import pypdfium2.raw as raw

_VERSION = 1
# Character sets of Windows that fonts are asked for with: Japanese, Korean, Chinese (two).
_EAST_ASIAN = frozenset({128, 129, 134, 136})
_WHOLE_FONT = 0
_EM = 1000
# Of the em: the sides of the boxes that stand for characters of half and of full width, and how
# thick their frames are: ink with a hole in it, like that of characters.
_HALF_BOX = (60, -100, 440, 740)
_FULL_BOX = (60, -100, 940, 740)
_FRAME = 70
# First and last character, and the box that stands for them: 1 is half as wide as 2.
_CHARACTERS = ((0x21, 0x7E, 1), (0xA1, 0x2FFF, 2), (0x3001, 0xFFFD, 2), (0x20000, 0x2FFFF, 2))


@cache
def use_no_system_fonts() -> tuple[Any, ...]:
    """Install a font mapper that offers the font of boxes alone, once for the process.

    Gives what PDFium keeps an address of, and what therefore has to stay alive.
    """
    mapper = raw.FPDF_SYSFONTINFO()
    kinds = dict(raw.FPDF_SYSFONTINFO._fields_)
    data = box_font()
    buffer = ctypes.create_string_buffer(data, len(data))

    def map_font(_: Any, _weight: int, _italic: int, charset: int, *_rest: Any) -> int | None:
        return ctypes.addressof(buffer) if charset in _EAST_ASIAN else None

    def font_data(_: Any, _font: Any, table: int, target: Any, size: int) -> int:
        if table != _WHOLE_FONT:
            return 0
        if target and size >= len(data):
            ctypes.memmove(target, buffer, len(data))
        return len(data)

    mapper.version = _VERSION
    mapper.EnumFonts = kinds["EnumFonts"](lambda *_: None)
    mapper.MapFont = kinds["MapFont"](map_font)
    mapper.GetFont = kinds["GetFont"](lambda *_: None)
    mapper.GetFontData = kinds["GetFontData"](font_data)
    mapper.GetFaceName = kinds["GetFaceName"](lambda *_: 0)
    mapper.GetFontCharset = kinds["GetFontCharset"](lambda *_: 0)
    mapper.DeleteFont = kinds["DeleteFont"](lambda *_: None)
    raw.FPDF_SetSystemFontInfo(mapper)
    return mapper, buffer


def box_font() -> bytes:
    """A TrueType font of two frames, to which all characters are mapped (OpenType, cmap format
    13).
    """
    boxes = [_glyph(*_HALF_BOX), _glyph(*_FULL_BOX)]
    # Glyph 0, for what is no character, is empty.
    places = [0, 0, len(boxes[0]), len(boxes[0]) + len(boxes[1])]
    advances = (0, _EM // 2, _EM)
    tables = {
        b"cmap": _cmap(),
        b"glyf": b"".join(boxes),
        b"head": struct.pack(
            ">IIIIHHQQhhhhHHhhh",
            *(0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _EM, 0, 0),
            *(_FULL_BOX[0], _FULL_BOX[1], _FULL_BOX[2], _FULL_BOX[3]),
            *(0, 8, 2, 1, 0),
        ),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, 860, -140, 0, _EM, *[0] * 11, 3),
        b"hmtx": b"".join(struct.pack(">Hh", advance, _FULL_BOX[0]) for advance in advances),
        b"loca": struct.pack(">4I", *places),
        b"maxp": struct.pack(">IH13H", 0x10000, 3, 8, 2, *[0] * 2, 1, *[0] * 8),
    }
    return _font_file(tables)


def _glyph(left: int, bottom: int, right: int, top: int) -> bytes:
    """A glyph of two closed outlines: a rectangle, and the hole in it, which runs the other way."""
    hole_left, hole_right = left + _FRAME, right - _FRAME
    hole_bottom, hole_top = bottom + 2 * _FRAME, top - 2 * _FRAME
    points = (
        *((left, bottom), (left, top), (right, top), (right, bottom)),
        *((hole_left, hole_bottom), (hole_right, hole_bottom)),
        *((hole_right, hole_top), (hole_left, hole_top)),
    )
    head = struct.pack(">hhhhhHHH", 2, left, bottom, right, top, 3, 7, 0)
    on_curve = b"\x01" * len(points)
    steps = [
        (x - before_x, y - before_y) for (before_x, before_y), (x, y) in pairwise(((0, 0), *points))
    ]
    xs, ys = zip(*steps, strict=True)
    return _padded(head + on_curve + struct.pack(">8h8h", *xs, *ys))


def _cmap() -> bytes:
    groups = b"".join(struct.pack(">III", *group) for group in _CHARACTERS)
    size = 16 + len(groups)
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + (
        struct.pack(">HHIII", 13, 0, size, 0, len(_CHARACTERS)) + groups
    )


def _font_file(tables: dict[bytes, bytes]) -> bytes:
    head = struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, len(tables) * 16 - 64)
    place = len(head) + 16 * len(tables)
    for tag, table in sorted(tables.items()):
        head += tag + struct.pack(">III", 0, place, len(table))
        place += len(_padded(table))
    return head + b"".join(_padded(table) for _, table in sorted(tables.items()))


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)
