"""Quirks of units and words (B4-B7, B9): in which unit a figure is printed and where that is said,
and the words that stand beside it.
"""

from __future__ import annotations

import re
from decimal import Decimal

from foundation.normalise import label_key
from tests.corpus.model import FORM_OF_NAME, Cell, Draft, Entry, Grid, Paragraph, Ref
from tests.corpus.quirk import quirk

# Units of money, and what one of them is in 万元.
UNITS = {
    "元": "0.0001",
    "百元": "0.01",
    "千元": "0.1",
    "百万元": "100",
    "亿元": "10000",
}
IN_BRACKETS = (
    "（{}）",
    "（单位：{}）",
    "(单位:{})",
    "（人民币{}）",
    "（计量单位：{}）",
    "〔{}〕",
    "/{}",
)
ABOVE = ("单位：{}", "金额单位：人民币{}", "（单位：件、{}）", "计量单位: {}", "单位：{}、件")
FOREIGN = ("（单位：万美元）", "（港元）", "（单位：欧元）")
AMOUNT_WORDS = ("收费金额", "采购总金额")
MEASURES = ("{}家", "{}批次", "{}户", "共{}件", "共计{}件", "约{}件", "{}件左右", "{}件次", "{}笔")
MONEY = ("人民币{}万元", "{}万", "￥{}万元", "{}（万元）", "共{}万元")
INEXACT = ("{}余件", "近{}件", "{}多", "{}以上", "详见附件", "{}至{}")
PHRASES = ("无此情况", "不涉及", "无此项业务", "不适用", "N/A")
DASHES = ("‐", "‑", "‒", "–", "—", "―", "−", "﹣", "－", "─", "——")
DECREASES = ("{}↓", "↓{}", "减少{}", "{}（减）", "–{}", "—{}", "﹣{}", "▼{}")
DIGITS = "零一二三四五六七八九"


def _of_type(draft: Draft, kind: str) -> list[Ref]:
    keys = {figure.key for figure in FORM_OF_NAME[draft.form].figures if figure.type == kind}
    return [ref for ref in draft.figures if ref[0] == 2 and ref[1] in keys]


def _counts(draft: Draft) -> list[Ref]:
    return [ref for ref in _of_type(draft, "count") if draft.figures[ref].value]


def _amount(draft: Draft) -> tuple[Grid, Cell, Cell, Cell] | None:
    """The cell of an amount in figures alone, with its table, its header and its label."""
    for grid in draft.grids(2):
        for above, row in zip(grid.rows, grid.rows[1:], strict=False):
            header = next((cell for cell in above if _is_amount(cell)), None)
            if header is None or above.index(header) >= len(row):
                continue
            cell = row[above.index(header)]
            if re.fullmatch(r"\d+(\.\d+)?", cell.text) and _value(draft, cell):
                return grid, header, row[0], cell
    return None


def _is_amount(cell: Cell) -> bool:
    return any(word in label_key(cell.text) for word in AMOUNT_WORDS)


def _value(draft: Draft, cell: Cell) -> Decimal:
    return Decimal(draft.figures[cell.ref].value or 0) if cell.ref in draft.figures else Decimal(0)


def _printed_in(draft: Draft, cell: Cell, unit: str) -> None:
    """Print an amount in another unit: the value stays what it is."""
    number = _value(draft, cell) / Decimal(UNITS[unit])
    cell.text = f"{number.normalize():f}"


def _bare(header: Cell) -> str:
    """The header's words without a unit."""
    return re.split(r"[（(]", header.text)[0].strip() or header.text


@quirk("B7 unit of the header", "tables")
def unit_of_the_header(draft: Draft) -> bool:
    found = _amount(draft)
    if found is None:
        return False
    _, header, _, cell = found
    unit = draft.random.choice(list(UNITS))
    header.text = _bare(header) + draft.random.choice(IN_BRACKETS).format(unit)
    _printed_in(draft, cell, unit)
    return True


@quirk("B7 unit above the table", "tables")
def unit_above_the_table(draft: Draft) -> bool:
    found = _amount(draft)
    if found is None or len(draft.grids(2)) > 1:
        return False
    grid, header, _, cell = found
    unit = draft.random.choice(["元", "千元", "百元"])
    header.text = _bare(header)
    _printed_in(draft, cell, unit)
    _say_above(draft, grid, draft.random.choice(ABOVE).format(unit))
    return True


