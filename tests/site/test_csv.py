"""CSV comes whole, opens in spreadsheet programs, and runs no formula there."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.site.spreadsheet import SpreadsheetRows, allow_long_cells, neutral
from tests.site.archives import HOSTILE, HOSTILE_TEXT, NEW
from tests.site.conftest import MORE_SECTIONS, Get, parsed

BOM = b"\xef\xbb\xbf"


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_variant_for_excel_begins_with_a_byte_order_mark_and_is_a_download(get: Get) -> None:
    response = get("/archive/agencies.csv?_bom=1")
    assert response.content.startswith(BOM) and not response.content[3:].startswith(BOM)
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="agencies-excel.csv"'


@pytest.mark.parametrize("path", ["/archive/agencies.csv", "/archive/agencies.csv?_bom=0"])
def test_plain_csv_stays_plain(get: Get, path: str) -> None:
    assert get(path).content.startswith(b"id,name")


def test_both_variants_have_every_row(get: Get) -> None:
    plain = rows_of(get("/archive/sections.csv?_stream=on").content)
    excel = rows_of(get("/archive/sections.csv?_stream=on&_bom=1").content)
    # One heading, one section of each of three reports, and the rest.
    assert len(plain) == len(excel) == 1 + 3 + MORE_SECTIONS
    assert [row[-1] for row in plain] == [row[-1] for row in excel]
    assert plain[-1][-1] == f'第{MORE_SECTIONS - 1}行\n"引号",逗号'


def test_text_that_would_run_as_a_formula_gets_an_apostrophe(get: Get) -> None:
    formula = '=HYPERLINK("http://127.0.0.1/","点")'
    headings = {"plain": set[str](), "excel": set[str]()}
    for name, mark in (("plain", ""), ("excel", "&_bom=1")):
        table = rows_of(get(f"/archive/sections.csv?_stream=on{mark}").content)
        headings[name] = {row[table[0].index("heading")] for row in table[1:]}
    assert headings["plain"] == {"总体情况", HOSTILE_TEXT, formula}
    assert headings["excel"] == {"总体情况", HOSTILE_TEXT, "'" + formula}


@pytest.mark.parametrize("cell", ["=1+1", "+86", "-2", "@a", "\tx", "\r=1", "-", "+a", "＝1", "--253", "+1,2", "=1\n2"])
def test_numbers_are_untouched_and_other_text_is_not(cell: str) -> None:
    assert neutral(cell) == (cell if cell in ("+86", "-2") else "'" + cell)


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


@given(st.lists(st.lists(CELL, min_size=2, max_size=4), max_size=6), st.integers(1, 7))
def test_any_cells_come_back_however_the_stream_is_cut(table: list[list[str]], size: int) -> None:
    allow_long_cells()
    plain = io.StringIO(newline="")
    csv.writer(plain).writerows(table)
    content = plain.getvalue().encode()
    chunks = [content[start : start + size] for start in range(0, len(content), size)]
    rewriter = SpreadsheetRows()
    made = b"".join([rewriter.feed(chunk, False) for chunk in chunks] + [rewriter.feed(b"", True)])
    assert made.startswith(BOM)
    read = list(csv.reader(io.StringIO(made[3:].decode(), newline="")))
    assert read == [[neutral(cell) for cell in row] for row in table]


def test_a_cell_longer_than_the_csv_module_allows_by_default() -> None:
    allow_long_cells()
    long = "长" * 200_000
    assert rows_of(SpreadsheetRows().feed(f"a,{long}\r\n".encode(), True)) == [["a", long]]


def test_an_error_is_passed_on_as_it_is(get: Get) -> None:
    response = get("/archive/nothing.csv?_bom=1")
    assert response.status_code == 404 and not response.content.startswith(BOM)


def test_table_pages_link_to_all_rows_under_their_filters(get: Get) -> None:
    page = parsed(get("/archive/sections?report=" + NEW + "&_next=5&_size=3"))
    links = dict(zip(("csv", "excel"), page.xpath("//div[@class='export-bar']//a/@href"), strict=False))
    assert links["excel"] == f"/archive/sections.csv?report={NEW}&_stream=on&_dl=on&_bom=1"
    assert len(rows_of(get(links["excel"]).content)) == 1 + 1 + MORE_SECTIONS


def test_a_custom_query_says_that_its_csv_is_cut(get: Get) -> None:
    page = get("/archive?sql=select+id+from+sections")
    assert "此查询的结果已在 1000 行处截断" in page.text and "1000 行，超出部分不会出现" in page.text
    assert "1000 行处截断" not in get("/archive?sql=select+1").text


@pytest.mark.parametrize("number", ["3", "2", "4"])
def test_a_report_links_to_its_own_rows(get: Get, number: str) -> None:
    links = parsed(get(f"/report/{NEW}")).xpath(f"//section[@id='table-{number}']//span[@class='downloads']/a/@href")
    plain, excel, as_json = (get(link) for link in links)
    expected = {"2": 1, "3": 26, "4": 3}[number]
    assert len(rows_of(plain.content)) - 1 == len(rows_of(excel.content)) - 1 == len(as_json.json()) == expected
    assert {row["report"] for row in as_json.json()} == {NEW} and HOSTILE not in plain.text
