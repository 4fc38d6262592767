"""The six statutory sections: headings found by their words, checked by number and order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract import forms
from extract.document import Block, Document, Grid, Paragraph
from extract.forms.labels import Vocabulary, split_number
from extract.shaping.cell_paragraphs import is_table_word
from extract.tables.figures import Issue
from foundation.normalise import squash

_LONGEST_HEADING = 36
_NUMERALS = {numeral: number for number, numeral in enumerate("一二三四五六七", start=1)}
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
_VOCABULARY = Vocabulary((str(number), spellings) for number, spellings in _SPELLINGS.items())


@dataclass(frozen=True)
class Section:
    """One section as printed: its number in the form, its heading without number, its text without
    tables.
    """

    number: int
    heading: str
    text: str


@dataclass(frozen=True)
class _Candidate:
    block: int
    number: int
    score: int
    issue: str = ""


def read_sections(document: Document) -> tuple[list[Section], list[Issue]]:
    """The sections in order, with issues for headings whose number is lost or written in another
    way.
    """
    chain = _chain(document)
    issues = [Issue("heading_irregular", found.issue) for found in chain if found.issue]
    if not chain:
        return [], []
    sections = [
        Section(number, _heading(document.blocks[found.block]), _text(blocks))
        for found, (number, blocks) in zip(chain, parts(document), strict=True)
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
    chain = _chain(document)
    fences = [*(found.block for found in chain), len(document.blocks)]
    return [
        (found.number, document.blocks[start + 1 : end])
        for found, (start, end) in zip(chain, pairwise(fences), strict=True)
    ]


def _chain(document: Document) -> list[_Candidate]:
    return _best_chain(
        [found for at, block in enumerate(document.blocks) if (found := _candidate(at, block))]
    )


def introduction(document: Document) -> list[Paragraph]:
    """The paragraphs before the first section or statutory table: title, opening, statistics
    period.

    An information table (索引号, 发布机构 …) may stand among them.
    """
    ends = (
        at
        for at, block in enumerate(document.blocks)
        if _candidate(at, block) or _is_statutory(block)
    )
    return [
        block
        for block in document.blocks[: next(ends, len(document.blocks))]
        if isinstance(block, Paragraph)
    ]


def _is_statutory(block: Block) -> bool:
    return isinstance(block, Grid) and any(is_table_word(cell.text) for cell in block.cells)


def _candidate(at: int, block: Block) -> _Candidate | None:
    if not isinstance(block, Paragraph) or len(squash(block.text)) > _LONGEST_HEADING:
        return None
    printed, rest = split_number(block.text)
    key = _VOCABULARY.find(_PREFIX.sub("", rest.rstrip("。:")))
    if key is None:
        return None
    number = int(key)
    if _NUMERALS.get(printed) == number:
        return _Candidate(at, number, 3)
    if printed == str(number):
        return _Candidate(
            at,
            number,
            2,
            f"heading of section {number} is numbered “{printed}、”, not in Chinese numerals",
        )
    if printed == "":
        return _Candidate(at, number, 1, f"heading of section {number} has no number")
    return _Candidate(at, number, 0, f"heading of section {number} is numbered “{printed}”")


def _best_chain(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The increasing chain of headings with the best numbers; sub-headings of the same words lose
    to the section's.
    """
    best: list[tuple[int, list[_Candidate]]] = []
    for candidate in candidates:
        before = [chain for chain in best if chain[1][-1].number < candidate.number]
        score, chain = max(before, key=lambda entry: entry[0], default=(0, []))
        # Each heading counts for itself, so that a longer chain beats a shorter one.
        best.append((score + candidate.score + 2, [*chain, candidate]))
    return max(best, key=lambda entry: entry[0], default=(0, []))[1]


def _heading(block: Block) -> str:
    assert isinstance(block, Paragraph)
    return split_number(block.text)[1]


def _text(blocks: Sequence[Block]) -> str:
    return "\n".join(
        block.text.strip()
        for block in blocks
        if isinstance(block, Paragraph) and block.text.strip()
    )
