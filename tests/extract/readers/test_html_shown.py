"""A figure of a page is what a browser shows."""

from __future__ import annotations

import pytest

from extract.cells.numbers import DOUBT, parse_figure
from extract.document import Document, Grid, Paragraph
from extract.readers.html.read import read_html

TITLE = "某县2024年政府信息公开工作年度报告"


def read(cell: str, css: str = "", head: str = "", row: str = "") -> Document:
    return read_html(
        f"<html><head><title>{TITLE}</title><style>{css}</style>{head}</head><body>"
        f"<p>一、总体情况</p><table><tr><td>行政许可<td>本年处理决定数量</tr>"
        f"<tr {row}><td>行政处罚</td>{cell}</tr></table></body></html>".encode()
    )


def figures(document: Document) -> list[str]:
    [grid] = [block for block in document.blocks if isinstance(block, Grid)]
    return [cell.text for cell in grid.cells if cell.row == 1][1:]


def codes(document: Document) -> list[str]:
    return [code for code, _ in document.issues]


@pytest.mark.parametrize(
    "css",
    [
        ".x{display:none}",
        "td .x { DISPLAY : None }",
        "<!-- .x{display:none} -->",
        ".x{d\\69splay:n\\6fne}",
        "/*.x{}*/ td > span{display:/* */none !important}",
        "span[class=x]{visibility:hidden}",
        "table tr:nth-child(2) td:last-child span:not(.y){visibility:collapse}",
        "@media screen{@supports (display:grid){.x{opacity:0}}}",
        "@media (min-width:600px){.x{font-size:0}}",
        ":root{--off:none} .x{display:var(--off)}",
        ".x{display:var(--nowhere, none)}",
        ".x{position:absolute;left:-9999px}",
        ".x{position:absolute;clip:rect(0 0 0 0)}",
        ".x{display:inline-block;width:0;overflow:hidden}",
        ".x{display:inline-block;clip-path:inset(100%)}",
        ".x{display:inline-block;transform:scale(0)}",
        ".x{text-decoration:underline line-through red}",
        ".x{content-visibility:hidden;display:inline-block}",
        ".x{font:0/1 宋体}",
    ],
)
def test_text_that_a_rule_of_the_page_hides_is_no_part_of_a_figure(css: str) -> None:
    assert figures(read("<td>48<span class=x>7</span>3</td>", css)) == ["483"]


@pytest.mark.parametrize(
    ("css", "style"),
    [
        ("@media print{.x{display:none}}", ""),
        ("@media screen and (max-width:768px){.x{display:none}}", ""),
        (".x{display:none} td .x{display:inline}", ""),
        # What means something to boxes means nothing to a part of a line.
        (".x{content-visibility:hidden}", ""),
        (".x{text-indent:-9999px}", ""),
        (".x{display:none}", "display:inline"),
        ("#a,.y,.x:hover{display:none}", ""),
        (".x{display:none!important} .x{display:inline!important}", ""),
        ("/* .x{display:none} */", "display:none;display:inline"),
        ("tr:last-child td + td{font-size:0} td span{font-size:14px}", ""),
        (".x::before{content:''} .x{letter-spacing:-.5pt;vertical-align:middle}", ""),
        ("tr:last-child td + td{visibility:hidden} .x{visibility:visible}", ""),
    ],
)
def test_text_that_is_seen_after_all_is_read_without_doubt(css: str, style: str) -> None:
    document = read(f'<td><span class=x style="{style}">483</span></td>', css)
    assert figures(document) == ["483"]
    assert document.issues == ()


