"""A row of the archive on its way into the database: columns by name, and text that a database can
hold.
"""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]
# The values of a row, in the order of its table's columns.
Values = list[Any]


# What a database keeps but no text should hold: NUL cuts a text short in C, lone surrogates are no
# UTF-8.
_BROKEN = dict.fromkeys((0, *range(0xD800, 0xE000)), "\ufffd")


def clean(text: str | None) -> str | None:
    """Text as data: everything stays but characters that no UTF-8 file can carry, which become
    U+FFFD.
    """
    return text.translate(_BROKEN) if text is not None else None
