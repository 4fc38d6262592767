"""Ruinous quirks: layouts that lost cells, split digits or cut rows. What cannot be known any more
is noted as lost.
"""

from __future__ import annotations

from tests.corpus.model import Cell, Draft, Grid, Ref
from tests.corpus.quirk import NOT_SHEETS, NotFitting, quirk, requests
from tests.corpus.quirks_tables import _is_figures, cut, replace


def _rows(grid: Grid) -> list[list[Cell]]:
    return [row for row in grid.rows if _is_figures(row)]


def _figures(row: list[Cell]) -> list[Cell]:
    return [cell for cell in row if cell.ref]


def _lose(draft: Draft, cells: list[Cell]) -> None:
    draft.lost |= {cell.ref for cell in cells if cell.ref}


def _is_idle(row: list[Cell]) -> bool:
    """Whether a row is zeros alone: then what is left of it still says everything."""
    return all(cell.text.strip() == "0" for cell in _figures(row))


@quirk("L1 cells lost", "tables", "destroyed", NOT_SHEETS)
def cells_lost(draft: Draft) -> None:
    """One cell is gone from several rows, and the rest moves up."""
    rows = _rows(requests(draft))
    for row in draft.random.sample(rows, k=draft.random.randint(1, 6)):
        if not _is_idle(row):
            _lose(draft, _figures(row))
        printed = [at for at, cell in enumerate(row) if cell.ref and cell.text.strip()]
        if printed:
            del row[draft.random.choice(printed)]


@quirk("L2 blanks lost", "tables", "destroyed", NOT_SHEETS)
def blanks_lost(draft: Draft) -> None:
    """Every zero was left blank, and the blank cells are gone without a trace."""
    for row in _rows(requests(draft)):
        zeros = [cell for cell in _figures(row) if cell.text.strip() in ("0", "")]
        if zeros:
            _lose(draft, _figures(row))
        for cell in zeros:
            del row[next(at for at, other in enumerate(row) if other is cell)]
            draft.figures[_ref(cell)].value = None


def _ref(cell: Cell) -> Ref:
    assert cell.ref is not None
    return cell.ref


@quirk("B13 digits split", "tables", "destroyed")
def digits_split(draft: Draft) -> bool:
    """Narrow columns break numbers: between the lines of a cell, by spaces, or into the next
    cell.
    """
    cells = [c for table in (2, 3, 4) for grid in draft.grids(table) for c in grid.cells() if c.ref]
    long = [cell for cell in cells if len(cell.text.strip()) > 1 and cell.text.strip().isascii()]
    for cell in long:
        at = draft.random.randint(1, len(cell.text) - 1)
        cell.text = cell.text[:at] + draft.random.choice([" ", "\n", " "]) + cell.text[at:]
        _lose(draft, [cell])
    return bool(long)


@quirk("B13 digits in two cells", "tables", "destroyed")
def digits_in_two_cells(draft: Draft) -> bool:
    """A number's last digit stands in a cell of its own."""
    split = False
    for grid in draft.grids(3):
        for row in _rows(grid):
            long = [cell for cell in _figures(row) if len(cell.text) > 1 and cell.text.isdigit()]
            if long and draft.random.random() < 0.5:
                cell = draft.random.choice(long)
                row.insert(row.index(cell) + 1, Cell(cell.text[-1]))
                cell.text = cell.text[:-1]
                _lose(draft, _figures(row))
                split = True
    return split


@quirk("B13 digits swallowed", "tables", "destroyed")
def digits_swallowed(draft: Draft) -> bool:
    """Numbers of two digits and more are gone from their cells."""
    cells = [
        cell
        for grid in draft.grids(3)
        for cell in grid.cells()
        if cell.ref and len(cell.text.strip()) > 1
    ]
    gone = [cell for cell in cells if draft.random.random() < 0.4]
    for cell in gone:
        cell.text = ""
    _lose(draft, gone)
    return bool(gone)


@quirk("A2 cells doubled", "tables", "destroyed")
def cells_doubled(draft: Draft) -> None:
    """Grid lines were doubled after a page break: rows of 8 to 19 cells, with more zeros or empty
    cells.
    """
    random = draft.random
    rows = _rows(requests(draft))
    for row in rows[random.randint(2, 10) :]:
        figures = _figures(row)
        if not _is_idle(row):
            _lose(draft, figures)
        for _ in range(random.choice([1, 8, 9, 11, 12])):
            at = random.choice([row.index(cell) for cell in figures])
            row.insert(at, Cell(random.choice(["0", ""]) if row[at].text.strip() == "0" else ""))


