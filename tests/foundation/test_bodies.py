"""The body of an article: found by its name, or by what the form's headings enclose."""

from __future__ import annotations

import pytest
from lxml import etree

from foundation.bodies import find_body, find_chrome, squashed, words_in

TABLE = "<table><tr><td>自然人<td>结果维持<tr><td>1<td>2</table>"
REPORT = f"<p>一、总体情况</p><p>正文</p>{TABLE}<p>六、其他需要报告的事项</p><p>无</p>"
MENU = "".join(f'<li><a href="/{number}">栏目{number}</a></li>' for number in range(6))


def body_of(markup: str) -> etree._Element | None:
    """The element that is found, None for the whole page."""
    page = etree.fromstring(f"<body>{markup}</body>", etree.HTMLParser()).find("body")
    assert page is not None
    found = find_body(page, words_in(squashed(page)))
    return None if found is None else found.element


@pytest.mark.parametrize(
    "shell",
    [
        '<div class="main"><div id="l">{menu}</div><div id="r"><h1>题</h1>{report}</div></div>',
        '<div class="main"><div>{menu}</div><div id="r"><h1>题</h1><div>{report}</div></div></div>',
        '<div id="l">{menu}</div><div id="r"><div><div class="x9">{report}</div></div></div>',
        '<table><tr><td>{menu}</td><td id="r"><p>题</p>{report}</td></tr></table>',
        '<div>{menu}</div><section id="r"><div>题</div><div><div>{report}</div></div></section>',
    ],
)
def test_unnamed_body_is_what_the_headings_of_the_form_enclose(shell: str) -> None:
    found = body_of(shell.format(menu=MENU, report=REPORT))
    assert found is not None
    assert found.get("id") == "r"


def test_date_and_signature_beside_the_headings_belong_to_an_unnamed_body() -> None:
    found = body_of(
        f"<div>{MENU}</div><div id=r><h1>题</h1><p>发布时间：2025-01-20</p><div>{REPORT}</div>"
        f"<p>某局</p><a href=a.pdf>附件</a><a href=1>上一篇</a><a href=2>下一篇</a></div><ul>{MENU}</ul>"
    )
    assert found is not None
    assert found.get("id") == "r"


def test_page_of_nothing_but_the_article_is_its_own_body() -> None:
    assert body_of(f"<h1>题</h1>{REPORT}") is None


def test_data_table_is_no_body() -> None:
    assert body_of(f"<div>{MENU}</div><div id=r><p>正文</p>{TABLE}</div>").get("id") == "r"  # type: ignore[union-attr]


def test_container_with_a_common_name_that_holds_the_menu_does_not_win() -> None:
    article = "<p>" + "本单位全年公开信息三十一条。" * 20 + "</p>"
    found = body_of(f"<div class=content>导航</div><div class=wzcon><p>{article}</p></div>")
    assert found is not None
    assert found.get("class") == "wzcon"
    assert body_of(f"<div class=content>导航</div><div class=x9>{article}</div>") is None
    assert body_of(f"<div class=x9>导航</div><div class=content>{article}</div>") is not None


@pytest.mark.parametrize(
    "name", ["lujing", "pos", "curmb", "BreadcrumbNav", "mnav", "current-location"]
)
def test_path_of_a_page_is_furniture_by_the_names_that_portals_give_it(name: str) -> None:
    page = etree.fromstring(f"<body><div class={name}>甲 &gt; 乙</div></body>", etree.HTMLParser())
    assert [element.get("class") for element in find_chrome(page)] == [name]


def test_path_of_a_page_is_furniture_by_its_words() -> None:
    path = (
        '<p class=x9>您当前的位置：<a href="/">首页</a> &gt; <a href="/n">政府信息公开年报</a></p>'
    )
    page = etree.fromstring(f"<body>{path}<p>所在位置图</p></body>", etree.HTMLParser())
    assert {element.get("class") for element in find_chrome(page)} == {"x9"}
