from __future__ import annotations

import io

import docx as python_docx
import pytest

from extract.document import Document, Grid, Paragraph
from extract.readers.word.read import read_docx
from tests.extract.readers.word_files import archive, cell, docx, paragraph, part, run, table

VISIBLE = '<w:vanish w:val="0"/>'


def texts(document: Document) -> list[str]:
    return [block.text if isinstance(block, Paragraph) else "[grid]" for block in document.blocks]


def layout(document: Document) -> list[tuple[str, int, int, int, int]]:
    [grid] = [block for block in document.blocks if isinstance(block, Grid)]
    return [
        (cell.text, cell.row, cell.column, cell.row_span, cell.column_span) for cell in grid.cells
    ]


def test_document_of_python_docx_is_read_in_order() -> None:
    made = python_docx.Document()
    made.add_heading("一、总体情况", level=1)
    made.add_paragraph("正文")
    rows = made.add_table(rows=3, cols=4)
    for at, item in enumerate(rows._cells):
        item.text = str(at)
    rows.cell(0, 0).merge(rows.cell(1, 1)).text = "合"
    made.add_paragraph("落款")
    buffer = io.BytesIO()
    made.save(buffer)
    document = read_docx(buffer.getvalue())
    assert texts(document) == ["一、总体情况", "正文", "[grid]", "落款"]
    assert [block.heading for block in document.blocks if isinstance(block, Paragraph)] == [
        True,
        False,
        False,
    ]
    assert layout(document) == [
        ("合", 0, 0, 2, 2), ("2", 0, 2, 1, 1), ("3", 0, 3, 1, 1), ("6", 1, 2, 1, 1), ("7", 1, 3, 1, 1),
        ("8", 2, 0, 1, 1), ("9", 2, 1, 1, 1), ("10", 2, 2, 1, 1), ("11", 2, 3, 1, 1),
    ]  # fmt: skip


def test_number_split_over_runs_is_one_number() -> None:
    assert texts(read_docx(docx(paragraph("2", "02", "2", "年")))) == ["2022年"]


def test_characters_that_are_elements_are_text() -> None:
    body = (
        "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:br"
        " w:type='page'/><w:t>1</w:t>"
        "<w:noBreakHyphen/><w:t>2</w:t><w:softHyphen/><w:t>3</w:t><w:cr/><w:t>丁</w:t></w:r></w:p>"
    )
    assert texts(read_docx(docx(body))) == ["甲\t乙\n丙1-23\n丁"]


def test_deleted_and_hidden_text_is_dropped_and_inserted_text_kept() -> None:
    body = (
        f"<w:p><w:del><w:r><w:delText>10</w:delText></w:r></w:del><w:ins>{run('12')}</w:ins>{run('件')}"
        f"{run('藏', '<w:vanish/>')}{run('显', VISIBLE)}<w:moveFrom>{run('移')}</w:moveFrom></w:p>"
    )
    document = read_docx(docx(body))
    assert texts(document) == ["12件显"]
    assert document.issues == (
        ("tracked_changes", "3 tracked changes: read as if all were accepted"),
    )


def test_text_that_is_struck_through_is_taken_back() -> None:
    struck = (
        run("5", "<w:strike/>") + run("7", "<w:dstrike/>") + run("118", '<w:strike w:val="0"/>')
    )
    assert texts(read_docx(docx(f"<w:p>{struck}</w:p>"))) == ["118"]


