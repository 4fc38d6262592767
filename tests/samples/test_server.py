from __future__ import annotations

import re
import socket
from pathlib import Path

import httpx
import pytest
import yaml

from samples import DEFAULT_PORT, PortTaken, PracticePortals, expected_reports, practice_portal_ids

pytestmark = pytest.mark.loopback

ANNUAL = "zwgk/zfxxgk/zfxxgknb/"
PROXY = "module/web/jpage/dataproxy.jsp"
COLUMN = {"columnid": "4107", "unitid": "12322"}


@pytest.fixture
def trs(portals: PracticePortals) -> str:
    return portals.home("yunling")


@pytest.fixture
def by_page(portals: PracticePortals) -> str:
    return portals.home("yunling/songjiangkou")


@pytest.fixture
def by_record(portals: PracticePortals) -> str:
    return portals.home("yunling/lumingchuan")


@pytest.fixture
def gkmlpt(portals: PracticePortals) -> str:
    return portals.home("yunling/baihuawan")


def records(client: httpx.Client, home: str, **parameters: int) -> list[str]:
    answer = client.get(home + PROXY, params={**COLUMN, **parameters})
    return re.findall(r"<record>.*?</record>", answer.text, re.DOTALL)


def test_trs_directory_is_its_first_list_page(client: httpx.Client, trs: str) -> None:
    assert client.get(trs + ANNUAL).content == client.get(trs + ANNUAL + "index.html").content


def test_trs_pager_counts_from_zero(client: httpx.Client, trs: str) -> None:
    assert 'createPageHTML(3, 0, "index", "html")' in client.get(trs + ANNUAL).text
    assert 'createPageHTML(3, 2, "index", "html")' in client.get(trs + ANNUAL + "index_2.html").text


def test_trs_answers_a_stub_past_the_end(client: httpx.Client, trs: str) -> None:
    stub = client.get(trs + ANNUAL + "index_3.html")
    assert (stub.status_code, len(stub.content)) == (200, 350)
    assert client.get(trs + "nowhere/index_3.html").status_code == 404


def test_trs_has_a_migrated_article(portals: PracticePortals, client: httpx.Client) -> None:
    moved = [
        r
        for r in expected_reports()
        if r.portal == "yunling" and f"t{r.published_on:%Y%m%d}" not in r.path
    ]
    assert [(report.agency, report.year) for report in moved] == [("云岭市人民政府", 2020)]
    assert "/202106/t20210618_" in moved[0].path
    assert (
        f'<meta name="PubDate" content="{moved[0].published_on} 09:30">'
        in client.get(moved[0].url(portals.port)).text
    )


def test_hanweb_embeds_three_pages_of_records(client: httpx.Client, by_page: str) -> None:
    page = client.get(by_page + "col/col4107/index.html").text
    assert page.count("<record>") == 18
    assert "totalRecord:26" in page


def test_hanweb_by_page_ignores_startrecord(client: httpx.Client, by_page: str) -> None:
    second = records(client, by_page, page=2)
    assert len(second) == 6
    assert records(client, by_page, page=2, startrecord=20) == second
    assert (
        records(client, by_page, page=4, perpage=6)
        == records(client, by_page, page=2, perpage=18)[:6]
    )


def test_hanweb_by_record_ignores_page(client: httpx.Client, by_record: str) -> None:
    assert len(records(client, by_record, startrecord=16, endrecord=30)) == 11
    assert records(client, by_record, page=3) == records(
        client, by_record, startrecord=1, endrecord=15
    )


def test_hanweb_takes_get_and_post(client: httpx.Client, by_record: str) -> None:
    window = {**COLUMN, "startrecord": "6", "endrecord": "10"}
    by_get = client.get(by_record + PROXY, params=window).content
    assert client.post(by_record + PROXY, data=window).content == by_get
    assert by_get.count(b"<record>") == 5


def test_hanweb_answers_54_bytes_out_of_range(client: httpx.Client, by_page: str) -> None:
    past_the_end = client.get(by_page + PROXY, params={**COLUMN, "page": 99})
    unknown_column = client.get(by_page + PROXY, params={"columnid": "1", "unitid": "1"})
    answers = [
        (answer.status_code, len(answer.content)) for answer in (past_the_end, unknown_column)
    ]
    assert answers == [(200, 54), (200, 54)]


def test_hanweb_download_redirects_to_the_attachment(
    portals: PracticePortals, client: httpx.Client
) -> None:
    report = next(
        r for r in expected_reports() if r.portal == "yunling/songjiangkou" and r.attachment
    )
    file = str(report.attachment).rpartition("/")[2]
    download = f"{portals.home(report.portal)}module/download/downfile.jsp?classid=0&filename="
    answer = client.get(download + file)
    assert (answer.status_code, answer.headers["location"]) == (302, f"/attach/0/{file}")
    assert client.get(download + "no.docx").status_code == 404


def test_old_hanweb_declares_gb2312_for_bytes_that_need_more(
    client: httpx.Client, by_record: str
) -> None:
    answer = client.get(by_record + "col/col4107/index.html")
    assert answer.headers["content-type"] == "text/html"
    assert b"charset=gb2312" in answer.content
    assert "䶮溪镇" in answer.content.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode("gb2312")


