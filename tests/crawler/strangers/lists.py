"""Portals whose lists go on in their own ways."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from tests.crawler.many_sites import Asked, Reply
from tests.crawler.strangers.places import (
    COLUMN,
    Answer,
    Item,
    Stranger,
    Strangers,
    home,
    html,
    items,
    listing,
    report,
    rows,
)

STRANGERS = Strangers()
NB = "/zwgk/zfxxgknb/"
Address = Callable[[Item], str]


def dated(item: Item) -> str:
    return f"{NB}{item.day[:7].replace('-', '')}/t{item.day.replace('-', '')}_{7000 + item.number}.html"


def with_articles(
    found: list[Item],
    address: Address,
    answer: Callable[[Asked], Answer],
    make: Callable[[Item], str] = report,
) -> Callable[[Asked], Answer]:
    pages = {address(item): item for item in found}

    def answered(asked: Asked) -> Answer:
        query = "&".join(f"{name}={value}" for name, value in asked.query.items())
        for path in (f"{asked.path}?{query}", asked.path):
            if path in pages:
                return make(pages[path])
        return answer(asked)

    return answered


def made(
    name: str,
    found: list[Item],
    address: Address,
    answer: Callable[[Asked], Answer],
    **truth: object,
) -> Stranger:
    site = with_articles(found, address, answer)
    return Stranger(name, site, frozenset(map(address, found)), **truth)  # type: ignore[arg-type]


@STRANGERS
def years_in_columns_and_a_pager_in_a_comment() -> Stranger:
    """TRS: a column for each year, the page counter in a comment, a stub past the end."""
    found = items(20)
    years = {"2023n": found[:8], "2022n_1": found[8:16], "2021ndbg": found[16:]}

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home(NB)
        if asked.path == NB:
            links = "".join(f'<li><a href="./{name}/">{name[:4]}年</a></li>' for name in years)
            return html(f"<h2>{COLUMN}</h2><ul>{links}</ul>")
        told = re.fullmatch(NB + r"(\w+)/(?:index(?:_(\d))?\.html)?", asked.path)
        if not told or told[1] not in years:
            return None
        number, listed = int(told[2] or 0), years[told[1]]
        pages = -(-len(listed) // 5)
        if number >= pages:
            return Reply(b"<html><body>" + b" " * 330 + b"</body></html>")
        counter = f'<!-- <script>createPageHTML({pages}, {number}, "index", "html");</script> -->'
        return listing(rows(listed[number * 5 : number * 5 + 5], dated), counter)

    return made("years in columns", found, dated, answer)


@STRANGERS
def a_counter_that_promises_too_much() -> Stranger:
    """TRS keeps two static pages of the four that its counter shows: two are said to be missing."""
    found = items(10)

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home(NB)
        told = re.fullmatch(NB + r"(?:index(?:_(\d))?\.html)?", asked.path)
        number = int(told[1] or 0) if told else 9
        if number > 1:
            return None
        pager = f'<script>createPageHTML(4, {number}, "index", "html");</script>'
        return listing(rows(found[number * 5 : number * 5 + 5], dated), pager)

    return made("counter too large", found, dated, answer, honest=frozenset({"incomplete"}))


def _records(shown: list[Item], address: Address) -> str:
    return "".join(
        f"<record><![CDATA[<li><a title='{item.title}' href='{address(item)}' target=_blank>"
        f"{item.title[:18]}…</a><b>{item.day}</b></li>]]></record>"
        for item in shown
    )


@STRANGERS
def a_dataproxy_that_knows_pages_alone() -> Stranger:
    """Hanweb: startrecord is ignored, page=n turns; three pages of five in the column itself."""
    found = items(24)
    proxy = "/module/web/jpage/dataproxy.jsp"

    def address(item: Item) -> str:
        return f"/art/{item.day.replace('-0', '/').replace('-', '/')}/art_1229_{item.number}.html"

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/col/col1229/index.html")
        if asked.path == "/col/col1229/index.html":
            following = f'<a href="{proxy}?page=1&appid=1&webid=3&columnid=1229&unitid=77">'
            store = (
                f"<datastore><nextgroup><![CDATA[{following}]]></nextgroup>"
                f"<recordset>{_records(found[:15], address)}</recordset></datastore>"
            )
            call = "$('#77').jpage({totalRecord:24,perPage:5,proxyUrl:'" + proxy + "',groupSize:3})"
            inner = f'<div id="77"><script type="text/xml">{store}</script></div>'
            return html(f"<h2>{COLUMN}</h2>{inner}<script>{call}</script>")
        if asked.path != proxy:
            return None
        start = (int(asked.fields.get("page") or 1) - 1) * 15
        shown = _records(found[start : start + 15], address)
        return Reply(f"<datastore><recordset>{shown}</recordset></datastore>".encode())

    return made("dataproxy by pages", found, address, answer)


@STRANGERS
def an_interface_that_wants_its_page_in_json() -> Stranger:
    """jpaas: protocol-relative addresses, control characters, paging inside paramJson alone."""
    found = items(17)
    unit = "/api-gateway/jpaas-publish-server/front/page/build/unit"

    def address(item: Item) -> str:
        return f"/art/{item.day[:4]}/art_{item.number:032x}.html"

    def shown(asked: Asked, number: int) -> str:
        host = asked.headers["host"]
        return rows(found[number * 6 - 6 : number * 6], lambda each: f"//{host}{address(each)}")

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/col/col55/index.html")
        if asked.path == "/col/col55/index.html":
            query = "{'webId':'33','pageId':'55','tagId':'信息列表','tplSetId':'x8'}"
            attributes = f'count="17" rows="6" pageNo="1" unitUrl="{unit}" queryData="{query}"'
            return listing(shown(asked, 1), f"<div class='pagination' {attributes}></div>")
        if asked.path != unit:
            return None
        number = int(json.loads(asked.fields.get("paramJson") or '{"pageNo":1}')["pageNo"])
        inner = json.dumps(f"<ul>{shown(asked, number)}</ul>", ensure_ascii=False)
        return f'{{"success":true,\t"data":{{"html":{inner}\r\n}}}}'

    return made("jpaas", found, address, answer)


@STRANGERS
def a_list_numbered_downward_behind_a_tree_menu() -> Stranger:
    """VSB: the column stands in a script's tree; further pages count down."""
    found = items(13)

    def address(item: Item) -> str:
        return f"/info/1043/{4400 + item.number}.htm"

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/zwgk.htm", "政府信息公开")
        if asked.path == "/zwgk.htm":
            tree = (
                '<a id="a5q1" href="zwgk/xxgkzn.htm"></a><a id="a5q2" href="zwgk/xxgknb.htm"></a>'
                "<script>var t=new WebFXTree('x');"
                "t.add(new WebFXTreeItem('<span>公开指南</span>',document.getElementById('a5q1').href));"
                f"t.add(new WebFXTreeItem('<span>{COLUMN}</span>',"
                "document.getElementById('a5q2').href));</script>"
            )
            return html(tree, "政府信息公开")
        numbers = {"/zwgk/xxgknb.htm": 0, "/zwgk/xxgknb/2.htm": 1, "/zwgk/xxgknb/1.htm": 2}
        if asked.path not in numbers:
            return None
        number = numbers[asked.path]
        following = f"/zwgk/xxgknb/{2 - number}.htm"
        pager = f'<span class="p_no_d">{number + 1}</span>'
        if number < 2:
            pager += f'<span class="p_next p_fun"><a href="{following}">下页</a></span>'
        return listing(rows(found[number * 5 : number * 5 + 5], address), pager)

    return made("vsb", found, address, answer)


