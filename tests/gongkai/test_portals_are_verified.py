"""Portals beside their files: the day where they agree, a bundle that tells all where they do not,
and a probe of pages that a browser saved.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from crawler.runner.verification import MOST_REQUESTS, replayed
from gongkai import cli
from tests.crawler.sites import CHANNEL, Answer, Site, html, list_page, serving, trs_site

loopback = pytest.mark.loopback
FILE = """\
# Compared by hand.
name: 演示县人民政府
home: {home}/
family: {family}
{more}delay: 0.05
allow_loopback: true
verified: never
"""


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(trs_site(reports=4, per_page=20)) as site:
        yield site


def registered(site: Site, folder: Path, family: str = "trs", more: str = "") -> Path:
    registry = folder / "registry"
    registry.mkdir()
    text = FILE.format(home=site.base, family=family, more=more)
    (registry / "yanshi.yml").write_text(text, "utf-8")
    return registry


def verified(registry: Path) -> int:
    bundles = str(registry.parent / "bundles")
    return cli.run(
        ["portals", "verify", "yanshi", "--portals", str(registry), "--bundles", bundles]
    )


def bundle_of(registry: Path) -> Path:
    [bundle] = (registry.parent / "bundles").glob("yanshi-*.zip")
    return bundle


@loopback
def test_the_day_is_written_where_portal_and_file_agree(site: Site, tmp_path: Path) -> None:
    more = f"channels: [{site.base}{CHANNEL}]\nexpect: {{reports: {{2023: {{min: 4}}}}}}\n"
    registry = registered(site, tmp_path, more=more)
    before = (registry / "yanshi.yml").read_text("utf-8")
    assert verified(registry) == 0
    today = f"verified: {date.today()}"
    assert (registry / "yanshi.yml").read_text("utf-8") == before.replace("verified: never", today)
    assert not (tmp_path / "bundles").exists()
    assert len(site.asked) <= MOST_REQUESTS
    assert [path for path in site.paths() if "/t20" in path or "/P0" in path] == []


@loopback
def test_what_differs_is_told_and_its_bundle_replays(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = f"channels: [{site.base}/alt/]\nexpect: {{reports: {{2023: {{min: 9}}}}}}\n"
    registry = registered(site, tmp_path, "ucap", more)
    before = (registry / "yanshi.yml").read_text("utf-8")
    assert verified(registry) == 100
    assert "1 of 1 portals are not as described: yanshi (" in capsys.readouterr().err
    assert (registry / "yanshi.yml").read_text("utf-8") == before
    site.asked.clear()
    again = replayed(bundle_of(registry))
    assert site.asked == []
    assert {each.subject for each in again.findings if not each.agrees} == {
        "family",
        "lists",
        "reports of 2023",
    }
    assert (again.probe.family, len(again.probe.reports)) == ("trs", 4)


@loopback
def test_a_list_of_several_pages_proves_nothing_by_its_first(site: Site, tmp_path: Path) -> None:
    items = [("./202401/t20240119_1000.html", "演示县第0局2023年政府信息公开工作年度报告")]
    site.routes[CHANNEL] = html(list_page(items, 3, 0))
    registry = registered(site, tmp_path, more="expect: {reports: {2023: {min: 9}}}\n")
    assert verified(registry) == 0


@loopback
@pytest.mark.parametrize(
    ("answer", "subject"),
    [
        (html("<script>$_ts = {}</script>", 412), "reachable"),
        (html("<html><body><p>内容</p></body></html>"), "family"),
        (Answer(b"", 500), "reachable"),
    ],
)
def test_what_blocks_is_in_the_bundle(
    site: Site, tmp_path: Path, answer: Answer, subject: str
) -> None:
    site.routes["/"] = answer
    registry = registered(site, tmp_path)
    assert verified(registry) == 100
    again = replayed(bundle_of(registry))
    assert subject in {each.subject for each in again.findings if not each.agrees}


HOME = "http://www.yanshi.gov.cn/"
LIST = f"{HOME}zwgk/zfxxgknb/"
ITEM = "演示县{number}局2023年政府信息公开工作年度报告"


def page(url: str, inner: str) -> str:
    """A page as Chrome saves it: where it is from, and links in full."""
    told = f"<!-- saved from url=({len(url):04}){url} -->"
    return f"<!DOCTYPE html>\n{told}\n<html><body>{inner}</body></html>"


def listed() -> str:
    items = (
        f'<li><a href="{LIST}202401/t20240119_{n}.html">{ITEM.format(number=n)}</a></li>'
        for n in range(3)
    )
    return f"<ul>{''.join(items)}</ul>"


def probed(folder: Path, registry: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    arguments = ["--saved", str(folder), "--portals", str(registry), "--json"]
    cli.run(["portals", "probe", *arguments])
    told: dict[str, object] = json.loads(capsys.readouterr().out)
    return told


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    folder = tmp_path / "saved"
    (folder / "home_files").mkdir(parents=True)
    menu = f'<a href="{LIST}">政府信息公开年报</a>'
    (folder / "home.html").write_text(page(HOME, menu), "utf-8")
    (folder / "home_files" / "frame.html").write_text("<p>an advertisement</p>", "utf-8")
    return folder


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A registry without portals."""
    folder = tmp_path / "registry"
    folder.mkdir()
    return folder


MHTML = """\
Snapshot-Content-Location: {url}
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="edge"

--edge
Content-Type: text/html; charset="utf-8"
Content-Location: {url}

<html><body>{inner}</body></html>
--edge--
"""


@loopback
@pytest.mark.parametrize("way", ["html", "mhtml", "named"])
def test_saved_pages_are_probed_without_a_request(
    saved: Path, empty: Path, way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if way == "html":
        (saved / "list.html").write_text(page(LIST, listed()), "utf-8")
    elif way == "mhtml":
        (saved / "list.mhtml").write_text(MHTML.format(url=LIST, inner=listed()), "utf-8")
    else:
        (saved / "list.htm").write_text(f"<html><body>{listed()}</body></html>", "utf-8")
        (saved / "addresses.tsv").write_text(f"list.htm\t{LIST}\n", "utf-8")
    told = probed(saved, empty, capsys)
    assert (told["verdict"], told["home"]) == ("ok", HOME)
    assert [each["url"] for each in told["channels"]] == [LIST]  # type: ignore[attr-defined]
    assert len(told["reports"]) == 3  # type: ignore[arg-type]


@loopback
def test_pages_that_are_wanted_too_are_named(
    saved: Path, empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = probed(saved, empty, capsys)
    assert (told["verdict"], told["unasked"]) == ("incomplete", [LIST])


def test_a_page_that_does_not_say_where_it_is_from_is_named(
    saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (saved / "list.html").write_text("<html></html>", "utf-8")
    assert cli.run(["portals", "probe", "--saved", str(saved)]) == 32
    assert "list.html: does not say where it is from; write a line" in capsys.readouterr().err
