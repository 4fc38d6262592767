"""Nights of `gongkai update`: real crawls of real servers, real builds, one report of each."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from gongkai import cli
from gongkai.errors import NewlyBroken, NewlyDamaged, NoticeUndelivered
from publish.errors import EvidenceDamaged, RowsLost
from tests.crawler.sites import (
    CHANNEL,
    Answer,
    Site,
    html,
    list_page,
    report_page,
    serving,
    trs_site,
)

pytestmark = [pytest.mark.loopback, pytest.mark.slow, pytest.mark.minutes(1)]

ADDRESSES = {"north": "127.0.33.1", "south": "127.0.33.2"}
Told = dict[str, Any]


class World:
    """Two portals, a webhook, and a folder in which nights are run."""

    def __init__(self, folder: Path, sites: dict[str, Site], hook: Site) -> None:
        self.folder = folder
        self.sites = sites
        self.hook = hook
        self.posted: list[Told] = []
        self.state = folder / "var"
        hook.routes["/hook"] = self._take
        for name, site in sites.items():
            described = (
                f"name: 演示县人民政府\nhome: {site.base}/\nfamily: trs\nallow_loopback: true\n"
            )
            file = folder / "portals" / f"{name}.yml"
            file.parent.mkdir(exist_ok=True)
            file.write_text(described + "delay: 0.0\n", encoding="utf-8")

    def _take(self, request: BaseHTTPRequestHandler) -> Answer:
        self.posted.append(json.loads(request.posted))  # type: ignore[attr-defined]
        return html("")

    def night(self, *options: str) -> int:
        where = ["--portals", "portals", "--state", "var", "--workers", "1"]
        return cli.run(["update", *where, *options])

    def report(self) -> Told:
        found: Told = json.loads((self.state / "night.json").read_bytes())
        return found

    def days_pass(self, days: int = 40) -> None:
        """Let all runs lie further back, as if the clock had gone on."""
        for log in (self.state / "captures").rglob("log.db"):
            with closing(sqlite3.connect(log)) as connection, connection:
                for number, *times in connection.execute(
                    "select number, started_at, ended_at from runs"
                ).fetchall():
                    earlier = [_earlier(time, days) for time in times]
                    connection.execute(
                        "update runs set started_at = ?, ended_at = ? where number = ?",
                        [*earlier, number],
                    )

    def count(self) -> int:
        with closing(sqlite3.connect(self.folder / "archive.db")) as connection:
            [found] = connection.execute("select count(*) from reports").fetchone()
            return int(found)


def _earlier(time: str, days: int) -> str:
    return (datetime.fromisoformat(time) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.chdir(tmp_path)
    with ExitStack() as stack:
        sites = {
            name: stack.enter_context(serving(trs_site(4), address))
            for name, address in ADDRESSES.items()
        }
        yield World(tmp_path, sites, stack.enter_context(serving(Site())))


def names(found: list[Told]) -> list[str]:
    return [one["portal"] for one in found]


def blocked(site: Site) -> Callable[[], None]:
    """Let a site refuse everything; gives what undoes it."""
    before = dict(site.routes)
    for path in before:
        site.routes[path] = html("<html><body>访问被拒绝</body></html>", 403)
    return lambda: site.routes.update(before)


def test_nights_tell_what_is_new_and_ring_only_for_what_is_newly_wrong(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    mail = "sh -c 'cat > mail.txt'"
    told = ["--notify", f"{world.hook.base}/hook", "--mail", mail, "--alive", "alive"]

    assert world.night("--export", "csv", *told) == 0
    first = world.report()
    assert (first["outcome"], first["due"], first["crawled"]) == ("ok", 2, 2)
    assert first["reports"]["new"]["count"] == world.count() == first["archive"]["reports"] > 0
    assert first["megabytes"]["received"] > 0 and first["megabytes"]["exports"] > 0
    package = json.loads((world.folder / "exports" / "datapackage.json").read_bytes())
    assert package["version"].endswith(f"+{first['archive']['sha256'][:12]}")
    assert world.posted == [first] and not Path("mail.txt").exists()
    assert Path("alive").read_text() == f"{first['ended']} ok\n"

    before = (world.folder / "archive.db").stat()
    capsys.readouterr()
    assert world.night(*told) == 0
    assert world.report()["outcome"] == "nothing_due"
    assert "no portal is due / 没有到期的门户" in capsys.readouterr().out
    assert (world.folder / "archive.db").stat() == before

    world.days_pass()
    unblock = blocked(world.sites["north"])
    assert world.night(*told) == NewlyBroken.exit_status
    second = world.report()
    assert (
        names(second["portals"]["newly_broken"]) == names(second["portals"]["broken"]) == ["north"]
    )
    assert second["portals"]["broken"][0]["verdict"] == "blocked"
    assert second["archive"]["reports"] == first["archive"]["reports"]
    assert "newly broken / 新近异常: 1" in Path("mail.txt").read_text(encoding="utf-8")
    Path("mail.txt").unlink()

    world.days_pass()
    assert world.night(*told) == 0
    third = world.report()["portals"]
    assert names(third["newly_broken"]) == [] and names(third["broken"]) == ["north"]
    assert third["broken"][0]["broken_since"] < third["broken"][0]["last_run"]
    assert not Path("mail.txt").exists()

    world.days_pass()
    unblock()
    add_report(world.sites["south"])
    assert world.night(*told) == 0
    fourth = world.report()
    assert names(fourth["portals"]["healed"]) == ["north"] and fourth["portals"]["broken"] == []
    assert fourth["reports"]["new"]["count"] == 1
    assert "第九局" in fourth["reports"]["new"]["named"][0]["title"]
    assert "healed / 恢复: 1" in Path("mail.txt").read_text(encoding="utf-8")
    assert len(world.posted) == 5


def add_report(site: Site) -> None:
    path, title = "202401/t20240119_1999.html", "演示县第九局2023年政府信息公开工作年度报告"
    site.routes[CHANNEL + path] = Answer(report_page(title), headers={"Content-Type": "text/html"})
    items = [(f"./{path}", title)]
    for number in range(4):
        items.append(
            (
                f"./202401/t20240119_{1000 + number}.html",
                f"演示县第{number}局2023年政府信息公开工作年度报告",
            )
        )
    for name in ("", "index_1.html"):
        site.routes.pop(CHANNEL + name, None)
    site.routes[CHANNEL] = html(list_page(items, 1, 0))


def test_a_damaged_log_rings_once_and_keeps_its_rows(world: World) -> None:
    assert world.night() == 0
    count = world.count()
    log = world.state / "captures/south/log.db"
    whole = log.read_bytes()
    log.write_bytes(bytes(8192))
    assert world.night() == NewlyDamaged.exit_status
    assert names(world.report()["portals"]["newly_damaged"]) == ["south"]
    assert world.night() == 0
    assert names(world.report()["portals"]["damaged"]) == ["south"] and world.count() == count
    log.write_bytes(whole)
    assert world.night() == 0
    assert names(world.report()["portals"]["healed"]) == ["south"] and world.count() == count


def test_a_build_that_is_refused_leaves_all_as_it_was_and_is_told(world: World) -> None:
    assert world.night("--export", "csv", "--alive", "alive") == 0
    before = [(world.folder / name).read_bytes() for name in ("archive.db", "alive")]
    world.days_pass()
    (world.state / "captures/north").rename(world.folder / "elsewhere")
    blocked(world.sites["north"])
    status = world.night("--export", "csv", "--alive", "alive")
    assert status == RowsLost.exit_status
    told = world.report()
    assert told["outcome"] == "build_failed" and told["exit_status"] == status
    assert "would shrink from" in told["failures"][0]["message"]
    assert [(world.folder / name).read_bytes() for name in ("archive.db", "alive")] == before
    assert not list(world.folder.glob("exports.*"))
    # It is told again each night, because nothing is published until somebody looks.
    assert world.night() == RowsLost.exit_status


def test_a_night_that_verifies_rings_once_for_a_damaged_byte(world: World) -> None:
    assert world.night("--verify") == 0
    assert world.report()["minutes"]["verify"] >= 0
    warc = next((world.state / "captures/north").glob("*.warc.gz"))
    content = bytearray(warc.read_bytes())
    content[-40] ^= 0xFF
    warc.write_bytes(content)
    assert world.night("--verify") == EvidenceDamaged.exit_status
    told = world.report()
    assert told["outcome"] == "verify_failed" and warc.name in told["failures"][0]["message"]
    assert world.night("--verify") == 0
    [known] = world.report()["failures"]
    assert known["is_new"] is False and known["name"] == told["failures"][0]["name"]


@pytest.mark.parametrize(
    "option, recipient",
    [("--notify", "http://127.0.33.1:9/hook"), ("--mail", "false"), ("--alive", "no/such/folder")],
)
def test_a_report_that_nobody_took_is_told(
    option: str, recipient: str, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert world.night() == 0
    world.days_pass()
    # Mail is sent only where there is something to tell.
    status = NewlyBroken.exit_status if option == "--mail" else NoticeUndelivered.exit_status
    if option == "--mail":
        blocked(world.sites["north"])
    capsys.readouterr()
    assert world.night(option, recipient) == status
    assert f"could not be handed to {recipient}" in capsys.readouterr().err
    assert world.report()["crawled"] == 2


def test_the_report_is_json_for_programs(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "GONGKAI_NOTIFY", f"{world.hook.base}/hook")
    assert world.night("--json") == 0
    assert json.loads(capsys.readouterr().out) == world.report() == world.posted[0]