@STRANGERS
def a_platform_under_the_prefix_of_a_department() -> Stranger:
    """gkmlpt: pages 0 and 1 are one, %u escapes in titles, 404 past the end."""
    found = items(9)
    tree = [{"id": 7, "name": "其他", "children": []}, {"id": 9, "name": COLUMN, "jump_url": ""}]

    def address(item: Item) -> str:
        return f"/syj/gkmlpt/content/9/9103/post_{9103000 + item.number}.html"

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/syj/gkmlpt/index", "政府信息公开")
        if asked.path in ("/syj/gkmlpt/index", "/syj/gkmlpt/annualreport"):
            config = f"window._CONFIG = {{SID: '755001', TREE: {json.dumps(tree)}, DETAIL: null}}"
            return html(f'<div id="app"></div><script>{config}</script>', "政府信息公开")
        if asked.path != "/syj/gkmlpt/api/all/9":
            return None
        number = max(int(asked.query.get("page") or 1), 1)
        shown = found[number * 5 - 5 : number * 5]
        if not shown:
            return None
        entries = [
            {"id": each.number, "title": _escaped(each.title), "url": address(each)}
            for each in shown
        ]
        return json.dumps({"articles": entries, "classify": {"post_count": 9}})

    return made("gkmlpt of a department", found, address, answer)


