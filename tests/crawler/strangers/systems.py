"""Portals as the systems make them that the crawler has no module for, or has one of another
version.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from tests.crawler.many_sites import Asked, Reply
from tests.crawler.strangers.lists import Address, made, with_articles
from tests.crawler.strangers.places import (
    AGENCIES,
    COLUMN,
    Answer,
    Item,
    Stranger,
    Strangers,
    home,
    html,
    items,
    listing,
    rows,
)

STRANGERS = Strangers()
# The list goes on where no address says how: whoever has not all of it says so.
HONEST = frozenset({"ok", "incomplete"})


def article(item: Item) -> str:
    return f"/content/{item.day[:7]}/{item.day[8:]}/content_{5000 + item.number}.htm"


def turned(
    name: str,
    page: Callable[[int, list[Item]], Answer],
    number_of: Callable[[Asked], int | None],
    first: str,
    size: int = 5,
    address: Address = article,
) -> Stranger:
    """A list of three pages. `page`: makes one, from 0; `number_of`: which one is asked for."""
    found = items(3 * size - 2)

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home(first)
        number = number_of(asked)
        if number is None or not 0 <= number < 3:
            return None
        return page(number, found[number * size : (number + 1) * size])

    return made(name, found, address, answer)


@STRANGERS
def nodes_of_founder() -> Stranger:
    """方正翔宇: node_7.htm, node_7_2.htm, and the number of pages in a script."""

    def number_of(asked: Asked) -> int | None:
        told = re.fullmatch(r"/node_7(?:_(\d))?\.htm", asked.path)
        return int(told[1] or 1) - 1 if told else None

    def page(number: int, shown: list[Item]) -> Answer:
        names = ["node_7.htm", "node_7_2.htm", "node_7_3.htm"]
        pager = "".join(f'<a href="{each}">{n}</a>' for n, each in enumerate(names, 1))
        return listing(rows(shown, article), f'<div id="displaypagenum">{pager}</div>')

    return turned("founder", page, number_of, "/node_7.htm")


@STRANGERS
def columns_numbered_with_hyphens() -> Stranger:
    """南威: column-31-1.html, and a next page that is the only one linked."""

    def number_of(asked: Asked) -> int | None:
        told = re.fullmatch(r"/column-31-(\d)\.html", asked.path)
        return int(told[1]) - 1 if told else None

    def page(number: int, shown: list[Item]) -> Answer:
        following = f'<a href="/column-31-{number + 2}.html">下一页</a>' if number < 2 else ""
        return listing(rows(shown, article), f"<div>第{number + 1}页/共3页 {following}</div>")

    return turned("hyphens", page, number_of, "/column-31-1.html")


@STRANGERS
def a_query_that_is_a_file_name() -> Stranger:
    """龙采: /list/?5_2.html, articles at /html/?123.html."""

    def number_of(asked: Asked) -> int | None:
        told = re.search(r"^5_(\d)\.html", next(iter(asked.query), ""))
        return int(told[1]) - 1 if told and asked.path == "/list/" else None

    def page(number: int, shown: list[Item]) -> Answer:
        pager = "".join(f'<a href="/list/?5_{each}.html">{each}</a>' for each in (1, 2, 3))
        return listing(rows(shown, article), f'<div class="page">{pager}</div>')

    return turned("query as a file", page, number_of, "/list/?5_1.html")


@STRANGERS
def an_offset_in_the_address() -> Stranger:
    """JSP: ?start=0&rows=5."""

    def number_of(asked: Asked) -> int | None:
        if asked.path != "/nb/list.jsp":
            return None
        return int(asked.query.get("start", 0)) // 5

    def page(number: int, shown: list[Item]) -> Answer:
        following = f'<a href="list.jsp?start={number * 5 + 5}&amp;rows=5">下页</a>'
        return listing(rows(shown, article), following if number < 2 else "<span>下页</span>")

    return turned("offset", page, number_of, "/nb/list.jsp")


@STRANGERS
def pages_in_a_choice() -> Stranger:
    """A choice of pages whose options are addresses, and no other pager."""

    def number_of(asked: Asked) -> int | None:
        told = re.fullmatch(r"/nb/p(\d)\.html", asked.path)
        return int(told[1]) - 1 if told else None

    def page(number: int, shown: list[Item]) -> Answer:
        options = "".join(f'<option value="p{each}.html">第{each}页</option>' for each in (1, 2, 3))
        return listing(
            rows(shown, article),
            f'<select onchange="location.href=this.value">{options}</select>',
        )

    return turned("choice of pages", page, number_of, "/nb/p1.html")


@STRANGERS
def a_form_that_asks_by_get() -> Stranger:
    """A pager that is a form with a number and a button."""

    def number_of(asked: Asked) -> int | None:
        return int(asked.fields.get("page", 1)) - 1 if asked.path == "/nb/search" else None

    def page(number: int, shown: list[Item]) -> Answer:
        form = (
            f'共13条 第{number + 1}/3页 <form action="/nb/search" method="get"><input name="page">'
            '<input type="submit" value="跳转"></form>'
        )
        return listing(rows(shown, article), form)

    stranger = turned("form by get", page, number_of, "/nb/search")
    return Stranger(stranger.name, stranger.answer, stranger.reports, honest=HONEST)


@STRANGERS
def a_query_in_gbk() -> Stranger:
    """PHP in GBK: the name of the column stands in the query, in the page's own encoding."""
    found = items(13)

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return Reply(_in_gbk(home("/list.php?lm=年报&p=1")), headers=_GBK)
        if asked.path != "/list.php":
            return None
        if asked.query.get("lm") == "年报":
            # In UTF-8: this server knows no such column.
            return listing("")
        number = int(asked.query.get("p", 1)) - 1
        pager = "".join(f'<a href="?lm=年报&p={each}">{each}</a>' for each in (1, 2, 3))
        shown = rows(found[number * 5 : number * 5 + 5], article)
        return Reply(_in_gbk(listing(shown, pager)), headers=_GBK)

    return made("query in gbk", found, article, answer)


