"""The information table (索引号, 发布机构, 发布日期 …) that portals put before a report, in a page
or in a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from extract.document import Block, Cell, Grid, Paragraph
from foundation.normalise import in_simplified
from foundation.rules import Rules, load

_LONGEST_VALUE = 200
_LONGEST_LABEL = 16
_FIRST_CELLS = 6


# Text keeps the cells of a table apart with tabs or bars.
_CELL_ENDS = re.compile(r"[\n\t|]+")
_SPACES = r"[\s\u200b]*"


class _Information(Rules):
    """What information.yml says."""

    labels: frozenset[str]


_LABELS = load(__package__, "information.yml", _Information).labels


@cache
def _label() -> re.Pattern[str]:
    spaced = "|".join(_SPACES.join(label) for label in sorted(_LABELS, key=len, reverse=True))
    return re.compile(rf"(?<![\u4e00-\u9fff])({spaced}){_SPACES}[】\]]?{_SPACES}[：:]")


def information(blocks: Sequence[Block]) -> dict[str, str]:
    """The labelled values of an information table: `label：value` in one line, or a label and then
    its value.
    """
    values: dict[str, str] = {}
    fragments = list(
        _fragments(block for block in blocks if isinstance(block, Paragraph) or _may_inform(block))
    )
    for at, fragment in enumerate(fragments):
        following = fragments[at + 1] if at + 1 < len(fragments) else ""
        for label, value in _labelled(fragment, following):
            if value and len(value) <= _LONGEST_VALUE:
                values.setdefault(label, value)
    for label, value in _beneath(blocks):
        values.setdefault(label, value)
    return values


def _beneath(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """The values of a table whose labels are its head and whose values stand beneath them."""
    for labels, row in pairwise(_rows(blocks)):
        if _is_head(labels) and len(labels) == len(row):
            yield from ((label, value) for label, value in _paired(labels, row) if value)


def _paired(labels: Sequence[str], row: Sequence[str]) -> Iterator[tuple[str, str]]:
    for label, value in zip(labels, row, strict=True):
        if not _is_label(value) and len(value) <= _LONGEST_VALUE:
            yield _bare(label) or "", value


def _rows(blocks: Sequence[Block]) -> Iterator[list[str]]:
    for block in blocks:
        if isinstance(block, Grid):
            yield from ([cell.text.strip() for cell in row] for row in block.rows)
        else:
            cells = (part.strip() for part in _CELL_ENDS.split(in_simplified(block.text)))
            yield [cell for cell in cells if cell]


def _fragments(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            rows = [_CELL_ENDS.split(in_simplified(block.text.rstrip("| \t")))]
        else:
            rows = [list(map(_in_one_line, row)) for row in block.rows]
        # The labels of a head have their values beneath, none in the next line.
        yield from (cell for row in rows if not _is_head(row) for cell in row)


def _in_one_line(cell: Cell) -> str:
    return in_simplified(cell.text.replace("\n", " ").strip())


def _is_head(cells: Sequence[str]) -> bool:
    return len(cells) > 1 and all(map(_bare, cells))


def _may_inform(grid: Grid) -> bool:
    """Whether a grid is an information table: one of its first cells is a label."""
    return any(_is_label(cell.text) for cell in grid.cells[:_FIRST_CELLS])


def _labelled(fragment: str, following: str) -> Iterator[tuple[str, str]]:
    if "：" not in fragment and ":" not in fragment:
        label = _bare(fragment)
        if label:
            yield label, "" if _is_label(following) else following
        return
    matches = list(_label().finditer(fragment))
    ends = [*(match.start() for match in matches[1:]), len(fragment)][: len(matches)]
    for match, end in zip(matches, ends, strict=True):
        value = fragment[match.end() : end].strip(" \t\xa0\u3000\u2002\u2003|【[")
        if not value and end == len(fragment) and not _is_label(following):
            value = following
        yield "".join(match[1].split()), value


def _bare(fragment: str) -> str | None:
    if len(fragment) > _LONGEST_LABEL or fragment.isascii():
        return None
    label = "".join(fragment.split()).strip("【】[]")
    return label if label in _LABELS else None


def _is_label(fragment: str) -> bool:
    return _bare(fragment) is not None or _label().match(fragment) is not None
