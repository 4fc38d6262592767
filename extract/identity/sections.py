"""The six statutory sections: headings found by their words, checked by number and order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from extract import forms
from extract.document import Block, Document, Grid, Paragraph
from extract.forms.labels import Vocabulary, split_number
from extract.shaping.cell_paragraphs import is_table_word
from extract.tables.figures import Issue
from foundation.normalise import REMEMBERED, squash
from foundation.numbering import counted

_LONGEST_HEADING = 36
# Words that agencies put round the form's own headings, and other endings of the same heading.
_SPELLINGS = {
    1: ("总体情况", "基本情况", "总体工作情况"),
    2: ("主动公开政府信息情况", "主动公开政府信息的情况", "政府信息主动公开情况"),
    3: (
        "收到和处理政府信息公开申请情况",
        "收到和处理政府信息公开申请的情况",
        "收到和处理政府信息公开申请",
    ),
    4: (
        "政府信息公开行政复议、行政诉讼情况",
        "政府信息公开行政复议和行政诉讼情况",
        "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
    ),
    5: (
        "存在的主要问题及改进情况",
        "存在问题及改进情况",
        "存在的主要问题及改进措施",
        "存在的主要问题及整改措施",
        "存在的问题及改进情况",
        "存在的主要问题和改进情况",
    ),
    6: (
        "其他需要报告的事项",
        "其他需要报告事项",
        "其他需要说明的事项",
        "需要报告的其他事项",
        "其他事项",
    ),
}
_PREFIX = re.compile(
    r"^(?:我[镇乡局市县区街委办]|本机关|本单位|行政机关|政府信息公开工作(?=存在|主要))"
)
# A heading may stand in one line with its text: 一、总体情况：工作有序开展。
_INLINE = re.compile(r"^(.{2,40}?)[。：:](?=.)", re.DOTALL)
_VOCABULARY = Vocabulary((str(number), spellings) for number, spellings in _SPELLINGS.items())


@dataclass(frozen=True)
class Section:
    """One section as printed: its number in the form, its heading without number, its text without
    tables.

    `number` is None where the heading is none of the form's six, and `heading` empty where text
    stands under none.
    """

    number: int | None
    heading: str
    text: str


@dataclass(frozen=True)
class _Heading:
    """A heading as a paragraph prints it, with the text that shares its line."""

    number: int
    score: int
    heading: str
    text: str = ""
    issue: str = ""


@dataclass(frozen=True)
class _Candidate:
    """A heading, and the block that it stands in."""

    block: int
    printed: _Heading

    @property
    def number(self) -> int:
        return self.printed.number


def read_sections(document: Document) -> tuple[list[Section], list[Issue]]:
    """The sections in order, with issues for headings whose number is lost or written in another
    way.
    """
    chain = _chain(document)
    issues = [
        Issue("heading_irregular", found.printed.issue) for found in chain if found.printed.issue
    ]
    if not chain:
        return [], []
    sections = [
        Section(number, found.printed.heading, plain_text(blocks))
        for found, (number, blocks) in zip(chain, _parts(chain, document.blocks), strict=True)
    ]
    missing = {section.number for section in forms.sections()} - {
        section.number for section in sections
    }
    if missing:
        issues.append(
            Issue(
                "section_missing",
                "no heading found for section " + ", ".join(map(str, sorted(missing))),
            )
        )
    return sections, issues


def parts(document: Document) -> list[tuple[int, Sequence[Block]]]:
    """The number of each section with its blocks, tables and all, without its heading."""
    return _parts(_chain(document), document.blocks)


def _parts(
    chain: Sequence[_Candidate], blocks: Sequence[Block]
) -> list[tuple[int, Sequence[Block]]]:
    fences = [*(found.block for found in chain), len(blocks)]
    return [
        (found.number, _after_heading(found.printed, blocks[start:end]))
        for found, (start, end) in zip(chain, pairwise(fences), strict=True)
    ]


def _after_heading(found: _Heading, blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks of a section; text that shares the heading's line is its first."""
    if not found.text:
        return blocks[1:]
    return [Paragraph(found.text, place=blocks[0].place), *blocks[1:]]