def test_gkmlpt_page_0_is_page_1(client: httpx.Client, gkmlpt: str) -> None:
    api = gkmlpt + "gkmlpt/api/all/4107"
    first = client.get(api, params={"page": 1}).json()
    assert client.get(api, params={"page": 0, "sid": "990102"}).json() == first
    assert (len(first["articles"]), first["classify"]["post_count"]) == (10, 27)
    assert [
        len(client.get(api, params={"page": page}).json()["articles"]) for page in (2, 3, 4)
    ] == [10, 7, 0]
    assert client.get(api, params={"page": 1, "sid": "1"}).json()["articles"] == []


def test_gkmlpt_content_stands_in_the_page_and_in_its_configuration(
    portals: PracticePortals, client: httpx.Client
) -> None:
    report = next(
        r for r in expected_reports() if r.portal == "yunling/baihuawan" and r.tables_in_page
    )
    page = client.get(report.url(portals.port)).text
    assert '<div class="article-content">' in page
    assert '"content": "\\u003Cp' in page


def test_robots_differ_by_portal(client: httpx.Client, trs: str, by_page: str, gkmlpt: str) -> None:
    assert client.get(trs + "robots.txt").status_code == 404
    rules = client.get(by_page + "robots.txt")
    assert rules.headers["content-type"].startswith("text/plain")
    assert rules.text.splitlines() == ["User-agent: *", "Crawl-delay: 0.1", "Disallow: /search/"]
    assert client.get(gkmlpt + "robots.txt").content == client.get(gkmlpt).content


@pytest.mark.parametrize("header", ["etag", "last-modified"])
def test_unchanged_pages_are_answered_with_304(client: httpx.Client, trs: str, header: str) -> None:
    condition = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}[header]
    first = client.get(trs + ANNUAL)
    again = client.get(trs + ANNUAL, headers={condition: first.headers[header]})
    assert (again.status_code, again.content, again.headers["etag"]) == (
        304,
        b"",
        first.headers["etag"],
    )


@pytest.mark.parametrize(
    "conditions",
    [
        {"If-None-Match": '"another"'},
        {"If-None-Match": '"another"', "If-Modified-Since": "Tue, 01 Jan 2030 00:00:00 GMT"},
        {"If-Modified-Since": "Wed, 01 Jan 2020 00:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
    ],
)
def test_other_versions_are_answered_in_full(
    client: httpx.Client, trs: str, conditions: dict[str, str]
) -> None:
    answer = client.get(trs + ANNUAL, headers=conditions)
    assert (answer.status_code, len(answer.content)) == (200, len(client.get(trs + ANNUAL).content))


def test_requests_are_noted_with_portal_query_and_status(
    portals: PracticePortals, client: httpx.Client
) -> None:
    client.get(portals.home("yunling"))
    client.get(portals.home("yunling/baihuawan") + "gkmlpt/api/all/4107?page=2&sid=990102")
    client.head(portals.home("yunling/lumingchuan") + "%E6%97%A0")
    assert portals.requests == [
        ("yunling", "GET", "/", 200),
        ("yunling/baihuawan", "GET", "/gkmlpt/api/all/4107?page=2&sid=990102", 200),
        ("yunling/lumingchuan", "HEAD", "/%E6%97%A0", 404),
    ]
    portals.forget_requests()
    assert portals.requests == []


def test_a_report_can_be_replaced_and_taken_down(
    portals: PracticePortals, client: httpx.Client
) -> None:
    report = next(r for r in expected_reports() if r.portal == "yunling")
    before = client.get(report.url(portals.port))
    site = portals.site("yunling")
    site.replace(
        report.path, before.content.replace(b"859", b"860"), report.published_on.replace(year=2025)
    )
    after = client.get(report.url(portals.port), headers={"If-None-Match": before.headers["etag"]})
    assert (after.status_code, b"860" in after.content) == (200, True)
    site.remove(report.path)
    assert client.get(report.url(portals.port)).status_code == 404


def test_a_busy_port_is_refused_in_one_line(portals: PracticePortals) -> None:
    with pytest.raises(PortTaken) as refusal, PracticePortals(portals.port):
        pass
    message = str(refusal.value)
    assert (
        message
        == f"127.0.20.1:{portals.port} is in use: stop what listens there, or choose another port"
    )
    assert refusal.value.exit_status == 61


def test_a_port_busy_on_a_later_address_frees_the_earlier_ones() -> None:
    with socket.socket() as other:
        other.bind(("127.0.20.3", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=r"127\.0\.20\.3"), PracticePortals(port):
            pass
    with PracticePortals(port) as portals:
        assert portals.port == port


def test_the_portals_of_the_demonstration_can_be_served_alone() -> None:
    assert sorted(PracticePortals(demo_only=True).homes()) == sorted(
        practice_portal_ids(demo_only=True)
    )


def test_the_registry_names_the_port_in_use(portals: PracticePortals, tmp_path: Path) -> None:
    portals.write_registry(tmp_path)
    assert (
        (tmp_path / "regions.csv")
        .read_text(encoding="utf-8")
        .startswith("code,name,parent\n990000,")
    )
    homes = {}
    for file in tmp_path.rglob("*.yml"):
        assert f":{DEFAULT_PORT}" not in file.read_text(encoding="utf-8")
        portal_id = file.relative_to(tmp_path).with_suffix("").as_posix()
        homes[portal_id] = yaml.safe_load(file.read_text(encoding="utf-8"))["home"]
    assert homes == {portal_id: portals.home(portal_id) for portal_id in homes}
    assert set(homes) == set(practice_portal_ids())
