"""Quirks of shape (A7, A12, A21, X): tables that are told in other pieces, or as other things, than
the form's.
"""

from __future__ import annotations

from copy import deepcopy
from itertools import takewhile

from tests.corpus import grids
from tests.corpus.figures import generated
from tests.corpus.html import HIDING_TABLES
from tests.corpus.model import OUTCOMES, ROUTES, Block, Cell, Draft, Grid, Paragraph, Picture
from tests.corpus.quirk import NotFitting, figure_rows, quirk, requests, table
from tests.corpus.quirks_stored import SHEETS
from tests.corpus.quirks_tables import replace


def _disputes(draft: Draft) -> Grid:
    """Table 4 as the form prints it, with all figures in its last row; raises NotFitting."""
    grid = table(draft, 4, 4)
    if sum(cell.ref is not None for cell in grid.rows[-1]) != len(ROUTES) * len(OUTCOMES):
        raise NotFitting
    return grid


@quirk("A12 three tables", "tables")
def three_tables(draft: Draft) -> None:
    """Table 4 as one table for each route."""
    grid = _disputes(draft)
    routes, figures = ("行政复议", "未经复议直接起诉", "复议后起诉"), grid.rows[-1]
    outcomes = [cell.text for cell in grid.rows[1][:5]]
    made: list[Block] = [
        Grid(
            4,
            [
                [Cell(route, colspan=5)],
                [Cell(text) for text in outcomes],
                figures[5 * at : 5 * at + 5],
            ],
        )
        for at, route in enumerate(routes)
    ]
    replace(draft, grid, made)


@quirk("A12 routes as rows", "tables")
def routes_as_rows(draft: Draft) -> None:
    """Table 4 turned: a row for each route."""
    grid = _disputes(draft)
    outcomes, figures = [cell.text for cell in grid.rows[1][:5]], grid.rows[-1]
    grid.rows = [
        [Cell("", colspan=2), *(Cell(text) for text in outcomes)],
        [Cell("行政复议", colspan=2), *figures[:5]],
        [Cell("行政诉讼", rowspan=2), Cell("未经复议直接起诉"), *figures[5:10]],
        [Cell("复议后起诉"), *figures[10:]],
    ]


@quirk("A12 twelve labels", "tables")
def twelve_labels(draft: Draft) -> None:
    """One header row of labels for all routes, without those of the totals."""
    grid = _disputes(draft)
    outcomes = [cell.text for cell in grid.rows[1][:5]]
    titles = [
        Cell("行政复议", colspan=5),
        Cell("未经复议直接起诉", colspan=5),
        Cell("复议后起诉", colspan=5),
    ]
    labels = [Cell("" if text == outcomes[4] else text) for text in outcomes * 3]
    grid.rows = [titles, labels, grid.rows[-1]]


@quirk("A12 totals before the routes", "tables")
def totals_before_the_routes(draft: Draft) -> None:
    """A block that adds up all routes stands before them, under a header that says so."""
    grid = _disputes(draft)
    routes, figures = grid.rows[0], grid.rows[-1]
    outcomes = [cell.text for cell in grid.rows[1][:5]]
    called = draft.random.choice(["合计", "总计", "小计", "合　计", "案件合计"])
    routes.insert(0, Cell(called, colspan=len(outcomes)))
    grid.rows[1][:0] = [Cell(text, rowspan=2) for text in outcomes]
    figures[:0] = [Cell(_sum_of(figures[at :: len(OUTCOMES)])) for at in range(len(OUTCOMES))]


def _sum_of(cells: list[Cell]) -> str:
    """What figures add up to, as it is printed; nothing where one of them is no number."""
    texts = [cell.text.strip() for cell in cells]
    return str(sum(map(int, texts))) if all(text.isdecimal() for text in texts) else ""


@quirk("X11 blank form beside", "tables")
def blank_form_beside(draft: Draft) -> None:
    """A table of the form that nobody filled in stands before or behind the one that is filled."""
    grid = draft.random.choice(
        [table(draft, number) for number in (2, 3, 4) if draft.grids(number)]
    )
    blank = Grid(0, [[_blank(cell) for cell in row] for row in grid.rows])
    name = Paragraph(draft.random.choice(["附：空表", "样表", "（表样，供下级机关填报）"]), "junk")
    beside: list[Block] = (
        [grid, name, blank] if draft.random.random() < 0.5 else [name, blank, grid]
    )
    replace(draft, grid, beside)


def _blank(cell: Cell) -> Cell:
    return Cell("" if cell.ref else cell.text, cell.rowspan, cell.colspan)


