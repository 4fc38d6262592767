"""Links, dates, encodings, impostors, families and addresses, by example."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from crawler.middlewares.politeness import retry_after
from crawler.pages.attachments import find_attachments
from crawler.pages.impostors import recognise
from crawler.pages.page import Page, identity, printed_date, resolve
from crawler.registry.hosts import may_connect
from crawler.spiders.family import decide, weigh
from crawler.spiders.search.frontier import names_annual_channel, score
from crawler.store.writer import now

BASE = "http://www.yanshi.gov.cn/zwgk/nb/index.html"


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("./202401/a.html", "http://www.yanshi.gov.cn/zwgk/nb/202401/a.html"),
        ("../../b.html#top", "http://www.yanshi.gov.cn/b.html"),
        ("//xxgk.yanshi.gov.cn/c.html", "http://xxgk.yanshi.gov.cn/c.html"),
        (" d.\n html ", "http://www.yanshi.gov.cn/zwgk/nb/d.html"),
        ("2024 a.html", "http://www.yanshi.gov.cn/zwgk/nb/2024%20a.html"),
        (r"\e\f.html", "http://www.yanshi.gov.cn/e/f.html"),
        ("g.jsp;jsessionid=AB12?x=1", "http://www.yanshi.gov.cn/zwgk/nb/g.jsp?x=1"),
        ("javascript:void(0)", None),
        ("mailto:a@b.cn", None),
        ("file:///etc/passwd", None),
        ("#", None),
        ("", None),
        ("http://[::1", None),
        ("http://a.gov.cn:99999/", None),
    ],
)
def test_links_are_resolved(href: str, url: str | None) -> None:
    assert resolve(BASE, href) == url


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.a.gov.cn/x/index.html", "https://a.gov.cn/x/"),
        ("http://a.gov.cn/t1_2_wap.html", "http://a.gov.cn/t1_2.html"),
        ("http://a.gov.cn/content/mpost_12.html", "http://a.gov.cn/content/post_12.html"),
    ],
)
def test_one_page_under_two_addresses_is_one(one: str, other: str) -> None:
    assert identity(one) == identity(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.gov.cn/x?id=1", "http://a.gov.cn/x?id=2"),
        ("http://a.gov.cn/X.html", "http://a.gov.cn/x.html"),
        ("http://a.gov.cn:8080/x", "http://a.gov.cn/x"),
    ],
)
def test_different_pages_stay_different(one: str, other: str) -> None:
    assert identity(one) != identity(other)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("[2026-\n 01-\n 23]", "2026-01-23"),
        ("2024年1月9日", "2024-01-09"),
        ("2024/01/09", "2024-01-09"),
        ("2024-02-30", None),
        ("2024-02-30 2024-02-28", "2024-02-28"),
        ("2023年度", None),
        ("二〇二四年一月九日", "2024-01-09"),
        ("２０２４－０１－０９", "2024-01-09"),
        ("阅读 128 2024-01-09", "2024-01-09"),
    ],
)
def test_dates_are_read_or_refused(text: str, date: str | None) -> None:
    assert printed_date(text) == date


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_page_is_decoded_whatever_it_declares(encoding: str) -> None:
    source = (
        '<html><meta charset="gb2312"><body><li><a'
        ' href="a.html">䶮溪镇年报</a><b>2024-01-19</b></li></body></html>'
    )
    [link] = Page(BASE, source.encode(encoding)).links
    assert (link.text, link.date) == ("䶮溪镇年报", "2024-01-19")


def test_the_fullest_name_of_a_link_wins_and_tooltips_do_not() -> None:
    source = """<ul><li><a href="a.html" title="演示县2023年政府信息公开工作年度报告">演示县2023年政府…</a></li>
        <li><a href="b.html" title="cssbody=[tip] body=[x]">第二项</a></li></ul>"""
    assert [link.text for link in Page(BASE, source.encode()).links] == [
        "演示县2023年政府信息公开工作年度报告",
        "第二项",
    ]


def test_an_empty_page_has_no_links() -> None:
    assert (Page(BASE, b"").links, Page(BASE, b"").text, Page(BASE, b"").title) == ([], "", "")


def test_attachments_are_those_of_the_article() -> None:
    source = """<body><div class="menu"><a href="/files/other.pdf">办事指南</a></div>
        <div class="TRS_Editor"><a href="/upload/a.docx">附件1</a><img src="scan_1.jpg"><img src="/icons/pdf.png">
        <img src="dot.png" width="16"></div><a href="./P020240119.ofd">OFD</a>
        <a href="/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=1">附件</a></body>"""
    urls = [
        link.url.removeprefix("http://www.yanshi.gov.cn")
        for link in find_attachments(Page(BASE, source.encode()))
    ]
    assert urls == [
        "/upload/a.docx",
        "/zwgk/nb/P020240119.ofd",
        "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=1",
        "/zwgk/nb/scan_1.jpg",
    ]


def test_files_under_other_headings_are_left_and_what_an_attachments_label_names_is_taken() -> None:
    source = """<body><div><div class="article-content"><p>附件：<a href="/servlet/down/7">统计表</a></p></div>
        <div><h3>相关阅读</h3><a href="/files/budget.pdf">部门预算</a></div>
        <div><h3>下载专区</h3><a href="/files/form.doc">申请表</a></div></div></body>"""
    assert [link.url for link in find_attachments(Page(BASE, source.encode()))] == [
        "http://www.yanshi.gov.cn/servlet/down/7"
    ]


def test_images_of_a_report_with_tables_are_left() -> None:
    source = '<div id="zoom"><table><tr><td>1</td></tr></table><img src="seal.jpg"></div>'
    assert find_attachments(Page(BASE, source.encode())) == []


@pytest.mark.parametrize(
    ("status", "body", "kind", "name", "found"),
    [
        (
            200,
            "<html><body>"
            + "报告正文。" * 200
            + "<script>document.cookie='a=1';location='#'</script>",
            "report",
            "a.html",
            None,
        ),
        (
            200,
            "<html><script>document.cookie='x=1';location.reload()</script></html>",
            "list",
            "",
            "challenge",
        ),
        (202, "<html><script>$_ts = 1</script></html>", "report", "", "challenge"),
        (412, "", "report", "", "challenge"),
        (403, "<html>reason:GeoBL</html>", "list", "", "refused"),
        (404, "<html>404</html>", "report", "", None),
        (404, "", "robots", "robots.txt", None),
        (403, "", "robots", "robots.txt", None),
        (
            200,
            "<html><body>对不起，您访问的页面不存在</body></html>",
            "report",
            "a.html",
            "missing",
        ),
        (
            200,
            "<html><body>" + "页面不存在的问题已整改。" * 80 + "</body></html>",
            "report",
            "a.html",
            None,
        ),
        (200, "<!DOCTYPE html><html>登录</html>", "attachment", "a.pdf", "not a document"),
        (200, "%PDF-1.7", "attachment", "a.pdf", None),
        (200, "<html><body>正文</body></html>", "attachment", "frame.html", None),
    ],
)
def test_impostors_are_recognised(
    status: int, body: str, kind: str, name: str, found: str | None
) -> None:
    finding = recognise(status, body.encode(), kind, name)
    assert (finding.kind if finding else None) == found


@pytest.mark.parametrize(
    ("source", "family"),
    [
        ('<script>createPageHTML(3, 0, "index", "html");</script>', "trs"),
        ("<a href='/module/web/jpage/dataproxy.jsp?page=1'>", "hanweb"),
        ("<script>window._CONFIG = {SID: '1'}</script>", "gkmlpt"),
        (
            "<a href='/gkmlpt/index'>政府信息公开</a><a href='/gkmlpt/annualreport'>年报</a>",
            "gkmlpt",
        ),
    ],
)
def test_families_are_named_by_their_signs(source: str, family: str) -> None:
    assert decide(weigh(Page(BASE, source.encode()))) == family


@pytest.mark.parametrize(
    ("source", "family"),
    [
        ("<p>欢迎</p>", "generic"),
        ("<script>createPageHTML('page_div', 3, 1, 'list', 'shtml', 40);</script>", "ucap"),
        ("<script>createPageHTML(3, 0);</script><a href='/jpage/dataproxy.jsp'>", "hanweb"),
    ],
)
def test_a_portal_without_signs_or_with_those_of_two_products_has_a_family_too(
    source: str, family: str
) -> None:
    assert decide(weigh(Page(BASE, source.encode()))) == family


def test_a_shared_weight_goes_to_the_family_that_outranks_the_other() -> None:
    assert decide(Counter(nfcms=3, gkmlpt=3)) == "gkmlpt"


@pytest.mark.parametrize(
    "name",
    [
        "政府信息公开年报",
        "信息公开年报",
        "年度报告",
        "公开年报",
        "工作年报",
        "政府信息公开工作年度报告",
        "部门年报",
        "政府信息公开 年报",
    ],
)
def test_channels_of_annual_reports_are_known_by_name(name: str) -> None:
    assert names_annual_channel(name)
    assert score(name, inside_annual=False) >= 96


@pytest.mark.parametrize(
    "name",
    ["政府网站工作年度报表", "法治政府建设年度报告", "统计年报", "企业年报", "通知公告", "图解"],
)
def test_other_channels_are_not_opened(name: str) -> None:
    assert (names_annual_channel(name), score(name, inside_annual=True)) == (False, 0)


@pytest.mark.parametrize(
    ("name", "inside", "points"),
    [("2022年", True, 90), ("2022年", False, 0), ("政府信息公开", False, 80)],
)
def test_the_way_to_a_channel_is_scored(name: str, inside: bool, points: int) -> None:
    assert score(name, inside) == points


@pytest.mark.parametrize(
    ("address", "loopback", "allowed"),
    [
        ("8.8.8.8", False, True),
        ("2400:3200::1", False, True),
        ("127.0.0.1", False, False),
        ("127.0.20.1", True, True),
        ("::1", True, True),
        ("10.1.2.3", True, False),
        ("192.168.0.1", True, False),
        ("169.254.169.254", True, False),
        ("100.64.0.1", True, False),
        ("0.0.0.0", True, False),
        ("224.0.0.1", False, False),
        ("fe80::1%eth0", True, False),
        ("fd00::1", True, False),
        ("::ffff:10.0.0.1", True, False),
        ("::ffff:127.0.0.1", False, False),
        ("64:ff9b::a00:1", True, False),
        ("2002:a00:1::", True, False),
    ],
)
def test_which_addresses_may_be_connected_to(address: str, loopback: bool, allowed: bool) -> None:
    assert may_connect(address, loopback) is allowed


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("Sat, 21 Nov 2026 10:00:30 GMT", 30.0),
        ("Sat, 21 Nov 2026 09:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        ("-5", None),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str, seconds: float | None) -> None:
    assert retry_after(value, datetime(2026, 11, 21, 10, 0, tzinfo=UTC)) == seconds


def test_times_are_utc_in_seconds() -> None:
    assert datetime.fromisoformat(now()).utcoffset() == datetime.now(UTC).utcoffset()
