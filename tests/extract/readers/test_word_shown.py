"""What a Word document shows is read, whatever it stores; what cannot be decided is unreadable."""

from __future__ import annotations

import io
import zipfile

import pytest

from extract.document import Document, Grid
from extract.readers.word.read import read_docx
from tests.extract.readers.word_files import archive, cell, docx, paragraph, run, table

STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="N"/>'
    '<w:style w:type="character" w:styleId="Gone"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Heir"><w:basedOn w:val="Gone"/></w:style>'
    '<w:style w:type="character" w:styleId="Back"><w:basedOn w:val="Gone"/>'
    '<w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Cut"><w:rPr><w:strike/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="CutToo"><w:rPr><w:strike/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Mark"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
    "</w:style>"
    '<w:style w:type="character" w:styleId="Up"><w:rPr><w:position w:val="12"/></w:rPr></w:style>'
    '<w:style w:type="table" w:styleId="Last"><w:tblStylePr w:type="lastRow"><w:rPr><w:strike/>'
    "</w:rPr></w:tblStylePr></w:style>"
    '<w:style w:type="table" w:styleId="Heads"><w:tblStylePr w:type="firstRow"><w:rPr>'
    '<w:color w:val="FFFFFF"/></w:rPr><w:tcPr><w:shd w:val="clear" w:fill="1F4E79"/></w:tcPr>'
    "</w:tblStylePr></w:style>"
)
ONE_LIST = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
LISTED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'


def figure(content: str, properties: str = "", shading: str = "") -> Document:
    """A row of a label and a figure of this content."""
    own = f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"
    row = cell("行政处罚") + f"<w:tc><w:tcPr>{shading}</w:tcPr>{own}</w:tc>"
    return read_docx(docx(table(row), styles=STYLES, numbering=ONE_LIST))


def texts(document: Document) -> list[str]:
    return [cell.text for grid in document.blocks if isinstance(grid, Grid) for cell in grid.cells]


def codes(document: Document) -> list[str]:
    return [code for code, _ in document.issues]


@pytest.mark.parametrize(
    ("properties", "text", "found"),
    [
        ("<w:b/>", "571", []),
        ("<w:vanish/>", "57", ["hidden_text"]),
        ('<w:color w:val="FFFF00"/><w:highlight w:val="yellow"/>', "57", ["hidden_text"]),
        ('<w:color w:val="FFFFFF"/><w:highlight w:val="darkBlue"/>', "571", []),
        ('<w:rStyle w:val="Gone"/>', "57", ["hidden_text"]),
        ('<w:rStyle w:val="Heir"/>', "57", ["hidden_text"]),
        ('<w:rStyle w:val="Back"/>', "571", []),
        ('<w:rStyle w:val="Gone"/><w:vanish w:val="0"/>', "571", []),
        ("<w:dstrike/>", "57", ["struck_text"]),
        ('<w:rStyle w:val="Mark"/>', "57[1]", []),
        ('<w:rStyle w:val="Up"/>', "57[1]", []),
        ('<w:vertAlign w:val="subscript"/>', "57[1]", []),
        ('<w:vertAlign w:val="baseline"/>', "571", []),
        ('<w:color w:val="FFFFFF"/>', "57", ["hidden_text"]),
        ('<w:color w:val="000000" w:themeColor="background1"/>', "57", ["hidden_text"]),
        ('<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="000000"/>', "571", []),
        ('<w:sz w:val="2"/>', "57", ["hidden_text"]),
        ('<w:w w:val="1"/>', "57", ["hidden_text"]),
    ],
)
def test_a_run_is_read_as_it_is_shown(properties: str, text: str, found: list[str]) -> None:
    document = figure(run("57") + run("1", properties))
    assert (texts(document), codes(document)) == (["行政处罚", text], found)


def test_an_unseen_digit_between_others_leaves_them_apart() -> None:
    assert texts(figure(run("5") + run("1", '<w:color w:val="FFFFFF"/>') + run("7")))[1] == "5 7"


def test_letters_in_the_colour_of_their_cell_are_not_seen() -> None:
    shading = '<w:shd w:val="clear" w:fill="D9E2F3"/>'
    document = figure(run("57") + run("1", '<w:color w:val="D9E2F3"/>'), shading=shading)
    assert (texts(document)[1], codes(document)) == ("57", ["hidden_text"])


def test_a_figure_that_is_struck_as_a_whole_is_unreadable_and_a_label_is_none() -> None:
    document = figure(run("57"), '<w:pStyle w:val="Cut"/>')
    assert (texts(document), codes(document)) == (["行政处罚", "57?"], ["struck_text"])
    label = read_docx(
        docx(table(f"<w:tc><w:p>{run('处罚', '<w:strike/>')}</w:p></w:tc>" + cell("3")))
    )
    assert texts(label) == ["处罚", "3"]


