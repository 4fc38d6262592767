"""Quirks of labels and headers (D, and A6, A14, A15, B15): the words beside the figures."""

from __future__ import annotations

import re

from tests.corpus.grids import label_cells
from tests.corpus.model import Cell, Draft, Grid
from tests.corpus.quirk import quirk
from tests.corpus.report import prose

STATUTORY = (2, 3, 4)


def _labels(draft: Draft) -> list[Cell]:
    return [
        cell for table in STATUTORY for grid in draft.grids(table) for cell in label_cells(grid)
    ]


def _replace(draft: Draft, old: str, new: str) -> bool:
    changed = [cell for cell in _labels(draft) if old in cell.text]
    for cell in changed:
        cell.text = cell.text.replace(old, new)
    return bool(changed)


@quirk("D1 normative documents", "labels", form="2021")
def normative_documents(draft: Draft) -> bool:
    return _replace(draft, "行政规范性文件", "规范性文件")


@quirk("D2 misspelt labels", "labels")
def misspelt(draft: Draft) -> None:
    for right, wrong in prose()["misspellings"].items():
        if draft.random.random() < 0.7:
            _replace(draft, right, draft.random.choice(wrong))


@quirk("D3 half-width marks", "labels")
def half_width_marks(draft: Draft) -> None:
    gap = draft.random.choice(["", " "])
    for cell in _labels(draft):
        cell.text = re.sub(r"（(.)）(?!项)", rf"(\1){gap}", cell.text)
        cell.text = re.sub(r"^(\d)\.", rf"\1.{gap}", cell.text)


@quirk("D3 other marks", "labels")
def other_marks(draft: Draft) -> None:
    mark = draft.random.choice(["、", "．", "，", ""])
    for cell in _labels(draft):
        cell.text = re.sub(r"^(\d)\.", rf"\1{mark}", cell.text)


@quirk("D4 spaced labels", "labels")
def spaced(draft: Draft) -> None:
    """Spaces inside words, as justified lines leave them."""
    for cell in _labels(draft):
        if len(cell.text) > 1 and draft.random.random() < 0.35:
            at = draft.random.randint(1, len(cell.text) - 1)
            cell.text = f"{cell.text[:at]}{draft.random.choice([' ', '  ', '　'])}{cell.text[at:]}"


@quirk("D6 article form", "labels")
def article_form(draft: Draft) -> bool:
    new = draft.random.choice(["第二十条  第", "第二十条 第", "《条例》第二十条第", "第20条第"])
    return _replace(draft, "第二十条第", new)


@quirk("D7 carried misspelt", "labels")
def carried_misspelt(draft: Draft) -> bool:
    return _replace(draft, "结转", "转结")


@quirk("A6 explained labels", "labels", form="2019")
def explained(draft: Draft) -> bool:
    """Explanations inside headers and labels, and a third row that the form does not know."""
    if not draft.grids(2):
        return False
    words, grid = prose()["explanations"], draft.grids(2)[0]
    if draft.random.random() < 0.6:
        for old, new in zip(("规章", "规范性文件"), words["rule_rows"], strict=True):
            for cell in label_cells(grid):
                cell.text = new if cell.text == old else cell.text
        _replace(draft, "本年新制作数量", words["rule_header"])
    extra = [Cell(words["third_row"]), *(Cell(str(draft.random.randint(0, 300))) for _ in range(3))]
    grid.rows.insert(4, extra)
    return True


@quirk("A14 header in two rows", "labels")
def header_in_two_rows(draft: Draft) -> bool:
    """商业 and 科研 above, 企业 and 机构 below."""
    for grid in draft.grids(3):
        caption, applicants, kinds = grid.rows[0][0], grid.rows[1], grid.rows[2]
        if len(kinds) != 5:
            return False
        caption.rowspan += 1
        applicants[0].rowspan = applicants[2].rowspan = 3
        lower = [Cell(cell.text[2:]) for cell in kinds[:2]]
        for cell in kinds:
            cell.text, cell.rowspan = (cell.text[:2], 1) if cell in kinds[:2] else (cell.text, 2)
        grid.rows.insert(3, lower)
    return bool(draft.grids(3))


@quirk("A14 header cut", "labels", form="2019")
def header_cut(draft: Draft) -> bool:
    return _replace(draft, "本年新制作数量", "本年新") and _replace(
        draft, "本年新公开数量", "本年新"
    )


@quirk("A15 letters on lines", "labels")
def letters_on_lines(draft: Draft) -> None:
    step, gap = draft.random.choice([1, 2, 2]), draft.random.choice(["\n", "\n", "\n\n"])
    for cell in _labels(draft):
        if 3 <= len(cell.text) <= 8 and not cell.text[0].isdigit():
            cell.text = gap.join(re.findall(rf".{{1,{step}}}", cell.text))


@quirk("B15 traditional with pinyin", "labels", formats=frozenset({"html", "text", "docx"}))
def traditional(draft: Draft) -> None:
    """Traditional characters, each followed by its reading in brackets in most copies."""
    letters, pinyin = prose()["traditional"], draft.random.random() < 0.7
    table = {
        ord(old): (f"{new}({sound})" if pinyin else new) for old, (new, sound) in letters.items()
    }
    for cell in _labels(draft):
        cell.text = cell.text.translate(table)
    for paragraph in draft.paragraphs("heading"):
        paragraph.text = paragraph.text.translate(table)


@quirk("B7 unit not stated", "labels", form="2021")
def unit_not_stated(draft: Draft) -> bool:
    return _replace(
        draft,
        "本年收费金额（单位：万元）",
        draft.random.choice(["本年收费金额", "本年收费金额（万元）"]),
    )


@quirk("B7 unit on its own", "labels", form="2021")
def unit_on_its_own(draft: Draft) -> bool:
    return _replace(draft, "本年收费金额（单位：万元）", "本年收费金额\n（单位：万元）")


@quirk("X5 footnote marks", "labels")
def footnote_marks(draft: Draft) -> None:
    """A raised 注 after a label and a note below the table."""
    for grid in draft.grids(3):
        cell = draft.random.choice(label_cells(grid)[-6:])
        cell.text += draft.random.choice(["①", "*", "【注】"])
        _note(grid, draft)


def _note(grid: Grid, draft: Draft) -> None:
    width = len(grid.lattice()[0])
    grid.rows.append([Cell("注：①数据由本机关办公室统计，截至12月31日。", colspan=width)])


@quirk("D8 other words for total", "labels")
def other_words_for_total(draft: Draft) -> bool:
    return _replace(draft, "总计", draft.random.choice(["合计", "合　计", "总 计"]))


@quirk("D8 organisations", "labels")
def organisations(draft: Draft) -> bool:
    return _replace(
        draft, "法人或其他组织", draft.random.choice(["法人或者其他组织", "法人和其他组织"])
    )
