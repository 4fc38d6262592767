from __future__ import annotations

from html import escape

import pytest

from extract.document import Document, Grid, Paragraph
from extract.readers.html.read import read_html

TABLE = "<table><tr><td>自然人<td>结果维持<tr><td>1<td>2</table>"
TITLE = "某县2024年政府信息公开工作年度报告"


def read(body: str, head: str = "") -> Document:
    return read_html(f"<html><head>{head}</head><body>{body}</body></html>".encode())


def texts(document: Document) -> list[str]:
    return [block.text if isinstance(block, Paragraph) else "[grid]" for block in document.blocks]


@pytest.mark.parametrize(
    "opening",
    ['<div id="UCAP-CONTENT">', "<UCAPCONTENT>", '<div class="view TRS_UEDITOR trs_word">', '<font id="zoom">',
     '<div id="vsb_content_1048">', '<div class="j-fontContent newscontnet minh300">', '<div id="conN">'],
)  # fmt: skip
def test_known_container_divides_the_article_from_the_page(opening: str) -> None:
    closing = "</div></font></ucapcontent><p>扫一扫"
    document = read(
        f"<ul><li><a href=/>首页</a></ul><h1>{TITLE}</h1>{opening}<p>一、"
        f"总体情况</p>{TABLE}{closing}"
    )
    assert texts(document)[:2] == ["一、总体情况", "[grid]"]
    assert document.metadata["articletitle"] == TITLE
    assert document.links == ()


def test_container_that_lacks_a_part_of_the_report_is_not_taken() -> None:
    document = read(f'<div class="TRS_Editor"><p>一、总体情况</p></div><p>三、申请</p>{TABLE}')
    assert texts(document) == ["一、总体情况", "三、申请", "[grid]"]


def test_outer_container_is_taken_where_the_inner_one_lacks_a_part() -> None:
    document = read(
        f'<p>导航</p><div id="zoom"><div class="TRS_Editor"><p>一、总体情况</p></div>{TABLE}</div>'
    )
    assert texts(document) == ["一、总体情况", "[grid]"]


def test_container_within_a_layout_table_is_found() -> None:
    document = read(f"<table><tr><td>导航<td><div id=zoom><p>一、总体情况</p>{TABLE}</div></table>")
    assert texts(document) == ["一、总体情况", "[grid]"]


def test_without_a_container_navigation_is_left_out_unless_it_holds_the_report() -> None:
    document = read(
        '<div class="nav"><a href=/>首页</a></div><nav>栏目</nav><p>一、总体情况</p>'
        '<div id="footer">版权</div><footer>网站</footer>'
    )
    assert texts(document) == ["一、总体情况"]
    assert texts(read(f'<div class="nav main"><p>一、总体情况</p>{TABLE}</div>')) == [
        "一、总体情况",
        "[grid]",
    ]


def test_page_of_layout_tables_begins_with_its_title_and_not_with_its_menu() -> None:
    menu = "".join(
        f"<tr><td><a href=a.asp?id={n}>{n}年政府信息公开年度报告</a></td></tr>"
        for n in (2021, 2022)
    )
    article = f"<p>{TITLE}</p><p>一、总体情况</p>{TABLE}<p>某县人民政府</p><p>2025年1月12日</p>"
    document = read(
        "<table><tr><td colspan=2><img"
        f" src=b.jpg></td></tr><tr><td><table>{menu}</table></td><td><table><tr><td><b>{TITLE}</b></td></tr><tr><td>发布时间：2025-01-20　来源：本站</td></tr><tr><td"
        f" class=bt_content>{article}</td></tr></table></td></tr><tr><td"
        " colspan=2>版权所有</td></tr></table>"
    )
    assert texts(document) == [
        TITLE,
        "发布时间：2025-01-20　来源：本站",
        TITLE,
        "一、总体情况",
        "[grid]",
        "某县人民政府",
        "2025年1月12日",
        "版权所有",
    ]
    assert document.metadata["发布时间"] == "2025-01-20"
    assert document.links == ()


def test_list_of_links_to_documents_is_no_menu() -> None:
    attachments = "<ul><li><a href=a.docx>附件1</a></li><li><a href=b.PDF?id=1>附件2</a></li></ul>"
    document = read(
        "<ul><li><a href=/>首页</a> | <a href=/a>公开</a></li></ul><p>一、"
        f"总体情况</p>{TABLE}{attachments}"
    )
    assert texts(document) == ["一、总体情况", "[grid]", "附件1", "附件2"]
    assert document.links == (("附件1", "a.docx"), ("附件2", "b.PDF?id=1"))


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><td>索&nbsp;引&nbsp;号</td><td>11/2024</td><td>发布　机构：</td><td>某县财政局</td></tr></table>",
        (
            "<ul><li><b>索 引 号：</b><span>11/2024</span></li><li><b>发布机构:</b>"
            " 某县财政局</li></ul>"
        ),
        "<div>索引号：</div><div>11/2024</div><div>发布机构：</div><div>某县财政局</div>",
        "<dl><dt>索引号</dt><dd>11/2024</dd><dt>文号</dt><dd></dd><dt>发布机构</dt><dd>某县财政局</dd></dl>",
        "<p>【索&ensp;引&ensp;号】：11/2024　【发布机构】：某县财政局</p>",
    ],
)
def test_information_of_the_shell_is_metadata_and_no_grid(markup: str) -> None:
    document = read(f'{markup}<div class="TRS_Editor"><p>一、总体情况</p>{TABLE}</div>')
    assert (document.metadata["索引号"], document.metadata["发布机构"]) == ("11/2024", "某县财政局")
    assert texts(document) == ["一、总体情况", "[grid]"]


