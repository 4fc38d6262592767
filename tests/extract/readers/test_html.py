from __future__ import annotations

import pytest

from extract.document import Document, Grid, Paragraph
from extract.readers.html.read import read_html


def read(body: str, head: str = "") -> Document:
    return read_html(
        f"<html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode()
    )


def texts(document: Document) -> list[str]:
    return [block.text if isinstance(block, Paragraph) else "[grid]" for block in document.blocks]


def cells(document: Document) -> list[list[str]]:
    return [
        [cell.text for cell in block.cells] for block in document.blocks if isinstance(block, Grid)
    ]


def test_digits_in_spans_of_their_own_stay_one_number() -> None:
    digits = "".join(f'<span lang="EN-US">{digit}</span>' for digit in "2022")
    assert texts(read(f"<p>{digits}年<span>1</span><b>2</b>月</p>")) == ["2022年12月"]


def test_blocks_are_paragraphs_and_breaks_are_lines() -> None:
    document = read(
        "<h2>一、总体情况</h2>前<div>中<p>甲<br>乙</p>后</div><ul><li>一</li><li>二</li></ul>"
    )
    assert texts(document) == ["一、总体情况", "前", "中", "甲\n乙", "后", "一", "二"]
    assert [block.heading for block in document.blocks if isinstance(block, Paragraph)] == [
        True,
        *[False] * 6,
    ]


def test_prose_set_with_breaks_is_one_paragraph_a_line() -> None:
    prose = "本机关认真贯彻条例，" * 10
    assert texts(
        read(f"<div>一、总体情况<br>{prose}<br><br>　　二、主动公开政府信息情况<br>无</div>")
    ) == [
        "一、总体情况",
        prose,
        "二、主动公开政府信息情况",
        "无",
    ]


def test_ends_of_source_lines_are_spaces_but_not_between_chinese_characters() -> None:
    assert texts(read("<p>政府信息\n   公开 2024\n 年报\n</p><p>a\n\tb</p>")) == [
        "政府信息公开 2024 年报",
        "a b",
    ]


def test_preformatted_text_keeps_its_lines() -> None:
    assert texts(read("<pre>一、总体情况\n正文</pre>")) == ["一、总体情况\n正文"]


def test_table_set_with_tabs_in_preformatted_text_is_read_and_stands_at_its_element() -> None:
    document = read(
        "<p>文</p><pre>表三\n\t自然人\t商业企业\n一、本年新收\t3\t\n二、上年结转\t0\t1\n</pre>"
    )
    assert texts(document) == ["文", "表三", "[grid]"]
    grid = document.blocks[2]
    assert isinstance(grid, Grid)
    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["", "自然人", "商业企业"], ["一、本年新收", "3", ""], ["二、上年结转", "0", "1"],
    ]  # fmt: skip
    assert {cell.place.path for cell in grid.cells} == {grid.place.path} == {"/html/body/pre"}
    assert document.blocks[1].place.path == "/html/body/pre"


def test_table_set_with_spaces_in_preformatted_text_is_read() -> None:
    [grid] = read(
        "<pre>         自然人   商业企业   科研机构\n本年新收   3         4         0\n</pre>"
    ).blocks
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells] == [
        "自然人",
        "商业企业",
        "科研机构",
        "本年新收",
        "3",
        "4",
        "0",
    ]
    assert grid.ragged
    assert texts(read("<pre>甲  乙\n丙  丁</pre>")) == ["甲 乙\n丙 丁"]


def test_cell_text_has_a_line_for_each_block_and_none_for_blank_ones() -> None:
    markup = (
        "<table><tr><td><p class=MsoNormal>商业</p><p>企业<o:p>&nbsp;</o:p></p><p>&nbsp;</p></td>"
        "<td><p><span>1</span><span>2</span><o:p></o:p></p></td><td>1<p>0</p></td>"
        "<td><p><o:p>&nbsp;</o:p></p></td><td></td></tr></table>"
    )
    assert cells(read(markup)) == [["商业\n企业\xa0", "12", "1\n0", "\xa0", ""]]


def test_blank_cells_strip_to_nothing_and_notes_stay() -> None:
    [row] = cells(
        read("<table><tr><td>&nbsp;&emsp;<td>　<td><o:p></o:p><td>12<sup>[1]</sup><td>x</table>")
    )
    assert [text.strip() for text in row] == ["", "", "", "12[1]", "x"]


def test_what_a_browser_does_not_show_is_left_out() -> None:
    document = read(
        "<p>见<span style='DISPLAY : none'>不见</span></p><p hidden>不见</p><div"
        " style='visibility:hidden'>不见</div><template><p>不见</p></template><noscript>不见</noscript><script>不见</script><style>不见</style><!--"
        " 不见 --><!--[if gte mso 9]><table><tr><td>不见</table><![endif]--><p>完</p>"
    )
    assert texts(document) == ["见", "完"]
    assert document.issues == ()


