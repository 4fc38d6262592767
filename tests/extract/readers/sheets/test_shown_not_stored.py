"""What a workbook shows is read, whatever it stores; what it does not show clearly is unreadable."""

from __future__ import annotations

import io
import zipfile

import pytest

from extract.document import Document, Grid
from extract.readers.sheets.read import read_sheet
from tests.extract.readers.sheets.test_sheet import NAMESPACE, workbook

_LABELLED = '<row r="1"><c r="A1" t="inlineStr"><is><t>行政处罚</t></is></c>{}</row>'
_FORMATS = (
    '<numFmts count="3"><numFmt numFmtId="164" formatCode="0!.0000"/>'
    '<numFmt numFmtId="165" formatCode=";;;"/><numFmt numFmtId="166" formatCode="0;-0;;@"/>'
    "</numFmts>"
)
_FONTS = (
    '<fonts><font/><font><strike/></font><font><color rgb="FFFFFFFF"/></font>'
    '<font><vertAlign val="superscript"/></font></fonts>'
)
_FILLS = (
    '<fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="solid">'
    '<fgColor rgb="FF1F4E79"/></patternFill></fill></fills>'
)
_CELLS = (
    '<cellXfs><xf numFmtId="0" fontId="0" fillId="0"/><xf numFmtId="164" fontId="0"/>'
    '<xf numFmtId="165" fontId="0"/><xf numFmtId="166" fontId="0"/><xf numFmtId="0" fontId="1"/>'
    '<xf numFmtId="0" fontId="2"/><xf numFmtId="0" fontId="2" fillId="1"/>'
    '<xf numFmtId="2" fontId="0"/></cellXfs>'
)
_CONDITIONAL = (
    '<dxfs count="3"><dxf><font><color rgb="FFFFFFFF"/></font></dxf><dxf><fill><patternFill>'
    '<bgColor rgb="FF000000"/></patternFill></fill></dxf><dxf><fill><patternFill>'
    '<bgColor rgb="FFFFFFCC"/></patternFill></fill></dxf></dxfs>'
)
STYLES = (
    f'<styleSheet xmlns="{NAMESPACE}">{_FORMATS}{_FONTS}{_FILLS}{_CELLS}{_CONDITIONAL}</styleSheet>'
)


def shown(cell: str, before: str = "", after: str = "", calculation: str = "") -> Document:
    """A sheet of one labelled row with this cell, in a workbook with the styles above."""
    made = io.BytesIO()
    sheet = (
        f'<worksheet xmlns="{NAMESPACE}">{before}<sheetData>{_LABELLED.format(cell)}</sheetData>'
        f"{after}</worksheet>"
    )
    styles = (
        '<Relationship Id="rIdS" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/styles" Target="styles.xml"/></Relationships>'
    )
    with (
        zipfile.ZipFile(io.BytesIO(workbook({"表": ([], ())}))) as plain,
        zipfile.ZipFile(made, "w") as archive,
    ):
        for name in plain.namelist():
            part = plain.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                part = sheet
            if name == "xl/_rels/workbook.xml.rels":
                part = part.replace("</Relationships>", styles)
            if name == "xl/workbook.xml":
                part = part.replace("</workbook>", f"{calculation}</workbook>")
            archive.writestr(name, part)
        archive.writestr("xl/styles.xml", STYLES)
    return read_sheet(made.getvalue())


def texts(document: Document) -> list[str]:
    return [cell.text for grid in document.blocks if isinstance(grid, Grid) for cell in grid.cells]


def codes(document: Document) -> list[str]:
    return [code for code, _ in document.issues]