def test_several_labels_in_one_line_each_get_their_value() -> None:
    document = read(
        "<div>发布日期：2024-01-20 08:30　信息来源：某局　浏览次数：</div><div"
        ' id="zoom"><p>文</p></div>'
    )
    assert document.metadata["发布日期"] == "2024-01-20 08:30"
    assert document.metadata["信息来源"] == "某局"
    assert "来源" not in document.metadata


def test_information_table_within_the_article_is_metadata_and_stays_a_grid() -> None:
    document = read(
        f'<div id="zoom"><table><tr><td>发布机构<td>某局<td>文号<td></table>{TABLE}</div>'
    )
    assert document.metadata["发布机构"] == "某局"
    assert "文号" not in document.metadata
    assert texts(document) == ["[grid]", "[grid]"]


def test_empty_value_does_not_take_the_next_label() -> None:
    document = read(
        '<table><tr><td>文号<td></td><td>发布日期<td>2024-01-20</table><div id="zoom">文</div>'
    )
    assert document.metadata == {"发布日期": "2024-01-20"}


def test_meta_elements_are_read_whatever_their_case_and_order_and_win_over_lines() -> None:
    document = read(
        '<p>来源：甲</p><div id="zoom">文</div>',
        f'<title> {TITLE}\n_某县 </title><META content="2024-01-30 10:20" NAME="PubDate">'
        '<meta name="ContentSource" content="">'
        '<meta name="contentsource" content="某县政府"><meta property="og:title" content="乙">',
    )
    assert document.title == f"{TITLE} _某县"
    assert document.metadata["pubdate"] == "2024-01-30 10:20"
    assert document.metadata["contentsource"] == "某县政府"
    assert document.metadata["og:title"] == "乙"


def test_title_of_the_page_without_a_heading_element_is_found_before_the_article() -> None:
    document = read(
        f"<div class=path>首页 &gt; {TITLE}</div><div class=bt>{TITLE}</div><div"
        ' id="zoom"><p>文</p></div>'
    )
    assert document.metadata["articletitle"] == TITLE


def test_pages_that_send_the_reader_elsewhere_say_where() -> None:
    moved = read("", '<meta http-equiv="Refresh" content="0; URL=\'../2024/index.html\'">')
    assert (moved.metadata["refresh"], moved.blocks) == ("../2024/index.html", ())
    assert (
        read('<div id="zoom"><iframe src="/a/report.pdf"></iframe></div>').metadata["refresh"]
        == "/a/report.pdf"
    )
    assert (
        "refresh"
        not in read(f'<div id="zoom">{TABLE}<iframe src="/share.html"></iframe></div>').metadata
    )


ESCAPED = rf"<p class=\"a\">一、总体情况<\/p>{TABLE}".replace("<", r"\u003C").replace(
    "自然人", r"\u81ea\u7136\u4eba"
)


@pytest.mark.parametrize(
    ("holder", "path"),
    [
        (f"""<script>window._CONFIG={{SID:'755001',DETAIL:{{"id":1,"content":"{ESCAPED}"}}}}</script>""", "script[2]"),
        (f"<script type='text/html'><p>一、总体情况</p>{TABLE}</script>", "script[2]"),
        (f"<textarea hidden><p>一、总体情况</p>{TABLE}</textarea>", "textarea"),
        (f"<input type=hidden value='{escape(f'<p>一、总体情况</p>{TABLE}')}'>", "input"),
        (f"<template><p>一、总体情况</p>{TABLE}</template>", "template"),
        (f"<script>show('&lt;p>一、总体情况&lt;/p>{TABLE.replace('<', '&lt;')}')</script>", "script[2]"),
    ],
)  # fmt: skip
def test_report_that_only_a_script_or_a_field_holds_is_read_from_there_and_noted(
    holder: str, path: str
) -> None:
    document = read(
        f"<script>var a = '<div>x</div>'</script><h1>{TITLE}</h1><div id=app></div>{holder}"
    )
    assert texts(document) == ["一、总体情况", "[grid]"]
    assert document.metadata["articletitle"] == TITLE
    grid = document.blocks[1]
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells] == ["自然人", "结果维持", "1", "2"]
    assert grid.cells[0].place.path == f"/html/body/{path}#/html/body/table/tr[1]/td[1]"
    assert [code for code, _ in document.issues] == ["hidden_report"]


def test_report_that_the_page_shows_is_not_read_again_from_its_script() -> None:
    script = rf'<script>window._CONFIG={{DETAIL:{{content:"{ESCAPED}"}}}}</script>'
    document = read(f"{script}<div class=article-content><p>一、总体情况</p>{TABLE}</div>")
    assert texts(document) == ["一、总体情况", "[grid]"]
    assert document.issues == ()


def test_article_that_only_a_script_holds_is_no_text_and_no_failure() -> None:
    script = r'window._CONFIG={DETAIL:{content:"\u003Ctable\u003E<table><tr><td>1"}}'
    document = read(f'<div id="app"></div><script>{script}</script>')
    assert document.blocks == ()
    assert document.issues == ()


def test_grid_of_the_report_gives_no_metadata() -> None:
    document = read(f"<div id=zoom>{TABLE}</div>")
    assert document.metadata == {}
    assert isinstance(document.blocks[0], Grid)