def test_hidden_cells_and_rows_take_no_place() -> None:
    document = read(
        "<table><tr><td>a<td style='display:none'>x<td>b<tr"
        " style='display:none'><td>y<td>z<tr><td>c<td>d</table>"
    )
    [grid] = [block for block in document.blocks if isinstance(block, Grid)]
    assert [(cell.text, cell.row, cell.column) for cell in grid.cells] == [
        ("a", 0, 0), ("b", 0, 1), ("c", 1, 0), ("d", 1, 1),
    ]  # fmt: skip
    assert grid.cells[1].place.path == "/html/body/table/tr[1]/td[3]"


def test_report_that_only_a_script_makes_visible_is_read_and_noted() -> None:
    document = read(
        '<div style="display:none"><p>一、总体情况</p></div><div style="display:none">广告</div>'
    )
    assert texts(document) == ["一、总体情况"]
    assert [code for code, _ in document.issues] == ["hidden_report"]


def test_table_that_holds_tables_is_walked_into_in_order() -> None:
    rows = "".join(f"<tr><td><table><tr><td>{n}<td>x<td>y</table></td></tr>" for n in range(3))
    document = read(f"<table><tr><td>前言</td></tr>{rows}<tr><td>落款</td></tr></table>")
    assert texts(document) == ["前言", "[grid]", "[grid]", "[grid]", "落款"]
    assert cells(document) == [["0", "x", "y"], ["1", "x", "y"], ["2", "x", "y"]]
    grid = document.blocks[2]
    assert isinstance(grid, Grid)
    assert grid.cells[1].place.path == "/html/body/table/tr[3]/td/table/tr/td[2]"


def test_value_wrapped_in_a_table_of_its_own_does_not_make_a_data_table_layout() -> None:
    row = "<tr>" + "<td>1</td>" * 6 + "</tr>"
    wrapped = "<tr>" + "<td>2</td>" * 5 + "<td><table><tr><td>3</td></tr></table></td></tr>"
    [grid] = cells(read(f"<table>{row * 2}{wrapped}</table>"))
    assert grid == ["1"] * 12 + ["2"] * 5 + ["3"]


def test_table_of_one_cell_or_with_an_article_in_one_of_few_is_layout() -> None:
    assert texts(read("<table><tr><td><p>甲</p><p>乙</p></td></tr></table>")) == ["甲", "乙"]
    article = "本机关认真贯彻条例。" * 30
    assert texts(read(f"<table><tr><td>导航</td><td><p>{article}</p></td></tr></table>")) == [
        "导航",
        article,
    ]


def test_table_of_one_column_is_layout_however_many_rows_it_has() -> None:
    rows = "".join(
        f"<tr><td><p>{text}</p></td></tr>" for text in ("标题", "发布时间", "正文", "附件", "落款")
    )
    assert texts(read(f"<table>{rows}</table>")) == ["标题", "发布时间", "正文", "附件", "落款"]


def test_table_with_an_article_in_one_of_several_cells_is_layout() -> None:
    article = "本机关认真贯彻条例。" * 60
    table = f"<table><tr><td>a<td>b<tr><td>c<td>{article}<tr><td>d<td>e</table>"
    assert texts(read(table)) == ["a", "b", "c", article, "d", "e"]
    note = "注：" + "说明" * 90
    figures = "<tr>" + "<td>1</td>" * 7 + "</tr>"
    assert texts(read(f"<table>{figures * 2}<tr><td colspan=7>{note}</table>")) == ["[grid]"]


def test_paragraphs_say_where_they_stand() -> None:
    markup = "<div>一<p>二<br>三</p><p><b>四</b></p></div><table><tr><td>五</table><table><caption>六<tr><td>7<td>8</table>"
    document = read(markup)
    assert [
        (block.text, block.place.path) for block in document.blocks if isinstance(block, Paragraph)
    ] == [
        ("一", "/html/body/div"),
        ("二\n三", "/html/body/div/p[1]"),
        ("四", "/html/body/div/p[2]"),
        ("五", "/html/body/table[1]/tr/td"),
        ("六", "/html/body/table[2]"),
    ]


def test_paragraphs_count_the_empty_ones_before_them() -> None:
    blank = "<p>&nbsp;</p>"
    document = read(
        f"<p>甲</p><p>乙</p>{blank}<div>{blank}<p></p>\n<p>丙</p></div><p><img"
        " src=a.png></p><p>丁</p>"
    )
    assert [(block.text, block.empty_before) for block in document.blocks if isinstance(block, Paragraph)] == [
        ("甲", 0), ("乙", 0), ("丙", 3), ("丁", 0),
    ]  # fmt: skip


