"""Draws one reading for people: who, how well read, the tables, failed checks and issues.

Works on the JSON of a reading, so it shows what programs get and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from extract.contract import CheckRecord, FigureRecord, MatrixRecord, ReadingRecord
from extract.forms import FORM_NAMES, Form, Matrix, form
from extract.forms.statutory import Statutory
from gongkai.complaints import printable
from publish.collect.figures import row_keys

QUALITY = {
    "verified": ("全部核对无误", "bold green"),
    "consistent": ("核对无误，含空白或推定值", "green"),
    "source_error": ("原文自相矛盾", "yellow"),
    "doubtful": ("存疑", "bold red"),
    "unparsed": ("未能解析", "bold red"),
}
MARKS = {"blank": "·", "not_applicable": "/", "unreadable": "?"}
NOTE = "· blank 空白   / not applicable 不适用   ? unreadable 无法辨认   * inferred 推定"

Statuses = dict[tuple[Statutory, str, str | None], str]


def _foreign(text: object) -> Text:
    """Text of a document, without markup and without control characters."""
    return Text(printable(text))


def draw(reading: ReadingRecord) -> Group:
    """Everything worth seeing of one reading (the JSON of form.md), from top to bottom."""
    return Group(*_parts(reading))


def _parts(reading: ReadingRecord) -> Iterator[RenderableType]:
    yield _identity(reading)
    if reading["form"] in FORM_NAMES:
        yield from _tables(reading)
    if reading["statistics"]:
        yield _title("政府信息公开情况统计表 / Statistics table")
        yield _indicators(reading)
    if reading["form"] in FORM_NAMES or reading["statistics"]:
        yield Text(NOTE, style="dim")
    failed = [check for check in reading["checks"] if check["result"] == "fail"]
    if failed:
        yield _title("Failed checks / 未通过的勾稽关系")
        yield _checks(failed)
    for issue in reading["issues"]:
        yield _foreign(f"! {issue['code']}: {issue['message']}")


def _identity(reading: ReadingRecord) -> Table:
    chinese, style = QUALITY[reading["quality"]]
    table = Table.grid(padding=(0, 2))
    lines = {
        "File / 文件": reading["file"],
        "Agency / 机关": reading["agency"],
        "Year / 年度": reading["year"],
        "Title / 标题": reading["title"],
        "Form / 格式": reading["form"],
        "Signed / 落款": reading["signed_on"],
        "Published / 发布": reading["published_on"],
    }
    for label, value in lines.items():
        if value is not None:
            table.add_row(label, _foreign(value))
    table.add_row("Quality / 质量", Text(f"{reading['quality']} {chinese}", style=style))
    return table


def _statuses(reading: ReadingRecord) -> Statuses:
    return {
        (Statutory.of_record(cell["table"]), cell["row"], cell["column"]): cell["status"]
        for cell in reading["cells"]
    }


def _shown(value: object, status: str) -> str:
    if value is None:
        return MARKS.get(status, "")
    return f"{value}*" if status == "inferred" else str(value)


def _tables(reading: ReadingRecord) -> Iterator[RenderableType]:
    statuses = _statuses(reading)
    layout = form(reading["form"] or "")
    if reading["table2"] is not None:
        yield _title(f"{Statutory.DISCLOSURES} {layout.table2_title} / {layout.table2_title_en}")
        yield _disclosures(layout, reading["table2"], statuses)
    counted = (
        (Statutory.REQUESTS, layout.table3, reading["table3"]),
        (Statutory.DISPUTES, layout.table4, reading["table4"]),
    )
    for which, matrix, figures in counted:
        if figures is not None:
            yield _title(f"{which} {matrix.title} / {matrix.title_en}")
            yield _matrix(which, matrix, figures, statuses)


def _disclosures(layout: Form, figures: Mapping[str, FigureRecord], statuses: Statuses) -> Table:
    table = Table.grid(padding=(0, 2))
    for row in layout.table2:
        for figure in row.figures:
            status = statuses.get((Statutory.DISCLOSURES, figure.key, None), "")
            table.add_row(row.label, figure.column, _shown(figures[figure.key], status))
    return table


def _indicators(reading: ReadingRecord) -> Table:
    """The statistics table of the form of 2014: each chapter once, with its indicators below."""
    statuses = _statuses(reading)
    table = Table.grid(padding=(0, 2))
    chapter = None
    for key, entry in zip(row_keys(reading), reading["statistics"], strict=True):
        if entry["chapter"] != chapter:
            chapter = entry["chapter"]
            table.add_row(_foreign(chapter or ""), style="dim")
        value = _shown(entry["value"], statuses.get((Statutory.STATISTICS, key, None), ""))
        table.add_row(
            _foreign(f"  {entry['label']}"), _foreign(value), _foreign(entry["unit"] or "")
        )
    return table


def _matrix(which: Statutory, matrix: Matrix, figures: MatrixRecord, statuses: Statuses) -> Table:
    table = _table()
    table.add_column("", overflow="ellipsis", no_wrap=True, max_width=34)
    for column in matrix.columns:
        table.add_column(column.label, justify="right", max_width=8, overflow="fold")
    for row in matrix.rows:
        values = _row(which, row.key, matrix.column_keys, figures, statuses)
        if any(values):
            table.add_row(f"{row.number} {row.label}".strip(), *values)
    return table


def _row(
    which: Statutory, key: str, columns: Sequence[str], figures: MatrixRecord, statuses: Statuses
) -> list[str]:
    values = zip(columns, figures[key], strict=True)
    return [_shown(value, statuses.get((which, key, column), "")) for column, value in values]


def _checks(failed: Sequence[CheckRecord]) -> Table:
    table = _table()
    for heading in ("rule", "subject", "left", "right"):
        table.add_column(heading, justify="right" if heading in ("left", "right") else "left")
    for check in failed:
        table.add_row(*(_foreign(check[key]) for key in ("rule", "subject", "left", "right")))
    return table


def _title(text: str) -> Text:
    return Text(f"\n{text}", style="bold")


def _table() -> Table:
    return Table(box=None, pad_edge=False, padding=(0, 1), header_style="dim")
