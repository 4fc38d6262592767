"""Agency and date that close a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from extract.document import Block, Document, Grid, Paragraph
from extract.identity.front import Line, is_prose
from extract.identity.names import agency_name, is_carrier
from extract.identity.sections import headings
from foundation import dates
from foundation.normalise import squash

_MOST_BLOCKS = 40
_MOST_LINES = 30
# A signature set in a table has a cell or two a line.
_SIGNED_CELLS = 4
_LONGEST_SIGNER = 40
_LAST_SECTION = 6


@dataclass(frozen=True)
class Signature:
    """Who signed and when, as far as the report says; `impossible` is a date that does not
    exist.
    """

    agency: str | None = None
    day: date | None = None
    impossible: str = ""


def read_signature(document: Document) -> Signature:
    """The signature that closes the last section: a line that is a date, with the agency before it
    or on the same line; an agency alone where nothing is dated.
    """
    numbered = headings(document)
    for blocks in (_last_section(document, numbered), _behind_tables(document, numbered)):
        lines = list(_lines(blocks))[:_MOST_LINES]
        dated = [found for at in range(len(lines)) if (found := _dated(lines, at)) is not None]
        if dated:
            return next((found for found in dated if found.agency), dated[-1])
    return Signature(next((name for line in lines if (name := _signer(line))), None))


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Grid):
            yield from (cell.text for cell in block.cells if cell.text.strip())
        elif not block.linked:
            yield from (line for line in block.text.splitlines() if line.strip())


def _last_section(document: Document, numbered: Mapping[int, int]) -> Sequence[Block]:
    """The blocks of the form's last section up to a table: an annex may follow the signature."""
    last = next((at for at, number in numbered.items() if number == _LAST_SECTION), None)
    if last is None:
        return ()
    return list(takewhile(lambda block: not _is_table(block), document.blocks[last + 1 :]))


def _behind_tables(document: Document, numbered: Mapping[int, int]) -> Sequence[Block]:
    """The blocks behind the last table, the last heading, and the head with its date.

    A cover letter in front has a date of its own; the report's stands after all its tables.
    """
    blocks = document.blocks
    tables = (at for at, block in enumerate(blocks) if _is_table(block))
    last_heading = max(numbered, default=-1)
    first = max([*tables, last_heading, _last_of_head(blocks)], default=-1) + 1
    return blocks[max(first, len(blocks) - _MOST_BLOCKS) :]


def _is_table(block: Block) -> bool:
    if isinstance(block, Paragraph):
        return False
    return len(block.cells) > _SIGNED_CELLS or not any(
        dates.is_date(cell.text) or _signer(cell.text) for cell in block.cells
    )


def _last_of_head(blocks: Sequence[Block]) -> int:
    """The block before the first sentence; -1 where the document begins with one or has none."""
    prose = (
        at
        for at, block in enumerate(blocks)
        if isinstance(block, Paragraph) and is_prose(Line(block.text))
    )
    return next(prose, 0) - 1


def _dated(lines: Sequence[str], at: int) -> Signature | None:
    """The signature whose date the line at a place is, or ends in behind the agency's name."""
    line = lines[at]
    if dates.is_date(line):
        signer = _named(lines[at - 1]) if at else None
        text = line
    else:
        name, text = dates.split_last(line)
        signer = agency_name(name.removeprefix("(").rstrip("(")) if text else None
        if signer is None:
            return None
    day = dates.find_date(text)
    return Signature(signer, day, "" if day else line.strip())


def _signer(line: str) -> str | None:
    """The agency that a line without a date names; who only carries the page stands there too."""
    return None if is_carrier(squash(line)) else _named(line)


def _named(line: str) -> str | None:
    squashed = squash(line)
    return agency_name(squashed) if len(squashed) <= _LONGEST_SIGNER else None
