"""Portals with faults and habits of their own, each with the verdict that is true of it."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.crawler.many_sites import Asked, Reply
from tests.crawler.strangers.lists import NB, dated, made, with_articles
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
NOT_WHOLE = frozenset({"incomplete"})
REFUSED = frozenset({"incomplete", "blocked"})
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
DOCX = b"PK\x03\x04" + b"\0" * 60 + b"PK\x05\x06" + b"\0" * 18


def plain(found: list[Item], pager: str = "", more: str = "") -> Callable[[Asked], Answer]:
    """A home page and one page of a list."""

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home(NB)
        return listing(rows(found, dated) + more, pager) if asked.path == NB else None

    return answer


def instead(
    name: str, change: Callable[[Item], Answer], honest: frozenset[str] = NOT_WHOLE
) -> Stranger:
    """A portal whose third report answers otherwise, and has not got it."""
    found = items(6)
    whole = with_articles(found, dated, plain(found))

    def answer(asked: Asked) -> Answer:
        return change(found[2]) if asked.path == dated(found[2]) else whole(asked)

    return Stranger(name, answer, frozenset(map(dated, found)), honest=honest, had=5)


NOTICES = {
    "notice": "关于网站栏目调整的通告",
    "announcement": "演示县人民政府关于禁止燃放烟花爆竹的公告",
    "notice of compilation": "关于做好政府信息公开年度报告编制和发布工作的通知",
    "work report": "政府工作报告",
    "rule of law": "法治政府建设年度报告",
}


def _under_its_title(heading: str) -> Callable[[Item], Answer]:
    told = "现将有关事项通告如下：请各单位认真遵照执行，政府信息公开工作按规定进行。" * 20
    return lambda item: html(f'<h1>{heading}</h1><div id="zoom"><p>{told}</p></div>', item.title)


for _name, _heading in NOTICES.items():

    @STRANGERS
    def another_text_under_a_title(name: str = _name, heading: str = _heading) -> Stranger:
        """A page of something else at a report's address."""
        return instead(f"{name} in the place of a report", _under_its_title(heading))


@STRANGERS
def a_report_that_never_comes() -> Stranger:
    """The server takes the request and does not answer."""
    return instead("no answer", lambda item: Reply(report(item).encode(), pause=600))


@STRANGERS
def a_report_that_stops_in_its_middle() -> Stranger:
    return instead("cut", lambda item: Reply(report(item).encode(), cut=200))


@STRANGERS
def a_report_behind_a_firewall() -> Stranger:
    page = html("<p>您的请求带有不合法参数，已被网站管理员设置拦截！</p>", "网站防火墙")
    return instead("firewall", lambda item: Reply(page.encode()), REFUSED)


@STRANGERS
def a_report_of_another_agency() -> Stranger:
    """The address of one report answers with that of another agency, which has its own."""
    return instead("another's report", lambda item: report(items(6)[4]))


@STRANGERS
def a_report_without_text() -> Stranger:
    """The title is there, the text is not: 暂无内容."""
    return instead("no content", lambda item: report(item, "<p>暂无相关内容</p>"))


@STRANGERS
def a_second_page_that_is_the_first() -> Stranger:
    """The pager leads to the first page again; 12 are announced and 6 shown."""
    found = items(6)
    pager = f'<div>共12条 <a href="{NB}?page=1">1</a> <a href="{NB}?page=2">2</a></div>'
    return made("page two is page one", found, dated, plain(found, pager), honest=NOT_WHOLE)


@STRANGERS
def a_page_of_a_list_that_fails_once() -> Stranger:
    """The second page answers 503 the first time and is there the second."""
    found = items(10)
    asked_before: list[str] = []

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home(NB)
        told = re.fullmatch(NB + r"(?:index(_1)?\.html)?", asked.path)
        if not told:
            return None
        if told[1] and not asked_before:
            asked_before.append(asked.path)
            return Reply(b"busy", 503)
        number = 1 if told[1] else 0
        pager = f'<script>createPageHTML(2, {number}, "index", "html");</script>'
        return listing(rows(found[number * 5 : number * 5 + 5], dated), pager)

    return made("a page that fails once", found, dated, answer)