_GBK = {"Content-Type": "text/html"}


def _in_gbk(text: str) -> bytes:
    return text.replace("utf-8", "gbk").encode("gbk")


@STRANGERS
def a_list_in_a_frameset() -> Stranger:
    """A column that is a set of frames: the menu in one, the list in another."""
    found = items(5)
    frames = '<frameset cols="20%,*"><frame src="menu.html"><frame src="right.html"></frameset>'

    def answer(asked: Asked) -> Answer:
        pages = {
            "/": home("/nb/index.html"),
            "/nb/index.html": f"<html><head><title>{COLUMN}</title></head>{frames}</html>",
            "/nb/menu.html": html('<a href="/">首页</a>'),
            "/nb/right.html": listing(rows(found, article)),
        }
        return pages.get(asked.path)

    return made("frameset", found, article, answer)


@STRANGERS
def a_home_page_behind_a_refresh_header() -> Stranger:
    found = items(5)

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return Reply(b"<html></html>", headers={"Refresh": "0; url=/main/index.htm"})
        if asked.path == "/main/index.htm":
            return home("/nb/")
        return listing(rows(found, article)) if asked.path == "/nb/" else None

    return made("refresh header", found, article, answer)


@STRANGERS
def articles_that_hold_a_file_alone() -> Stranger:
    """The page of a report is a title and the link to its file."""
    found = items(6)
    files = {f"/files/{each.number}.pdf": each for each in found}

    def answer(asked: Asked) -> Answer:
        if asked.path in files:
            body = f"%PDF-1.4\n{files[asked.path].number}\n%%EOF\n".encode()
            return Reply(body, headers={"Content-Type": "application/pdf"})
        if asked.path == "/":
            return home("/nb/")
        return listing(rows(found, article)) if asked.path == "/nb/" else None

    def page(item: Item) -> str:
        link = f'<p><a href="/files/{item.number}.pdf">{item.title}.pdf</a></p>'
        return html(f'<h1>{item.title}</h1><div class="article">{link}</div>', item.title)

    site = with_articles(found, article, answer, page)
    return Stranger("a file alone", site, frozenset(map(article, found)), frozenset(files))