def _escaped(text: str) -> str:
    return "".join(f"%u{ord(each):04X}" if ord(each) > 127 else each for each in text)


@STRANGERS
def a_list_of_shtml_whose_second_page_is_two() -> Stranger:
    """UCAP: createPageHTML with an element, a total of items, name_2.shtml; channels by number."""
    found = items(14)

    def address(item: Item) -> str:
        return f"/yxzf/c100294/{item.day[:7].replace('-', '')}/{item.number:032x}.shtml"

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/yxzf/c100294/nav_list.shtml")
        told = re.fullmatch(r"/yxzf/c100294/nav_list(?:_(\d))?\.shtml", asked.path)
        number = int(told[1] or 1) if told else 0
        if not 1 <= number <= 3:
            return None
        call = f"createPageHTML('page_div', 3, {number}, 'nav_list', 'shtml', 14);"
        shown = rows(found[number * 5 - 5 : number * 5], address)
        return listing(shown, f'<div id="page_div"></div><script>{call}</script>')

    return made("ucap", found, address, answer)


@STRANGERS
def a_list_whose_block_is_fetched() -> Stranger:
    """Hebei: the column refreshes its list from a block; the column itself shows the first page."""
    found = items(11)
    column = "/columns/c0ffee00-d9cb-469f-a165-708677289501"
    block = f"{column}/templates/0f8fad5b-d9cb-469f-a165-70867728950e/blocks/1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"

    def address(item: Item) -> str:
        day = item.day[:7].replace("-", "") + "/" + item.day[8:]
        return f"{column}/{day}/{item.number:08x}-d9cb-469f-a165-70867728950e.html"

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home(f"{column}/index.html")
        if asked.path not in (f"{column}/index.html", block):
            return None
        number = int(asked.query.get("page") or 1)
        shown = rows(found[number * 4 - 4 : number * 4], address)
        if asked.path == block:
            return f"<ul>{shown}</ul>"
        return listing(shown, f"<div data-url='{block}?page=1&fix=0'>共11条</div>")

    return made("hebei", found, address, answer)


@STRANGERS
def agencies_in_a_jump_menu() -> Stranger:
    """Each agency has a list of its own; they stand in the options of a select."""
    found = items(24)
    names = {f"/xxgk/bm{n}/": found[n::8] for n in range(8)}

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/xxgk/nb/")
        if asked.path == "/xxgk/nb/":
            options = "".join(
                f'<option value="{path}">{listed[0].agency}</option>'
                for path, listed in names.items()
            )
            menu = (
                f'<select onchange="location=this.value"><option>请选择</option>{options}</select>'
            )
            return html(f"<h2>{COLUMN}</h2>{menu}")
        if asked.path in names:
            return listing(rows(names[asked.path], dated))
        return None

    return made("agencies in a select", found, dated, answer)


