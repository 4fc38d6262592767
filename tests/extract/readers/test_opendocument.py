"""OpenDocument texts and sheets: what they show is read."""

from __future__ import annotations

import pytest

from extract.document import Document, Grid, Paragraph
from extract.formats import read_document
from tests.extract.readers.word_files import archive

_NAMES = {
    **{"office": "office:1.0", "style": "style:1.0", "text": "text:1.0", "table": "table:1.0"},
    **{"draw": "drawing:1.0", "fo": "xsl-fo-compatible:1.0"},
}
NAMESPACES = (
    " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}"'
        for prefix, name in _NAMES.items()
    )
    + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)
_STYLES = (
    "<office:automatic-styles>"
    '<style:style style:name="Struck" style:family="text"><style:text-properties'
    ' style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="Heir" style:family="text" style:parent-style-name="Struck"/>'
    '<style:style style:name="Raised" style:family="text"><style:text-properties'
    ' style:text-position="super 58%"/></style:style>'
    '<style:style style:name="White" style:family="text"><style:text-properties'
    ' fo:color="#ffffff"/></style:style>'
    '<style:style style:name="Gone" style:family="text"><style:text-properties'
    ' text:display="none"/></style:style>'
    '<style:style style:name="Dark" style:family="table-cell"><style:table-cell-properties'
    ' fo:background-color="#1f4e79"/></style:style>'
    '<style:style style:name="Off" style:family="table"><style:table-properties'
    ' table:display="false"/></style:style>'
    '<text:list-style style:name="Counted"><text:list-level-style-number text:level="1"'
    ' style:num-format="1"/></text:list-style>'
    "</office:automatic-styles>"
)  # fmt: skip


def flat(body: str) -> Document:
    """A flat file with this body and the styles above."""
    whole = f"<office:document {NAMESPACES}>{_STYLES}<office:body>{body}</office:body></office:document>"
    return read_document(f'<?xml version="1.0" encoding="UTF-8"?>{whole}'.encode())


def written(content: str) -> Document:
    """A text with a table of a label and a cell of this content."""
    label = "<table:table-cell><text:p>行政处罚</text:p></table:table-cell>"
    cell = f"<table:table-cell>{content}</table:table-cell>"
    return flat(
        "<office:text><text:h>标题</text:h><table:table><table:table-row>"
        f"{label}{cell}</table:table-row></table:table></office:text>"
    )


def calculated(cells: str, columns: str = "", rows: str = "", tables: str = "") -> Document:
    """A sheet with a row of a label and these cells."""
    label = "<table:table-cell><text:p>行政处罚</text:p></table:table-cell>"
    return flat(
        f'<office:spreadsheet><table:table table:name="表">{columns}<table:table-row>{label}{cells}'
        f"</table:table-row>{rows}</table:table>{tables}</office:spreadsheet>"
    )


def texts(document: Document) -> list[str]:
    return [cell.text for grid in document.blocks if isinstance(grid, Grid) for cell in grid.cells]


def codes(document: Document) -> list[str]:
    return [code for code, _ in document.issues]


@pytest.mark.parametrize(
    ("content", "text", "found"),
    [
        ("<text:p>57<text:s/></text:p>", "57", []),
        ('<text:p>57<text:span text:style-name="Heir">1</text:span></text:p>', "57", ["struck_text"]),
        ('<text:p><text:span text:style-name="Struck">57</text:span></text:p>', "57?", ["struck_text"]),
        ('<text:p>57<text:span text:style-name="Raised">1</text:span></text:p>', "57[1]", []),
        ('<text:p>5<text:span text:style-name="White">1</text:span>7</text:p>', "5 7", ["hidden_text"]),
        ('<text:p>57<text:span text:style-name="Gone">1</text:span></text:p>', "57", ["hidden_text"]),
        ('<text:p>57<text:hidden-text text:is-hidden="true">1</text:hidden-text></text:p>', "57", ["hidden_text"]),
        ("<text:p>57<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>注"
         "</text:p></text:note-body></text:note></text:p>", "57[1]", []),
        ("<text:p>5<draw:frame><draw:image/></draw:frame>7</text:p>", "57?", ["picture_in_cell"]),
        ('<text:list text:style-name="Counted"><text:list-item><text:p>57</text:p></text:list-item>'
         "</text:list>", "57?", ["list_number_in_cell"]),
    ],
)  # fmt: skip
def test_a_cell_of_a_text_is_read_as_it_is_shown(content: str, text: str, found: list[str]) -> None:
    document = written(content)
    assert isinstance(document.blocks[0], Paragraph)
    assert document.blocks[0].heading
    assert (texts(document), codes(document)) == (["行政处罚", text], found)


@pytest.mark.parametrize(
    ("cell", "text", "found"),
    [
        ('office:value="57"><text:p>57</text:p>', "57", []),
        ('office:value="2.2949"><text:p>2.29</text:p>', "2.29", []),
        ('office:value="57"><text:p/>', "?", ["number_format"]),
        ('table:formula="of:=1+1">', "?", ["formula_without_value"]),
        ('calcext:value-type="error" office:value="0"><text:p>#DIV/0!</text:p>', "?", ["error_value"]),
        ('table:style-name="Dark"><text:p><text:span text:style-name="White">57</text:span></text:p>', "57", []),
    ],
)  # fmt: skip
def test_a_cell_of_a_sheet_is_read_as_it_is_shown(cell: str, text: str, found: list[str]) -> None:
    document = calculated(f"<table:table-cell {cell}</table:table-cell>")
    assert (texts(document), codes(document)) == (["行政处罚", text], found)


def test_hidden_columns_rows_and_sheets_are_left_out() -> None:
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    old, new = ("<table:table-cell><text:p>9</text:p></table:table-cell>",
                "<table:table-cell><text:p>57</text:p></table:table-cell>")  # fmt: skip
    row = f'<table:table-row table:visibility="filter">{old * 3}</table:table-row>'
    sheet = f'<table:table table:style-name="Off"><table:table-row>{old * 3}</table:table-row></table:table>'
    document = calculated(old + new, columns, row, sheet)
    assert texts(document) == ["行政处罚", "57"]
    assert codes(document) == ["cells_hidden", "sheets_hidden"]


def test_merged_and_repeated_cells_stand_where_they_are_shown() -> None:
    cells = (
        '<table:table-cell table:number-columns-spanned="2"><text:p>57</text:p></table:table-cell>'
        '<table:covered-table-cell/><table:table-cell table:number-columns-repeated="2">'
        "<text:p>0</text:p></table:table-cell>"
    )
    (grid,) = calculated(cells).blocks
    assert isinstance(grid, Grid)
    assert [(cell.text, cell.column, cell.column_span) for cell in grid.cells] == [
        ("行政处罚", 0, 1),
        ("57", 1, 2),
        ("0", 3, 1),
        ("0", 4, 1),
    ]


def test_a_packed_text_is_known_by_what_it_says_it_is() -> None:
    body = "<office:text><text:p>年度报告</text:p></office:text>"
    content = f"<office:document-content {NAMESPACES}><office:body>{body}</office:body></office:document-content>"
    document = read_document(
        archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})
    )
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["年度报告"]
    assert document.media_type == "application/vnd.oasis.opendocument.text"