@pytest.mark.parametrize(
    ("cell", "text", "found"),
    [
        ('<c r="B1"><v>57</v></c>', "57", []),
        ('<c r="B1" s="1"><v>1623500</v></c>', "162.3500", ["number_format"]),
        ('<c r="B1" s="7"><v>2.2949</v></c>', "2.29", ["number_format"]),
        ('<c r="B1" s="7"><v>2.29</v></c>', "2.29", []),
        ('<c r="B1" s="2"><v>57</v></c>', "?", ["number_format"]),
        ('<c r="B1" s="4"><v>57</v></c>', "?", ["struck_text"]),
        ('<c r="B1" s="5"><v>57</v></c>', "?", ["hidden_text"]),
        ('<c r="B1" s="6"><v>57</v></c>', "57", []),
        ('<c r="B1" t="e"><v>#DIV/0!</v></c>', "?", ["error_value"]),
        ('<c r="B1"><f>SUM(C1:D1)</f></c>', "?", ["formula_without_value"]),
        ('<c r="B1"><f>SUM(C1:D1)</f><v>57</v></c>', "57", []),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_shown(cell: str, text: str, found: list[str]) -> None:
    document = shown(cell)
    assert texts(document) == ["行政处罚", text]
    assert codes(document) == found


@pytest.mark.parametrize(
    ("properties", "text", "found"),
    [
        ("<b/>", "571", []),
        ("<strike/>", "57", ["struck_text"]),
        ('<vertAlign val="superscript"/>', "57[1]", []),
        ('<vertAlign val="subscript"/>', "57[1]", []),
        ('<color theme="0"/>', "57 ", ["hidden_text"]),
        ('<sz val="1"/>', "57 ", ["hidden_text"]),
    ],
)
def test_a_part_of_a_text_is_read_as_it_is_shown(
    properties: str, text: str, found: list[str]
) -> None:
    runs = f"<r><t>57</t></r><r><rPr>{properties}</rPr><t>1</t></r>"
    document = shown(f'<c r="B1" t="inlineStr"><is>{runs}</is></c>')
    assert texts(document) == ["行政处罚", text]
    assert codes(document) == found


def test_a_zero_that_is_not_shown_is_blank() -> None:
    assert texts(shown('<c r="B1" s="3"><v>0</v></c><c r="C1"><v>5</v></c>')) == [
        "行政处罚",
        "",
        "5",
    ]
    view = '<sheetViews><sheetView showZeros="0"/></sheetViews>'
    assert texts(shown('<c r="B1"><v>0</v></c><c r="C1"><v>5</v></c>', view)) == [
        "行政处罚",
        "",
        "5",
    ]


def test_zeros_of_formulas_that_were_never_computed_are_not_trusted() -> None:
    cell = '<c r="B1"><f>SUM(C1:D1)</f><v>0</v></c>'
    assert texts(shown(cell)) == ["行政处罚", "0"]
    document = shown(cell, calculation='<calcPr fullCalcOnLoad="1"/>')
    assert (texts(document), codes(document)) == (["行政处罚", "0?"], ["formula_without_value"])


def test_hidden_columns_are_left_out_and_said_to_be() -> None:
    cells = '<c r="B1"><v>57</v></c><c r="C1"><v>118</v></c>'
    document = shown(cells, '<cols><col min="2" max="2" hidden="1"/></cols>')
    assert texts(document) == ["行政处罚", "118"]
    assert document.issues == (("cells_hidden", "Hidden rows or columns were left out: 表"),)


@pytest.mark.parametrize(
    ("rule", "text", "found"),
    [
        ('<cfRule dxfId="0"/>', "57?", ["hidden_text"]),
        ('<cfRule dxfId="1"/>', "57?", ["hidden_text"]),
        ('<cfRule dxfId="2"/>', "57", []),
        ('<cfRule><iconSet showValue="0"/></cfRule>', "57?", ["hidden_text"]),
        ("<cfRule><iconSet/></cfRule>", "57", []),
    ],
    ids=["white", "black ground", "light ground", "signs alone", "signs"],
)
def test_a_condition_that_may_hide_a_figure_leaves_it_unreadable(
    rule: str, text: str, found: list[str]
) -> None:
    rules = f'<conditionalFormatting sqref="B1">{rule}</conditionalFormatting>'
    document = shown('<c r="B1"><v>57</v></c>', after=rules)
    assert (texts(document), codes(document)) == (["行政处罚", text], found)


def columns(width: float) -> str:
    return f'<cols><col min="2" max="2" width="{width}" customWidth="1"/></cols>'


@pytest.mark.parametrize(("value", "width"), [("12345", 4.71), ("12345", 5), ("162.35", 4.5)])
def test_a_number_without_room_shows_as_marks_and_is_unreadable(value: str, width: float) -> None:
    document = shown(f'<c r="B1"><v>{value}</v></c>', before=columns(width))
    assert texts(document)[-1] == f"{value}?"
    assert codes(document) == ["narrow_column"]


@pytest.mark.parametrize(
    ("cell", "width"),
    [
        ('<c r="B1"><v>12345</v></c>', 5.71),
        ('<c r="B1"><v>12345678</v></c>', 8.71),
        ('<c r="B1" t="inlineStr"><is><t>12345</t></is></c>', 2.0),
    ],
)
def test_a_number_with_room_and_a_text_are_read(cell: str, width: float) -> None:
    document = shown(cell, before=columns(width))
    assert texts(document)[-1].startswith("12345")
    assert document.issues == ()