@STRANGERS
def a_page_of_a_list_that_never_comes() -> Stranger:
    """The second page of three is refused each time."""
    found = items(12)

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home(NB)
        told = re.fullmatch(NB + r"(?:index(?:_(\d))?\.html)?", asked.path)
        number = int(told[1] or 0) if told else 9
        if number == 1:
            return Reply(b"error", 500)
        links = "".join(
            f'<a href="{NB}{f"index_{n}.html" if n else ""}">{n + 1}</a>' for n in range(3)
        )
        shown = rows(found[number * 4 : number * 4 + 4], dated)
        return listing(shown, f"<div>{links}</div>") if number < 3 else None

    return made("a page that never comes", found, dated, answer, honest=NOT_WHOLE, had=8)


@STRANGERS
def a_year_that_robots_closes() -> Stranger:
    found = items(16)

    def address(item: Item) -> str:
        return f"/nb/{item.year}/{item.number}.html"

    def answer(asked: Asked) -> Answer:
        if asked.path == "/robots.txt":
            rules = b"User-agent: *\nDisallow: /nb/2022/\n"
            return Reply(rules, headers={"content-type": "text/plain"})
        if asked.path == "/":
            return home("/nb/")
        return listing(rows(found, address)) if asked.path == "/nb/" else None

    return made("robots closes a year", found, address, answer, honest=NOT_WHOLE, had=8)


def in_parts(name: str, last: Callable[[], Answer], honest: frozenset[str]) -> Stranger:
    """A report of three pages, of which the last answers so."""
    found = items(3)
    parts = [dated(found[0]).replace(".html", f"_{n}.html") for n in (1, 2)]
    whole = with_articles(found, dated, plain(found))

    def page(number: int) -> str:
        names = [dated(found[0]), *parts]
        links = "".join(f'<a href="{each}">{n}</a>' for n, each in enumerate(names, 1))
        text = f"<p>第{number + 1}部分</p>{SECTION[number]}<p>{'有关情况报告如下。' * 30}</p>"
        return report(found[0], text, f'<div class="pagination">{links}</div>')

    def answer(asked: Asked) -> Answer:
        if asked.path == dated(found[0]):
            return page(0)
        if asked.path == parts[0]:
            return page(1)
        if asked.path == parts[1]:
            return last() if honest == NOT_WHOLE else page(2)
        return whole(asked)

    return Stranger(name, answer, frozenset(map(dated, found)), frozenset(parts), honest)


SECTION = (
    "<p>一、总体情况</p><p>二、主动公开政府信息情况</p>",
    "<p>三、收到和处理政府信息公开申请情况</p>",
    "<p>五、存在的主要问题及改进情况</p><p>六、其他需要报告的事项</p>",
)


@STRANGERS
def a_report_in_three_pages() -> Stranger:
    return in_parts("three pages", lambda: None, frozenset({"ok"}))


@STRANGERS
def a_report_whose_third_page_is_gone() -> Stranger:
    return in_parts("the third page is gone", lambda: None, NOT_WHOLE)


def with_files(name: str, inner: str, files: dict[str, Answer], **truth: object) -> Stranger:
    """A portal whose first report is its files."""
    found = items(3)
    whole = with_articles(found, dated, plain(found))

    def answer(asked: Asked) -> Answer:
        query = "&".join(f"{key}={value}" for key, value in asked.query.items())
        for path in (f"{asked.path}?{query}", asked.path):
            if path in files:
                return files[path]
        return report(found[0], inner) if asked.path == dated(found[0]) else whole(asked)

    reports = frozenset(map(dated, found))
    return Stranger(name, answer, reports, frozenset(files), **truth)  # type: ignore[arg-type]


@STRANGERS
def a_report_shown_by_a_viewer() -> Stranger:
    viewer = '<iframe src="/pdfjs/web/viewer.html?file=/upload/2024/nb.pdf"></iframe>'
    told = {"content-type": "application/pdf"}
    return with_files("a viewer", viewer, {"/upload/2024/nb.pdf": Reply(PDF, headers=told)})


@STRANGERS
def a_file_without_a_suffix() -> Stranger:
    link = '<p>附件：<a href="/common/download?id=5&key=ab">2023年年报</a></p>'
    told = {
        "content-type": "application/octet-stream",
        "content-disposition": "attachment; filename*=UTF-8''%E5%B9%B4%E6%8A%A5.docx",
    }
    return with_files(
        "no suffix", link, {"/common/download?id=5&key=ab": Reply(DOCX, headers=told)}
    )


