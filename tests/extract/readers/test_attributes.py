from __future__ import annotations

import pytest

from extract.document import Grid
from extract.readers.attributes import whole_number
from extract.readers.html.read import read_html
from extract.understanding import read


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12", 12),
        ("007", 7),
        ("0" * 20, 0),
        ("9" * 5000, 999_999_999),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("²", None),
        (None, None),
    ],
)
def test_what_an_attribute_says_as_a_number(written: str | None, number: int | None) -> None:
    assert whole_number(written) == number


@pytest.mark.parametrize("width", ["²", "9" * 5000])
def test_a_picture_of_a_width_that_is_none_does_not_end_the_reading(width: str) -> None:
    page = f"<table><tr><td>甲<td>1<td>2<img src='a.png' width='{width}'></table>"
    [grid] = read_html(page.encode()).blocks
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells] == ["甲", "1", "2?"]


def test_a_cell_of_more_digits_than_one_number_has_costs_itself_only() -> None:
    rows = "<tr><td>信息内容<td>本年处理决定数量</td></tr><tr><td>行政许可<td>{}</td></tr>"
    rows += "<tr><td>行政处罚<td>7</td></tr>"
    page = f"<h1>某县民政局2024年政府信息公开工作年度报告</h1><table>{rows}</table>"
    found = [figure.value for figure in read(page.format("9" * 40).encode()).figures]
    assert [(value.value, value.issues) for value in found] == [
        (None, ("number_too_long",)),
        (7, ()),
    ]


@pytest.mark.parametrize(
    "page",
    [
        "{table}<p style='z-index:{endless}'>乙</p>",
        "<style>p {{ z-index: {endless} }} .x {{ display: none }}</style>{table}",
    ],
)
def test_a_style_of_endless_digits_does_not_end_the_reading(page: str) -> None:
    table = "<table><tr><td>甲<td>1<td class='x' style='display:none'>2</table>"
    blocks = read_html(page.format(endless="9" * 5000, table=table).encode()).blocks
    [grid] = [block for block in blocks if isinstance(block, Grid)]
    assert [cell.text for cell in grid.cells if cell.text] == ["甲", "1"]