def headings(document: Document) -> dict[int, int]:
    """The numbers of the form's headings that the document has, by the block in which each
    stands.
    """
    return {found.block: found.number for found in _chain(document)}


def _chain(document: Document) -> list[_Candidate]:
    return _best_chain(
        [found for at, block in enumerate(document.blocks) if (found := _candidate(at, block))]
    )


def first_of_report(document: Document) -> int:
    """The place of the first block that is a heading of the form or a statutory table; the number
    of blocks where there is none.
    """
    ends = (
        at
        for at, block in enumerate(document.blocks)
        if _candidate(at, block) or _is_statutory(block)
    )
    return next(ends, len(document.blocks))


def introduction(document: Document) -> list[Paragraph]:
    """The paragraphs before the first section or statutory table: title, opening, statistics
    period.

    An information table (索引号, 发布机构 …) may stand among them.
    """
    return [
        block
        for block in document.blocks[: first_of_report(document)]
        if isinstance(block, Paragraph)
    ]


def _is_statutory(block: Block) -> bool:
    return isinstance(block, Grid) and any(is_table_word(cell.text) for cell in block.cells)


def _candidate(at: int, block: Block) -> _Candidate | None:
    if not isinstance(block, Paragraph) or block.linked:
        return None
    printed = _printed_heading(block.text)
    return None if printed is None else _Candidate(at, printed)


# Several stages ask for the headings of one document.
@lru_cache(maxsize=REMEMBERED)
def _printed_heading(paragraph: str) -> _Heading | None:
    """The heading that a paragraph is or begins with; None where it is none of the form's."""
    if len(squash(paragraph)) <= _LONGEST_HEADING:
        whole = _heading(paragraph, "")
        if whole is not None:
            return whole
    inline = _INLINE.match(paragraph.strip())
    if inline is None:
        return None
    found = _heading(inline[1], paragraph.strip()[inline.end() :].strip())
    # Without its number, the beginning of a sentence is no heading.
    return found if found is not None and found.score > 1 else None


def _heading(heading: str, text: str) -> _Heading | None:
    printed, rest = split_number(heading)
    key = _VOCABULARY.find(_PREFIX.sub("", rest.rstrip("。:")), may_be_cut=False)
    if key is None:
        return None
    number = int(key)
    score, oddity = _numbering(printed, number)
    issue = f"heading of section {number} {oddity}" if oddity else ""
    return _Heading(number, score, rest, text, issue)


def _numbering(printed: str, number: int) -> tuple[int, str]:
    """How well the number that is printed before a heading fits it, and what is odd about it."""
    if printed == counted(number):
        return 3, ""
    if printed == str(number):
        return 2, f"is numbered “{printed}、”, not in Chinese numerals"
    if printed == "":
        return 1, "has no number"
    return 0, f"is numbered “{printed}”"


def _best_chain(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The increasing chain of headings with the best numbers; sub-headings of the same words lose
    to the section's.
    """
    best: list[tuple[int, list[_Candidate]]] = []
    for candidate in candidates:
        before = [chain for chain in best if chain[1][-1].number < candidate.number]
        score, chain = max(before, key=lambda entry: entry[0], default=(0, []))
        # Each heading counts for itself, so that a longer chain beats a shorter one.
        best.append((score + candidate.printed.score + 2, [*chain, candidate]))
    return max(best, key=lambda entry: entry[0], default=(0, []))[1]


def plain_text(blocks: Sequence[Block]) -> str:
    """The text of blocks without their tables, a paragraph a line."""
    return "\n".join(
        block.text.strip()
        for block in blocks
        if isinstance(block, Paragraph) and block.text.strip()
    )
