"""Tables that lost their lines: runs of short paragraphs, one cell each, gathered into ragged
grids.

Converters and pasted pages leave a table as its cells, one below the other. A run begins with a
word that only a statutory table prints and ends with its last value; a new row begins with the
first words after values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import takewhile

from extract import forms
from extract.cells.contents import contents_of
from extract.cells.numbers import parse_figure
from extract.document import Block, Cell, Document, Grid, Paragraph, Place
from extract.forms import indicators, labels
from foundation.normalise import REMEMBERED, label_key, squash
from foundation.numbering import CHAPTER

# The longest label of the form has 38 characters; a longer paragraph, or one with a full stop, is
# prose.
_LONGEST_CELL = 60
_PROSE = re.compile(f"[。；;！？]|^{CHAPTER}.*(?:情况|事项|措施)$")
# A label that was broken stands in pieces of a few characters.
_LONGEST_PART = 6
_MOST_PARTS = 10
# Fewer values than this make no table, unless many words of the form stand with them: a lone number
# may stand anywhere, and a table may be blank but for one.
_FEWEST_VALUES = 4
_MANY_WORDS = 10
_SHORTEST_FIGURE_IN_WORDS = 2
# No row of the form has more cells than table 4.
_MOST_BLANKS = 15
_PAGE_NUMBER = re.compile(r"^(?:[-—–]\s*\d+\s*[-—–]|第\s*\d+\s*页.*|\d{1,3}\s*/\s*\d{1,3})$")


@dataclass(frozen=True)
class Token:
    """One cell of a table that lost its lines; an empty text is a blank cell that the layout
    kept.
    """

    text: str
    place: Place

    @property
    def is_value(self) -> bool:
        """Whether the cell is blank or may be a figure, rather than words."""
        return contents_of(self.text) != "words" or is_figure_in_words(self.text)


def is_figure_in_words(text: str) -> bool:
    """Whether words say a number or that there is none (四十四, 无此情况); a single sign may be a
    label's number.
    """
    if len(squash(text)) < _SHORTEST_FIGURE_IN_WORDS:
        return False
    return parse_figure(text, "change").status in ("printed", "not_applicable")


def gather(document: Document) -> Document:
    """The document with runs of loose cells turned into ragged grids; all else as it was."""
    return replace(document, blocks=tuple(_gathered(document.blocks)))


def _gathered(blocks: Sequence[Block]) -> Iterator[Block]:
    run: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph) and _may_be_cell(block):
            run.append(block)
            continue
        yield from _resolve(run)
        run = []
        yield block
    yield from _resolve(run)


def _may_be_cell(paragraph: Paragraph) -> bool:
    text = squash(paragraph.text)
    is_short = not paragraph.heading and len(text) <= _LONGEST_CELL
    return is_short and (not _PROSE.search(text) or _is_chapter(text))


def _is_chapter(text: str) -> bool:
    """Whether a line that looks like a heading may be a chapter of the statistics table
    (一、主动公开情况).
    """
    section_headings = [section.heading for section in forms.sections()]
    return bool(indicators.rows(text)) and indicators.bare(text) not in section_headings


def _resolve(run: list[Paragraph]) -> Iterator[Block]:
    """A run as it is, or with the part between its first table word and its last value as a
    grid.
    """
    run = list(_whole_labels(run))
    tokens = [Token(paragraph.text, paragraph.place) for paragraph in run]
    found = _table_in(tokens)
    if found is None:
        yield from run
        return
    first, last = found
    yield from run[:first]
    yield grid(_with_blanks(run[first : last + 1]))
    yield from run[last + 1 :]


def _table_in(tokens: Sequence[Token]) -> tuple[int, int] | None:
    """The first and the last cell of the table in a run; None where there is none."""
    words = [at for at, token in enumerate(tokens) if is_table_word(token.text)]
    values = [at for at, token in enumerate(tokens) if _is_figure(token)]
    if not words or not _is_table(tokens[words[0] :], sum(at > words[0] for at in values)):
        return None
    # The rows behind the last of a few figures are blank.
    is_blank = len(values) < _FEWEST_VALUES
    return words[0], max(values[-1], words[-1]) if is_blank else values[-1]


def _is_figure(token: Token) -> bool:
    return token.is_value and not _PAGE_NUMBER.match(token.text.strip())


def _is_table(tokens: Sequence[Token], values: int) -> bool:
    """Whether a run that begins with a table word is a table, by its values and such words."""
    if values >= _FEWEST_VALUES:
        return True
    return values > 0 and sum(is_table_word(token.text) for token in tokens) >= _MANY_WORDS


def _whole_labels(run: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """The run with labels that were broken over several lines (行政, 规范, 性文, 件) in one piece
    each.
    """
    at = 0
    while at < len(run):
        parts = list(takewhile(_may_be_part, run[at : at + _MOST_PARTS]))
        whole, count = _longest_label([part.text for part in parts])
        yield replace(run[at], text=whole) if count else run[at]
        at += count or 1


def whole_words(parts: Sequence[str]) -> Iterator[str]:
    """Words of one line, with labels that spaces broke (规 章) in one piece each."""
    at = 0
    while at < len(parts):
        whole, count = _longest_label(parts[at : at + _MOST_PARTS])
        yield whole if count else parts[at]
        at += count or 1


def _longest_label(parts: Sequence[str]) -> tuple[str, int]:
    """The longest label of the form that the first parts make together, and of how many; "" and 0
    if there is none.
    """
    joined = (("".join(parts[:count]), count) for count in range(len(parts), 1, -1))
    return next(((text, count) for text, count in joined if _is_label(text)), ("", 0))


def _may_be_part(paragraph: Paragraph) -> bool:
    text = squash(paragraph.text)
    return len(text) <= _LONGEST_PART and not any(char.isdigit() for char in text)


@lru_cache(maxsize=REMEMBERED)
def _is_label(text: str) -> bool:
    """Whether a text is a label or header word of the form, letter by letter."""
    rest = labels.split_number(text)[1]
    vocabularies = (
        labels.request_rows(),
        labels.request_groups(),
        labels.request_columns(),
        labels.dispute_columns(),
    )
    return label_key(rest) in _words() or any(vocabulary.exact(rest) for vocabulary in vocabularies)


def _with_blanks(run: Sequence[Paragraph]) -> list[Token]:
    """The run's cells, with a blank one for each empty paragraph beyond those that stand between
    all cells.
    """
    usual = _usual_distance(run)
    tokens: list[Token] = []
    for at, paragraph in enumerate(run):
        spare = max(paragraph.empty_before - usual, 0) // (usual + 1) if at else 0
        tokens += [Token("", paragraph.place)] * min(spare, _MOST_BLANKS)
        tokens.append(Token(paragraph.text, paragraph.place))
    return tokens


def _usual_distance(run: Sequence[Paragraph]) -> int:
    """How many empty paragraphs stand between all neighbours, blank cells aside: the fewest that
    stand anywhere.
    """
    return min((paragraph.empty_before for paragraph in run[1:]), default=0)


@cache
def _words() -> frozenset[str]:
    words = {
        "信息内容",
        "申请人情况",
        "法人或其他组织",
        "行政复议",
        "行政诉讼",
        "未经复议直接起诉",
        "复议后起诉",
    }
    for name in forms.FORM_NAMES:
        form = forms.form(name)
        words |= {label_key(word) for word in form.header_words}
        words |= {label_key(row.label) for row in form.table2}
        words |= {
            label_key(column.label)
            for column in form.table4.columns
            if column.key not in ("total", "other")
        }
    return frozenset([*words, *forms.statistics().own_words])


@lru_cache(maxsize=REMEMBERED)
def is_table_word(text: str) -> bool:
    """Whether a cell holds a word that only the statutory tables print: a column, a row, an
    article.
    """
    key = label_key(text)
    if key in _words() or key.startswith(("第二十条第", "本列数据的勾稽关系")):
        return True
    if indicators.is_indicator(text):
        return True
    row = labels.request_row(text) if len(key) >= 4 else None
    return row is not None and row not in ("other_remaining", "total")


def grid(tokens: Sequence[Token]) -> Grid:
    """Cells in reading order as a ragged grid: words after values begin a new row; page numbers are
    left out.
    """
    rows: list[list[Token]] = [[]]
    seen_value = False
    for token in tokens:
        if _PAGE_NUMBER.match(token.text.strip()):
            continue
        if not token.is_value and seen_value:
            rows.append([])
            seen_value = False
        seen_value = seen_value or token.is_value
        rows[-1].append(token)
    cells = [
        Cell(text=token.text, row=row, column=column, place=token.place)
        for row, content in enumerate(rows)
        for column, token in enumerate(content)
    ]
    return Grid(cells=tuple(cells), place=tokens[0].place, ragged=True, loose=True)
