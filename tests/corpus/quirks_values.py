"""Quirks of values and contradictions (B, C): how a figure is printed, and what the source got
wrong.
"""

from __future__ import annotations

from decimal import Decimal

from tests.corpus import grids
from tests.corpus.figures import APPLICANTS, contradicts, entry
from tests.corpus.model import (
    COLUMNS,
    FORM_OF_NAME,
    OTHER_ITEMS,
    OUTCOMES,
    ROUTES,
    TOP_ROWS,
    Draft,
    Entry,
    Ref,
)
from tests.corpus.quirk import quirk

BLANKS = ("", " ", "\u00a0", "　")
UNITS = ("件", "件", "宗", "起", "份", "条")


def _zeros(draft: Draft, *tables: int) -> list[Ref]:
    return [ref for ref, figure in draft.figures.items() if ref[0] in tables and figure.text == "0"]


def _counts(draft: Draft) -> list[Ref]:
    keys = {figure.key for figure in FORM_OF_NAME[draft.form].figures if figure.type == "count"}
    return [
        ref
        for ref, figure in draft.figures.items()
        if ref[1] in keys and figure.value and ref[0] == 2
    ]


def _amounts(draft: Draft) -> list[Ref]:
    keys = {figure.key for figure in FORM_OF_NAME[draft.form].figures if figure.type == "amount"}
    return [ref for ref in draft.figures if ref[1] in keys]


@quirk("A3 merged other", "figures", form="2021")
def merged_other(draft: Draft) -> bool:
    if not all((3, item, "total") in draft.figures for item in OTHER_ITEMS):
        return False
    grids.merge_other(draft)
    return True


@quirk("A5 old form", "figures", form="2019")
def old_form(draft: Draft) -> None:
    draft.year = draft.random.choice([2021, 2022, 2023])


@quirk("B1 blank zeros", "figures")
def blank_zeros(draft: Draft) -> bool:
    random = draft.random
    zeros = _zeros(draft, *random.choice([(3,), (3,), (3, 4), (2, 3, 4), (2,)]))
    which = random.choice(["all", "some", "legal"])
    if which == "some":
        zeros = [ref for ref in zeros if random.random() < 0.5]
    if which == "legal":
        zeros = [ref for ref in zeros if ref[2] in APPLICANTS[1:]]
    for ref in zeros:
        draft.figures[ref] = Entry(None, random.choice(BLANKS))
    return bool(zeros)


@quirk("B2 legal columns blank", "figures")
def legal_columns_blank(draft: Draft) -> bool:
    legal = [ref for ref in draft.refs(3) if ref[2] in APPLICANTS[1:]]
    if any(draft.figures[ref].value for ref in legal):
        return False
    for ref in legal:
        draft.figures[ref] = Entry(None, "")
    return True


@quirk("B3 items without totals", "figures")
def items_without_totals(draft: Draft) -> None:
    for ref in draft.refs(3):
        if ref[2] == "total" and ref[1] not in TOP_ROWS:
            draft.figures[ref] = Entry(None, "")


@quirk("B4 slash", "figures")
def slash(draft: Draft) -> bool:
    sign = draft.random.choice(["/", "/", "-", "—", "——", "／"])
    tables = draft.random.choice([(3,), (4,), (3, 4), (2,)])
    zeros = _zeros(draft, *tables)
    for ref in zeros:
        draft.figures[ref] = Entry(None, sign)
    return bool(zeros)


@quirk("B5 none as word", "figures")
def none_as_word(draft: Draft) -> bool:
    zeros = _zeros(draft, 2)
    picked = draft.random.sample(zeros, k=min(2, len(zeros))) + _zeros(draft, 4)[:1]
    for ref in picked:
        draft.figures[ref].text = "无"
    return bool(picked)


@quirk("B6 unit in cell", "figures")
def unit_in_cell(draft: Draft) -> bool:
    unit = draft.random.choice(UNITS)
    counts = [ref for ref in _counts(draft) if draft.random.random() < 0.7]
    amounts = [ref for ref in _amounts(draft) if draft.figures[ref].value]
    for ref in counts:
        draft.figures[ref].text += unit
    for ref in amounts:
        # Some published amounts have a unit of their own.
        draft.figures[ref].text = draft.figures[ref].text.removesuffix("万元").removesuffix(
            "元"
        ) + _unit_of(draft, ref)
    return bool(counts or amounts)


