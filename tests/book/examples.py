"""The examples of the book: its code blocks, and what they are said to answer."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.house.house import TOP

DOCS = TOP / "docs"
SITE = "http://127.0.0.1:8001"
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What a block prints stands in the block after it.
ANSWERS = ("csv", "text")


@dataclass(frozen=True)
class Example:
    """A code block of a page, the line on which it begins, and the block with its answer."""

    page: Path
    line: int
    language: str
    code: str
    answer: str | None

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


def examples(page: Path, *languages: str) -> list[Example]:
    """The code blocks of a page in these languages, in their order."""
    return [each for each in _examples(page) if each.language in languages]


def _examples(page: Path) -> Iterator[Example]:
    text = page.read_text(encoding="utf-8")
    blocks = list(_FENCE.finditer(text))
    for number, block in enumerate(blocks):
        line = text.count("\n", 0, block.start()) + 1
        answer = _answer(text, block, blocks[number + 1 : number + 2])
        yield Example(page, line, block[1], block[2], answer)


def _answer(text: str, block: re.Match[str], after: list[re.Match[str]]) -> str | None:
    """What the block after this one holds, where nothing but an answer stands there."""
    for following in after:
        if following[1] in ANSWERS and not text[block.end() : following.start()].strip():
            return following[2]
    return None


def rows(answer: str) -> list[list[str]]:
    """The lines of a CSV answer, without the names of its columns."""
    return list(csv.reader(io.StringIO(answer)))[1:]


def same(left: object, right: object) -> bool:
    """Whether two cells say the same, however a language writes numbers and what is empty."""
    found, told = (_plain(cell) for cell in (left, right))
    if isinstance(found, float) and isinstance(told, float):
        return abs(found - told) < 0.001
    return found == told


def _plain(cell: object) -> float | str:
    text = "" if cell is None else str(cell)
    if text in ("nan", "NA", "NaN", "<NA>", "None"):
        return ""
    try:
        return float(text)
    except ValueError:
        return text