@STRANGERS
def folders_of_years() -> Stranger:
    """A column whose parts are folders of years, each a list of its own."""
    found = items(20)

    def answer(asked: Asked) -> Answer:
        years = sorted({each.year for each in found}, reverse=True)
        if asked.path == "/":
            return home("/nb/")
        if asked.path == "/nb/":
            links = "".join(f'<li><a href="{year}/">{year}</a></li>' for year in years)
            return html(f"<h2>{COLUMN}</h2><ul>{links}</ul>")
        told = re.fullmatch(r"/nb/(\d{4})/", asked.path)
        shown = [each for each in found if told and each.year == int(told[1])]
        return listing(rows(shown, article)) if shown else None

    return made("folders of years", found, article, answer)


@STRANGERS
def tabs_that_load_fragments() -> Stranger:
    """Tabs of years whose lists a script loads from the address that each tab has as data."""
    found = items(20)

    def answer(asked: Asked) -> Answer:
        years = sorted({each.year for each in found}, reverse=True)
        if asked.path == "/":
            return home("/nb/")
        if asked.path == "/nb/":
            tabs = "".join(f'<li data-url="/nb/{year}.html">{year}年</li>' for year in years)
            script = '<script>$(".tabs li").click(function(){$("#l").load($(this).data("url"))})'
            first = rows([each for each in found if each.year == years[0]], article)
            return html(f'<ul class="tabs">{tabs}</ul><ul id="l">{first}</ul>{script}</script>')
        told = re.fullmatch(r"/nb/(\d{4})\.html", asked.path)
        shown = [each for each in found if told and each.year == int(told[1])]
        return rows(shown, article) if shown else None

    stranger = made("tabs that load", found, article, answer)
    return Stranger(stranger.name, stranger.answer, stranger.reports, honest=HONEST)


@STRANGERS
def a_list_that_comes_as_jsonp() -> Stranger:
    """开普: the list is an answer to a script's request, wrapped in the name of a function."""
    found = items(12)

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/nb/")
        if asked.path == "/nb/":
            script = (
                "$.ajax({url:'/common/list?channelId=88&pageSize=5&pageIndex='+p,"
                "dataType:'jsonp',jsonp:'callback',success:show})"
            )
            return html(f'<h2>{COLUMN}</h2><ul id="list"></ul><script>var p=1;{script}</script>')
        if asked.path != "/common/list":
            return None
        number = int(asked.query.get("pageIndex", 1)) - 1
        shown = [
            {"title": each.title, "url": article(each), "publishDate": each.day}
            for each in found[number * 5 : number * 5 + 5]
        ]
        told = json.dumps({"total": 12, "data": shown}, ensure_ascii=False)
        return Reply(f"{asked.query.get('callback', 'show')}({told})".encode())

    return Stranger(
        "jsonp",
        with_articles(found, article, answer),
        frozenset(map(article, found)),
        honest=frozenset({"ok", "incomplete", "needs_browser"}),
    )


@STRANGERS
def articles_that_a_function_opens() -> Stranger:
    """拓尔思: the links of a list call a function with the number of the article."""
    found = items(6)

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/nb/")
        if asked.path != "/nb/":
            return None
        script = "<script>function view(u){window.open('/content/'+u+'.htm')}</script>"
        shown = "".join(
            f"<li><a href=\"javascript:view('{article(each)[9:-4]}')\">{each.title}</a>"
            f"<span>{each.day}</span></li>"
            for each in found
        )
        return listing(shown, head=script)

    stranger = made("a function opens", found, article, answer)
    honest = frozenset({"ok", "incomplete", "needs_browser"})
    return Stranger(stranger.name, stranger.answer, stranger.reports, honest=honest)


