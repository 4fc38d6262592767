"""Conditions of formats that depend on what a cell holds: whether they hold, where that can be
told.
"""

from __future__ import annotations

from collections.abc import Callable

Value = float | str
# What a condition or a part of its formula gives; None where it is not known.
Result = float | str | bool | None
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "=": lambda left, right: left == right,
    "<>": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
}


def compared(comparison: str, left: Result, right: Result) -> bool | None:
    """Whether a comparison of two values holds. Programs differ in which of two texts, or of a
    text and a number, is the larger one: of that nothing is said.
    """
    if isinstance(left, bool) or isinstance(right, bool) or left is None or right is None:
        return None
    if not isinstance(left, str) and not isinstance(right, str):
        return _COMPARED[comparison](left, right)
    is_same = str(left).casefold() == str(right).casefold() and isinstance(left, type(right))
    return {"=": is_same, "<>": not is_same}.get(comparison)


def is_between(value: Result, first: Result, second: Result) -> bool | None:
    """Whether a number lies between two others, whichever of them is the larger."""
    numbers = [one for one in (first, second) if isinstance(one, float)]
    if not isinstance(value, float) or len(numbers) < 2:
        return None
    return min(numbers) <= value <= max(numbers)


def is_true(result: Result) -> bool | None:
    """What a formula's result means for a condition; of a text nothing is said."""
    return None if result is None or isinstance(result, str) else bool(result)


def negated(result: bool | None) -> bool | None:
    """The contrary, where it is known."""
    return None if result is None else not result
