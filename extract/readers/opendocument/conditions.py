"""Conditions of formats in sheets of OpenDocument: those of style maps (OpenDocument 1.2, part 1,
19.463) and those that LibreOffice adds to a table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from extract.readers.opendocument.names import CALCEXT
from extract.readers.sheets.cell_names import position_of, range_of
from extract.readers.sheets.conditions import Result, compared, is_between, is_true, negated
from extract.readers.sheets.model import Position, Range

if TYPE_CHECKING:
    from lxml.etree import _Element

_QUOTED = re.compile(r"'(?:[^']|'')*'")
_NUMBER = re.compile(r"[-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?")
_STRING = re.compile(r'"([^"]*)"')
_REFERENCE = re.compile(r"\[?\.?(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7})\]?")
_COMPARISON = re.compile(r"(?:\w+:)?(?:cell-content\(\))?(<=|>=|!=|<>|=|<|>)([^<>=]+)")
_BETWEEN = re.compile(r"(?:\w+:)?(?:cell-content-is-)?(not-)?between\(([^,]+),([^,]+)\)")
_FORMULA = re.compile(r"(?:\w+:)?(?:is-true-formula|formula-is)\((?:\w+:)?=?(.*)\)")
_INSIDE = re.compile(r"([^<>=]+)(<=|>=|<>|=|<|>)([^<>=]+)")
_TRUTHS = {"TRUE": True, "TRUE()": True, "FALSE": False, "FALSE()": False}

ValueOf = Callable[[Position], Result]


class Rule(NamedTuple):
    """A condition, the cell of which its formula is told, and the style of cells where it holds."""

    condition: str
    base: str
    style: str

    def holds(self, position: Position, value_of: ValueOf) -> bool | None:
        """Whether the condition holds for a cell; None where that is not known."""
        written = self.condition.strip()
        base = next((area for area in areas(self.base)), None)
        told = _Told(position, base, value_of)
        if found := _COMPARISON.fullmatch(written):
            return told.compared(value_of(position), found[1], found[2])
        if found := _BETWEEN.fullmatch(written):
            ends = told.operand(found[2]), told.operand(found[3])
            between = is_between(value_of(position), *ends)
            return negated(between) if found[1] else between
        found = _FORMULA.fullmatch(written)
        return is_true(told.formula(found[1])) if found else None


class _Told:
    """Reads operands as they are told of one cell."""

    def __init__(self, position: Position, base: Range | None, value_of: ValueOf) -> None:
        self._position = position
        self._base = base
        self._value_of = value_of

    def formula(self, written: str) -> Result:
        """What a formula of one operand or one comparison gives; None for any other."""
        found = _INSIDE.fullmatch(written)
        if found is None:
            return self.operand(written)
        return self.compared(self.operand(found[1]), found[2], found[3])

    def compared(self, left: Result, comparison: str, right: str) -> bool | None:
        """Whether a value compares so with an operand."""
        return compared("<>" if comparison == "!=" else comparison, left, self.operand(right))

    def operand(self, written: str) -> Result:
        """A number, a text, a truth, or what a cell holds; None for anything else."""
        written = written.strip()
        if _NUMBER.fullmatch(written):
            return float(written)
        if found := _STRING.fullmatch(written):
            return found[1]
        if found := _REFERENCE.fullmatch(written):
            return self._cell(found)
        return _TRUTHS.get(written.upper())

    def _cell(self, found: re.Match[str]) -> Result:
        named = position_of(f"{found[2]}{found[4]}")
        if named is None:
            return None
        row, column = named
        if self._base is not None:
            row += 0 if found[3] else self._position[0] - self._base.top
            column += 0 if found[1] else self._position[1] - self._base.left
        elif not (found[1] and found[3]):
            return None
        return self._value_of((row, column))


def areas(addresses: str) -> Iterator[Range]:
    """The ranges that a list of addresses names; their sheet is the one in which they stand."""
    for address in _QUOTED.sub("", addresses).split():
        ends = [end.rpartition(".")[2] for end in address.split(":")]
        yield range_of(":".join(ends[:2]))


def rules_of_table(table: _Element) -> Iterator[tuple[list[Range], list[Rule]]]:
    """The conditional formats that LibreOffice adds to a table, each with its cells."""
    for format_ in table.iterfind(f"{CALCEXT}conditional-formats/{CALCEXT}conditional-format"):
        yield (
            list(areas(format_.get(CALCEXT + "target-range-address", ""))),
            [
                Rule(
                    condition.get(CALCEXT + "value", ""),
                    condition.get(CALCEXT + "base-cell-address", ""),
                    condition.get(CALCEXT + "apply-style-name", ""),
                )
                for condition in format_.iterchildren(CALCEXT + "condition")
            ],
        )


def hides_values(table: _Element) -> Iterator[Range]:
    """The cells in which bars or signs stand in the place of figures."""
    for format_ in table.iterfind(f"{CALCEXT}conditional-formats/{CALCEXT}conditional-format"):
        if any(part.get(CALCEXT + "show-value") == "false" for part in format_):
            yield from areas(format_.get(CALCEXT + "target-range-address", ""))