def test_table_in_a_cell_keeps_its_cells_apart_and_words_around_it() -> None:
    row = "<tr>" + "<td>1</td>" * 12 + "</tr>"
    wrapped = "<tr><td>前<table><caption>表</caption><tr><td>3<td>4</table>后</td></tr>"
    [grid] = cells(read(f"<table>{row * 2}{wrapped}</table>"))
    assert grid[-1] == "前\n表\n3\n4\n后"


def test_cell_leaves_out_what_is_no_text() -> None:
    markup = "<table><tr><td>1<select><option>9</select>2<svg><text>9</text></svg><td>甲<pre>乙\n丙</pre>丁</table>"
    assert cells(read(markup)) == [["12?", "甲\n乙\n丙\n丁"]]


def test_wrong_markup_in_tables_loses_neither_cells_nor_text() -> None:
    document = read("<table><form><tr><td>a<td>b</tr></form>散<td>c<td>d<tr><th>e<td>f</table>")
    assert texts(document) == ["散", "[grid]"]
    [grid] = [block for block in document.blocks if isinstance(block, Grid)]
    assert [(c.text, c.row, c.column) for c in grid.cells] == [
        ("a", 0, 0), ("b", 0, 1), ("c", 1, 0), ("d", 1, 1), ("e", 2, 0), ("f", 2, 1),
    ]  # fmt: skip


def test_captions_stand_before_their_grid_and_blank_tables_are_left_out() -> None:
    markup = (
        "<table><caption>表"
        " <b>2</b></caption><tr><td>a<td>b</table><table><tr><td>&nbsp;<td></table>"
    )
    assert texts(read(markup)) == ["表 2", "[grid]"]


def test_links_and_pictures_of_the_article_are_kept() -> None:
    document = read(
        '<div class=TRS_Editor><p><a href="./P1.docx">附件 <b>1</b></a><a>无</a></p><img src=t.png>'
        '<table><tr><td><a href="b.pdf" title="乙"></a><td>x</table></div><a href="/">首页</a>'
    )
    assert document.links == (("附件 1", "./P1.docx"), ("乙", "b.pdf"))
    assert document.metadata["images"] == "t.png"


def test_text_that_looks_like_a_tag_stays_text() -> None:
    assert texts(read("<p>依据<中华人民共和国政府信息公开条例>第<2024>条</p>")) == [
        "依据<中华人民共和国政府信息公开条例>第<2024>条"
    ]


@pytest.mark.parametrize(
    "data", [b"", b"  \n", b"<!-- -->", b"<html>", b"<table>", b"<frameset><frame src=a>"]
)
def test_page_without_text_is_an_empty_document(data: bytes) -> None:
    assert read_html(data).blocks == ()


def test_xml_declaration_of_another_encoding_does_no_harm() -> None:
    data = "<?xml version='1.0' encoding='gb2312'?><html><body><p>公开</p></body></html>".encode(
        "gbk"
    )
    assert texts(read_html(data)) == ["公开"]


def test_reading_is_deterministic() -> None:
    data = (
        "<div class=TRS_Editor>"
        + "<table><tr><td rowspan=2>a<td>b<tr><td>c</table><p>文</p>" * 5
        + "</div>"
    ).encode()
    assert read_html(data) == read_html(data)


def test_a_raised_footnote_mark_is_no_digit_of_the_number_before_it() -> None:
    document = read_html(
        "<table><tr><td>行政许可</td><td>15<sup>2</sup></td></tr><tr><td>甲</td><td>1</td></tr></table>".encode()
    )
    (grid,) = [block for block in document.blocks if isinstance(block, Grid)]
    assert grid.cells[1].text == "15[2]"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("118<sub>2</sub>", "118[2]"),
        # A browser paints the annotation above the figure.
        ("<ruby>118<rt>9</rt></ruby>", "118?"),
        ("<del>5</del>118", "118"),
        ("<s>5</s>118", "118"),
        ("<span style='text-decoration: line-through'>5</span>118", "118"),
        ("118<span style='font-size:8pt;vertical-align:super'>1</span>", "118[1]"),
        ("<input value='118'>", "118"),
        ("<textarea>118</textarea>", "118"),
        ("<input type='hidden' value='9'>118", "118"),
        ("<input value='请输入关键字'>", ""),
    ],
)
def test_what_stands_beside_a_figure_is_no_digit_of_it(cell: str, text: str) -> None:
    [row] = cells(read(f"<table><tr><td>行政许可</td><td>{cell}</td></tr></table>"))
    assert row[1] == text
