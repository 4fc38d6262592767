"""How pieces of a text are shown, and what a careful person reads of them; for all readers that
know letters by their formatting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

# `hidden` takes no room on the page; `unseen` takes it and shows nothing (white on white);
# `undecided` is there in one view of the document and not in another.
Manner = Literal["shown", "hidden", "unseen", "struck", "raised", "undecided"]
_LEFT_OUT = {"hidden": "hidden_text", "unseen": "hidden_text", "struck": "struck_text"}
_SAYS_SOMETHING = re.compile(r"\w")
# Two colours of which each part differs by less than this cannot be told apart on a page.
_SAME_COLOUR = 0x18
_HEX = re.compile(r"[0-9A-F]{6}")


def joined(pieces: Iterable[tuple[str, Manner]]) -> tuple[str, frozenset[str]]:
    """The text that is read from pieces, and the issue codes of what was left out of it.

    What is hidden or struck through is no part of a figure; what is unseen leaves its room, so that
    digits on both sides of it stand apart; a raised piece is the mark of a note, and 15 with a
    raised 2 is no 152.
    """
    parts: list[str] = []
    left_out = set()
    for text, manner in pieces:
        if manner in _LEFT_OUT and _SAYS_SOMETHING.search(text):
            left_out.add(_LEFT_OUT[manner])
        parts.append(read_as(text, manner))
    return "".join(parts), frozenset(left_out)


def read_as(text: str, manner: Manner) -> str:
    """What one piece adds to the text."""
    if manner == "raised" and text.strip():
        return f"[{text}]"
    if manner == "unseen":
        return " " if text else ""
    return text if manner in ("shown", "raised", "undecided") else ""


def cannot_be_seen(colour: str | None, ground: str | None) -> bool:
    """Whether letters of a colour vanish in their ground.

    Both are six hexadecimal digits, or names that are only compared; no ground is a white page, and
    a colour that is not known is seen.
    """
    if not colour:
        return False
    colour, ground = colour.upper(), (ground or "FFFFFF").upper()
    if not (_HEX.fullmatch(colour) and _HEX.fullmatch(ground)):
        return colour == ground
    return all(
        abs(int(colour[at : at + 2], 16) - int(ground[at : at + 2], 16)) < _SAME_COLOUR
        for at in (0, 2, 4)
    )
