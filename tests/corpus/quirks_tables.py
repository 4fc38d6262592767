"""Quirks of rows and columns (A): tables that are cut, shifted, doubled or told in another
order.
"""

from __future__ import annotations

from tests.corpus.grids import CAPTION, label_cells
from tests.corpus.model import COLUMNS, Block, Cell, Draft, Grid, Paragraph, Ref, Slot
from tests.corpus.quirk import MARKED_UP, quirk, requests


def _is_figures(row: list[Cell]) -> bool:
    return sum(cell.ref is not None for cell in row) >= 5


def _ref(cell: Cell) -> Ref:
    assert cell.ref is not None
    return cell.ref


def replace(draft: Draft, old: Grid, new: list[Block]) -> None:
    """Put other blocks in the place of a table."""
    at = next(index for index, block in enumerate(draft.blocks) if block is old)
    draft.blocks[at : at + 1] = new


@quirk("A1 labels shifted", "tables")
def labels_shifted(draft: Draft) -> bool:
    """Each top label stands one row too high; the last row has none."""
    grid = requests(draft)
    body = [row for row in grid.rows if _is_figures(row)]
    header = grid.rows[: grid.rows.index(body[0])]
    if len(body) < 20 or header[0][0].text != CAPTION:
        return False
    first, second, third, last = (row[0] for row in (body[0], body[1], body[2], body[-1]))
    caption = Cell(header[0][0].text, colspan=10)
    texts = [first.text, second.text, third.text, last.text]
    header[0][0].text, first.text, second.text, third.text, last.text = [*texts, ""]
    grid.rows.insert(0, [caption])
    return True


@quirk("A1 labels beside blank rows", "tables")
def labels_beside_blank_rows(draft: Draft) -> None:
    """The labels of 一 and 二 stand a row too late or too early, and a blank row takes up the
    difference: no sum says whose figures they are.
    """
    grid = requests(draft)
    first = next(at for at, row in enumerate(grid.rows) if _is_figures(row))
    top, second = grid.rows[first : first + 2]
    blank = [Cell("") for cell in top if cell.ref]
    labels = [next(cell for cell in row if cell.ref is None) for row in (top, second)]
    one, two = labels[0].text, labels[1].text
    is_late = draft.random.random() < 0.5
    label = [Cell(two if is_late else one, 1, labels[0].colspan)]
    labels[0].text, labels[1].text = ("", one) if is_late else (two, "")
    grid.rows.insert(first + 2 if is_late else first, [*label, *blank])
    draft.lost |= {cell.ref for row in (top, second) for cell in row if cell.ref}
    draft.open_quality = True


def cut(grid: Grid, at: int) -> tuple[Grid, Grid]:
    """A table in two at a row; merged cells that reach over the cut go on as empty ones."""
    lattice = grid.lattice()
    return Grid(grid.table, _rows(lattice[:at])), Grid(grid.table, _rows(lattice[at:]))


def _rows(lattice: list[list[Slot]]) -> list[list[Cell]]:
    made: dict[int, Cell] = {}
    rows: list[list[Cell]] = []
    for row in lattice:
        cells: list[Cell] = []
        for slot in row:
            if id(slot.cell) not in made:
                text = slot.cell.text if slot.own else ""
                made[id(slot.cell)] = Cell(text, 1, slot.cell.colspan, slot.cell.ref)
                cells.append(made[id(slot.cell)])
            elif slot.left:
                made[id(slot.cell)].rowspan += 1
        rows.append(cells)
    return rows


@quirk("A10 page break", "tables")
def page_break(draft: Draft) -> bool:
    """Table 3 goes on over the page: a page number between, often the header again."""
    random = draft.random
    grid = requests(draft)
    header = next(at for at, row in enumerate(grid.rows) if _is_figures(row))
    if len(grid.rows) < 24:
        return False
    above, below = cut(grid, random.randint(header + 4, len(grid.rows) - 3))
    if random.random() < 0.5:
        below = Grid(3, [*(_again(row) for row in grid.rows[:header]), *below.rows])
    number = random.choice(["- 3 -", "— 5 —", "-4-", "3", "第 3 页 共 6 页", ""])
    replace(draft, grid, [above, *([Paragraph(number, "junk")] if number else []), below])
    return True


def _again(row: list[Cell]) -> list[Cell]:
    return [Cell(cell.text, cell.rowspan, cell.colspan) for cell in row]


@quirk("A10 label over the break", "tables")
def label_over_the_break(draft: Draft) -> bool:
    """A page break inside a label: its second half stands in a row without figures."""
    grid = requests(draft)
    rows = [
        at
        for at, row in enumerate(grid.rows)
        if _is_figures(row) and len(_last_label(row).text) > 9
    ]
    if not rows:
        return False
    at = draft.random.choice(rows)
    label = _last_label(grid.rows[at])
    middle = len(label.text) * 2 // 3
    above, below = cut(grid, at + 1)
    rest = Cell(label.text[middle:], 1, label.colspan)
    _last_label(above.rows[-1]).text = label.text[:middle]
    width, used = len(grid.lattice()[0]), _columns_before(grid, at)
    empty = [Cell("") for _ in range(used)]
    below.rows.insert(0, [*empty, rest, *(Cell("") for _ in range(width - used - label.colspan))])
    replace(draft, grid, [above, Paragraph("- 4 -", "junk"), below])
    return True


