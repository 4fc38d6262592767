"""Quirks of what is shown and what is stored (W): text that is in the file and not on the page,
marks, parts of figures that are no text, values that a format shows otherwise.

Each names the way of showing in the figure's entry; the writers of DOCX and XLSX know the ways.
"""

from __future__ import annotations

from decimal import Decimal

from tests.corpus.model import FORM_OF_NAME, Draft, Grid, Ref
from tests.corpus.quirk import quirk

WORD, SHEET = frozenset({"docx", "zip"}), frozenset({"xlsx"})
SHEETS = frozenset({"xlsx", "xls", "ods", "spreadsheetml"})
# LibreOffice keeps how letters look, and neither pictures without a file nor blank formulas.
BOTH = WORD | SHEET | {"doc", "rtf"}


def _plain(draft: Draft, least: int = 1) -> list[Ref]:
    """Figures of tables 2 and 3 that are printed as so many digits and nothing else."""
    return [
        ref
        for ref, figure in draft.figures.items()
        if ref[0] in (2, 3) and figure.text.isdigit() and len(figure.text) >= least
    ]


def _show(draft: Draft, way: str, least: int = 1, is_lost: bool = False) -> bool:
    """Show one to three figures in a way; those that are lost by it may be null."""
    found = [ref for ref in _plain(draft, least) if not draft.figures[ref].shown]
    if not found:
        return False
    for ref in draft.random.sample(found, k=min(len(found), draft.random.randint(1, 3))):
        draft.figures[ref].shown = way
        if is_lost:
            draft.lost.add(ref)
            draft.open_quality = True
    return True


@quirk("W7 hidden digit", "figures", formats=BOTH)
def hidden_digit(draft: Draft) -> bool:
    return _show(draft, draft.random.choice(["hidden", "white", "tiny"]))


@quirk("W8 struck number", "figures", formats=BOTH)
def struck_number(draft: Draft) -> bool:
    return _show(draft, "struck")


@quirk("W9 raised mark", "figures", formats=BOTH)
def raised_mark(draft: Draft) -> bool:
    return _show(draft, "raised")


@quirk("W10 digit that is no text", "figures", formats=WORD)
def digit_that_is_no_text(draft: Draft) -> bool:
    ways = ["picture", "equation", "field", "check box"]
    return _show(draft, draft.random.choice(ways), least=2, is_lost=True)


@quirk("W11 list number", "figures", formats=WORD)
def list_number(draft: Draft) -> bool:
    return _show(draft, "list number", is_lost=True)


@quirk("W12 no value", "figures", formats=SHEET)
def no_value(draft: Draft) -> bool:
    return _show(draft, draft.random.choice(["error", "formula", "no format"]), is_lost=True)


@quirk("W13 stored otherwise", "figures", formats=SHEETS - {"spreadsheetml"})
def stored_otherwise(draft: Draft) -> bool:
    """Amounts that the file holds in yuan, or with more decimals than it shows."""
    keys = {figure.key for figure in FORM_OF_NAME[draft.form].figures if figure.type == "amount"}
    amounts = [ref for ref in draft.figures if ref[1] in keys and _is_amount(draft, ref)]
    # LibreOffice does not keep a format that moves the point.
    ways = ["in yuan", "rounded"] if draft.format in SHEET else ["rounded"]
    for ref in amounts:
        draft.figures[ref].shown = draft.random.choice(ways)
    return bool(amounts)


def _unseen(draft: Draft, way: str) -> bool:
    """Let a few figures be stored and not be seen."""
    found = [
        ref for ref in _plain(draft) if draft.figures[ref].value and not draft.figures[ref].shown
    ]
    for ref in draft.random.sample(found, k=min(3, len(found))):
        draft.figures[ref].shown = way
        draft.figures[ref].value = None
        draft.open_quality = True
    return bool(found)


@quirk("W17 hidden by a condition", "figures", formats=SHEETS)
def hidden_by_a_condition(draft: Draft) -> bool:
    """A conditional format shows a number in white, or with a format that prints nothing."""
    return _unseen(draft, "condition")


@quirk("W18 picture over a figure", "figures", formats=SHEETS - {"spreadsheetml"})
def picture_over_a_figure(draft: Draft) -> bool:
    return _unseen(draft, "pictured")


@quirk("W19 narrow column", "report", formats=SHEETS)
def narrow_column(draft: Draft) -> bool:
    """A column of the sheet has no room for a number of two digits, which shows as ##."""
    column = draft.random.randint(4, 9)
    under = [
        slot.cell
        for grid in (block for block in draft.blocks if isinstance(block, Grid))
        for row in grid.lattice()
        for at, slot in enumerate(row)
        if at == column and slot.own and slot.cell.colspan == 1
    ]
    long = [cell for cell in under if cell.ref and cell.text.isdigit() and len(cell.text) > 1]
    if not long or any(cell.ref and not cell.text.isdigit() for cell in under):
        return False
    draft.page["narrow"] = column
    for cell in long:
        if cell.ref:
            draft.figures[cell.ref].value = None
    draft.open_quality = True
    return True


def _is_amount(draft: Draft, ref: Ref) -> bool:
    figure = draft.figures[ref]
    if figure.value is None or figure.shown:
        return False
    return figure.text == format(Decimal(figure.value), "f")
