from __future__ import annotations

import re
from urllib.parse import urljoin

import httpx
import pytest
from lxml import html

from samples import PracticePortals, expected_reports
from tests.samples.walks import WALKS

pytestmark = pytest.mark.loopback

LOOK_ALIKES = (
    "政府网站年度工作报表",
    "法治政府建设年度报告",
    "年报图解",
    "编制工作的通知",
    "政府工作报告",
    "依申请公开工作情况统计",
)


@pytest.mark.parametrize("portal_id", WALKS)
def test_every_report_is_found_by_the_mechanics_of_its_portal(
    portals: PracticePortals, client: httpx.Client, portal_id: str
) -> None:
    found = {url for _, url in WALKS[portal_id](client, portals.home(portal_id))}
    expected = {
        report.url(portals.port) for report in expected_reports() if report.portal == portal_id
    }
    assert expected - found == set()
    assert "http://nianbao.yanshi.invalid/2023/index.html" in found


@pytest.mark.parametrize("portal_id", WALKS)
def test_look_alikes_stand_in_the_same_channel(
    portals: PracticePortals, client: httpx.Client, portal_id: str
) -> None:
    reports = {
        report.url(portals.port) for report in expected_reports() if report.portal == portal_id
    }
    walked = set(WALKS[portal_id](client, portals.home(portal_id)))
    others = {
        url: title
        for title, url in walked
        if "/art" in url or "post_" in url or re.search(r"/t\d{8}_", url)
    }
    titles = " ".join(title for url, title in others.items() if url not in reports)
    assert [mark for mark in LOOK_ALIKES if mark not in titles.replace("工作…", "工作的通知")] == []


@pytest.mark.parametrize("portal_id", WALKS)
def test_report_pages_carry_their_title_and_where_it_says_so_their_attachment(
    portals: PracticePortals, client: httpx.Client, portal_id: str
) -> None:
    for report in [report for report in expected_reports() if report.portal == portal_id][::3]:
        page = client.get(report.url(portals.port))
        text = page.content.decode("gb18030" if portal_id.endswith("lumingchuan") else "utf-8")
        assert html.fromstring(text).xpath('//meta[@name="ArticleTitle"]/@content') == [
            report.title
        ]
        documents = [
            urljoin(str(page.url), href)
            for href in html.fromstring(text).xpath('//a[contains(@href, "docx")]/@href')
        ]
        assert len(documents) == (1 if report.tables_in_attachment else 0)
        assert ("详见附件" in text) == (not report.tables_in_page)
        for document in documents:
            answer = client.get(document, follow_redirects=True)
            assert answer.url.path == report.attachment
            assert answer.content[:4] == b"PK\x03\x04"
