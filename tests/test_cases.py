"""Faults that other people met, each in a document of its own (`cases/documents` of the reference
documents): one thing differs from a base, and the right value stands beside it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import extract
from extract import forms

FOLDER = "cases/documents"
Json = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """A value of the JSON contract by its path, and the answers that are right.

    `unread`: null is right too, where the cell is `unreadable` and an issue says why.
    """

    path: str
    values: tuple[object, ...]
    unread: bool = False


ONLY_UNREAD: tuple[object, ...] = ()
RIGHT = {
    "01_html_hidden_by_class.html": [Wanted("table2.penalty_decisions", (346,), unread=True)],
    "03_html_hidden_opacity0.html": [Wanted("table2.penalty_decisions", (346,), unread=True)],
    "05_html_unit_head_yuan_bare.html": [Wanted("table2.fees_10k_yuan", ("162.35",))],
    "08_html_amount_wan.html": [Wanted("table2.fees_10k_yuan", ("162.35",), unread=True)],
    "10_html_count_with_prefix.html": [Wanted("table2.penalty_decisions", (346,), unread=True)],
    "13_html_picture_in_cell.html": [Wanted("table2.fees_10k_yuan", ONLY_UNREAD, unread=True)],
    "14_html_form_feed.html": [Wanted("quality", ("verified",))],
    "17_html_prose_three_years.html": [Wanted("quality", ("verified",))],
    "19_html_prose_half_years.html": [Wanted("quality", ("verified",))],
    "21_html_pubdate_of_page.html": [Wanted("quality", ("verified",))],
    "22_html_title_year_2042.html": [Wanted("year", (2024,))],
    "23_html_2019_change_arrow.html": [Wanted("table2.licensing_items_change", (-3,), unread=True)],
    "25_html_2019_amount_yuan_head.html": [
        Wanted("table2.procurement_amount_10k_yuan", ("162.35",))
    ],
    "26_html_2021_form_with_2019_heads.html": [Wanted("table2.licensing_decisions", (None,))],
    "30_xlsx_shown_in_wan.xlsx": [Wanted("table2.fees_10k_yuan", ("162.35",), unread=True)],
    "32_xlsx_error_cell.xlsx": [Wanted("table2.fees_10k_yuan", ONLY_UNREAD, unread=True)],
    "33_xlsx_formulas_without_values.xlsx": [
        Wanted("table3.granted.6", ONLY_UNREAD, unread=True),
        Wanted("table3.total.6", ONLY_UNREAD, unread=True),
    ],
    "34_xlsx_raised_digit.xlsx": [Wanted("table3.granted.0", (14,), unread=True)],
    "48_docx_white_digit.docx": [Wanted("table3.granted.0", (14,), unread=True)],
    "50_pdf_covered_figure.pdf": [Wanted("table2.penalty_decisions", (346,), unread=True)],
    "52_pdf_white_digit.pdf": [Wanted("table2.penalty_decisions", (346,), unread=True)],
    "54_pdf_form_fields.pdf": [
        Wanted("table2.penalty_decisions", (346,), unread=True),
        Wanted("table2.coercion_decisions", (58,), unread=True),
    ],
    "57_pdf_freetext_correction.pdf": [Wanted("table2.penalty_decisions", (364,), unread=True)],
    "62_ofd_annotation_only.ofd": [Wanted("table2.penalty_decisions", (346,), unread=True)],
    "72_html_banner_above_title.html": [Wanted("year", (2021,))],
    "73_html_breadcrumb_named_like_a_title.html": [
        Wanted("agency", ("甲县教育局",)),
        Wanted("year", (2021,)),
    ],
    "74_html_dates_in_the_shell.html": [
        Wanted("year", (2021,)),
        Wanted("quality", ("verified",)),
        Wanted("published_on", ("2022-01-24",)),
    ],
    "75_html_site_name_and_date_above_title.html": [
        Wanted("agency", ("虹口镇人民政府办公室", "青浔市虹口镇人民政府办公室")),
        Wanted("year", (2023,)),
    ],
}
AS_BASE = (
    "14_html_form_feed.html",
    "16_html_blank_template_then_filled.html",
    "28_html_numbers_of_rows_in_own_cells.html",
    "40_docx_document2.docx",
    "42_docx_altchunk.docx",
    "43_doc_mhtml_quoted_printable.doc",
    "45_xls_spreadsheetml_2003.xls",
    "55_pdf_leading_crlf.pdf",
    "60_ofd_bold_by_printing_twice.ofd",
    "72_html_banner_above_title.html",
    "73_html_breadcrumb_named_like_a_title.html",
    "74_html_dates_in_the_shell.html",
)


@cache
def reading(path: Path) -> Json:
    return dict(extract.read(path.read_bytes(), path.name).as_json(all_cells=True))


def value_at(said: Any, path: str) -> Any:
    for part in path.split("."):
        said = said[int(part) if part.isdigit() else part]
    return said


def status_at(said: Json, path: str) -> str:
    """The status of the cell at a path of tables 2 and 3."""
    table, row, *column = path.split(".")
    columns = said["columns"] if column else [None]
    wanted = columns[int(column[0])] if column else None
    [status] = [
        cell["status"]
        for cell in said["cells"]
        if (f"table{cell['table']}", cell["row"], cell["column"]) == (table, row, wanted)
    ]
    return str(status)


def is_right(said: Json, wanted: Wanted) -> bool:
    found = value_at(said, wanted.path)
    if found in wanted.values and not (found is None and wanted.unread):
        return True
    columns = forms.form("2021").table3.column_keys
    unread = wanted.unread and found is None
    return unread and status_at({**said, "columns": columns}, wanted.path) == "unreadable"


@pytest.mark.parametrize("name", RIGHT)
def test_what_a_document_prints_is_read_or_called_unreadable(shared: Path, name: str) -> None:
    said = reading(shared / FOLDER / name)
    assert [wanted.path for wanted in RIGHT[name] if not is_right(said, wanted)] == []
    unread = [cell for cell in said["cells"] if cell["status"] == "unreadable"]
    assert not unread or said["issues"]


@pytest.mark.parametrize("name", AS_BASE)
def test_a_document_in_other_clothes_gives_every_figure_of_its_base(
    shared: Path, name: str
) -> None:
    base = "70_html_base_2021.html" if name[0] == "7" else "00_base.html"
    said, known = (reading(shared / FOLDER / each) for each in (name, base))
    for table in ("table2", "table3", "table4"):
        assert said[table] == known[table]


@pytest.mark.parametrize("name", [*RIGHT, *AS_BASE])
def test_no_figure_of_the_base_becomes_another_in_silence(shared: Path, name: str) -> None:
    """Whatever the one thing is that differs: the other figures are the base's, or null."""
    said = reading(shared / FOLDER / name)
    assert said["quality"] != "source_error"
    if name.split("_")[2] == "2019" or name[0] == "7":
        return
    known = reading(shared / FOLDER / "00_base.html")
    own = {wanted.path for wanted in RIGHT.get(name, ())}
    for table in ("table3", "table4"):
        for row, values in (said[table] or {}).items():
            paths = [f"{table}.{row}.{at}" for at in range(len(values))]
            pairs = zip(paths, values, known[table][row], strict=True)
            wrong = [path for path, got, right in pairs if got not in (right, None)]
            assert set(wrong) <= own


def test_a_row_of_words_is_printed_and_unread(shared: Path) -> None:
    said = reading(shared / FOLDER / "11_html_row_of_words.html")
    cells = [cell for cell in said["cells"] if cell["row"] == "unprocessed_repeated"]
    assert len(cells) == 7
    assert {cell["status"] for cell in cells} <= {"unreadable", "not_applicable"}


def test_the_reference_base_itself_is_verified(shared: Path) -> None:
    expected = json.loads((shared / FOLDER / "00_base.html.expected.json").read_text("utf-8"))
    said = reading(shared / FOLDER / "00_base.html")
    assert said["quality"] == "verified"
    for table, rows in expected.items():
        assert {row: said[table][row] for row in rows} == rows