def _unit_of(draft: Draft, ref: Ref) -> str:
    printed = draft.figures[ref].text
    return "元" if printed.endswith("元") and not printed.endswith("万元") else "万元"


@quirk("B7 yuan in cell", "figures")
def yuan_in_cell(draft: Draft) -> bool:
    amounts = [ref for ref in _amounts(draft) if draft.figures[ref].value]
    for ref in amounts:
        value = draft.figures[ref].value
        yuan = Decimal(value or 0) * 10_000
        draft.figures[ref].text = f"{yuan.quantize(Decimal(1)) if yuan == int(yuan) else yuan:f}元"
    return bool(amounts)


@quirk("B8 note in cell", "figures")
def note_in_cell(draft: Draft) -> bool:
    counts = [ref for ref in _counts(draft) if "normative" in ref[1] or "rules" in ref[1]]
    for ref in counts[:2]:
        count = int(draft.figures[ref].value or 0)
        note = draft.random.choice(
            ["（其中修订{}件）", "（含自然失效{}件）", "(含联合发文{}件)", "（其中{}件待公布）"]
        )
        draft.figures[ref].text += note.format(max(1, count * 2 // 3))
    return bool(counts)


@quirk("B9 signed changes", "figures", form="2019")
def signed_changes(draft: Draft) -> bool:
    random = draft.random
    changes = [
        ref for ref in draft.refs(2) if ref[1].endswith("_change") and draft.figures[ref].value
    ]
    for ref in changes:
        value = int(draft.figures[ref].value or 0)
        sign = (
            random.choice(["+", "＋", "+ "]) if value > 0 else random.choice(["-", "－", "−", "--"])
        )
        draft.figures[ref].text = f"{sign}{abs(value)}"
        if sign == "--":
            draft.lost.add(ref)
            draft.open_quality = True
    return bool(changes)


@quirk("B10 double zero", "figures")
def double_zero(draft: Draft) -> bool:
    totals = [ref for ref in _zeros(draft, 3) if ref[2] == "total"]
    for ref in totals[-2:]:
        draft.figures[ref].text = "00"
    return bool(totals)


@quirk("B11 wide characters", "figures")
def wide_characters(draft: Draft) -> None:
    random = draft.random
    wide = (
        {ord(digit): ord(digit) - ord("0") + ord("０") for digit in "0123456789"}
        if random.random() < 0.4
        else {}
    )
    for figure in draft.figures.values():
        if figure.text and random.random() < 0.6:
            before = random.choice(["　", " ", "　　 ", " " * 20, "　   　"])
            figure.text = f"{before}{figure.text.translate(wide)}{random.choice(['', ' ', '　'])}"


@quirk("B12 thousands", "figures")
def thousands(draft: Draft) -> bool:
    mark = draft.random.choice([",", ",", "，"])
    large = [
        ref
        for ref, figure in draft.figures.items()
        if figure.value and figure.value >= 1_000 and ref[0] != 4
    ]
    for ref in large:
        draft.figures[ref].text = f"{draft.figures[ref].value:,}".replace(",", mark)
    return bool(large)


@quirk("B12 trailing zeros", "figures")
def trailing_zeros(draft: Draft) -> None:
    for ref in _amounts(draft):
        if draft.figures[ref].value is not None:
            draft.figures[ref].text = f"{draft.figures[ref].value:.{draft.random.choice([2, 4])}f}"
            draft.figures[ref].value = Decimal(draft.figures[ref].text)


@quirk("B16 count like a year", "figures")
def count_like_year(draft: Draft) -> bool:
    needed = [
        (3, row, column)
        for row in ("new_received", "granted", "total")
        for column in ("natural_person", "total")
    ]
    if any(draft.figures.get(ref, Entry(None, "")).value is None for ref in needed):
        return False
    more = (
        draft.year
        + draft.random.choice([0, 1])
        - int(draft.figures[3, "new_received", "total"].value or 0)
    )
    if more < 0:
        return False
    for ref in needed:
        draft.figures[ref] = entry(int(draft.figures[ref].value or 0) + more)
    return True


@quirk("C1 total forgotten", "figures")
def total_forgotten(draft: Draft) -> bool:
    """Table 4 says 0 in total though its parts do not."""
    for route in ROUTES:
        refs = [(4, route, outcome) for outcome in OUTCOMES]
        if all(ref in draft.figures and draft.figures[ref].value is not None for ref in refs):
            draft.figures[refs[0]] = entry(draft.random.randint(1, 11))
            draft.figures[refs[4]] = entry(0)
            return True
    return False


@quirk("C2 columns unbalanced", "figures")
def columns_unbalanced(draft: Draft) -> bool:
    """One request stands under another applicant in the row 一: the totals balance, the columns do
    not.
    """
    one, other = [(3, "new_received", column) for column in draft.random.sample(APPLICANTS, k=2)]
    if draft.figures[one].value is None or draft.figures[other].value is None:
        return False
    if not draft.figures[one].value:
        one, other = other, one
    if not draft.figures[one].value:
        return False
    draft.figures[one] = entry(int(draft.figures[one].value or 0) - 1)
    draft.figures[other] = entry(int(draft.figures[other].value or 0) + 1)
    return contradicts(draft.figures) is True


@quirk("C2 sum wrong", "figures")
def sum_wrong(draft: Draft) -> bool:
    """A figure of table 3 is off, as after a slip of the pen."""
    printed = [ref for ref in draft.refs(3) if draft.figures[ref].value is not None]
    if not printed:
        return False
    ref = draft.random.choice(printed)
    value = int(draft.figures[ref].value or 0)
    draft.figures[ref] = entry(value + draft.random.choice([1, 2, 9, 10, 100]))
    return contradicts(draft.figures) is True


@quirk("C8 decisions misused", "figures", form="2019")
def decisions_misused(draft: Draft) -> None:
    """The column of decisions holds last year's items plus the change."""
    for kind in ("licensing", "penalty"):
        parts = [
            int(draft.figures[2, f"{kind}_items_{part}", None].value or 0)
            for part in ("last_year", "change")
        ]
        draft.figures[2, f"{kind}_decisions", None] = entry(max(0, sum(parts)))


@quirk("B4 all slashes", "figures")
def all_slashes(draft: Draft) -> bool:
    """Table 3 without a request: a slash in every cell, totals too."""
    if any(draft.figures[ref].value for ref in draft.refs(3)):
        return False
    for ref in draft.refs(3):
        draft.figures[ref] = Entry(None, "/")
    return bool(COLUMNS)


@quirk("X6 decimal zeros", "figures")
def decimal_zeros(draft: Draft) -> None:
    """Counts as a spreadsheet leaves them: 3.0."""
    for ref in draft.refs(3):
        if draft.figures[ref].text.isdigit():
            draft.figures[ref].text += ".0"


@quirk("X10 footnote on a number", "figures", formats=frozenset({"html", "text", "docx"}))
def footnote_on_a_number(draft: Draft) -> bool:
    """A raised mark after a figure: it is no digit of it."""
    counts = [*_counts(draft), *(ref for ref in draft.refs(3) if draft.figures[ref].value)]
    for ref in draft.random.sample(counts, k=min(2, len(counts))):
        draft.figures[ref].text += draft.random.choice(["¹", "①", "*", "²"])
        draft.lost.add(ref)
    return bool(counts)


@quirk("B17 signs for a number", "figures")
def signs_for_a_number(draft: Draft) -> bool:
    """What a spreadsheet prints where a column is too narrow for a number."""
    found = [ref for ref in (*draft.refs(2), *draft.refs(3)) if draft.figures[ref].value]
    for ref in draft.random.sample(found, k=min(3, len(found))):
        hidden = draft.figures[ref].value
        if isinstance(hidden, int):
            # The sums may tell it where they restore the cells of a damaged row.
            draft.lost.add(ref)
            draft.completions[ref] = hidden
        width = max(2, len(draft.figures[ref].text))
        draft.figures[ref] = Entry(None, "#" * width)
    draft.open_quality = True
    return bool(found)
