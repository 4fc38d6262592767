"""Where a site stands and what it says of itself: public address, hosts, settings, and what need not
be sent again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from foundation.errors import RulesInvalid
from gongkai import cli
from gongkai.errors import AddressUnknown
from publish.site.settings import read_settings
from tests.site.archives import NEW, build_archive
from tests.site.conftest import parsed, text_of
from tests.site.running import Running, marked, running, swap

pytestmark = [pytest.mark.loopback, pytest.mark.slow, pytest.mark.minutes(0.5)]

SETTINGS = """
title: 某县年报库
licence: {name: CC BY 4.0, url: https://creativecommons.org/licenses/by/4.0/}
source: {name: 各机关门户网站}
address: https://nianbao.example.org/
stale_days: 30
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive and settings alone: nothing of the source tree."""
    folder = tmp_path_factory.mktemp("place")
    build_archive(folder / "archive.db")
    (folder / "gongkai.yml").write_text(SETTINGS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Running]:
    with running(folder) as found:
        yield found


def get(site: Running, path: str, **headers: str) -> httpx.Response:
    asked = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.get(site.address + path, headers=asked, timeout=60)


def test_what_the_operator_says_is_shown(site: Running) -> None:
    page = parsed(get(site, "/"))
    assert "CC BY 4.0" in text_of(page.xpath("//footer")[0])
    told = get(site, "/-/metadata.json").json()
    assert (told["title"], told["source"]) == ("某县年报库", "各机关门户网站")
    assert "reports" in told["databases"]["archive"]["tables"]
    assert get(site, "/-/settings.json").json()["sql_time_limit_ms"] == 2000


@pytest.mark.parametrize("path", ["/feed.atom", "/sitemap.xml", "/robots.txt", f"/report/{NEW}"])
@pytest.mark.parametrize("host", ["nianbao.example.org", "localhost:1", "127.0.0.1"])
def test_only_the_public_address_is_named(site: Running, path: str, host: str) -> None:
    answer = get(site, path, host=host)
    assert answer.status_code == 200
    assert "https://nianbao.example.org/" in answer.text
    # The report itself was captured from an address of this machine.
    assert "//localhost" not in answer.text and f"//127.0.0.1{path}" not in answer.text


@pytest.mark.parametrize("path", ["/robots.txt", "/", f"/report/{NEW}", "/archive/reports.json"])
@pytest.mark.parametrize("host", ["evil.example", "nianbao.example.org.evil.example", ""])
def test_a_host_that_is_not_the_site_is_refused(site: Running, path: str, host: str) -> None:
    answer = get(site, path, host=host)
    assert answer.status_code == 421
    assert "evil" not in answer.text and "etag" not in answer.headers


def test_health_is_told_under_any_name_and_says_stale(site: Running) -> None:
    answer = get(site, "/-/health", host="10.0.0.7:8001")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["status"], told["newest_crawl"]) == ("stale", "2024-05-03T00:00:00Z")
    assert told["error"].startswith("the newest crawl is ") and len(told["archive"]) == 64


@pytest.mark.parametrize(
    "path",
    [f"/report/{NEW}", "/archive/reports.json", "/archive/reports.csv?_stream=on", "/",
     "/-/static-plugins/gongkai/site.css", "/feed.atom"],
)  # fmt: skip
def test_what_is_known_is_not_sent_again(site: Running, path: str) -> None:
    first = get(site, path)
    tag = first.headers["etag"]
    again = get(site, path, if_none_match=f'"other", {tag}')
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert get(site, path, if_none_match='W/"other"').headers["etag"] == tag
    if "/static" not in path:
        assert first.headers["cache-control"] == "public, no-cache"
        other = get(site, path, cookie="gongkai_language=en", if_none_match=tag)
        # What bears a reader's choice is for that reader alone.
        assert other.status_code == 200 and "etag" not in other.headers
        assert "private" in other.headers["cache-control"]
        assert first.headers["vary"] == "Cookie"


@pytest.mark.parametrize("path", ["/-/health", "/nowhere", "/source/0000000000000000"])
def test_what_may_be_otherwise_the_next_time_has_no_tag(site: Running, path: str) -> None:
    assert "etag" not in get(site, path).headers


def test_another_archive_has_other_tags(folder: Path, tmp_path: Path) -> None:
    marked(folder / "archive.db", "Edition00", tmp_path / "new.db")
    swap(tmp_path / "new.db", tmp_path / "archive.db")
    with running(tmp_path) as site:
        tag = get(site, f"/report/{NEW}").headers["etag"]
        digest = marked(folder / "archive.db", "Edition01", tmp_path / "new.db")
        swap(tmp_path / "new.db", tmp_path / "archive.db")
        site.wait_for(digest)
        answer = get(site, f"/report/{NEW}", if_none_match=tag)
        assert answer.status_code == 200 and "Edition01" in answer.text


def test_a_site_in_a_folder_of_its_host_links_below_it(folder: Path, tmp_path: Path) -> None:
    build_archive(tmp_path / "archive.db")
    with running(tmp_path, "--address", "https://example.org/gk") as site:
        page = parsed(get(site, f"/gk/report/{NEW}"))
        local = [link for link in page.xpath("//@href") if link.startswith("/")]
        assert local and all(link.startswith("/gk/") for link in local)
        assert get(site, "/gk/-/health", host="x").json()["reports"] is True


def test_a_site_for_the_world_has_to_know_its_name(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "archive.db").touch()
    assert cli.run(["serve", "--host", "0.0.0.0"]) == AddressUnknown.exit_status
    assert "say by --address" in capsys.readouterr().err
    assert cli.run(["serve", "--address", "example.org"]) == 2


def test_a_misspelt_setting_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "gongkai.yml").write_text("title: x\nlicense: {name: y}\n", encoding="utf-8")
    with pytest.raises(RulesInvalid, match=r"gongkai.yml:2: license: unknown key"):
        read_settings(tmp_path)
    assert read_settings(tmp_path / "elsewhere").address is None
