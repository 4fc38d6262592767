"""`gongkai portals add`, `check` and `list --missing`: files that are written, what stays open, and
what is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from crawler import CaptureStore, Portal, load_portals
from crawler.errors import InvalidPortal
from crawler.registry.divisions import Division
from crawler.runner.probe import ChannelSeen, Probe
from gongkai import cli
from gongkai.errors import PortalRefuses, PortalRegistered, RegionUnknown
from gongkai.registering import (
    Wishes,
    division_of,
    file_of,
    site_name,
    write_portal,
)
from gongkai.reviewing import review
from publish.collect.regions import load_divisions
from samples import PracticePortals, expected_reports
from tests.crawler.sites import Site, html, serving

pytestmark = pytest.mark.minutes(0.7)

ADDED = "yunling/songjiangkou"
SEEN = Probe(
    home="http://www.shangzhi.example/",
    verdict="ok",
    reasons=[],
    title="首页 - 尚志市人民政府",
    site_name="",
    family="hanweb",
    signs=["<datastore>"],
    channels=[ChannelSeen("年报", "http://www.shangzhi.example/col/col1/index.html", None, 9, 9)],
    reports={},
    robots="no rules",
    delay=1.0,
    requests=3,
    other_hosts={"gk.shangzhi.example": "http://gk.shangzhi.example/nb/"},
)


@pytest.fixture(scope="module")
def practice() -> Iterator[PracticePortals]:
    with PracticePortals(port=0) as portals:
        yield portals


@pytest.fixture
def registry(practice: PracticePortals, tmp_path: Path) -> Path:
    """A registry that knows the invented divisions, and no portals yet."""
    folder = tmp_path / "portals"
    practice.write_registry(folder)
    for file in folder.rglob("*.yml"):
        file.unlink()
    return folder


def portals(*arguments: object) -> int:
    return cli.run(["portals", *map(str, arguments)])


@pytest.mark.loopback
def test_what_is_added_is_crawled_whole_without_a_change(
    practice: PracticePortals, registry: Path, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = practice.home(ADDED)
    assert portals("add", home, "--portals", registry) == 0
    assert "Family / 类型" in capsys.readouterr().out
    [portal] = load_portals(registry)
    assert (portal.name, portal.region, portal.family, portal.channels) == (
        "松江口县人民政府",
        "990101",
        "hanweb",
        [],
    )
    assert (portal.home, portal.verified, portal.is_loopback) == (home, "never", True)
    assert cli.run(["crawl", portal.id, "--portals", str(registry), "--state", str(state)]) == 0
    found = {capture.url for capture in CaptureStore(state, portal.id).captures("report")}
    assert found == {
        report.url(practice.port) for report in expected_reports() if report.portal == ADDED
    }


@pytest.mark.loopback
def test_a_site_that_is_registered_is_asked_for_nothing(
    practice: PracticePortals, registry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    practice.write_registry(registry)
    practice.forget_requests()
    assert (
        portals("add", practice.home(ADDED), "--portals", registry) == PortalRegistered.exit_status
    )
    assert capsys.readouterr().err.endswith(
        f"belongs to {ADDED}: correct the file of that portal\n"
    )
    assert practice.requests == []


@pytest.mark.loopback
def test_of_a_site_that_refuses_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(Site({"/": html("<html><script>var a</script></html>", 412)})) as site:
        assert portals("add", f"{site.base}/", "--portals", tmp_path) == PortalRefuses.exit_status
    assert "Verdict / 结论" in capsys.readouterr().out
    assert list(tmp_path.rglob("*")) == []


def test_a_file_says_what_was_seen_and_what_is_open(tmp_path: Path) -> None:
    file = write_portal(SEEN, tmp_path, Wishes())
    assert file == tmp_path / "heilongjiang" / "shangzhi.yml"
    text = file.read_text(encoding="utf-8")
    assert yaml.safe_load(text) == {
        "name": "尚志市人民政府",
        "region": "230183",
        "home": "http://www.shangzhi.example/",
        "family": "hanweb",
        "verified": "never",
    }
    assert "# hosts: [gk.shangzhi.example]" in text


def test_wishes_go_before_what_was_seen(tmp_path: Path) -> None:
    file = write_portal(SEEN, tmp_path, Wishes(name="尚志市财政局", region="230100", channels=True))
    [portal] = load_portals(tmp_path)
    assert (portal.name, portal.region) == ("尚志市财政局", "230100")
    assert portal.channels == [SEEN.channels[0].url]
    assert file.name == "shangzhi.yml"


def test_what_nothing_gave_away_is_left_out_with_a_remark(tmp_path: Path) -> None:
    file = write_portal(
        replace(SEEN, title="鼓楼区人民政府", signs=[], family="generic"), tmp_path, Wishes()
    )
    text = file.read_text(encoding="utf-8")
    assert file == tmp_path / "shangzhi.yml"
    assert set(yaml.safe_load(text)) == {"name", "home", "verified"}
    assert "# region: 4 divisions have this name (320106, 320302, 350102, 410204); write" in text
    assert "# family: nothing gave it away" in text


def test_what_is_written_is_what_the_check_lets_pass_and_its_open_points_are_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_portal(replace(SEEN, title="海滨高新技术产业开发区管理委员会"), tmp_path, Wishes())
    assert portals("check", "--portals", tmp_path) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "region is missing" in told and "verified: never" in told
    assert "1 portals, all can be crawled; 1 have something left to do" in told


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ({}, ()),
        ({"region": "230184"}, ("region is 230184, but its name begins with that of 230183",)),
        ({"verified": date(2030, 1, 2)}, ("verified: 2030-01-02 is a day to come",)),
        ({"id": "hebei/shangzhi"}, ("its file belongs into the folder heilongjiang",)),
        ({"family": None}, ("family is missing, so every crawl looks for it",)),
        (
            {"name": "鼓楼区人民政府", "region": None},
            ("region is missing; its name fits 320106, 320302, 350102, 410204",),
        ),
    ],
)
def test_what_is_left_to_do_about_a_file_is_said(
    change: dict[str, object], left: tuple[str, ...]
) -> None:
    good = {
        "id": "heilongjiang/shangzhi",
        "name": "尚志市人民政府",
        "region": "230183",
        "home": "http://www.shangzhi.example/",
        "family": "hanweb",
        "verified": date(2026, 1, 2),
    }
    portal = Portal.model_validate(good).model_copy(update=change)
    assert review(portal, load_divisions(), date(2026, 12, 1)).left == left


def test_no_file_is_overwritten(tmp_path: Path) -> None:
    file = write_portal(SEEN, tmp_path, Wishes())
    before = file.read_bytes()
    with pytest.raises(PortalRegistered, match=r"shangzhi\.yml is there already"):
        write_portal(replace(SEEN, home="http://shangzhi.other.example/"), tmp_path, Wishes())
    assert file.read_bytes() == before


def test_a_file_that_would_break_the_registry_is_taken_back(tmp_path: Path) -> None:
    (tmp_path / "regions.csv").write_text("code,name,parent\nX1,某地,\n", encoding="utf-8")
    with pytest.raises(InvalidPortal, match="must be a division code of 6 digits"):
        write_portal(SEEN, tmp_path, Wishes(region="X1"))
    assert list(tmp_path.rglob("*.yml")) == []


def test_a_code_of_no_division_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegionUnknown, match="990101 is the code of no division"):
        write_portal(SEEN, tmp_path, Wishes(region="990101"))
    assert list(tmp_path.rglob("*.yml")) == []


@pytest.mark.parametrize(
    ("site", "title", "name"),
    [
        ("尚志市人民政府门户网站", "首页", "尚志市人民政府"),
        ("", "欢迎访问尚志市人民政府官方网站", "尚志市人民政府"),
        ("", "首页_盐城市盐都区人民政府", "盐城市盐都区人民政府"),
        ("", "政府信息公开 | 沙河市民政局", "沙河市民政局"),
        ("赣州市赣县区政府网", "", "赣州市赣县区政府"),
        ("", "", "www.shangzhi.example"),
    ],
)
def test_the_name_is_that_of_the_agency_without_what_stands_around_it(
    site: str, title: str, name: str
) -> None:
    assert site_name(replace(SEEN, site_name=site, title=title)) == name


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("尚志市人民政府", ("230183",)),
        ("盐城市盐都区人民政府", ("320903",)),
        ("盐城市人民政府", ("320900",)),
        ("广东省文化和旅游厅", ("440000",)),
        ("长春市朝阳区人民政府", ("220104",)),
        ("鼓楼区人民政府", ("320106", "320302", "350102", "410204")),
        ("西咸新区管理委员会", ()),
    ],
)
def test_a_division_is_found_by_the_beginning_of_the_name(
    name: str, codes: tuple[str, ...]
) -> None:
    assert division_of(name, load_divisions()) == codes


@pytest.mark.parametrize(
    ("home", "region", "file"),
    [
        ("http://www.shangzhi.gov.cn/", "230183", "heilongjiang/shangzhi.yml"),
        ("https://zwgk.sxxz.gov.cn/x/", "140900", "shanxi/zwgk.yml"),
        ("http://39.0.0.7/sitesources/", "410581", "henan/39-0-0-7.yml"),
        ("http://www.shangzhi.gov.cn:8080/", None, "shangzhi.yml"),
    ],
)
def test_a_file_stands_in_its_province_under_the_name_of_its_host(
    home: str, region: str | None, file: str
) -> None:
    assert file_of(home, region) == file


def test_prefectures_without_a_portal_are_listed_by_province(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "yancheng.yml").write_text(
        'name: 盐城\nregion: "320900"\nhome: http://a.example/\n', encoding="utf-8"
    )
    assert portals("list", "--missing", "--portals", tmp_path) == 0
    _, *rows, summary = [line.split() for line in capsys.readouterr().out.splitlines()]
    everywhere = {division.code for division in load_divisions() if division.level == "prefecture"}
    assert {code for _, code, _ in rows} == everywhere - {"320900"}
    assert ["江苏省", "320100", "南京市"] in rows
    assert summary[0] == str(len(rows)) == "332"


def test_a_portal_of_an_unknown_division_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.yml").write_text(
        'name: 甲\nregion: "329999"\nhome: http://a.example/\n', encoding="utf-8"
    )
    assert portals("check", "--portals", tmp_path) == RegionUnknown.exit_status
    assert f"{tmp_path}/a.yml: 329999 is the code of no division" in capsys.readouterr().err
    (tmp_path / "regions.csv").write_text(
        "code,name,parent\n329999,某地,320000\n", encoding="utf-8"
    )
    assert portals("check", "--portals", tmp_path) == 0
    assert load_portals(tmp_path)[0].divisions == (
        Division(code="329999", name="某地", parent="320000"),
    )
