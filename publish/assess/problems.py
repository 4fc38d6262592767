"""How concrete a section on problems is: its length, numbers and named things, and how much of it
is stock phrases.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from foundation.rules import Rules, load
from publish.assess.measuring import Measured

# 12 of 12件, 3 of 3次; not years, and not the numbers that list items begin with (1. 2、 （3）).
_NUMBER = re.compile(
    r"(?<![\d（(.])\d[\d,.]*\d%?(?![\d年．、）)])|(?<![\d（(.])\d(?![\d年.．、）)])"
)
_NAME = re.compile(r"《[^》]+》|[“「][^”」]+[”」]|〔\d{4}〕\s*\d+\s*号|\d+月\d+日|\d+月份")
_PUNCTUATION = re.compile(r"[^\w]|_")


class _Phrases(Rules):
    """What stock_phrases.yml says."""

    phrases: tuple[str, ...]


_STOCK = load("publish.schema", "stock_phrases.yml", _Phrases)


def concreteness(text: str, full: dict[str, Any]) -> Measured:
    """How concrete the text is, from 0 to 1; `full` says how many characters, numbers and names are
    a full measure.
    """
    bare = _PUNCTUATION.sub("", text)
    counted = {
        "characters": len(bare),
        "numbers": len(_NUMBER.findall(text)),
        "names": len(_NAME.findall(text)),
    }
    stock = sum(map(len, _stock().findall(bare)))
    share = stock / len(bare) if bare else 0.0
    marks = [min(1.0, found / full[what]) for what, found in counted.items()]
    value = sum(marks) / len(marks) * (1 - share)
    return Measured(
        round(value, 4), {**counted, "stock_characters": stock, "stock_share": round(share, 4)}
    )


@cache
def _stock() -> re.Pattern[str]:
    phrases = sorted(_STOCK.phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile("|".join(map(re.escape, phrases)))
