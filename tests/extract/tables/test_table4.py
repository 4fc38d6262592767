"""Table 4: sums that the form does not have, words in place of figures, and rows of other lengths."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extract.reading import Reading
from extract.understanding import read

TITLE = "<h1>青浔县水务局2024年政府信息公开工作年度报告</h1><p>四、政府信息公开行政复议、行政诉讼情况</p>"
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
REVIEW, DIRECT, AFTER = "行政复议", "未经复议直接起诉", "复议后起诉"
FIGURES = {REVIEW: [1, 0, 0, 0, 1], DIRECT: [2, 0, 0, 0, 2], AFTER: [0, 0, 0, 0, 0]}
READ = {
    "review": [1, 0, 0, 0, 1],
    "litigation_direct": [2, 0, 0, 0, 2],
    "litigation_after_review": [0, 0, 0, 0, 0],
}


def cells(texts: Sequence[object], attributes: str = "") -> str:
    return "".join(f"<td {attributes}>{text}</td>" for text in texts)


def rows(*inner: str) -> bytes:
    table = "".join(f"<tr>{row}</tr>" for row in inner)
    return f"{TITLE}<table>{table}</table>".encode()


def table4(reading: Reading) -> dict[str, list[int | None]]:
    found: dict[str, list[int | None]] = {}
    for figure in reading.figures:
        assert figure.value.value is None or isinstance(figure.value.value, int)
        found.setdefault(figure.row, []).append(figure.value.value)
    return found


@pytest.mark.parametrize(
    "blocks",
    [
        (REVIEW, "合计", DIRECT, AFTER),
        (REVIEW, DIRECT, "诉讼合计", AFTER),
        (REVIEW, DIRECT, AFTER, "小计"),
        ("总计", REVIEW, DIRECT, AFTER),
    ],
)
def test_a_block_of_sums_is_left_out_wherever_it_stands(blocks: tuple[str, ...]) -> None:
    figures = [n for block in blocks for n in FIGURES.get(block, [2, 0, 0, 0, 2])]
    data = rows(cells(blocks, "colspan=5"), cells(OUTCOMES * 4), cells(figures))
    assert table4(read(data)) == READ


def test_a_block_of_sums_is_left_out_of_text_without_columns() -> None:
    blocks = (REVIEW, "行政诉讼"), ("合计", DIRECT, AFTER)
    figures = [*FIGURES[REVIEW], 2, 0, 0, 0, 2, *FIGURES[DIRECT], *FIGURES[AFTER]]
    lines = ["四、政府信息公开行政复议、行政诉讼情况"]
    lines += ["\t".join(map(str, row)) for row in (*blocks, OUTCOMES * 4, figures)]
    found = table4(read("\n".join(["某县水务局2024年政府信息公开工作年度报告", *lines]).encode()))
    assert found in (READ, {key: [None] * 5 for key in READ})


@pytest.mark.parametrize("called", ["合计", "小计"])
@pytest.mark.parametrize("separator", ["\t", "|"])
def test_a_block_of_sums_before_the_routes_is_told_without_spans(
    called: str, separator: str
) -> None:
    gone = [""] * 4
    top = [called, *gone, REVIEW, *gone, "行政诉讼", *[""] * 9]
    names = [*OUTCOMES * 2, DIRECT, *gone, AFTER, *gone]
    inner = [*[""] * 10, *OUTCOMES * 2]
    figures = [3, 0, 0, 0, 3, *(n for route in FIGURES for n in FIGURES[route])]
    lines = ["某县水务局2024年政府信息公开工作年度报告", "四、政府信息公开行政复议、行政诉讼情况"]
    lines += [separator.join(map(str, row)) for row in (top, names, inner, figures)]
    assert table4(read("\n".join(lines).encode())) == READ


def test_a_single_column_of_sums_is_left_out() -> None:
    head = cells((REVIEW, DIRECT, AFTER), "colspan=5") + "<td rowspan=2>合计</td>"
    figures = [n for block in (REVIEW, DIRECT, AFTER) for n in FIGURES[block]]
    assert table4(read(rows(head, cells(OUTCOMES * 3), cells([*figures, 3])))) == READ


def test_a_row_of_sums_among_the_routes_is_left_out() -> None:
    lines = [cells([name, *FIGURES[name]]) for name in (REVIEW, DIRECT, AFTER)]
    lines.insert(1, cells(["诉讼合计", 2, 0, 0, 0, 2]))
    assert table4(read(rows(cells(["", *OUTCOMES]), *lines))) == READ


@pytest.mark.parametrize("routes", [(REVIEW,), (REVIEW, DIRECT), (REVIEW, "其他", DIRECT, AFTER)])
def test_a_row_of_as_many_cells_as_the_header_names_is_never_restored(
    routes: tuple[str, ...],
) -> None:
    count = len(routes)
    figures = [2, 0, 0, 0, 2] * count
    data = rows(cells(routes, "colspan=5"), cells(OUTCOMES * count), cells(figures))
    assert {value for row in table4(read(data)).values() for value in row} <= {None}


@pytest.mark.parametrize(
    ("first", "value", "status"),
    [("11批次", 11, "printed"), ("约11件", 11, "printed"), ("详见附件", None, "unreadable")],
)
def test_words_in_the_first_cell_are_no_label(first: str, value: int | None, status: str) -> None:
    head = (cells((REVIEW, DIRECT, AFTER), "colspan=5"), cells(OUTCOMES * 3))
    reading = read(rows(*head, cells([first, 0, 0, 0, 11, *[0] * 10])))
    figure = reading.figures[0]
    assert (figure.value.value, figure.value.status) == (value, status)
    assert table4(reading)["review"][1:] == [0, 0, 0, 11]


def test_words_behind_the_name_of_a_route_are_its_first_figure() -> None:
    lines = [cells([name, *FIGURES[name]]) for name in (DIRECT, AFTER)]
    lines.insert(0, cells([REVIEW, "无法统计", 0, 0, 0, 0]))
    reading = read(rows(cells(["", *OUTCOMES]), *lines))
    assert table4(reading)["review"] == [None, 0, 0, 0, 0]


def test_a_blank_form_beside_the_filled_one_takes_nothing_away() -> None:
    head = (cells((REVIEW, DIRECT, AFTER), "colspan=5"), cells(OUTCOMES * 3))
    figures = [n for block in (REVIEW, DIRECT, AFTER) for n in FIGURES[block]]
    assert table4(read(rows(*head, cells(figures)) + rows(*head, cells([""] * 15)))) == READ


@pytest.mark.parametrize("is_first", [True, False])
def test_a_blank_form_in_the_same_table_takes_nothing_away(is_first: bool) -> None:
    head = (cells((REVIEW, DIRECT, AFTER), "colspan=5"), cells(OUTCOMES * 3))
    filled = (*head, cells([n for block in (REVIEW, DIRECT, AFTER) for n in FIGURES[block]]))
    blank = (*head, cells([""] * 15))
    both = (*blank, *filled) if is_first else (*filled, *blank)
    assert table4(read(rows(*both))) == READ


@pytest.mark.parametrize("style", ["visibility:hidden", "font-size:0", "opacity:0"])
def test_a_column_of_which_nothing_is_seen_leaves_the_others_whole(style: str) -> None:
    unseen = f'<td style="{style}">{{}}</td>'
    names, figures = OUTCOMES * 3, [n for route in FIGURES for n in FIGURES[route]]
    head = cells([REVIEW], "colspan=6") + cells([DIRECT, AFTER], "colspan=5")
    lines = (cells(line[:2]) + unseen.format(9) + cells(line[2:]) for line in (names, figures))
    reading = read(rows(head, *lines))
    assert table4(reading) == READ
    assert "hidden_text" in {issue.code for issue in reading.issues}


def test_a_column_with_a_name_of_its_own_is_not_left_out_for_what_it_hides() -> None:
    figures = [n for route in FIGURES for n in FIGURES[route]]
    line = cells(figures[:2]) + '<td style="color:#fff">7</td>' + cells(figures[3:])
    head = cells((REVIEW, DIRECT, AFTER), "colspan=5")
    reading = read(rows(head, cells(OUTCOMES * 3), line))
    assert table4(reading)["review"] == [1, 0, None, 0, 1]
    assert table4(reading)["litigation_direct"] == READ["litigation_direct"]