def test_fields_give_their_result_and_links_their_target() -> None:
    def field(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    body = (
        f"<w:p>{run('共')}{field('begin')}<w:r><w:instrText>= 1 +"
        f" {{</w:instrText></w:r>{run('藏')}{field('separate')}"
        f"{run('3')}{field('end')}{run('页')}<w:fldSimple"
        f" w:instr='PAGE'>{run('7')}</w:fldSimple></w:p>"
        f"<w:p><w:hyperlink r:id='rId1'>{run('附件')}</w:hyperlink></w:p>"
        f"<w:p>{run('前')}{field('begin')}</w:p>{paragraph('后')}"
    )
    document = read_docx(
        docx(body, rels='<Relationship Id="rId1" Target="http://example.gov.cn/a.pdf"/>')
    )
    assert texts(document) == ["共3页7", "附件", "前", "后"]
    assert document.links == (("附件", "http://example.gov.cn/a.pdf"),)


def test_text_box_is_read_once_after_the_paragraph_that_anchors_it() -> None:
    box = f"<w:txbxContent>{paragraph('框')}</w:txbxContent>"
    body = (
        f"<w:p>{run('前')}<w:r><mc:AlternateContent><mc:Choice"
        f" Requires='wps'><wps:txbx>{box}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        f"{run('后')}</w:p>{paragraph('完')}"
    )
    assert texts(read_docx(docx(body))) == ["前后", "框", "完"]


def test_content_controls_and_block_insertions_are_looked_through() -> None:
    body = (
        f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{paragraph('甲')}"
        f"{table('<w:sdt><w:sdtContent>' + cell('1') + '</w:sdtContent></w:sdt>' + cell('2'))}</w:sdtContent></w:sdt>"
        f"<w:ins>{paragraph('乙')}</w:ins>"
    )
    assert texts(read_docx(docx(body))) == ["甲", "[grid]", "乙"]
    assert layout(read_docx(docx(body))) == [("1", 0, 0, 1, 1), ("2", 0, 1, 1, 1)]


def test_sign_of_a_symbol_font_is_a_bullet_or_damage() -> None:
    sign = '<w:r><w:sym w:font="Wingdings" w:char="F06C"/></w:r>'
    assert texts(
        read_docx(docx(f"<w:p>{sign}{run('一')}</w:p><w:p>{run('1')}{sign}{run('2')}</w:p>"))
    ) == [
        "一",
        "1\ufffd2",
    ]


def test_merged_cells_stand_once_with_their_spans_and_paths() -> None:
    restart, go_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = paragraph("前") + table(cell("x")) + table(
        cell("标题", properties='<w:gridSpan w:val="3"/>'),
        cell("甲", properties=restart) + cell("1") + cell("2"),
        cell("", properties=go_on) + cell("3") + cell("4"),
        cell("乙", properties=restart) + cell("5") + cell("6"),
    )  # fmt: skip
    document = read_docx(docx(body))
    assert layout(document) == [
        ("标题", 0, 0, 1, 3), ("甲", 1, 0, 2, 1), ("1", 1, 1, 1, 1), ("2", 1, 2, 1, 1),
        ("3", 2, 1, 1, 1), ("4", 2, 2, 1, 1), ("乙", 3, 0, 1, 1), ("5", 3, 1, 1, 1), ("6", 3, 2, 1, 1),
    ]  # fmt: skip
    grid = document.blocks[-1]
    assert isinstance(grid, Grid)
    assert (grid.place.path, grid.cells[4].place.path) == ("body/tbl[2]", "body/tbl[2]/tr[3]/tc[2]")


def test_merge_that_nothing_began_or_that_differs_in_width_is_a_cell_of_its_own() -> None:
    body = table(
        cell("a", properties="<w:vMerge/>") + cell("b", properties='<w:vMerge w:val="restart"/><w:gridSpan w:val="2"/>')
        + cell("c"),
        cell("d") + cell("e", properties="<w:vMerge/>") + cell("f") + cell("g"),
    )  # fmt: skip
    assert layout(read_docx(docx(body))) == [
        ("a", 0, 0, 1, 1), ("b", 0, 1, 1, 2), ("c", 0, 3, 1, 1),
        ("d", 1, 0, 1, 1), ("e", 1, 1, 1, 1), ("f", 1, 2, 1, 1), ("g", 1, 3, 1, 1),
    ]  # fmt: skip


def test_cells_merged_sideways_in_the_old_manner_and_rows_set_in_are_placed() -> None:
    old = (
        cell("甲", properties='<w:hMerge w:val="restart"/>')
        + cell("乙", properties="<w:hMerge/>")
        + cell("1")
    )
    set_in = f'<w:trPr><w:gridBefore w:val="1"/></w:trPr>{cell("2")}{cell("3")}'
    deleted = f"<w:trPr><w:del/></w:trPr>{cell('x')}{cell('y')}{cell('z')}"
    assert layout(read_docx(docx(table(old, deleted, set_in)))) == [
        ("甲\n乙", 0, 0, 1, 2), ("1", 0, 2, 1, 1), ("2", 1, 1, 1, 1), ("3", 1, 2, 1, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("junk", ["65534", "-1", "0", "x", ""])
def test_junk_spans_count_one(junk: str) -> None:
    body = table(
        cell("a", properties=f'<w:gridSpan w:val="{junk}"/>') + cell("b"), cell("c") + cell("d")
    )
    assert layout(read_docx(docx(body)))[:2] == [("a", 0, 0, 1, 1), ("b", 0, 1, 1, 1)]


def test_cell_has_a_line_for_each_paragraph_that_is_not_blank() -> None:
    body = table(cell("商业", "", "企业") + cell(" 12 ") + cell("\xa0") + cell(""))
    assert [text for text, *_ in layout(read_docx(docx(body)))] == ["商业\n企业", "12", "\xa0", ""]


def test_table_that_holds_tables_is_walked_into() -> None:
    inner = table(cell("1") + cell("2"), cell("3") + cell("4"))
    body = table(f"<w:tc>{paragraph('前')}{inner}{paragraph('后')}</w:tc>")
    document = read_docx(docx(body))
    assert texts(document) == ["前", "[grid]", "后"]
    grid = document.blocks[1]
    assert isinstance(grid, Grid)
    assert grid.cells[3].place.path == "body/tbl[1]/tr[1]/tc[1]/tbl[1]/tr[2]/tc[2]"


def test_headings_are_told_by_style_and_outline_level() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 1"/></w:style><w:style'
        ' w:type="paragraph" w:styleId="a"><w:name w:val="mine"/><w:basedOn'
        ' w:val="2"/></w:style><w:style w:type="paragraph" w:styleId="b"><w:basedOn'
        ' w:val="b"/></w:style>'
    )
    body = "".join(
        paragraph(name, properties=properties)
        for name, properties in (
            ("style", '<w:pStyle w:val="2"/>'), ("based", '<w:pStyle w:val="a"/>'),
            ("own", '<w:outlineLvl w:val="0"/>'), ("text", '<w:pStyle w:val="2"/><w:outlineLvl w:val="9"/>'),
            ("loop", '<w:pStyle w:val="b"/>'), ("none", ""),
        )
    )  # fmt: skip
    found = read_docx(docx(body, styles=styles)).blocks
    assert [block.text for block in found if isinstance(block, Paragraph) and block.heading] == [
        "style",
        "based",
        "own",
    ]


def test_title_of_the_properties_and_pictures_are_metadata_only() -> None:
    core = (
        '<cp:p xmlns:cp="x" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title> 模板'
        " </dc:title></cp:p>"
    )
    body = paragraph("文") + '<w:p><w:r><w:drawing><a:blip r:embed="rId5"/></w:drawing></w:r></w:p>'
    document = read_docx(
        docx(body, core=core, rels='<Relationship Id="rId5" Target="media/image1.png"/>')
    )
    assert (document.title, document.metadata) == (
        "",
        {"title": "模板", "images": "media/image1.png"},
    )


def test_strict_variant_of_the_standard_is_read() -> None:
    usual = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    document = part("document", f"<w:body>{paragraph('文')}</w:body>").replace(usual, strict)
    assert texts(read_docx(archive({"word/document.xml": document}))) == ["文"]