def _last_label(row: list[Cell]) -> Cell:
    return [cell for cell in row if cell.ref is None][-1]


def _columns_before(grid: Grid, at: int) -> int:
    label = _last_label(grid.rows[at])
    return next(column for column, slot in enumerate(grid.lattice()[at]) if slot.cell is label)


@quirk("A13 trailing columns", "tables")
def trailing_columns(draft: Draft) -> None:
    count = draft.random.randint(1, 3)
    for number in (2, 3, 4):
        for grid in draft.grids(number):
            for row in grid.rows:
                row += [Cell("") for _ in range(count)]


@quirk("A13 ghost columns", "tables")
def ghost_columns(draft: Draft) -> None:
    """An empty column in the middle, which the header cells above reach over."""
    grid = requests(draft)
    after = draft.random.choice(COLUMNS[:-1])
    for row in grid.rows:
        at = next(
            (index for index, cell in enumerate(row) if cell.ref and cell.ref[2] == after), None
        )
        if at is not None:
            row.insert(at + 1, Cell(""))
    _widen_header(grid, COLUMNS.index(after) + 3)


def _widen_header(grid: Grid, column: int) -> None:
    """Let the header cells that end over a column reach one column further."""
    body = next(at for at, row in enumerate(grid.rows) if _is_figures(row))
    for slots in grid.lattice()[:body]:
        if column < len(slots) and slots[column].top:
            slots[column].cell.colspan += 1
    for row in grid.rows[body:]:
        if not _is_figures(row):
            row[0].colspan += 1


@quirk("A17 span too long", "tables", formats=frozenset({"html"}))
def span_too_long(draft: Draft) -> bool:
    """三、本年度办理结果 spans more rows than there are, or those of the other form."""
    for grid in draft.grids(3):
        for cell in label_cells(grid):
            if cell.rowspan > 15:
                cell.rowspan = draft.random.choice([20, 22, 24, 65_534])
                return True
    return False


@quirk("A17 label after empty lines", "tables")
def label_after_empty_lines(draft: Draft) -> None:
    for grid in draft.grids(3):
        for cell in label_cells(grid):
            if cell.text.startswith("三、"):
                cell.text = "\n" * draft.random.randint(3, 12) + cell.text


@quirk("A17 label mid-way", "tables")
def label_mid_way(draft: Draft) -> bool:
    """The label of 三 is not merged and stands beside a row in the middle."""
    grid = requests(draft)
    at = next((at for at, row in enumerate(grid.rows) if row[0].rowspan > 15), None)
    if at is None:
        return False
    label = grid.rows[at][0]
    height, middle = min(label.rowspan, len(grid.rows) - at), draft.random.randint(2, 12)
    grid.rows[at][0] = Cell("")
    for down in range(1, height):
        grid.rows[at + down].insert(0, Cell(label.text if down == middle else ""))
    return True


@quirk("A22 table of contents data", "tables")
def meta_table(draft: Draft) -> None:
    """索引号, 发布机构 and their like in a table before the report."""
    draft.published_on = draft.published_on or f"{draft.year + 1}-01-{draft.random.randint(10, 30)}"
    day = draft.published_on
    rows = [
        [("索引号", f"0{draft.year}4567/{draft.year + 1}-00012"), ("发布机构", draft.agency)],
        [("公开日期", day), ("有效性", "有效")],
        [("文号", "无"), ("主题分类", "政务公开;其他")],
    ]
    grid = Grid(0, [[Cell(text) for pair in row for text in pair] for row in rows])
    draft.blocks.insert(0, grid)


@quirk("X1 columns swapped", "tables", formats=MARKED_UP)
def columns_swapped(draft: Draft) -> bool:
    """Two applicant columns change places, headers and figures alike."""
    grid = requests(draft)
    one, other = sorted(draft.random.sample(range(1, 6), k=2))
    header = next(
        (row for row in grid.rows if len(row) == 5 and "企业" in row[0].text.replace("\n", "")),
        None,
    )
    if header is None:
        return False
    header[one - 1], header[other - 1] = header[other - 1], header[one - 1]
    for row in grid.rows:
        at = [index for index, cell in enumerate(row) if cell.ref]
        if len(at) == 7:
            row[at[one]], row[at[other]] = row[at[other]], row[at[one]]
    return True


@quirk("X2 rows swapped", "tables")
def rows_swapped(draft: Draft) -> bool:
    """Two items of 不予公开 change places."""
    grid = requests(draft)
    items = [
        at
        for at, row in enumerate(grid.rows)
        if any(c.ref and c.ref[1].startswith("denied_") for c in row)
    ]
    inner = items[1:]
    one, other = sorted(draft.random.sample(inner, k=2)) if len(inner) > 1 else (0, 0)
    rows = grid.rows
    if one == other or len(rows[one]) != len(rows[other]):
        return False
    rows[one], rows[other] = rows[other], rows[one]
    return True
