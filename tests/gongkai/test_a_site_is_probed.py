"""A probe of practice portals and of sites that fail: what it tells, what it asks for, and how it
ends.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.errors import ContactMissing, OutsideHours
from crawler.reasons import Code
from crawler.registry.hours import CHINA
from crawler.registry.portals import Portal
from crawler.runner.probe import LOOPBACK_DELAY, MOST_REQUESTS, portal_at, probe
from gongkai import cli
from gongkai.errors import NoListFound, PortalRefuses, PortalUnreachable
from samples import PracticePortals, expected_reports
from samples.world import portals as practice_portals
from tests.crawler.sites import Site, html, serving

pytestmark = pytest.mark.minutes(0.6)


FAMILIES = sorted({portal.family for portal in practice_portals()})
# A probe of a practice portal asks for no more than this, robots.txt included.
MOST = 10


@pytest.fixture(scope="module")
def practice() -> Iterator[PracticePortals]:
    with PracticePortals(port=0) as portals:
        yield portals


@pytest.fixture
def empty(tmp_path: Path) -> str:
    """A registry without portals."""
    return str(tmp_path)


def first_of(family: str) -> str:
    return min(portal.id for portal in practice_portals() if portal.family == family)


def as_json(
    url: str, registry: str, capsys: pytest.CaptureFixture[str]
) -> tuple[int, dict[str, Any], str]:
    status = cli.run(["portals", "probe", url, "--portals", registry, "--json"])
    told = capsys.readouterr()
    return status, json.loads(told.out), told.err


@pytest.mark.loopback
@pytest.mark.parametrize("family", FAMILIES)
def test_a_probe_names_the_family_and_asks_for_no_document(
    family: str, practice: PracticePortals
) -> None:
    portal_id = first_of(family)
    practice.forget_requests()
    seen = probe(portal_at(practice.home(portal_id)), None)
    assert (seen.family, seen.verdict, seen.reasons) == (family, "ok", [])
    documents = {path for report in expected_reports() for path in (report.path, report.attachment)}
    asked = [request.path for request in practice.requests]
    assert documents & set(asked) == set()
    assert len(asked) == seen.requests <= MOST


@pytest.mark.loopback
def test_a_program_gets_everything_that_was_seen(
    practice: PracticePortals, empty: str, capsys: pytest.CaptureFixture[str]
) -> None:
    home = practice.home("yunling/songjiangkou")
    status, seen, complaints = as_json(home, empty, capsys)
    reports = seen.pop("reports")
    listed = {
        r.url(practice.port) for r in expected_reports() if r.portal == "yunling/songjiangkou"
    }
    assert set(reports) <= listed
    assert len(reports) == 11
    assert (status, complaints) == (0, "")
    assert seen == {
        "home": home,
        "verdict": "ok",
        "reasons": [],
        "reason_codes": [],
        "title": "松江口县人民政府",
        "site_name": "松江口县人民政府门户网站",
        "family": "hanweb",
        "signs": [r"/(jpage|jslib/jquery/jpage)/dataproxy\.jsp", "<datastore>", r"/col/col\d+/"],
        "channels": [
            {
                "name": "信息公开年报",
                "url": f"{home}col/col4107/index.html",
                "pages_announced": None,
                "items_announced": 26,
                "items_seen": 18,
            }
        ],
        "robots": "rules",
        "delay": 0.1,
        "requests": 3,
        "other_hosts": {"nianbao.yanshi.invalid": "http://nianbao.yanshi.invalid/2023/index.html"},
        "unasked": [],
    }


@pytest.mark.loopback
def test_people_get_a_table_in_both_languages(
    practice: PracticePortals, empty: str, capsys: pytest.CaptureFixture[str]
) -> None:
    home = practice.home("qingwan")
    assert cli.run(["portals", "probe", home, "--portals", empty]) == 0
    rows = [line.split("  ", 1) for line in capsys.readouterr().out.splitlines()]
    told = {label: found.strip() for label, found in rows}
    assert told["Family / 类型"] == "hebei: 河北省统一平台"
    assert told["Verdict / 结论"] == "ok: lists of annual reports found / 已找到年报栏目"
    assert told["Requests / 请求数"] == "6"
    lists = [found for label, found in rows if label == "List / 栏目"]
    assert len(lists) == 3
    assert "4 pages / 页, 4 items on the first page / 第一页 4 条" in lists[0]
    assert (
        told["Reports / 年报"]
        == "6 named on the first pages / 各栏目第一页列出 6 份  (2024: 3, 2023: 3)"
    )


def probed(
    site: Site, empty: str, capsys: pytest.CaptureFixture[str]
) -> tuple[int, dict[str, Any], str]:
    with serving(site):
        return as_json(f"{site.base}/", empty, capsys)


@pytest.mark.loopback
def test_a_site_that_asks_for_a_challenge_is_told_as_blocked(
    empty: str, capsys: pytest.CaptureFixture[str]
) -> None:
    page = html("<html><script>var _$aB=1;document.cookie='x'</script></html>", 412)
    status, seen, complaint = probed(Site({"/": page}), empty, capsys)
    assert (status, seen["verdict"], seen["family"]) == (PortalRefuses.exit_status, "blocked", None)
    assert complaint.startswith(f"gongkai: {seen['home']}: blocked: ")
    assert "412" in complaint
    assert len(complaint.splitlines()) == 1


@pytest.mark.loopback
def test_a_site_that_gives_no_answer_is_told_as_unreachable(
    empty: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, seen, complaint = as_json("http://127.0.0.1:1/", empty, capsys)
    assert (status, seen["verdict"]) == (PortalUnreachable.exit_status, "unreachable")
    assert "Connection refused" in complaint
    assert len(complaint.splitlines()) == 1


@pytest.mark.loopback
def test_a_robots_file_that_forbids_all_is_obeyed(
    empty: str, capsys: pytest.CaptureFixture[str]
) -> None:
    site = Site(
        {
            "/robots.txt": html("User-agent: *\nDisallow: /\n"),
            "/": html("<a href='/nb/'>政府信息公开年报</a>"),
        }
    )
    status, seen, complaint = probed(site, empty, capsys)
    assert (status, seen["robots"]) == (PortalUnreachable.exit_status, "rules")
    assert "disallows" in complaint
    assert site.paths() == ["/robots.txt"]


@pytest.mark.loopback
def test_a_site_without_a_list_is_told_apart(
    empty: str, capsys: pytest.CaptureFixture[str]
) -> None:
    site = Site(
        {"/": html("<title>演示县</title><a href='/xw/'>要闻动态</a>"), "/xw/": html("<p>无</p>")}
    )
    status, seen, complaint = probed(site, empty, capsys)
    assert (status, seen["verdict"], seen["channels"]) == (
        NoListFound.exit_status,
        "incomplete",
        [],
    )
    assert complaint.endswith(
        "incomplete: no list of annual reports found; write its address under channels:\n"
    )


@pytest.mark.loopback
def test_a_search_that_takes_too_long_is_left(practice: PracticePortals) -> None:
    portal = portal_at(practice.home("cangyuan/liushu"))
    assert portal.budget == MOST_REQUESTS
    practice.forget_requests()
    seen = probe(portal.model_copy(update={"budget": 4}), None)
    assert len(practice.requests) == 4
    assert Code.BUDGET_SPENT in {reason.code for reason in seen.reasons}


def test_nobody_probes_without_saying_who_they_are(
    monkeypatch: pytest.MonkeyPatch, empty: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("GONGKAI_CONTACT", raising=False)
    assert (
        cli.run(["portals", "probe", "http://www.yanshi.example/", "--portals", empty])
        == ContactMissing.exit_status
    )
    assert capsys.readouterr().err.startswith(
        "gongkai: www.yanshi.example: say who crawls: set GONGKAI_CONTACT"
    )


@pytest.mark.parametrize(
    "url", ["www.yanshi.example", "ftp://yanshi.example/", "http://", "http://yanshi.example:x/"]
)
def test_an_address_that_is_none_is_refused(
    url: str, empty: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["portals", "probe", url, "--portals", empty]) == 2
    complaint = capsys.readouterr().err
    assert complaint.startswith("gongkai: Invalid value for '[URL]': ")
    assert len(complaint.splitlines()) == 1


def test_a_registered_site_is_probed_at_its_own_pace_and_from_its_home() -> None:
    registered = Portal(
        id="a",
        name="甲",
        home="http://www.yanshi.example/",
        family="trs",
        channels=["http://gk.yanshi.example/nb/"],
        delay=7.0,
    )
    found = portal_at("http://yanshi.example/index.html", [registered])
    assert (found.id, found.delay, found.family, found.channels) == ("a", 7.0, None, [])
    assert found.home == "http://yanshi.example/index.html"
    assert found.owns("http://gk.yanshi.example/nb/")
    assert portal_at("http://other.example/", [registered]).delay == 1.0
    assert portal_at("http://127.0.0.1:9/").delay == LOOPBACK_DELAY


def test_hours_are_kept() -> None:
    begin, end = (f"{datetime.now(CHINA) + timedelta(hours=hours):%H:%M}" for hours in (1, 2))
    portal = Portal(
        id="a",
        name="甲",
        home="http://127.0.0.1:1/",
        allow_loopback=True,
        delay=0.0,
        hours=f"{begin}-{end}",
    )
    with pytest.raises(OutsideHours, match=f"may be asked from {begin}-{end}"):
        probe(portal, None)