@quirk("A8 labels afloat", "tables", "destroyed")
def labels_afloat(draft: Draft) -> None:
    """The labels of some rows stand above their figures, which have rows without any label."""
    grid = requests(draft)
    body = [at for at, row in enumerate(grid.rows) if _is_figures(row)]
    start = draft.random.randint(0, len(body) - 4)
    chosen = body[start : start + draft.random.randint(3, 8)]
    rows = [grid.rows[at] for at in chosen]
    labels = [[cell for cell in row if not cell.ref] for row in rows]
    figures = [_figures(row) for row in rows]
    for row in labels:
        for cell in row:
            cell.rowspan = 1
    grid.rows[chosen[0] : chosen[-1] + 1] = [*labels, *figures]


@quirk("A9 total pushed out", "tables", "destroyed")
def total_pushed_out(draft: Draft) -> bool:
    """The total of a row stands alone in a row of its own."""
    grid = requests(draft)
    rows = [row for row in _rows(grid) if _figures(row)[-1].text.strip()]
    if not rows:
        return False
    row = draft.random.choice([rows[-1], rows[-1], draft.random.choice(rows)])
    total = row.pop(next(at for at, cell in enumerate(row) if cell.ref and cell.ref[2] == "total"))
    grid.rows.insert(next(at for at, other in enumerate(grid.rows) if other is row) + 1, [total])
    return True


@quirk("L3 rows cut", "tables", "destroyed")
def rows_cut(draft: Draft) -> None:
    """A row breaks in its middle: its last figures stand in the next row."""
    grid = requests(draft)
    for row in draft.random.sample(_rows(grid), k=draft.random.randint(1, 3)):
        figures = _figures(row)
        rest = figures[draft.random.randint(2, 5) :]
        for cell in rest:
            del row[next(at for at, other in enumerate(row) if other is cell)]
        at = next(index for index, other in enumerate(grid.rows) if other is row)
        grid.rows.insert(at + 1, rest)


@quirk("L4 rows gone", "tables", "destroyed")
def rows_gone(draft: Draft) -> None:
    """Whole rows are missing, label and all."""
    grid = requests(draft)
    plain = [
        row for row in _rows(grid) if all(cell.rowspan == 1 for cell in row) and row[0].colspan < 3
    ]
    for row in draft.random.sample(plain, k=draft.random.randint(1, 3)):
        _lose(draft, row)
        at = next(index for index, other in enumerate(grid.rows) if other is row)
        _shorten(grid, at)
        del grid.rows[at]


def _shorten(grid: Grid, at: int) -> None:
    """Take one row off the cells that reach into it."""
    for cell in {id(slot.cell): slot.cell for slot in grid.lattice()[at] if not slot.top}.values():
        cell.rowspan -= 1


@quirk("L5 header gone", "tables", "destroyed")
def header_gone(draft: Draft) -> None:
    """Table 3 without its header; its columns must then be in the form's order."""
    if "X1 columns swapped" in draft.quirks:
        raise NotFitting
    grid = requests(draft)
    first = next(at for at, row in enumerate(grid.rows) if _is_figures(row))
    grid.rows = grid.rows[first:]


@quirk("L6 labels gone", "tables", "destroyed")
def labels_gone(draft: Draft) -> None:
    """The labels of a few rows are blank, as after a bad scan."""
    rows = _rows(requests(draft))
    for row in draft.random.sample(rows, k=draft.random.randint(1, 8)):
        for cell in row:
            if not cell.ref and cell.rowspan == 1:
                cell.text = ""


@quirk("L7 cut short", "tables", "destroyed")
def cut_short(draft: Draft) -> None:
    """The copy ends inside table 3."""
    grid = requests(draft)
    first = next(at for at, row in enumerate(grid.rows) if _is_figures(row))
    kept, gone = cut(grid, draft.random.randint(first + 2, len(grid.rows) - 1))
    replace(draft, grid, [kept])
    _lose(draft, list(gone.cells()))
    del draft.blocks[next(at for at, block in enumerate(draft.blocks) if block is kept) + 1 :]
    draft.figures = {ref: figure for ref, figure in draft.figures.items() if ref[0] != 4}
    draft.signed_on = None


@quirk("L8 rows joined", "tables", "destroyed")
def rows_joined(draft: Draft) -> None:
    """Two rows were set as one: two labels, then twice the figures."""
    grid = requests(draft)
    rows = _rows(grid)
    at = draft.random.randint(2, len(rows) - 3)
    one, other = rows[at], rows[at + 1]
    if any(cell.rowspan > 1 for cell in other):
        return
    index = next(position for position, row in enumerate(grid.rows) if row is other)
    labels, more = [c for c in other if not c.ref], _figures(other)
    split = next(position for position, cell in enumerate(one) if cell.ref)
    _shorten(grid, index)
    del grid.rows[index]
    one[split:split] = labels
    one += more
