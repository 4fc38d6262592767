"""Statutory tables as plain text, for tests that break them: one cell a line, a tab before each."""

from __future__ import annotations

from collections.abc import Sequence

from extract import forms

TABLE3_HEADER = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]


def text_table(rows: Sequence[Sequence[object]]) -> str:
    """Rows of cells in the manner of the text that word processors' converters leave."""
    return "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in rows) + "\n\n"


def table3_rows(figures: dict[str, Sequence[object]]) -> list[list[object]]:
    """Rows of table 3 with their labels, in the form's order; rows that `figures` lacks are left
    out.
    """
    header: list[list[object]] = [["（本列数据的勾稽关系）", "申请人情况"], ["", *TABLE3_HEADER]]
    for row in forms.form("2021").table3.rows:
        if row.key in figures:
            number = (
                row.number[-1] + "."
                if row.number[-1].isdigit()
                else row.number.removeprefix("三") or row.number
            )
            separator = "、" if len(row.number) == 1 else ""
            header.append([f"{number}{separator}{row.label}", *figures[row.key]])
    return header


def granted(received: int) -> dict[str, Sequence[object]]:
    """Figures of form 2021 in which `received` natural persons asked, and all were granted."""
    figures: dict[str, Sequence[object]] = {
        key: [0] * 7 for key in forms.form("2021").table3.row_keys if key != "other_total"
    }
    for key in ("new_received", "granted", "total"):
        figures[key] = [received, 0, 0, 0, 0, 0, received]
    return figures


def table2_text(form: str, values: dict[str, object]) -> str:
    """Table 2 of a form with the given figures; others are 0."""
    rows: list[list[object]] = []
    for disclosure in forms.form(form).table2:
        rows.append(["信息内容", *(figure.column for figure in disclosure.figures)])
        rows.append(
            [disclosure.label, *(values.get(figure.key, 0) for figure in disclosure.figures)]
        )
    return text_table(rows)


TABLE4_HEADER = [
    ["行政复议", "行政诉讼"],
    ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计", "未经复议直接起诉", "复议后起诉"],
]


def report_text(
    figures: dict[str, Sequence[object]] | None = None,
    table2: str | None = None,
    disputes: Sequence[object] = (0,) * 15,
    title: str = "云溪县水务局2024年政府信息公开工作年度报告",
    ending: str = "云溪县水务局\n2025年1月10日\n",
) -> bytes:
    """A whole report of form 2021 as text."""
    return "\n".join(
        [
            title,
            "所列数据的统计期限自2024年1月1日起至2024年12月31日止。",
            "一、总体情况",
            "本年度工作平稳。",
            "二、主动公开政府信息情况",
            table2 if table2 is not None else table2_text("2021", {}),
            "三、收到和处理政府信息公开申请情况",
            text_table(table3_rows(figures if figures is not None else granted(3))),
            "四、政府信息公开行政复议、行政诉讼情况",
            text_table([*TABLE4_HEADER, list(disputes)]),
            "五、存在的主要问题及改进情况",
            "内容更新不够及时，将加强培训。",
            "六、其他需要报告的事项",
            "本年度未收取信息处理费。",
            ending,
        ]
    ).encode()