@STRANGERS
def a_file_that_is_an_error_page() -> Stranger:
    """A download that answers with a page of words."""
    link = '<p>详见附件：<a href="/upload/nb.docx">2023年年报.docx</a></p>'
    page = html("<p>对不起，文件不存在</p>", "提示")
    return with_files("a file that is words", link, {"/upload/nb.docx": page}, honest=NOT_WHOLE)


@STRANGERS
def pages_of_a_scan_of_which_one_is_gone() -> Stranger:
    png = Reply(b"\x89PNG\r\n\x1a\n" + b"\0" * 40, headers={"content-type": "image/png"})
    shown = "".join(
        f'<p><img src="/upload/scan{n}.png" width="800" height="1100"></p>' for n in (1, 2, 3)
    )
    files: dict[str, Answer] = {"/upload/scan1.png": png, "/upload/scan2.png": png}
    files["/upload/scan3.png"] = Reply(b"404", 404)
    return with_files("a scan without a page", shown, files, honest=NOT_WHOLE)


@STRANGERS
def sessions_in_addresses() -> Stranger:
    """Every look at a page gives its links another session."""
    found = items(6)
    count = [0]

    def answer(asked: Asked) -> Answer:
        count[0] += 1
        if asked.path == "/":
            return home(f"/nb/index.jsp;jsessionid=A{count[0]:08X}")
        if asked.path.startswith("/nb/index.jsp"):
            return listing(rows(found, lambda each: f"{dated(each)};jsessionid=B{count[0]:08X}"))
        pages = {dated(each): each for each in found}
        shown = pages.get(asked.path.partition(";")[0])
        return report(shown) if shown else None

    return Stranger("sessions", answer, frozenset(map(dated, found)))


@STRANGERS
def a_home_page_that_wants_its_cookie() -> Stranger:
    """The first answer leads to the page itself, with a cookie."""
    found = items(5)
    whole = with_articles(found, dated, plain(found))

    def answer(asked: Asked) -> Answer:
        if "CT6T" not in asked.headers.get("cookie", ""):
            told = {"location": asked.path, "set-cookie": "CT6T=abc; path=/"}
            return Reply(b"", 302, told)
        return whole(asked)

    honest = frozenset({"ok", "blocked", "unreachable"})
    return Stranger("cookie first", answer, frozenset(map(dated, found)), honest=honest)


@STRANGERS
def a_splash_page_before_the_home_page() -> Stranger:
    found = items(5)
    whole = with_articles(found, dated, plain(found))

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return html('<a href="/index2.html"><img src="/splash.jpg"></a>', "欢迎")
        return home(NB) if asked.path == "/index2.html" else whole(asked)

    return Stranger("splash", answer, frozenset(map(dated, found)))


@STRANGERS
def twins_for_telephones() -> Stranger:
    """Each report has a twin _wap.html, linked from its page."""
    found = items(6)

    def make(item: Item) -> str:
        twin = dated(item).replace(".html", "_wap.html")
        return report(item, below=f'<a href="{twin}">手机版</a>')

    site = with_articles(found, dated, plain(found), make)
    twins = {dated(each).replace(".html", "_wap.html"): each for each in found}

    def answer(asked: Asked) -> Answer:
        return report(twins[asked.path]) if asked.path in twins else site(asked)

    return Stranger("twins", answer, frozenset(map(dated, found)))


LOOK_ALIKES = (
    "演示县政府网站工作年度报表（2023年度）",
    "演示县2023年法治政府建设年度报告",
    "图解：演示县2023年政府信息公开工作年度报告",
    "关于印发2023年政府信息公开工作年度报告格式的通知",
    "演示县2023年依申请公开工作情况统计",
    "2023年度部门决算公开",
)


@STRANGERS
def look_alikes_among_reports() -> Stranger:
    found = items(6)
    other = {f"/nb/x{n}.html": title for n, title in enumerate(LOOK_ALIKES)}
    more = "".join(f'<li><a href="{path}">{title}</a></li>' for path, title in other.items())
    site = with_articles(found, dated, plain(found, more=more))

    def answer(asked: Asked) -> Answer:
        title = other.get(asked.path)
        return html(f"<h1>{title}</h1><p>内容</p>", title) if title else site(asked)

    return Stranger("look-alikes", answer, frozenset(map(dated, found)))


