"""What the codes of issues mean, in Chinese and English; written once, in issues.yml."""

from __future__ import annotations

from typing import Literal

from foundation.rules import Text, load

Quality = Literal["verified", "consistent", "source_error", "doubtful", "unparsed"]


_MEANINGS = load("extract", "issues.yml", dict[str, Text])


def issue_meanings() -> dict[str, Text]:
    """The meaning of every issue code, in both languages."""
    return _MEANINGS
