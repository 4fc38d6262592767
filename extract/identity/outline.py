"""The text of a report whose outline is not the form's: those before 2019 have one of their own
(regulations of 2008, article 32), or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extract.document import Block, Document, Paragraph
from extract.forms.labels import split_number
from extract.identity.sections import Section, headings, plain_text
from foundation.normalise import squash
from foundation.numbering import BRACKETED, COUNT

_LONGEST_HEADING = 40
# With this many of the form's headings, the document is on the form's outline.
_ENOUGH = 4
_TOP = re.compile(f"^{COUNT}[、.,:]")
_SECOND = re.compile(f"^{BRACKETED}")
_INLINE = re.compile(r"^(.{2,24}?)[。：:](?=.)", re.DOTALL)


def with_whole_text(
    document: Document, sections: Sequence[Section], has_tables: bool
) -> list[Section]:
    """The sections of a report so that its whole text is among them.

    Where the report `has_tables` of the form and its headings, they are as they were; else every
    heading that the report prints begins one, with the form's number where it is the form's.
    """
    if has_tables and len(sections) >= _ENOUGH:
        return list(sections)
    numbered = headings(document)
    style = _style(document.blocks)
    starts = [
        at
        for at, block in enumerate(document.blocks)
        if at in numbered or (style is not None and _begins(block, style))
    ]
    fences = [*starts, len(document.blocks)]
    found = [Section(None, "", _prose(document.blocks[: fences[0]]))]
    for start, end in pairwise(fences):
        found.append(_section(document.blocks[start:end], numbered.get(start)))
    return [section for section in found if section.heading or section.text]


def _style(blocks: Sequence[Block]) -> re.Pattern[str] | None:
    """How the headings are numbered: 一、 or, where none is, （一）."""
    shown = [squash(block.text) for block in blocks if isinstance(block, Paragraph)]
    return next((style for style in (_TOP, _SECOND) if any(map(style.match, shown))), None)


def _begins(block: Block, style: re.Pattern[str]) -> bool:
    return (
        isinstance(block, Paragraph)
        and not block.linked
        and style.match(squash(block.text)) is not None
    )


def _section(blocks: Sequence[Block], number: int | None) -> Section:
    first = blocks[0]
    assert isinstance(first, Paragraph)
    text = first.text.strip()
    inline = _INLINE.match(text)
    if inline is not None:
        heading, rest = inline[1], text[inline.end() :]
    elif len(squash(text)) <= _LONGEST_HEADING:
        heading, rest = text, ""
    else:
        heading, rest = "", text
    lines = [rest.strip(), plain_text(blocks[1:])]
    return Section(number, split_number(heading)[1], "\n".join(filter(None, lines)))


def _prose(blocks: Sequence[Block]) -> str:
    """The sentences among blocks, without the title and the line of the date."""
    return plain_text(list(_sentences(blocks)))


def _sentences(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Paragraph) and not block.linked and re.search("[。；]", block.text):
            yield block