@STRANGERS
def a_form_that_a_function_sends() -> Stranger:
    """JSP: javascript:goPage(2) fills in a hidden field and sends the form by POST."""
    found = items(13)

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/nb/list.jsp")
        if asked.path != "/nb/list.jsp":
            return None
        number = int(asked.fields.get("pageNo") or 1)
        form = (
            '<form name="f" method="post" action="/nb/list.jsp"><input type="hidden" name="cat" '
            f'value="12"><input type="hidden" name="pageNo" value="{number}"></form>'
        )
        script = "function goPage(n){document.f.pageNo.value=n;document.f.submit();}"
        links = "".join(f'<a href="javascript:goPage({n})">{n}</a>' for n in (1, 2, 3))
        pager = f'<div class="page">{links} 共13条</div>{form}<script>{script}</script>'
        return listing(rows(found[number * 5 - 5 : number * 5], dated), pager)

    return made("a form sent by a function", found, dated, answer)


@STRANGERS
def a_widget_that_loads_html() -> Stranger:
    """layui: the first page is in the list, the others come from an address in the script."""
    found = items(12)

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/nb/")
        number = int(asked.query.get("page") or 1)
        shown = rows(found[number * 5 - 5 : number * 5], dated)
        if asked.path == "/nb/getList":
            return shown
        script = (
            "layui.use('laypage',function(){layui.laypage.render({elem:'p',count:12,limit:5,"
            "jump:function(o,first){if(!first){$('.list').load('/nb/getList?page='+o.curr)}}})})"
        )
        is_list = asked.path == "/nb/"
        return listing(shown, f'<div id="p"></div><script>{script}</script>') if is_list else None

    return made("layui", found, dated, answer, honest=frozenset({"ok", "incomplete"}))


@STRANGERS
def a_button_that_loads_more() -> Stranger:
    """A button 加载更多 with the address in its data; JSON with the number of the last page."""
    found = items(16)

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/nb/")
        if asked.path == "/nb/":
            button = '<a class="more" data-url="/nb/more.json" data-page="1">加载更多</a>'
            return listing(rows(found[:8], dated), button)
        if asked.path != "/nb/more.json":
            return None
        number = int(asked.query.get("page") or 1)
        shown = found[number * 8 - 8 : number * 8]
        return json.dumps({"last": 2, "rows": [{"t": e.title, "u": dated(e)} for e in shown]})

    return made("load more", found, dated, answer, honest=frozenset({"ok", "incomplete"}))


@STRANGERS
def years_behind_tabs_that_post() -> Stranger:
    """Tabs of years call a function that posts the year; the page shows the latest alone."""
    found = items(18)

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/nb/")
        if asked.path == "/nb/":
            tabs = "".join(
                f'<li onclick="show({year})">{year}年</li>' for year in (2023, 2022, 2021)
            )
            script = (
                "function show(y){$.post('/nb/year.do',{year:y},function(d){$('.list').html(d)})}"
            )
            shown = rows([each for each in found if each.year == 2023], dated)
            return listing(shown, f'<ul class="tabs">{tabs}</ul><script>{script}</script>')
        if asked.path != "/nb/year.do":
            return None
        return rows([each for each in found if str(each.year) == asked.fields.get("year")], dated)

    return made("tabs of years", found, dated, answer, honest=frozenset({"ok", "incomplete"}))