@STRANGERS
def reports_of_years_ago_behind_more() -> Stranger:
    """The column shows the latest and leads to a column of earlier years, 历年年报."""
    found = items(12)

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home(NB)
        if asked.path == NB:
            return listing(
                rows(found[:8], dated), '<p><a href="/zwgk/lnnb/">历年年报&gt;&gt;</a></p>'
            )
        return listing(rows(found[8:], dated)) if asked.path == "/zwgk/lnnb/" else None

    return made("earlier years", found, dated, answer)


@STRANGERS
def titles_that_are_years() -> Stranger:
    """An agency's own page names its reports by the year alone; the titles stand in the articles."""
    found = [Item(n, "教育局", 2023 - n) for n in range(5)]

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/jyj/nb/", "教育局信息公开年报")
        if asked.path != "/jyj/nb/":
            return None
        links = "".join(f'<li><a href="{dated(each)}">{each.year}年</a></li>' for each in found)
        return html(f"<h2>教育局 {COLUMN}</h2><ul>{links}</ul>")

    return made("titles that are years", found, dated, answer)


@STRANGERS
def titles_cut_short() -> Stranger:
    """The list cuts titles with an ellipsis and has no title attribute."""
    found = items(6)

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home(NB)
        if asked.path != NB:
            return None
        shown = "".join(
            f'<li><a href="{dated(each)}">{each.title[:-8]}...</a><span>{each.day}</span></li>'
            for each in found
        )
        return listing(shown)

    return made("titles cut short", found, dated, answer)


@STRANGERS
def addresses_from_a_base() -> Stranger:
    """Relative addresses count from the page's base."""
    found = items(5)

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/a/b/c/nb.html")
        if asked.path != "/a/b/c/nb.html":
            return None
        shown = rows(found, lambda each: dated(each).removeprefix("/zwgk/"))
        return listing(shown, head='<base href="/zwgk/">')

    return made("a base", found, dated, answer)


@STRANGERS
def all_reports_of_departments_in_one_page() -> Stranger:
    """One page names the files of all departments."""
    found = items(8)
    told = {"content-type": "application/msword"}

    def address(item: Item) -> str:
        return f"/upload/nb/{item.number}.docx"

    files = {
        address(each): Reply(DOCX[:-18] + bytes([each.number]) * 9 + DOCX[-18:], headers=told)
        for each in found
    }

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home(NB)
        return listing(rows(found, address)) if asked.path == NB else files.get(asked.path)

    return Stranger("files in a list", answer, frozenset(map(address, found)))


@STRANGERS
def a_column_that_moved_twice() -> Stranger:
    """The column's old address refreshes to another, which leads on by 301."""
    found = items(5)

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/old/nb/")
        if asked.path == "/old/nb/":
            return html("", head='<meta http-equiv="refresh" content="0;url=/older/nb.html">')
        if asked.path == "/older/nb.html":
            return Reply(b"", 301, {"location": NB})
        return listing(rows(found, dated)) if asked.path == NB else None

    return made("moved twice", found, dated, answer)


@STRANGERS
def a_list_that_only_a_browser_makes() -> Stranger:
    """A shell with a hash route; the interface is named in no page."""
    found = items(5)

    def answer(asked: Asked) -> Answer:
        if asked.path == "/":
            return home("/web/#/nb")
        if asked.path == "/web/":
            return html('<div id="app"></div><script src="/web/app.3f2a.js"></script>', "公开")
        return None

    return made("a shell", found, dated, answer, honest=NOT_WHOLE, had=0)


@STRANGERS
def a_report_listed_on_another_host() -> Stranger:
    """One of the listed reports stands on a host that is not the portal's."""
    found = items(5)
    foreign = Item(40, "税务局", 2023)
    more = f'<li><a href="http://127.0.0.99:9/nb.html">{foreign.title}</a></li>'
    site = plain(found, more=more)
    return made("another host", found, dated, site, honest=NOT_WHOLE)


@STRANGERS
def one_body_for_all() -> Stranger:
    """Every article answers with one and the same page."""
    found = items(6)
    site = with_articles(found, dated, plain(found), lambda item: report(found[0]))
    return Stranger("one body for all", site, frozenset(map(dated, found)), honest=NOT_WHOLE, had=1)