@quirk("A7 part of table 2", "tables")
def part_of_table2(draft: Draft) -> bool:
    """Only some bands of table 2 are printed, or its first band row is missing."""
    grid = table(draft, 2, 5)
    starts = [at for at, row in enumerate(grid.rows) if row[0].colspan == 4 and len(row) == 1]
    if len(starts) < 3:
        return False
    if draft.random.random() < 0.4:
        del grid.rows[0]
        return True
    kept = grid.rows[starts[-1] :] if draft.random.random() < 0.5 else grid.rows[: starts[-1]]
    gone = {id(row) for row in grid.rows} - {id(row) for row in kept}
    for row in grid.rows:
        if id(row) in gone:
            for cell in row:
                if cell.ref:
                    draft.figures.pop(cell.ref, None)
    grid.rows = kept
    return True


@quirk("A21 tables as pictures", "tables", formats=frozenset({"html", "docx"}))
def tables_as_pictures(draft: Draft) -> None:
    tables = draft.random.choice([(2, 3, 4), (3,), (3, 4), (4,)])
    # Prose that counts requests shows that table 3 is there, and was not read.
    draft.open_quality |= 3 in tables
    for number in tables:
        for grid in draft.grids(number):
            replace(draft, grid, [Picture(str(number))])


@quirk("X4 empty rows", "tables")
def empty_rows(draft: Draft) -> None:
    """Rows without any text between the rows of table 2."""
    for grid in draft.grids(2):
        for at in sorted(draft.random.sample(range(1, len(grid.rows)), k=2), reverse=True):
            grid.rows.insert(at, [Cell(""), Cell("", colspan=3)])


@quirk("X3 last year's tables below", "tables")
def last_years_tables(draft: Draft) -> None:
    """The tables of the year before stand under the report's own, for comparison."""
    other = deepcopy(draft)
    other.figures = generated(draft.random, draft.form, "bureau")
    for number, build in ((2, grids.disclosures), (3, grids.requests), (4, grids.disputes)):
        if draft.grids(number):
            grid = build(other)
            for cell in grid.cells():
                cell.ref = None
            caption = Paragraph(f"附：{draft.year - 1}年对照数据", "junk")
            replace(draft, draft.grids(number)[-1], [draft.grids(number)[-1], caption, grid])
    draft.lost |= set(draft.figures)
    draft.open_quality = True


@quirk("X7 bands apart", "tables")
def bands_apart(draft: Draft) -> None:
    """Table 2 as one table for each of its items."""
    grid = table(draft, 2, 5)
    starts = [0, *(at for at, row in enumerate(grid.rows) if len(row) == 1 and at)]
    ends = [*starts[1:], len(grid.rows)]
    pieces: list[Block] = [
        Grid(2, grid.rows[start:end]) for start, end in zip(starts, ends, strict=True)
    ]
    replace(draft, grid, pieces)


@quirk("X8 one label column", "tables")
def one_label_column(draft: Draft) -> None:
    """Groups and items share one column; a group's name stands before its first item."""
    grid = requests(draft)
    first = figure_rows(grid)[0]
    for row in grid.rows[first:]:
        labels = list(takewhile(lambda cell: cell.ref is None, row))
        joined = Cell("".join(cell.text for cell in labels))
        row[: len(labels)] = [joined]
    grid.rows[0][0].colspan = 1


@quirk("X9 group in every row", "tables")
def group_in_every_row(draft: Draft) -> None:
    """No cell is merged: group names are printed again in each of their rows."""
    grid = requests(draft)
    first = figure_rows(grid)[0]
    lattice = grid.lattice()
    for at in range(first, len(grid.rows)):
        grid.rows[at] = [
            Cell(slot.cell.text, 1, slot.cell.colspan, slot.cell.ref)
            for slot in lattice[at]
            if slot.left
        ]


@quirk("X12 hidden column", "report", formats=frozenset({"html", *SHEETS}))
def hidden_column(draft: Draft) -> None:
    """A column of old figures runs through the tables and is hidden."""
    if draft.format == "html" and draft.page["table"] not in HIDING_TABLES:
        raise NotFitting
    column = draft.random.randint(1, 14)
    for grid in (block for block in draft.blocks if isinstance(block, Grid)):
        if column < len(grid.lattice()[0]):
            _hide_column(draft, grid, column)
    draft.page["hidden"] = column


def _hide_column(draft: Draft, grid: Grid, column: int) -> None:
    """Put a hidden column into a table; in a sheet, merged cells reach over it."""
    widened: set[int] = set()
    for row, slots in zip(grid.rows, grid.lattice(), strict=True):
        over = None if slots[column].left else slots[column].cell
        if over is not None and draft.format != "html":
            over.colspan += id(over) not in widened
            widened.add(id(over))
            continue
        before = sum(slot.own for slot in slots[:column])
        old = str(draft.random.randint(1, 99)) if any(cell.ref for cell in row) else ""
        row.insert(before, Cell(old, shown="hidden"))
