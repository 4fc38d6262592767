"""What spreadsheet programs do to text, and how an export keeps them from it."""

from __future__ import annotations

import re

from publish.exports.sources import Value

# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection), full-width signs
# included.
_FORMULA = re.compile("^[=+\\-@＝＋－＠\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def inert(value: Value) -> Value:
    """A value that no spreadsheet runs: text that would begin a formula gets an apostrophe, numbers
    stay.
    """
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value
