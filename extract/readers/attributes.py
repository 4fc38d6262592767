"""Numbers in attributes of markup, as careless or hostile programs write them."""

from __future__ import annotations

# Nothing in a document counts as far; Python refuses to convert more than 4,300 digits.
_LARGEST = 999_999_999
_MOST_DIGITS = len(str(_LARGEST))


def whole_number(written: str | None) -> int | None:
    """The number that decimal digits write, or the largest if they write more; None for any other
    text.
    """
    if written is None or not written.isdecimal():
        return None
    digits = written.lstrip("0")
    return int(digits or "0") if len(digits) <= _MOST_DIGITS else _LARGEST