@pytest.mark.parametrize(
    ("cell", "css", "why"),
    [
        ("<td>48<img src=3.png></td>", "", "picture_in_cell"),
        ("<td><img src=3.png alt=483></td>", "", "picture_in_cell"),
        ("<td>4<svg><text>8</text></svg>3</td>", "", "picture_in_cell"),
        ("<td>48<object data=3.svg>9</object></td>", "", "picture_in_cell"),
        ("<td>48<i class=x></i></td>", ".x{background:url(3.png) 0 -20px}", "picture_in_cell"),
        ("<td>48<math><mfrac><mn>3</mn><mn>4</mn></mfrac></math></td>", "", "equation"),
        ("<td>48<input value=3></td>", "", "form_control"),
        ("<td><select><option>483</select></td>", "", "form_control"),
        ("<td>48<script>document.write(3)</script></td>", "", "script_in_cell"),
        ("<td><i class=x>83</i></td>", ".x:before{content:'4'}", "generated_content"),
        ("<td data-n=483></td>", "td:last-child::after{content:attr(data-n)}", "generated_content"),
        ("<td><bdo dir=rtl>384</bdo></td>", "", "bidirectional_controls"),
        ("<td class=x>384</td>", ".x{unicode-bidi:bidi-override;direction:rtl}",
         "bidirectional_controls"),
        ("<td>384<b style='float:left'>1</b></td>", "", "moved_text"),
        ("<td>512<b style='position:absolute;left:0;background:#fff'>483</b></td>", "", "moved_text"),
        ("<td>483<b style='position:relative;top:-.5em'>1</b></td>", "", "moved_text"),
        ("<td class=x><b>3</b><b>8</b></td>", ".x{display:flex;flex-direction:row-reverse}",
         "moved_text"),
        ("<td>483<b style='color:#fff'>9</b></td>", "", "hidden_text"),
        ("<td>483<font color=white>9</font></td>", "", "hidden_text"),
        ("<td bgcolor=#ffffcc>483<font color='#ffc'>9</font></td>", "", "hidden_text"),
        ("<td>483<b class=x>9</b></td>", "tr:nth-child(even){background:#eef}.x{color:#eeeeff}",
         "hidden_text"),
        ("<td>483<b style='color:rgba(0,0,0,0)'>9</b></td>", "", "hidden_text"),
        ("<td>483<b style='font-size:1px'>9</b></td>", "", "hidden_text"),
        ("<td>483<b style='opacity:.1'>9</b></td>", "", "hidden_text"),
        ("<td><b style='visibility:hidden'>483</b></td>", "", "hidden_text"),
        ("<td><s>483</s></td>", "", "struck_text"),
        ("<td class=x>483</td>", ".x{text-decoration:line-through}", "struck_text"),
        ("<td>48<b class=x>3</b></td>", ".x:unheard-of(2){display:none}", "style_unclear"),
        ("<td>48<b class=x>3</b></td>", "@media (unheard-of:2){.x{display:none}}", "style_unclear"),
    ],
)  # fmt: skip
def test_figure_that_cannot_be_told_from_the_text_of_its_cell_is_doubted(
    cell: str, css: str, why: str
) -> None:
    document = read(cell, css)
    [figure] = figures(document)
    assert figure.endswith("?")
    assert codes(document) == [why]


def test_direction_override_in_a_figure_leaves_a_mark_that_no_number_has() -> None:
    assert figures(read("<td>&#x202E;384</td>")) == ["?384"]
    assert figures(read("<td>\u202e384</td>")) == ["?384"]


def test_mark_that_a_rule_raises_is_a_footnote_and_no_digit() -> None:
    assert figures(read("<td>483<i class=x>2</i></td>", ".x{vertical-align:super}")) == ["483[2]"]


def test_unseen_cell_keeps_its_place_and_a_cell_without_a_box_has_none() -> None:
    cells = "<td {}>300</td><td>483</td>"
    assert figures(read(cells.format("class=x"), ".x{visibility:hidden}")) == ["?", "483"]
    assert figures(read(cells.format("class=x"), ".x{display:none}")) == ["483"]
    assert figures(read(cells.format("\nHIDDEN"))) == ["483"]


def test_row_in_white_is_seen_where_another_sheet_may_lay_the_ground() -> None:
    other = '<link rel="stylesheet" href="/site.css">'
    cell = "<td>483</td>"
    assert figures(read(cell, head=other, row='style="color:white"')) == ["483"]
    assert figures(read(cell, row='style="color:white"')) == ["483?"]
    assert figures(read(cell, row='style="color:white" bgcolor="#003366"')) == ["483"]


def test_report_in_elements_that_a_class_hides_is_read_and_noted() -> None:
    document = read("<td>483</td>", "table{display:none}", head="<script src=tabs.js></script>")
    assert figures(document) == ["483"]
    assert codes(document) == ["hidden_report"]


def test_table_that_nothing_can_show_is_not_read() -> None:
    document = read("<td>483</td>", "table{display:none}")
    assert not any(isinstance(block, Grid) for block in document.blocks)


def test_words_with_pictures_beside_them_are_no_doubtful_figures() -> None:
    document = read("<td><img src=icon.png>见附件</td>")
    assert figures(document) == ["见附件"]
    assert document.issues == ()


def test_forbidden_characters_break_no_reading() -> None:
    document = read("<td>4&#1;8&#x0B;3&#xD800;</td>")
    assert figures(document) == ["483"]
    assert figures(read("<td><p>483</p>\f</td>")) == ["483"]


def test_picture_that_stands_where_a_table_should_is_named() -> None:
    table = "<table><tr><td>自然人<td>总计<tr><td>1<td>1</table>"
    picture = '<div><p><img src="t3.png"></p></div><p><img src="dot.gif" width="1" height="1"></p>'
    page = f"<p>一、总体情况</p>{table}<p>三、收到和处理政府信息公开申请情况</p>{picture}"
    document = read_html(page.encode())
    assert document.issues == (
        ("picture_not_read", "1 pictures stand in the text and were not looked at"),
    )
    assert document.metadata["images"] == "t3.png\ndot.gif"


