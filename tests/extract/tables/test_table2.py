"""Table 2: which figure stands under which header, in which unit."""

from __future__ import annotations

from extract.reading import Reading
from extract.understanding import read

TITLE = "<h1>青浔县水务局2024年政府信息公开工作年度报告</h1><p>二、主动公开政府信息情况</p>"
ARTICLE = '<tr><td colspan="4">第二十条第（五）项</td></tr>'
HEAD_2019 = "<tr><td>信息内容<td>上一年项目数量<td>本年增/减<td>处理决定数量</tr>"
HEAD_2021 = "<tr><td>信息内容<td colspan=3>本年处理决定数量</tr>"


def table2(rows: str, above: str = "") -> Reading:
    return read(f"{TITLE}{above}<table>{ARTICLE}{rows}</table>".encode())


def figures(reading: Reading) -> dict[str, object]:
    return {figure.row: figure.value.value for figure in reading.figures}


def statuses(reading: Reading) -> dict[str, str]:
    return {figure.row: figure.value.status for figure in reading.figures}


def fee(header: str, cell: str, label: str = "行政事业性收费", above: str = "") -> Reading:
    head = f"<tr><td>信息内容<td>{header}</tr>"
    return table2(f"{head}<tr><td>{label}<td>{cell}</tr>", above)


def test_the_unit_of_an_amount_is_found_in_header_caption_first_row_label_and_cell() -> None:
    for reading in (
        fee("本年收费金额（元）", "1623500"),
        fee("本年收费金额", "1623500", above="<p>单位：件、元</p>"),
        fee("本年收费金额", "1623500", label="行政事业性收费（元）"),
        fee("本年收费金额（单位：万元）", "1623500元"),
        fee("本年收费金额（百元）", "16235"),
        table2(
            "<tr><td colspan=2>单位：元</tr><tr><td>信息内容<td>本年收费金额</tr>"
            "<tr><td>行政事业性收费<td>1623500</tr>"
        ),
    ):
        assert str(figures(reading)["fees_10k_yuan"]) == "162.35"
        assert {issue.code for issue in reading.issues} & {"unit_differs_from_header"}


def test_a_unit_that_contradicts_another_or_is_foreign_leaves_the_amount_unread() -> None:
    for reading, code in (
        (
            fee("本年收费金额（单位：万元）", "1623500", above="<p>金额单位：元</p>"),
            "units_conflict",
        ),
        (fee("本年收费金额（万元）（元）", "1623500"), "units_conflict"),
        (fee("本年收费金额（单位：万美元）", "12.5"), "unit_unknown"),
    ):
        assert statuses(reading)["fees_10k_yuan"] == "unreadable"
        assert code in {issue.code for issue in reading.issues}


def test_an_amount_whose_unit_nobody_states_says_so() -> None:
    reading = fee("本年收费金额", "162.35")
    assert str(figures(reading)["fees_10k_yuan"]) == "162.35"
    assert "unit_not_stated" in {issue.code for issue in reading.issues}


def test_words_in_a_row_of_the_form_are_a_cell_and_no_label() -> None:
    reading = table2(f"{HEAD_2021}<tr><td>行政许可<td colspan=3>详见附件</tr>")
    (figure,) = reading.figures
    assert (figure.value.status, figure.value.raw) == ("unreadable", "详见附件")
    assert not [issue for issue in reading.issues if "行政许可" in issue.message]


def test_the_only_filled_cell_of_a_row_stands_under_its_own_header() -> None:
    reading = table2(f"{HEAD_2019}<tr><td>行政许可<td>25<td><td></tr>")
    assert figures(reading) == {
        "licensing_items_last_year": 25, "licensing_items_change": None, "licensing_decisions": None,
    }  # fmt: skip