@STRANGERS
def postbacks_that_need_their_state_and_session() -> Stranger:
    """ASP.NET: each page's view state must come back, and so must the session's cookie."""
    found = items(13)

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/department.aspx?id=40")
        if asked.path != "/department.aspx":
            return None
        number = int(asked.fields.get("__EVENTARGUMENT") or 1)
        cookie = asked.headers.get("cookie", "")
        state = asked.fields.get("__VIEWSTATE", "")
        if asked.method == "POST" and (not state.startswith("vs") or "SessionId=s1" not in cookie):
            return Reply(b"Runtime Error", 500)
        form = (
            '<form method="post" action="department.aspx?id=40">'
            f'<input type="hidden" name="__VIEWSTATE" value="vs{number}">'
            '<input type="hidden" name="__EVENTTARGET"><input type="hidden" name="__EVENTARGUMENT">'
        )
        call = "javascript:__doPostBack('AspNetPager1','{}')"
        links = "".join(f'<a href="{call.format(n)}">{n}</a>' for n in (1, 2, 3))
        page = listing(rows(found[number * 5 - 5 : number * 5], dated), f"{form}{links}</form>")
        return Reply(page.encode(), headers={"set-cookie": "ASP.NET_SessionId=s1; path=/"})

    return made("aspnet", found, dated, answer)


@STRANGERS
def a_php_list_in_gbk() -> Stranger:
    """PHPCMS in GBK without a word of it in the header; articles by query."""
    found = items(13)

    def address(item: Item) -> str:
        return f"/show.php?id={380000 + item.number}"

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            page = home("/index.php?m=content&c=index&a=lists&catid=58")
        elif asked.path == "/show.php":
            shown = [each for each in found if str(380000 + each.number) == asked.query.get("id")]
            if not shown:
                return None
            page = report(shown[0])
        elif asked.path == "/index.php" and asked.query.get("catid") == "58":
            number = int(asked.query.get("page") or 1)
            base = "/index.php?m=content&c=index&a=lists&catid=58&page="
            links = "".join(f'<a href="{base}{n}">{n}</a>' for n in (1, 2, 3))
            pager = f'<div id="pages"><a>13条</a>{links}</div>'
            page = listing(rows(found[number * 5 - 5 : number * 5], address), pager)
        else:
            return None
        body = page.replace('charset="utf-8"', 'charset="gb2312"').encode("gb18030")
        return Reply(body, headers={"content-type": "text/html"})

    return Stranger("php in gbk", answer, frozenset(map(address, found)))


@STRANGERS
def pages_of_one_eportal() -> Stranger:
    """eportal: /eportal/ui?pageId=…, pages by query, articles at /<slug>/<number>/index.html."""
    found = items(11)

    def address(item: Item) -> str:
        return f"/zfxxgknb/{88120 + item.number}/index.html"

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/eportal/ui?pageId=131845")
        if asked.path != "/eportal/ui" or asked.query.get("pageId") != "131845":
            return None
        number = int(asked.query.get("currentPage") or 1)
        base = "/eportal/ui?pageId=131845&currentPage="
        links = f'第{number}页/共3页 <a href="{base}{min(number + 1, 3)}&moduleId=ab12">下一页</a>'
        links += f'<a href="{base}3&moduleId=ab12">尾页</a>'
        return listing(rows(found[number * 4 - 4 : number * 4], address), f"<div>{links}</div>")

    return made("eportal", found, address, answer)


@STRANGERS
def pages_of_ilist() -> Stranger:
    """iList.jsp?node_id=&cat_id=&cur_page=, articles by the same program."""
    found = items(11)

    def address(item: Item) -> str:
        return f"/info/iList.jsp?node_id=GKml&tm_id=61&info_id={5100 + item.number}"

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/info/iList.jsp?node_id=GKml&cat_id=10042")
        if asked.path != "/info/iList.jsp" or asked.query.get("cat_id") != "10042":
            return None
        number = int(asked.query.get("cur_page") or 1)
        base = "/info/iList.jsp?node_id=GKml&cat_id=10042&cur_page="
        links = "".join(f'<a href="{base}{n}">[{n}]</a>' for n in (1, 2, 3))
        return listing(rows(found[number * 4 - 4 : number * 4], address), f"<p>{links}</p>")

    return made("iList", found, address, answer)


