from __future__ import annotations

from extract.document import Grid, Paragraph
from extract.readers.word.read import read_docx
from tests.extract.readers.word_files import cell, docx, paragraph, table


def level(depth: int, style: str, text: str, start: int = 1, suffix: str = "tab") -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/><w:lvlText'
        f' w:val="{text}"/><w:suff w:val="{suffix}"/></w:lvl>'
    )


def lists(
    *levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
) -> str:
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{nums}'


def numbered(text: str, depth: int = 0, num: str = "1") -> str:
    return paragraph(
        text, properties=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{num}"/></w:numPr>'
    )


def texts(body: str, numbering: str, styles: str = "") -> list[str]:
    document = read_docx(docx(body, numbering=numbering, styles=styles))
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


OUTLINE = lists(
    level(0, "chineseCounting", "%1、"),
    level(1, "chineseCountingThousand", "（%2）"),
    level(2, "decimal", "%3."),
)


def test_numbers_that_word_prints_are_part_of_headings() -> None:
    body = (
        numbered("总体情况") + numbered("主动公开", 1) + numbered("目录", 2) + numbered("指南", 2)
        + numbered("依申请公开", 1) + numbered("平台", 2) + paragraph("正文") + numbered("主动公开政府信息情况")
        + numbered("概述", 1)
    )  # fmt: skip
    assert texts(body, OUTLINE) == [
        "一、总体情况", "（一）主动公开", "1.目录", "2.指南", "（二）依申请公开", "1.平台", "正文",
        "二、主动公开政府信息情况", "（一）概述",
    ]  # fmt: skip


def test_number_of_several_levels_shows_each_in_its_own_format() -> None:
    numbering = lists(level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1-%2"))
    assert texts(numbered("甲") + numbered("乙", 1), numbering) == ["第一章 甲", "一-1 乙"]


def test_number_and_text_do_not_run_together() -> None:
    assert texts(numbered("2024年"), lists(level(0, "decimal", "%1"))) == ["1 2024年"]
    assert texts(numbered("2024年"), lists(level(0, "decimal", "%1.", suffix="nothing"))) == [
        "1.2024年"
    ]


def test_lists_start_and_restart_where_their_definition_says() -> None:
    restarted = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId'
        ' w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    body = numbered("甲") + numbered("乙") + numbered("丙", num="2") + numbered("丁", num="2")
    assert texts(body, lists(level(0, "decimal", "%1.", start=3), nums=restarted)) == [
        "3.甲",
        "4.乙",
        "1.丙",
        "2.丁",
    ]


def test_numbering_of_a_style_counts_and_is_switched_off_by_zero() -> None:
    styles = (
        '<w:style w:styleId="h"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="i"><w:basedOn w:val="h"/></w:style>'
    )
    body = (
        paragraph("甲", properties='<w:pStyle w:val="h"/>')
        + paragraph("乙", properties='<w:pStyle w:val="i"/>')
        + paragraph("丙", properties='<w:pStyle w:val="h"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    )
    assert texts(body, OUTLINE, styles) == ["一、甲", "二、乙", "丙"]


def test_bullets_unknown_formats_and_lists_that_are_not_defined_give_no_number() -> None:
    assert texts(numbered("甲"), lists(level(0, "bullet", "l"))) == ["甲"]
    assert texts(numbered("甲"), lists(level(0, "hebrew1", "%1."))) == ["甲"]
    assert texts(numbered("甲", num="7") + numbered("乙", depth=5), OUTLINE) == ["甲", "乙"]


def test_number_before_a_blank_cell_is_not_a_value() -> None:
    row = f"<w:tc>{numbered('')}</w:tc><w:tc>{numbered('属于国家秘密')}</w:tc>{cell('3')}"
    document = read_docx(docx(table(row), numbering=lists(level(0, "decimal", "%1."))))
    [grid] = document.blocks
    assert isinstance(grid, Grid)
    assert [item.text for item in grid.cells] == ["", "2.属于国家秘密", "3"]