def test_words_that_a_style_sheet_writes_behind_words_are_read() -> None:
    document = read("<td class=u>本年收费金额</td>", ".u::after{content:'（单位：元）'}")
    assert figures(document) == ["本年收费金额（单位：元）"]
    assert "generated_content" not in codes(document)


def lines(body: str) -> list[str]:
    """The lines of a page whose table lost its cells, inside a table that lays out the page."""
    document = read_html(
        f"<table><tr><td><a href=a>机构职能</a></td><td><table><tr><td>{TITLE}</td></tr><tr><td>"
        f"<p>一、总体情况</p>{'<p>稳步推进政务公开工作。</p>' * 9}{body}</td></tr></table></table>".encode()
    )
    return [
        line
        for block in document.blocks
        if isinstance(block, Paragraph)
        for line in block.text.split("\n")
    ]


@pytest.mark.parametrize(
    "digit",
    [
        "<font color=white>7</font>",
        "<b style='position:relative;top:-6px'>7</b>",
        "<b style='float:left'>7</b>",
        "<img src=7.png>",
        "<input value=7>",
    ],
)
@pytest.mark.parametrize("written", ["<div>行政处罚</div><div>{}</div>", "行政处罚<br>{}<br>"])
def test_figure_on_a_line_of_its_own_in_a_layout_table_is_doubted(digit: str, written: str) -> None:
    found = lines(written.format(f"483{digit}"))
    [figure] = [line for line in found if line.startswith("483")]
    assert parse_figure(figure, "count").status == "unreadable"
    assert "?" not in "".join(line for line in found if not line.startswith("483"))


@pytest.mark.parametrize(
    ("cell", "css"),
    [
        ("<td>4<span class=x>7</span>9</td>", ".x{display:block}"),
        ("<td>4<span class=x>7</span>9</td>", ".x{margin-left:-40px}"),
        ("<td>4<span class=x>7</span>9</td>", ".x{margin:0 -2em}"),
        ("<td>4<span class=x>7</span>9</td>", ".x{zoom:.1}"),
        ("<td>4<span class=x>7</span>9</td>", ".x{display:block;height:0;overflow:hidden}"),
        ("<td class=x>479</td>", ".x{width:0;overflow:hidden}"),
        ("<td class=x>4<b dir=rtl>7</b>9</td>", ".x{direction:rtl}"),
        ("<td>4<rt>7</rt>9</td>", ""),
        ("<td>4<q>7</q>9</td>", ""),
        ("<td>4<datalist>7</datalist>9</td>", ""),
        ("<td>4<a class=x><b>7</b>5</a>9</td>", ".x{display:block;text-indent:-9999px}"),
    ],
)
def test_a_figure_that_chromium_shows_otherwise_is_doubted(cell: str, css: str) -> None:
    """Kinds that `tests/browser/test_what_is_shown.py` found."""
    [text] = figures(read(cell, css))
    assert text.endswith(DOUBT)


@pytest.mark.parametrize(
    ("cell", "css", "shown"),
    [
        ("<td>4<span hidden=until-found>7</span>9</td>", "", "479"),
        ("<td hidden=until-found>479</td>", "", DOUBT),
        ("<td>4<b class=x hidden=until-found>7</b>9</td>", ".x{display:inline-block}", "49"),
        ("<td>4<b class=x>7</b>9</td>", ".x{color:navy;background:black}", f"479{DOUBT}"),
    ],
)
def test_what_chromium_shows_is_read(cell: str, css: str, shown: str) -> None:
    [text] = figures(read(cell, css))
    assert text == shown


LINK = '<link rel="StyleSheet" href="site.css">'


@pytest.mark.parametrize(
    "cell",
    [
        "<td>48<span class=hidden>7</span>3</td>",
        "<td>48<span class='big d-none'>7</span>3</td>",
        "<td>48<i class=sr-only>7</i>3</td>",
        "<td><b class=old_value>487</b>483</td>",
        "<td class=Hide>483</td>",
    ],
)
def test_a_class_that_speaks_of_hiding_is_a_doubt_where_its_sheet_is_not_to_be_had(
    cell: str,
) -> None:
    assert figures(read(cell, head=LINK))[0].endswith(DOUBT)
    assert figures(read(cell, '@import "site.css";'))[0].endswith(DOUBT)
    assert not figures(read(cell))[0].endswith(DOUBT)


@pytest.mark.parametrize(
    "cell",
    [
        "<td class='gold model'><span class=bold>483</span></td>",
        "<td>483<span class=hidden></span></td>",
        "<td class=MsoNormal style='border:none'>483</td>",
    ],
)
def test_other_classes_are_no_doubt(cell: str) -> None:
    document = read(cell, head=LINK)
    assert figures(document) == ["483"]
    assert document.issues == ()