def _say_above(draft: Draft, grid: Grid, text: str) -> None:
    if draft.random.random() < 0.5:
        grid.rows.insert(0, [Cell(text, colspan=sum(cell.colspan for cell in grid.rows[0]))])
    else:
        draft.blocks.insert(draft.blocks.index(grid), Paragraph(text))


@quirk("B7 unit of the label", "tables")
def unit_of_the_label(draft: Draft) -> bool:
    found = _amount(draft)
    if found is None:
        return False
    _, header, label, cell = found
    unit = draft.random.choice(["元", "千元"])
    header.text = _bare(header)
    label.text += f"（{unit}）"
    _printed_in(draft, cell, unit)
    return True


@quirk("B7 foreign unit", "tables")
def foreign_unit(draft: Draft) -> bool:
    found = _amount(draft)
    if found is None:
        return False
    _, header, _, cell = found
    header.text = _bare(header) + draft.random.choice(FOREIGN)
    _leave_unread(draft, cell)
    return True


@quirk("B7 units in conflict", "tables")
def units_in_conflict(draft: Draft) -> bool:
    found = _amount(draft)
    if found is None or len(draft.grids(2)) > 1:
        return False
    grid, header, _, cell = found
    header.text = _bare(header) + "（单位：万元）"
    _say_above(draft, grid, "单位：元")
    _leave_unread(draft, cell)
    return True


def _leave_unread(draft: Draft, cell: Cell) -> None:
    """What is printed has no certain value: no number is right."""
    assert cell.ref is not None
    draft.figures[cell.ref] = Entry(None, cell.text)
    draft.open_quality = True


@quirk("B6 measure words", "figures")
def measure_words(draft: Draft) -> bool:
    counts = [ref for ref in _counts(draft) if draft.random.random() < 0.5]
    word = draft.random.choice(MEASURES)
    for ref in counts:
        draft.figures[ref].text = word.format(draft.figures[ref].value)
    return bool(counts)


@quirk("B6 numbers in words", "figures")
def numbers_in_words(draft: Draft) -> bool:
    small = [ref for ref in _counts(draft) if 10 < int(draft.figures[ref].value or 0) < 100]
    for ref in small:
        draft.figures[ref].text = _in_words(int(draft.figures[ref].value or 0))
    return bool(small)


def _in_words(value: int) -> str:
    tens, ones = divmod(value, 10)
    return (DIGITS[tens] if tens > 1 else "") + "十" + (DIGITS[ones] if ones else "")


@quirk("B6 words round an amount", "figures")
def words_round_an_amount(draft: Draft) -> bool:
    amounts = [ref for ref in _of_type(draft, "amount") if draft.figures[ref].value]
    for ref in amounts:
        word = draft.random.choice(MONEY)
        draft.figures[ref].text = word.format(f"{draft.figures[ref].value:f}")
    return bool(amounts)


@quirk("B6 no exact number", "figures")
def no_exact_number(draft: Draft) -> bool:
    counts = _counts(draft)
    for ref in counts[-1:]:
        value = draft.figures[ref].value
        text = draft.random.choice(INEXACT).format(value, value)
        draft.figures[ref] = Entry(None, text)
        draft.open_quality = True
    return bool(counts)


@quirk("B5 phrase for none", "figures")
def phrase_for_none(draft: Draft) -> bool:
    zeros = [ref for ref in _of_type(draft, "count") if draft.figures[ref].text == "0"]
    for ref in zeros[:2]:
        draft.figures[ref] = Entry(None, draft.random.choice(PHRASES))
        draft.open_quality = True
    return bool(zeros)


@quirk("B4 dashes of Unicode", "figures")
def dashes_of_unicode(draft: Draft) -> bool:
    sign = draft.random.choice(DASHES)
    zeros = [ref for ref, figure in draft.figures.items() if ref[0] == 3 and figure.text == "0"]
    for ref in zeros:
        draft.figures[ref] = Entry(None, sign)
    return bool(zeros)


@quirk("B9 decreases in words", "figures", form="2019")
def decreases_in_words(draft: Draft) -> bool:
    changes = [ref for ref in _of_type(draft, "change") if int(draft.figures[ref].value or 0) < 0]
    for ref in changes:
        word = draft.random.choice(DECREASES)
        draft.figures[ref].text = word.format(-int(draft.figures[ref].value or 0))
    return bool(changes)
