"""Lines of running text into paragraphs: a line that reaches the right margin goes on in the
next.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.document import Paragraph, Place
from extract.readers.positions.geometry import Box, bounds, rounded
from extract.readers.positions.headings import SECTION_HEADING
from extract.readers.positions.lines import Line
from foundation.normalise import squash
from foundation.numbering import BRACKETED, COUNT

# Shares of the font size: how far from the margin a full line may end, and how far an indented one
# starts.
_FULL = 1.7
_INDENT = 1.2
_SAME_SIZE = 0.2
# No paragraph starts so far from the left margin: what does is set to the right or the middle.
_ASIDE = 6.0
_LINE_SPACING = 2.2
# A margin is known from lines that are long; a page of short lines has none of its own.
_LONG_LINE = 18
_PAGE_NUMBER = re.compile(
    r"^(?:第|[-—–－―·.~]*)?\d{1,3}(?:页|[/、]共?\d{1,3}页?|[-—–－―·.~]*)?(?:共\d{1,3}页)?$"
)
# Between dashes it is a page number anywhere: pictures may show pages one under the other.
_DASHED_NUMBER = re.compile(r"^[-—–－―]{1,2}\d{1,3}[-—–－―]{1,2}$")
# On a page of short lines the title may be the longest, and then reaches what looks like a margin.
_TITLE = re.compile(r"^[^,，。;；:：《]{2,40}(?:年度报告|年报)$")
_SECTION_START = re.compile(f"^(?:{COUNT}、|{BRACKETED})")


@dataclass(frozen=True)
class Margins:
    """Left and right end of the running text, in points; None where no line is long enough to
    tell.
    """

    left: float
    right: float


def margins(lines: Sequence[Line]) -> Margins | None:
    """The margins of a page or document: the left one that any line keeps, the right one that long
    lines reach.
    """
    long = [line for line in lines if len(squash(line.text)) >= _LONG_LINE]
    if not long:
        return None
    return Margins(min(line.box[0] for line in lines), max(line.box[2] for line in long))


def is_page_number(line: Line, height: float) -> bool:
    """Whether a line is the number of its page: between dashes, or at the head or foot of the
    page.
    """
    text = squash(line.text)
    at_edge = line.box[1] > height * 0.85 or line.box[3] < height * 0.12
    return bool(_DASHED_NUMBER.match(text) or (at_edge and _PAGE_NUMBER.match(text)))


class Writer:
    """Collects lines in reading order and gives the paragraphs that they make."""

    def __init__(self) -> None:
        self._lines: list[tuple[int, Line]] = []
        self._margins: Margins | None = None

    def take(self, line: Line, page: int, page_margins: Margins | None) -> Paragraph | None:
        """Add a line; the paragraph that it brings to its end, if there is one."""
        done = None if self._lines and self._goes_on(line, page, page_margins) else self.finish()
        self._lines.append((page, line))
        self._margins = page_margins
        return done

    def finish(self) -> Paragraph | None:
        """The paragraph of the lines so far; None where there are none."""
        if not self._lines:
            return None
        first = self._lines[0][0]
        text = "".join(
            _with_space(line, before)
            for (_, line), before in zip(self._lines, self._texts(), strict=True)
        )
        box: Box = bounds([line.box for page, line in self._lines if page == first])
        self._lines = []
        return Paragraph(text, place=Place(page=first, box=rounded(box)))

    def _texts(self) -> list[str]:
        return ["", *(line.text for _, line in self._lines[:-1])]

    def _goes_on(self, line: Line, page: int, page_margins: Margins | None) -> bool:
        last_page, last = self._lines[-1]
        if self._margins is None or page_margins is None or _SECTION_START.match(squash(line.text)):
            return False
        if len(self._lines) == 1 and _stands_alone(squash(last.text)):
            return False
        is_full = (
            last.box[2] >= self._margins.right - _FULL * last.size
            and last.box[0] <= self._margins.left + _ASIDE * last.size
        )
        is_indented = line.box[0] > page_margins.left + _INDENT * line.size
        is_same_size = abs(line.size - last.size) <= _SAME_SIZE * last.size
        is_near = page != last_page or line.box[1] - last.box[3] <= _LINE_SPACING * last.size
        return is_full and not is_indented and is_same_size and is_near


def _stands_alone(text: str) -> bool:
    """Whether a line is a heading or a whole title, after which something else begins."""
    return bool(SECTION_HEADING.match(text) or _TITLE.match(text))


def _with_space(line: Line, before: str) -> str:
    """A line's text, after a space where Latin words would run together."""
    both_latin = before[-1:].isascii() and before[-1:].isalpha() and line.text[:1].isascii()
    return (" " if both_latin else "") + line.text