@STRANGERS
def a_list_that_a_file_of_scripts_writes() -> Stranger:
    """The rows stand in a file of scripts beside the page."""
    found = items(6)

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/nb/")
        if asked.path == "/nb/":
            return listing('<script src="/nb/list.js"></script>')
        if asked.path != "/nb/list.js":
            return None
        entries = [[each.title, dated(each), each.day] for each in found]
        told = json.dumps(entries, ensure_ascii=False)
        script = (
            f"var rows={told};for(var i=0;i<rows.length;i++)"
            "document.write('<li><a href='+rows[i][1]+'>'+rows[i][0]+'</a></li>');"
        )
        return Reply(script.encode(), headers={"content-type": "text/javascript; charset=utf-8"})

    return made(
        "list in a file of scripts", found, dated, answer, honest=frozenset({"ok", "incomplete"})
    )


@STRANGERS
def sections_of_agencies_by_label() -> Stranger:
    """Anhui: agencies at /public/column/<organ>, a report of each year, the rest by label 8888."""
    found = items(16)
    organs = {6601841 + 20 * n: found[n::8] for n in range(8)}

    def address(item: Item) -> str:
        organ = 6601841 + 20 * (item.number % 8)
        return f"/public/column/{organ}?type=3&action=detail&title={item.year}"

    def menu(organ: int) -> str:
        base = f"/public/column/{organ}?type="
        return (
            f'<a href="{base}2">政府信息公开指南</a><a href="{base}3&action=list">{COLUMN}</a>'
            f'<a href="{base}4&action=rel">部门公开</a>'
        )

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/public/column/6601841?type=4&action=list", "政府信息公开")
        told = re.fullmatch(r"/public/column/(\d+)", asked.path)
        if not told or int(told[1]) not in organs:
            return None
        organ, kind = int(told[1]), asked.query.get("type")
        if asked.query.get("action") == "rel":
            links = "".join(
                f'<li><a href="/public/column/{each}?type=2">{listed[0].agency}</a></li>'
                for each, listed in organs.items()
            )
            return html(menu(organ) + f"<ul>{links}</ul>", "政府信息公开")
        if kind == "3":
            links = "".join(
                f'<li><a href="{address(each)}">{each.year}年</a></li>' for each in organs[organ]
            )
            return html(f"{menu(organ)}<h2>{organs[organ][0].agency}</h2><ul>{links}</ul>")
        return html(f"{menu(organ)}<p>指南</p>", "政府信息公开指南")

    return made("anhui", found, address, answer)


@STRANGERS
def a_list_from_an_interface_of_departments() -> Stranger:
    """Epoint: a POST of JSON, the answer a text in a text; the site's name in a script."""
    found = items(12)
    post = "/EWB-FRONT/rest/lightfrontaction/getgovinfolist"

    def address(item: Item) -> str:
        return f"/govxxgk/11320/{item.day}/{item.number:08x}-d9cb-469f-a165-70867728950e.html"

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/govxxgk/govInfoPub.html?deptcode=11320&categorynum=003")
        if asked.path == "/govxxgk/govInfoPub.html":
            return html('<div id="list"></div><script src="/js/webBuilderCommon.js"></script>')
        if asked.path == "/js/webBuilderCommon.js":
            return "var siteInfo={projectName:'/EWB-FRONT',siteGuid:'7eb5f7f1-9041-43ad-8e13-8fcb82ea831a'};"
        if asked.path != post:
            return None
        number = int(json.loads(asked.posted or b"{}").get("pageIndex") or 0)
        data = [
            {"title": each.title, "infourl": address(each), "infodate": each.day}
            for each in found[number * 5 : number * 5 + 5]
        ]
        return json.dumps({"custom": json.dumps({"data": data, "count": 12})})

    return made("epoint", found, address, answer)
