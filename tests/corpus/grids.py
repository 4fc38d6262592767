"""The three statutory tables as they are printed: labels, spans and figures in their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from extract.forms import Disclosure, Heading
from tests.corpus.model import FORM_OF_NAME, OTHER_ITEMS, OUTCOMES, ROUTES, Cell, Draft, Grid, Ref

CAPTION = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
WIDTH = 4
_NUMBER = re.compile(r"(?P<top>[一二三四])(?:（(?P<group>.)）)?(?P<item>\d)?")


def disclosures(draft: Draft) -> Grid:
    """Table 2 of the draft's form."""
    rows: list[list[Cell]] = []
    for item, entries in groupby(FORM_OF_NAME[draft.form].table2, key=lambda row: row.item):
        rows.append([Cell(item, colspan=WIDTH)])
        rows += _band(draft, list(entries))
    return Grid(2, rows)


def _band(draft: Draft, entries: list[Disclosure]) -> Iterator[list[Cell]]:
    yield [Cell("信息内容"), *_stretch([Cell(figure.column) for figure in entries[0].figures])]
    for entry in entries:
        yield [
            Cell(entry.label),
            *_stretch([_figure(draft, (2, figure.key, None)) for figure in entry.figures]),
        ]


def _stretch(cells: list[Cell]) -> list[Cell]:
    """Let the last cell take what is left of the table's width."""
    cells[-1].colspan = WIDTH - len(cells)
    return cells


def _figure(draft: Draft, ref: Ref) -> Cell:
    return Cell(draft.figures[ref].text, ref=ref, shown=draft.figures[ref].shown)


def requests(draft: Draft) -> Grid:
    """Table 3: the rows that the draft has figures for, with the outline's group labels beside
    them.
    """
    matrix = FORM_OF_NAME[draft.form].table3
    present = [row for row in matrix.rows if (3, row.key, "total") in draft.figures]
    groups = {group.number: group.label for group in matrix.groups}
    return Grid(
        3, [*_header([column.label for column in matrix.columns]), *_body(draft, present, groups)]
    )


def _header(columns: list[str]) -> list[list[Cell]]:
    return [
        [Cell(CAPTION, rowspan=3, colspan=3), Cell("申请人情况", colspan=7)],
        [
            Cell(columns[0], rowspan=2),
            Cell("法人或其他组织", colspan=5),
            Cell(columns[6], rowspan=2),
        ],
        [Cell(column) for column in columns[1:6]],
    ]


def _body(draft: Draft, present: list[Heading], groups: dict[str, str]) -> Iterator[list[Cell]]:
    seen: set[str] = set()
    for row in present:
        top, group, item = _place(row)
        label: list[Cell] = []
        if group and "三、" not in seen:
            label.append(
                Cell(
                    f"三、{groups['三']}", rowspan=sum(bool(_place(other)[1]) for other in present)
                )
            )
            seen.add("三、")
        if item and group not in seen:
            members = sum(_place(other)[:2] == (top, group) for other in present)
            label.append(Cell(f"（{group}）{groups[f'三（{group}）']}", rowspan=members))
            seen.add(group)
        label.append(_row_label(row, top, group, item))
        yield [
            *label,
            *(_figure(draft, (3, row.key, c.key)) for c in FORM_OF_NAME[draft.form].table3.columns),
        ]


def _place(row: Heading) -> tuple[str, str, str]:
    match = _NUMBER.fullmatch(row.number)
    assert match is not None
    return match["top"], match["group"] or "", match["item"] or ""


def _row_label(row: Heading, top: str, group: str, item: str) -> Cell:
    if item:
        return Cell(f"{item}.{row.label}")
    if group:
        return Cell(f"（{group}）{row.label}", colspan=2)
    return Cell(f"{top}、{row.label}", colspan=3)


def disputes(draft: Draft) -> Grid:
    """Table 4: fifteen figures in one row under three rows of headers."""
    matrix = FORM_OF_NAME[draft.form].table4
    outcomes = [column.label for column in matrix.columns]
    routes = [row.label for row in matrix.rows]
    return Grid(
        4,
        [
            [Cell(routes[0], colspan=5), Cell("行政诉讼", colspan=10)],
            [
                *(Cell(label, rowspan=2) for label in outcomes),
                Cell(routes[1], colspan=5),
                Cell(routes[2], colspan=5),
            ],
            [Cell(label) for label in outcomes * 2],
            [_figure(draft, (4, route, outcome)) for route in ROUTES for outcome in OUTCOMES],
        ],
    )


def label_cells(grid: Grid) -> list[Cell]:
    """The cells of a grid that carry words instead of figures."""
    return [cell for cell in grid.cells() if cell.ref is None]


def merge_other(draft: Draft) -> None:
    """Print （六）其他处理 as one row: the items' sum, and the items not at all."""
    for column in FORM_OF_NAME[draft.form].table3.column_keys:
        values = [draft.figures.pop((3, item, column)).value for item in OTHER_ITEMS]
        total = (
            None
            if all(value is None for value in values)
            else sum(int(value or 0) for value in values)
        )
        entry = draft.figures[3, "total", column]
        draft.figures[3, "other_total", column] = type(entry)(
            total, "" if total is None else str(total)
        )
