"""Which row or column of the form a printed label means."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from extract import forms
from foundation.normalise import REMEMBERED, label_key, simplified, squash
from foundation.numbering import COUNT

# Below this likeness (0-100, Levenshtein ratio) two labels are different; measured on the misprints
# that published reports contain (一 or two characters lost, added or swapped in labels of eight and
# more).
_LIKENESS = 82
# Where a label may begin inside of a text: at an outline number.
_INNER_NUMBER = re.compile(r"(?<=\w)(?:\([一二三四五六七八九十]{1,2}\)|\d{1,2}[、.,:．])")
# Labels shorter than this are told apart by every character, so only exact spellings count.
_SHORTEST_FUZZY = 6

# What table 3 prints over several of its columns.
_OVER_APPLICANTS = frozenset({"申请人情况", "法人或其他组织"})

_NUMBERING = re.compile(
    rf"^(?:(?P<top>{COUNT})[、.,:]|\((?P<group>{COUNT})\)"
    r"|(?P<item>\d{1,2})[、.,:]|\((?P<digit>\d{1,2})\))"
)


@lru_cache(maxsize=REMEMBERED)
def split_number(text: str) -> tuple[str, str]:
    """A label's outline number and the rest: "三" for 三、, "（三）" for (三), "3" for 3. — or ""
    where it has none.
    """
    squashed = simplified(squash(text))
    match = _NUMBERING.match(squashed)
    if match is None:
        return "", squashed
    rest = squashed[match.end() :]
    if match["group"]:
        return f"（{match['group']}）", rest
    return match["top"] or match["item"] or match["digit"], rest


class Vocabulary:
    """Spellings of a set of labels, looked up exactly first and then by likeness."""

    def __init__(self, entries: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._exact: dict[str, str] = {}
        for key, spellings in entries:
            for spelling in spellings:
                self._exact.setdefault(label_key(spelling), key)
        self._long = [spelling for spelling in self._exact if len(spelling) >= _SHORTEST_FUZZY]
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._alike)

    def exact(self, text: str) -> str | None:
        """The key whose spelling `text` is, spaces and punctuation aside; None where there is
        none.
        """
        return self.keyed(label_key(text))

    def keyed(self, core: str) -> str | None:
        """As `exact`, for a text of which the comparable core (`label_key`) is known."""
        return self._exact.get(core)

    def find(self, text: str, may_be_cut: bool = True) -> str | None:
        """The key that `text` means: misprints are forgiven, and where it `may_be_cut`, as the cell
        of a table by a page break, its first six characters do.

        None where nothing is like enough, or two labels are equally like.
        """
        wanted = label_key(text)
        if wanted in self._exact or len(wanted) < _SHORTEST_FUZZY:
            return self._exact.get(wanted)
        return self._remembered(wanted, may_be_cut)

    def _alike(self, wanted: str, may_be_cut: bool) -> str | None:
        """The key of the one label that begins like a long word, or is like it."""
        begun = {key for spelling, key in self._exact.items() if spelling.startswith(wanted)}
        if may_be_cut and len(begun) == 1:
            return begun.pop()
        matches = process.extract(
            wanted, self._long, scorer=fuzz.ratio, score_cutoff=_LIKENESS, limit=3
        )
        keys = {self._exact[spelling] for spelling, score, _ in matches if score == matches[0][1]}
        return keys.pop() if len(keys) == 1 else None


@cache
def request_rows() -> Vocabulary:
    """The rows of table 3, by label without number. 其他 alone is the third item of （六）."""
    return Vocabulary((row.key, row.spellings) for row in forms.form("2021").table3.rows)


@cache
def request_groups() -> Vocabulary:
    """The group labels that stand beside the rows of table 3, by label without number."""
    return Vocabulary((group.number, group.spellings) for group in forms.form("2021").table3.groups)


def is_column(text: str) -> bool:
    """Whether a text is the header of a column of table 3 or 4."""
    return request_columns().exact(text) is not None or dispute_columns().exact(text) is not None


def is_over_applicants(text: str) -> bool:
    """Whether a text stands in the header of table 3, over one or several of its columns."""
    return label_key(text) in _OVER_APPLICANTS or request_columns().exact(text) is not None


@cache
def request_columns() -> Vocabulary:
    """The applicant columns of table 3."""
    return Vocabulary(
        (column.key, column.spellings) for column in forms.form("2021").table3.columns
    )


@lru_cache(maxsize=REMEMBERED)
def request_row(text: str) -> str | None:
    """The row of table 3 that a label names, with its outline number as a witness; None for group
    labels too.

    （六）其他 is the merged row, 3.其他 the item; the number decides between labels that are
    otherwise the same. A group's label may stand before that of its first row, in one text.
    """
    key = _row(text)
    return _row_in_group(text) if key is None else key


def _row_in_group(text: str) -> str | None:
    """The row whose label stands behind the labels of its groups; None where other words do."""
    squashed = simplified(squash(text))
    for inner in _INNER_NUMBER.finditer(squashed):
        if request_groups().exact(split_number(squashed[: inner.start()])[1]) is not None:
            return request_row(squashed[inner.start() :])
    return None


def _row(text: str) -> str | None:
    number, rest = split_number(text)
    if number == "（六）" and rest.startswith("其他"):
        return "other_total" if len(label_key(rest)) <= len("其他处理") else None
    if number == "" and rest == "其他处理":
        return "other_total"
    key = request_rows().find(rest)
    # A misprint that makes a label like another's is told by the number before it.
    is_doubtful = key is not None and number != "" and request_rows().exact(rest) is None
    return None if is_doubtful and not _numbers()[key].endswith(number) else key


@cache
def _numbers() -> dict[str | None, str]:
    """The outline number of each row of table 3, as far as it has one."""
    return {row.key: row.number for row in forms.form("2021").table3.rows}


@lru_cache(maxsize=REMEMBERED)
def request_group(text: str) -> str | None:
    """The group of table 3 (its number in the outline) that a label names, or None."""
    return request_groups().find(split_number(text)[1])


@cache
def disclosures() -> Vocabulary:
    """The rows of table 2 of all forms, each by the label that the newest form has for it."""
    return Vocabulary(
        (row.label, (row.label, *row.variants))
        for name in forms.FORM_NAMES
        for row in forms.form(name).table2
    )


@cache
def dispute_columns() -> Vocabulary:
    """The outcome columns of table 4."""
    return Vocabulary(
        (column.key, column.spellings) for column in forms.form("2021").table4.columns
    )


@cache
def dispute_rows() -> Vocabulary:
    """The three routes of table 4."""
    return Vocabulary((row.key, row.spellings) for row in forms.form("2021").table4.rows)