@STRANGERS
def reports_that_are_files_of_a_list() -> Stranger:
    """The list names files, in a table with the agency in one column and years in the others."""
    found = items(16)

    def address(item: Item) -> str:
        return f"/u/{item.year}/{AGENCIES.index(item.agency)}.pdf"

    def answer(asked: Asked) -> Answer:
        files = {address(each): each.number for each in found}
        if asked.path == "/":
            return home("/nb.html")
        if asked.path in files:
            body = f"%PDF-1.4\n{files[asked.path]}\n%%EOF\n".encode()
            return Reply(body, headers={"Content-Type": "application/pdf"})
        if asked.path != "/nb.html":
            return None
        lines = "".join(
            f"<tr><td>{agency}</td>"
            + "".join(
                f'<td><a href="{address(each)}">{each.year}年度报告</a></td>'
                for each in found
                if each.agency == agency
            )
            + "</tr>"
            for agency in AGENCIES
        )
        return html(f"<h2>{COLUMN}</h2><table>{lines}</table>")

    return Stranger("files in a table", answer, frozenset(map(address, found)))


@STRANGERS
def years_under_the_names_of_agencies() -> Stranger:
    """An accordion: agencies as headings, years as the only words of the links."""
    found = items(16)

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/nb.html")
        if asked.path != "/nb.html":
            return None
        parts = "".join(
            f"<h3>{agency}</h3><ul>"
            + "".join(
                f'<li><a href="{article(each)}">{each.year}年</a></li>'
                for each in found
                if each.agency == agency
            )
            + "</ul>"
            for agency in AGENCIES
        )
        return html(f"<h2>{COLUMN}</h2>{parts}")

    return made("accordion", found, article, answer)


@STRANGERS
def a_column_that_a_meta_element_forwards() -> Stranger:
    found = items(6)
    forward = '<meta http-equiv="refresh" content="0;url=../list/index_88.html">'

    def answer(asked: Asked) -> Answer:
        pages = {
            "/": home("/nb/"),
            "/nb/": html("", head=forward),
            "/list/index_88.html": listing(rows(found, article)),
        }
        return pages.get(asked.path)

    return made("meta forwards", found, article, answer)


@STRANGERS
def a_list_of_xml() -> Stranger:
    """大汉: the list is an XML file that a script reads."""
    found = items(7)

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/nb/")
        if asked.path == "/nb/":
            return html(
                f'<h2>{COLUMN}</h2><div id="l"></div><script>$.get("/nb/list.xml",show)</script>'
            )
        if asked.path != "/nb/list.xml":
            return None
        told = "".join(
            f"<item><title>{each.title}</title><link>{article(each)}</link>"
            f"<pubDate>{each.day}</pubDate></item>"
            for each in found
        )
        body = f'<?xml version="1.0" encoding="utf-8"?><list>{told}</list>'
        return Reply(body.encode(), headers={"Content-Type": "text/xml"})

    stranger = made("xml", found, article, answer)
    honest = frozenset({"ok", "incomplete", "needs_browser"})
    return Stranger(stranger.name, stranger.answer, stranger.reports, honest=honest)


@STRANGERS
def a_pager_without_addresses() -> Stranger:
    """Numbers that a script turns, by an interface that stands in a file of scripts."""
    found = items(13)

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/nb/")
        if asked.path != "/nb/":
            return None
        numbers = "".join(f'<a href="#" data-page="{each}">{each}</a>' for each in (1, 2, 3))
        pager = (
            f'<div class="pager">{numbers}<span>共13条</span></div><script src="/p.js"></script>'
        )
        return listing(rows(found[:5], article), pager)

    return made(
        "pager without addresses", found, article, answer, honest=frozenset({"incomplete"}), had=5
    )


@STRANGERS
def a_list_whose_dates_stand_in_addresses_alone() -> Stranger:
    """博达: /info/1001/12.htm, no dates, the pager counts downward."""
    found = items(13)

    def address(item: Item) -> str:
        return f"/info/1001/{300 - item.number}.htm"

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/nb.htm")
        told = re.fullmatch(r"/nb(?:/([12]))?\.htm", asked.path)
        if not told:
            return None
        number = 3 - int(told[1]) if told[1] else 0
        shown = "".join(
            f'<li><a href="{address(each)}">{each.title}</a></li>'
            for each in found[number * 5 : number * 5 + 5]
        )
        names = ["/nb.htm", "/nb/2.htm", "/nb/1.htm"]
        pager = "".join(f'<a href="{each}">{n}</a>' for n, each in enumerate(names, 1))
        return listing(shown, f'<div class="p_pages">{pager}</div>')

    return made("dateless", found, address, answer)