def test_two_styles_that_strike_leave_a_run_as_it_was() -> None:
    document = figure(run("57", '<w:rStyle w:val="CutToo"/>'), '<w:pStyle w:val="Cut"/>')
    assert texts(document)[1] == "57"


@pytest.mark.parametrize(("look", "text"), [("0040", "9?"), ("0000", "9")])
def test_a_table_style_strikes_its_last_row_where_the_table_shows_it(look: str, text: str) -> None:
    head = f'<w:tblPr><w:tblStyle w:val="Last"/><w:tblLook w:val="{look}"/></w:tblPr>'
    rows = table(cell("处罚") + cell("8"), cell("强制") + cell("9"))
    document = read_docx(docx(rows.replace("<w:tbl>", f"<w:tbl>{head}"), styles=STYLES))
    assert texts(document) == ["处罚", "8", "强制", text]


def test_white_heads_on_the_dark_of_their_style_are_seen() -> None:
    head = '<w:tblPr><w:tblStyle w:val="Heads"/><w:tblLook w:val="0020"/></w:tblPr>'
    rows = table(cell("项目") + cell("数量"), cell("处罚") + cell("8"))
    document = read_docx(docx(rows.replace("<w:tbl>", f"<w:tbl>{head}"), styles=STYLES))
    assert texts(document) == ["项目", "数量", "处罚", "8"]


_MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


@pytest.mark.parametrize(
    ("between", "code"),
    [
        ('<w:r><w:drawing><a:blip r:embed="rId5"/></w:drawing></w:r>', "picture_in_cell"),
        ('<w:r><w:object><v:shape/></w:object></w:r>', "picture_in_cell"),
        (f"<m:f {_MATH}><m:num><m:r><m:t>5</m:t></m:r></m:num></m:f>", "equation"),
        (
            '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>EQ \\f(5,7)</w:instrText>'
            '<w:fldChar w:fldCharType="end"/></w:r>',
            "field",
        ),
        (
            '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>FORMCHECKBOX</w:instrText>'
            '<w:fldChar w:fldCharType="end"/></w:r>',
            "form_control",
        ),
        ('<w:bdo w:val="rtl"><w:r><w:t>12</w:t></w:r></w:bdo>', "bidirectional_controls"),
    ],
)  # fmt: skip
def test_what_is_no_text_in_a_figure_makes_it_unreadable(between: str, code: str) -> None:
    document = figure(run("5") + between + run("7"))
    assert texts(document)[1].endswith("?")
    assert codes(document) == [code]


def test_a_field_with_a_result_gives_it_and_one_that_marks_a_place_nothing() -> None:
    begin, end = '<w:fldChar w:fldCharType="begin"/>', '<w:fldChar w:fldCharType="end"/>'
    summed = f"{begin}<w:instrText>=SUM(ABOVE)</w:instrText>" + (
        f'<w:fldChar w:fldCharType="separate"/><w:t>57</w:t>{end}'
    )
    mark = f"{begin}<w:instrText>XE 处罚</w:instrText>{end}"
    document = figure(f"<w:r>{summed}{mark}</w:r>")
    assert (texts(document), codes(document)) == (["行政处罚", "57"], [])


def test_a_list_number_before_a_figure_makes_it_unreadable_and_one_before_a_label_does_not() -> (
    None
):
    label = f"<w:tc>{paragraph('行政处罚', properties=LISTED)}</w:tc>"
    amount = f"<w:tc>{paragraph('57', properties=LISTED)}</w:tc>"
    document = read_docx(docx(table(label + amount), numbering=ONE_LIST))
    assert texts(document) == ["1.行政处罚", "2. 57?"]
    assert codes(document) == ["list_number_in_cell"]


def test_a_cell_that_shows_a_list_number_only_is_unreadable_behind_its_label() -> None:
    document = figure("", LISTED)
    assert (texts(document), codes(document)) == (["行政处罚", "?"], ["list_number_in_cell"])


def test_the_mark_that_an_author_chose_for_a_note_is_no_digit() -> None:
    note = '<w:r><w:endnoteReference w:customMarkFollows="1" w:id="2"/><w:t>1</w:t></w:r>'
    assert texts(figure(run("57") + note))[1] == "57[1]"


def test_the_main_part_is_the_one_that_the_package_names() -> None:
    whole = docx(paragraph("年度报告"))
    with zipfile.ZipFile(io.BytesIO(whole)) as opened:
        main = opened.read("word/document.xml")
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r" Type="x/officeDocument" Target="/word/document2.xml"/></Relationships>'
    )
    document = read_docx(archive({"_rels/.rels": relation, "word\\document2.xml": main}))
    assert [block.place.path for block in document.blocks] == ["body/p[1]"]
