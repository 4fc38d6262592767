"""Conditional formats of an XLS file, which xlrd passes over: the records CONDFMT and CF of a
sheet ([MS-XLS] 2.4.56, 2.4.42, 2.5.93 DXFN).
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import NamedTuple

from extract.readers.sheets.conditions import Result, compared, is_between, is_true, negated
from extract.readers.sheets.model import Position, Range
from extract.readers.sheets.xls_records import records, starts

_CONDFMT, _CF = 0x01B0, 0x01B1
# A number that no record has.
_PASSED_OVER = 0xFFFF
_FORMULA = 2
_BETWEEN, _NOT_BETWEEN = 1, 2
_COMPARISONS = {3: "=", 4: "<>", 5: ">", 6: "<", 7: ">=", 8: "<="}
# Bits of DXFN: which blocks it has, and which parts of the ground it leaves alone.
_HAS_NUMBER, _HAS_FONT, _HAS_ALIGNMENT, _HAS_BORDER, _HAS_GROUND = (1 << at for at in range(25, 30))
_KEEPS_PATTERN, _KEEPS_PATTERN_COLOUR, _KEEPS_GROUND_COLOUR = 1 << 16, 1 << 17, 1 << 18
_FONT_LENGTH, _ALIGNMENT_LENGTH, _BORDER_LENGTH = 118, 8, 8
_STRUCK = 0x80
_SOLID = 1
_NO_COLOUR = -1
_OPERATORS = {0x09: "<", 0x0A: "<=", 0x0B: "=", 0x0C: ">=", 0x0D: ">", 0x0E: "<>"}
_NUMBER, _WHOLE, _BOOLEAN, _TEXT, _MINUS, _BRACKETS = 0x1F, 0x1E, 0x1D, 0x17, 0x13, 0x15
_CELLS, _CELLS_NEARBY = (0x24, 0x44, 0x64), (0x2C, 0x4C, 0x6C)
_ROWS, _COLUMNS = 0x10000, 0x100
_RELATIVE_ROW, _RELATIVE_COLUMN = 0x8000, 0x4000

ValueOf = Callable[[Position], Result]


class Change(NamedTuple):
    """What a format changes of a cell; None where it leaves it. Colours are numbers of the
    palette, the number format a code or the number of one.
    """

    struck: bool | None = None
    colour: int | None = None
    ground: int | None = None
    height: int | None = None
    code: str | int | None = None


class Rule(NamedTuple):
    """A conditional format: its cells, its condition, and its change, None where that cannot be
    read.
    """

    areas: tuple[Range, ...]
    kind: int
    comparison: int
    first: bytes
    second: bytes
    change: Change | None

    def covers(self, position: Position) -> bool:
        """Whether the format is that of a cell."""
        return any(area.holds(position) for area in self.areas)

    def holds(self, position: Position, value_of: ValueOf) -> bool | None:
        """Whether the condition holds for a cell; None where that is not known."""
        first = _result(self.first, position, value_of)
        if self.kind == _FORMULA:
            return is_true(first)
        value = value_of(position)
        if self.comparison in _COMPARISONS:
            return compared(_COMPARISONS[self.comparison], value, first)
        between = is_between(value, first, _result(self.second, position, value_of))
        known = {_BETWEEN: between, _NOT_BETWEEN: negated(between)}
        return known.get(self.comparison)


def rules(stream: bytes, base: int, number: int) -> list[Rule]:
    """The conditional formats of a sheet that change something: `number` counts the worksheets of
    the workbook stream, which begins at `base`. Raises struct.error, IndexError where the file is
    damaged.
    """
    found: list[Rule] = []
    areas: tuple[Range, ...] = ()
    for record in records(stream, starts(stream, base)[number]):
        if record.kind == _CONDFMT:
            areas = _areas(record.content)
        elif record.kind == _CF:
            found.append(_rule(record.content, areas))
    return [rule for rule in found if rule.change != Change()]


def without_conditions(stream: bytes, base: int) -> bytes:
    """The stream with a kind that xlrd passes over in the place of CF: of that it reads a part, and
    refuses the file where one has a number format. Raises struct.error, IndexError where the file
    is damaged.
    """
    passed = bytearray(stream)
    for start in starts(stream, base):
        for record in records(stream, start):
            if record.kind == _CF:
                struct.pack_into("<H", passed, record.at, _PASSED_OVER)
    return bytes(passed)


def _areas(record: bytes) -> tuple[Range, ...]:
    (count,) = struct.unpack_from("<H", record, 12)
    ends = (struct.unpack_from("<4H", record, 14 + 8 * at) for at in range(count))
    return tuple(Range(top, left, bottom, right) for top, bottom, left, right in ends)


def _rule(record: bytes, areas: tuple[Range, ...]) -> Rule:
    kind, comparison, first, second = struct.unpack_from("<BBHH", record)
    end = len(record) - second
    try:
        change = _change(record[6 : end - first])
    except (struct.error, IndexError, UnicodeDecodeError):
        change = None
    return Rule(areas, kind, comparison, record[end - first : end], record[end:], change)


def _change(format_: bytes) -> Change:
    flags, more = struct.unpack_from("<IH", format_)
    change, at = Change(), 6
    if flags & _HAS_NUMBER:
        is_written = more & 1
        change = change._replace(
            code=_written(format_[at + 2 :]) if is_written else format_[at + 1]
        )
        at += struct.unpack_from("<H", format_, at)[0] if is_written else 2
    if flags & _HAS_FONT:
        change = _with_font(change, format_[at : at + _FONT_LENGTH])
        at += _FONT_LENGTH
    at += _ALIGNMENT_LENGTH * bool(flags & _HAS_ALIGNMENT)
    at += _BORDER_LENGTH * bool(flags & _HAS_BORDER)
    if flags & _HAS_GROUND:
        (told,) = struct.unpack_from("<I", format_, at)
        change = change._replace(ground=_ground(told, flags))
    return change


def _written(text: bytes) -> str:
    """A text behind its length and the mark of its width."""
    length, is_wide = struct.unpack_from("<HB", text)
    return text[3 : 3 + length * (1 + is_wide)].decode("utf-16-le" if is_wide else "latin-1")


def _with_font(change: Change, font: bytes) -> Change:
    height, style = struct.unpack_from("<iI", font, 64)
    (colour,) = struct.unpack_from("<i", font, 80)
    (kept,) = struct.unpack_from("<I", font, 88)
    return change._replace(
        struck=None if kept & _STRUCK else bool(style & _STRUCK),
        colour=None if colour == _NO_COLOUR else colour,
        height=None if height <= 0 else height,
    )


def _ground(told: int, flags: int) -> int | None:
    """The colour of a ground; one that no palette has for none. A solid ground has the colour
    that others have behind their pattern.
    """
    pattern = None if flags & _KEEPS_PATTERN else told >> 10 & 0x3F
    if not flags & _KEEPS_GROUND_COLOUR and pattern in (None, _SOLID):
        return told >> 23 & 0x7F
    if pattern is None or (pattern == _SOLID and flags & _KEEPS_PATTERN_COLOUR):
        return None
    return _NO_COLOUR


def _result(formula: bytes, position: Position, value_of: ValueOf) -> Result:
    """What a formula of constants, cells and comparisons gives; None for any other."""
    values: list[Result] = []
    at = 0
    try:
        while at < len(formula):
            at += _step(formula, at, values, position, value_of)
    except (struct.error, IndexError, KeyError, UnicodeDecodeError):
        return None
    return values[0] if len(values) == 1 else None


def _step(
    formula: bytes, at: int, values: list[Result], position: Position, value_of: ValueOf
) -> int:
    """Take one token on the stack of values; gives its length. Raises KeyError for tokens that
    are not known.
    """
    token = formula[at]
    if token in _OPERATORS:
        right, left = values.pop(), values.pop()
        values.append(compared(_OPERATORS[token], left, right))
        return 1
    if token == _MINUS:
        value = values.pop()
        values.append(-value if isinstance(value, float) else None)
        return 1
    if token == _BRACKETS:
        return 1
    if token in _CELLS + _CELLS_NEARBY:
        cell = _cell(formula, at, position)
        values.append(None if cell is None else value_of(cell))
        return 5
    value, length = _constant(formula, at)
    values.append(value)
    return length


def _constant(formula: bytes, at: int) -> tuple[Result, int]:
    token = formula[at]
    if token == _TEXT:
        length, is_wide = formula[at + 1], formula[at + 2] & 1
        end = at + 3 + length * (1 + is_wide)
        return formula[at + 3 : end].decode("utf-16-le" if is_wide else "latin-1"), end - at
    if token == _BOOLEAN:
        return bool(formula[at + 1]), 2
    layout = {_WHOLE: "<H", _NUMBER: "<d"}[token]
    (number,) = struct.unpack_from(layout, formula, at + 1)
    return float(number), 1 + struct.calcsize(layout)


def _cell(formula: bytes, at: int, position: Position) -> Position | None:
    """The cell that a token names; None where it is told from another cell than this one."""
    row, told = struct.unpack_from("<HH", formula, at + 1)
    column = told & (_COLUMNS - 1)
    is_near = formula[at] in _CELLS_NEARBY
    if not is_near:
        return None if told & (_RELATIVE_ROW | _RELATIVE_COLUMN) else (row, column)
    if told & _RELATIVE_ROW:
        row = (position[0] + row) % _ROWS
    if told & _RELATIVE_COLUMN:
        column = (position[1] + column) % _COLUMNS
    return row, column
