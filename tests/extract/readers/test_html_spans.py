from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from extract.document import Cell, Grid
from extract.readers.html.read import read_html
from extract.readers.spans import MAX_COLUMN_SPAN, Slot, column_span, place, row_span


def grids(markup: str) -> list[Grid]:
    return [block for block in read_html(markup.encode()).blocks if isinstance(block, Grid)]


def layout(grid: Grid) -> list[tuple[str, int, int, int, int]]:
    return [
        (cell.text, cell.row, cell.column, cell.row_span, cell.column_span) for cell in grid.cells
    ]


def covered(cell: Cell) -> set[tuple[int, int]]:
    rows = range(cell.row, cell.row + cell.row_span)
    return set(product(rows, range(cell.column, cell.column + cell.column_span)))


def test_spans_give_each_cell_the_columns_it_stands_over() -> None:
    [grid] = grids(
        "<table><tr><td rowspan=2 colspan=2>a<td>b<td>c<tr><td"
        " colspan=2>d<tr><td>e<td>f<td>g<td>h</table>"
    )
    assert layout(grid) == [
        ("a", 0, 0, 2, 2), ("b", 0, 2, 1, 1), ("c", 0, 3, 1, 1), ("d", 1, 2, 1, 2),
        ("e", 2, 0, 1, 1), ("f", 2, 1, 1, 1), ("g", 2, 2, 1, 1), ("h", 2, 3, 1, 1),
    ]  # fmt: skip


def test_colspan_of_65534_is_cut_to_the_table() -> None:
    [grid] = grids("<table><tr><td colspan=65534>title<tr><td>a<td>b<td>c</table>")
    assert layout(grid)[0] == ("title", 0, 0, 1, 3)


def test_rowspan_of_65534_and_of_0_end_with_their_row_group() -> None:
    [grid] = grids(
        "<table><tbody><tr><td rowspan=65534>a<td>b<tr><td>c</tbody>"
        "<tbody><tr><td rowspan=0>d<td>e<tr><td>f</tbody></table>"
    )
    assert layout(grid) == [
        ("a", 0, 0, 2, 1), ("b", 0, 1, 1, 1), ("c", 1, 1, 1, 1),
        ("d", 2, 0, 2, 1), ("e", 2, 1, 1, 1), ("f", 3, 1, 1, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("junk", ["-3", "abc", "", "２", "1.9", "+1"])
def test_junk_spans_count_one(junk: str) -> None:
    [grid] = grids(f'<table><tr><td rowspan="{junk}" colspan="{junk}">a<td>b<tr><td>c<td>d</table>')
    assert layout(grid)[:2] == [("a", 0, 0, 1, 1), ("b", 0, 1, 1, 1)]


def test_spans_are_read_as_html_reads_integers() -> None:
    assert [column_span(text) for text in (None, " 3px", "+2", "0", "9" * 5000)] == [
        1,
        3,
        2,
        1,
        999999,
    ]
    assert [row_span(text) for text in (None, "0", "-1", "12abc")] == [1, 0, 1, 12]


def test_cell_that_would_run_into_one_from_above_is_cut_before_it() -> None:
    placed = place([[(1, 1), (2, 1), (1, 1)], [(1, 3), (1, 1)]], [2, 2])
    assert placed == [[Slot(0), Slot(1, 2), Slot(2)], [Slot(0), Slot(2)]]


def test_empty_rows_keep_their_place() -> None:
    [grid] = grids("<table><tr><td>a<td>b</tr><tr></tr><tr><td>c<td>d</table>")
    assert [cell.row for cell in grid.cells] == [0, 0, 2, 2]


def test_foot_comes_last_and_head_first_wherever_the_source_has_them() -> None:
    [grid] = grids(
        "<table><tfoot><tr><td>sum<td>2</tfoot><tbody><tr><td>a<td>1</tbody><thead><tr><th>x<th>y</thead></table>"
    )
    assert [cell.text for cell in grid.cells] == ["x", "y", "a", "1", "sum", "2"]


_SPAN = st.one_of(
    st.integers(0, 5), st.sampled_from([99, MAX_COLUMN_SPAN, MAX_COLUMN_SPAN + 1, 1000, 65534])
)
_ROWS = st.lists(st.lists(st.tuples(_SPAN, _SPAN), max_size=6), min_size=1, max_size=7)


@given(_ROWS, st.data())
def test_any_spans_expand_to_a_rectangle_that_covers_no_position_twice(
    rows: list[list[tuple[int, int]]], data: st.DataObject
) -> None:
    breaks = data.draw(st.sets(st.integers(1, len(rows)), max_size=2))
    groups = [0, *sorted(breaks - {len(rows)}), len(rows)]
    body = "".join(
        "<tbody>"
        + "".join(_row(row, at) for at, row in list(enumerate(rows))[start:end])
        + "</tbody>"
        for start, end in pairwise(groups)
    )
    found = grids(f"<table>{body}</table>")
    if all(len(row) <= 1 for row in rows):
        assert found == []  # a table of one column is layout
        return
    positions = [position for cell in found[0].cells for position in covered(cell)]
    assert len(positions) == len(set(positions))
    assert len(found[0].cells) == sum(map(len, rows))
    width = 1 + max(cell.column for cell in found[0].cells)
    assert all(0 <= row < len(rows) and 0 <= column < width for row, column in positions)
    assert [cell.text for cell in found[0].cells] == [
        f"{at}.{n}" for at, row in enumerate(rows) for n in range(len(row))
    ]


def _row(row: list[tuple[int, int]], at: int) -> str:
    return (
        "<tr>"
        + "".join(f"<td rowspan={r} colspan={c}>{at}.{n}</td>" for n, (r, c) in enumerate(row))
        + "</tr>"
    )


@given(_ROWS)
def test_cell_paths_lead_to_the_cell_they_name(rows: list[list[tuple[int, int]]]) -> None:
    table = "<table>" + "".join(_row(row, at) for at, row in enumerate(rows)) + "</table>"
    markup = f"<html><body><p>x</p><div></div><div>{table}</div></body></html>"
    tree = html.document_fromstring(markup).getroottree()
    for grid in grids(markup):
        for cell in grid.cells:
            [element] = tree.xpath(cell.place.path or "")
            assert element.text_content() == cell.text
            assert tree.getpath(element) == cell.place.path
