"""What the codes of issues mean, in Chinese and English; written once, in issues.yml."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

import yaml

if TYPE_CHECKING:
    pass


Quality = Literal["verified", "consistent", "source_error", "doubtful", "unparsed"]


STATUTORY = (2, 3, 4)


@cache
def issue_meanings() -> dict[str, dict[str, str]]:
    """The meaning of every issue code, as {"zh": …, "en": …}."""
    text = files("extract").joinpath("issues.yml").read_text(encoding="utf-8")
    meanings: dict[str, dict[str, str]] = yaml.safe_load(text)
    return meanings