def test_each_part_of_the_table_follows_the_form_of_its_own_header() -> None:
    reading = table2(
        "<tr><td>信息内容<td>本年制发件数<td>本年废止件数<td>现行有效件数</tr>"
        "<tr><td>规章<td>1<td>0<td>7</tr>"
        f"{HEAD_2019}<tr><td>行政许可<td>25<td>-3<td>2517</tr>"
        f"{HEAD_2021}<tr><td>行政处罚<td colspan=3>346</tr>"
    )
    assert reading.form is not None
    assert reading.form.name == "2021"
    assert figures(reading) == {
        "rules_issued": 1, "rules_repealed": 0, "rules_in_force": 7,
        "licensing_items_last_year": 25, "licensing_items_change": -3, "licensing_decisions": 2517,
        "penalty_decisions": 346,
    }  # fmt: skip
    assert reading.as_json()["table2"]["licensing_items_last_year"] == 25


def test_a_cell_over_two_columns_is_of_neither() -> None:
    reading = table2(f"{HEAD_2019}<tr><td>行政许可<td>25<td colspan=2>749</tr>")
    assert statuses(reading) == {
        "licensing_items_last_year": "printed",
        "licensing_items_change": "unreadable",
        "licensing_decisions": "unreadable",
    }


def test_a_number_beside_the_named_column_makes_the_row_unreadable() -> None:
    head = "<tr><td>信息内容<td>本年处理决定数量<td><td></tr>"
    reading = table2(f"{head}<tr><td>行政许可<td>12<td><td>25</tr>")
    assert statuses(reading) == {"licensing_decisions": "unreadable"}


def test_a_column_of_decreases_gives_negative_numbers() -> None:
    head = "<tr><td>信息内容<td>上一年项目数量<td>本年减少<td>处理决定数量</tr>"
    reading = table2(f"{head}<tr><td>行政许可<td>25<td>3<td>2517</tr>")
    assert figures(reading)["licensing_items_change"] == -3
    assert "direction_in_header" in {issue.code for issue in reading.issues}


def test_a_column_of_last_year_in_one_part_takes_nothing_from_the_others() -> None:
    reading = table2(
        "<tr><td>信息内容<td>本年制发件数<td>本年废止件数<td>现行有效件数</tr>"
        "<tr><td>规章<td>1<td>0<td>7</tr>"
        "<tr><td>信息内容<td>上年处理决定数量<td colspan=2>本年处理决定数量</tr>"
        "<tr><td>行政处罚<td>455<td colspan=2>483</tr>"
    )
    assert figures(reading) == {
        "rules_issued": 1, "rules_repealed": 0, "rules_in_force": 7, "penalty_decisions": 483,
    }  # fmt: skip


def test_columns_in_another_order_are_read_by_their_names() -> None:
    reading = table2(
        "<tr><td>信息内容<td>现行有效件数<td>本年制发件数<td>本年废止件数</tr>"
        "<tr><td>规章<td>7<td>1<td>0</tr>"
    )
    assert figures(reading) == {"rules_issued": 1, "rules_repealed": 0, "rules_in_force": 7}
    assert reading.tables[0].clean


def test_a_unit_beside_the_columns_of_a_part_holds_for_that_part_alone() -> None:
    row = "<tr><td>行政事业性收费<td>1623500</tr>"
    for head in (
        "<tr><td colspan=2>第二十条第（八）项（单位：元）</tr><tr><td>信息内容<td>本年收费金额</tr>",
        "<tr><td>信息内容（单位：元）<td>本年收费金额</tr>",
        "<tr><td>信息内容<td>收费金额（元）</tr>",
        "<tr><td>信息内容<td>本年收费金额</tr><tr><td><td>（单位：元）</tr>",
    ):
        part = "<tr><td>信息内容（百件）<td>本年处理决定数量</tr><tr><td>行政处罚<td>3.46</tr>"
        other = "<tr><td>信息内容<td>本年处理决定数量</tr><tr><td>行政强制<td>58</tr>"
        found = figures(table2(part + other + head + row))
        assert str(found["fees_10k_yuan"]) == "162.35"
        assert (found["penalty_decisions"], found["coercion_decisions"]) == (346, 58)
