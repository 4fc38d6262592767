"""CSV comes whole, opens in spreadsheet programs, and runs no formula there."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.schema.metadata import metadata
from publish.site.serving.spreadsheet import SpreadsheetRows, allow_long_cells, neutral
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


@pytest.mark.parametrize(
    "cell", ["=1+1", "+86", "-2", "@a", "\tx", "\r=1", "-", "+a", "＝1", "--253", "+1,2", "=1\n2"]
)
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
    links = dict(
        zip(("csv", "excel"), page.xpath("//div[@class='export-bar']//a/@href"), strict=False)
    )
    assert links["excel"] == f"/archive/sections.csv?report={NEW}&_stream=on&_dl=on&_bom=1"
    assert len(rows_of(get(links["excel"]).content)) == 1 + 1 + MORE_SECTIONS


def test_a_custom_query_is_cut_on_its_page_and_whole_in_its_csv(get: Get) -> None:
    page = get("/archive?sql=select+id+from+sections")
    assert "此处只显示前 1000 行" in page.text and "下载的 CSV 含全部行" in page.text
    assert "此处只显示前 1000 行" not in get("/archive?sql=select+1").text
    links = [
        link for link in parsed(page).xpath("//p[@class='export-links']/a/@href") if ".csv" in link
    ]
    assert len(links) == 2
    lines = get("/archive.jsonl?sql=select+id+from+sections").text.splitlines()
    assert {json.loads(line)["id"] for line in lines} == set(range(1, 4 + MORE_SECTIONS))
    for link in links:
        rows = rows_of(get(link).content)
        assert rows[0] == ["id"] and {int(row[0]) for row in rows[1:]} == set(
            range(1, 4 + MORE_SECTIONS)
        )


def whole(get: Get, path: str) -> list[list[str]]:
    response = get(path)
    assert response.status_code == 200
    return rows_of(response.content)


@pytest.mark.parametrize("arguments", ["", "?_size=max", "?_next=5"])
def test_the_csv_of_a_table_is_whole_also_where_nobody_asks_for_a_stream(
    get: Get, arguments: str
) -> None:
    assert len(whole(get, f"/archive/sections.csv{arguments}")) == 1 + 3 + MORE_SECTIONS


def test_who_asks_for_some_rows_gets_some(get: Get) -> None:
    rows = whole(get, "/archive/sections.csv?_size=7&_sort_desc=id")
    assert [row[0] for row in rows[1:]] == [str(3 + MORE_SECTIONS - number) for number in range(7)]


def test_filters_search_sorting_and_columns_hold_in_the_csv(get: Get) -> None:
    found = whole(
        get,
        f"/archive/sections.csv?report__exact={NEW}&heading__contains=总体&_col=heading&_stream=on",
    )
    assert found == [["id", "heading"], ["1", "总体情况"]]
    assert whole(get, "/archive/agencies.csv?_search=水务&_col=name")[1:] == [
        ["990101-aaaaaaaa", "松江县水务局"]
    ]
    years = [row[1] for row in whole(get, "/archive/reports.csv?_sort=year&_col=year")[1:]]
    assert years == ["2014", "2020", "2022", "2023"]


def test_json_lines_have_every_row_under_the_filters(get: Get) -> None:
    page = parsed(get(f"/archive/sections?report={NEW}&_next=5&_size=3"))
    [link] = [one for one in page.xpath("//div[@class='export-bar']//a/@href") if ".jsonl" in one]
    response = get(link)
    rows = [json.loads(line) for line in response.text.splitlines()]
    assert len(rows) == 1 + MORE_SECTIONS and {row["report"] for row in rows} == {NEW}
    assert rows[0] == {
        "id": 1,
        "report": NEW,
        "number": 1,
        "heading": "总体情况",
        "text": rows[0]["text"],
    }
    assert rows[-1]["number"] is None
    assert response.headers["content-type"] == "application/jsonl; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="sections.jsonl"'


def test_a_view_and_a_canned_query_come_whole(get: Get) -> None:
    assert len(whole(get, "/archive/report_wide.csv")) == 1 + 4
    name = next(iter(metadata()["databases"]["archive"]["queries"]))
    as_json = get(f"/archive/{name}.json?_shape=arrays").json()
    assert whole(get, f"/archive/{name}.csv")[0] == as_json["columns"]
    assert len(whole(get, f"/archive/{name}.csv")) == 1 + len(as_json["rows"])


def test_labels_stand_behind_their_references(get: Get) -> None:
    rows = whole(get, "/archive/agencies.csv?_labels=on&_col=region&_col=portal")
    assert rows[0] == ["id", "region", "region_label", "portal", "portal_label"]
    assert rows[1] == ["990101-aaaaaaaa", "990101", "松江县", "songjiang", "松江县人民政府"]


def test_sql_takes_its_parameters_from_the_address(get: Get) -> None:
    assert whole(get, "/archive.csv?sql=select+:a+as+a,+:b+as+b&a=1") == [["a", "b"], ["1", ""]]
    assert whole(get, "/archive.csv?sql=select+1+as+a&_header=off") == [["1"]]


@pytest.mark.parametrize(
    "address, status, told",
    [
        ("/archive.csv?sql=select+nobody", 400, "no such column: nobody"),
        ("/archive.csv?sql=delete+from+reports", 400, "Statement must be a SELECT"),
        ("/archive/nothing.csv", 404, "Table not found"),
        ("/archive/sections.csv?_where=nonsense", 400, "no such column"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_a_row_is_sent(
    get: Get, address: str, status: int, told: str
) -> None:
    response = get(address)
    assert response.status_code == status and told in response.text


@pytest.mark.parametrize("number", ["3", "2", "4"])
def test_a_report_links_to_its_own_rows(get: Get, number: str) -> None:
    links = parsed(get(f"/report/{NEW}")).xpath(
        f"//section[@id='table-{number}']//span[@class='downloads']/a/@href"
    )
    plain, excel, as_json = (get(link) for link in links)
    expected = {"2": 1, "3": 26, "4": 3}[number]
    assert (
        len(rows_of(plain.content)) - 1
        == len(rows_of(excel.content)) - 1
        == len(as_json.json()["rows"])
        == expected
    )
    assert {row["report"] for row in as_json.json()["rows"]} == {NEW} and HOSTILE not in plain.text
