from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.registry.portals import load_portals
from crawler.registry.shards import Shard
from crawler.store.captures import LOG, portal_directory
from crawler.store.writer import CaptureWriter
from gongkai.commands.crawl import command as crawl_command
from gongkai.commands.portals import command as portals_command
from gongkai.crawling import choose
from gongkai.errors import PortalNotRegistered

YAML = "name: 某市\nhome: http://127.0.30.{number}:8430/\nfamily: {family}\nallow_loopback: true\n"


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    """Three portals: north, north/east and northern."""
    folder = tmp_path / "portals"
    (folder / "north").mkdir(parents=True)
    for number, name in enumerate(("north", "north/east", "northern"), start=1):
        (folder / f"{name}.yml").write_text(
            YAML.format(number=number, family="trs"), encoding="utf-8"
        )
    return folder


def ids(portals: list) -> list[str]:  # type: ignore[type-arg]
    return [portal.id for portal in portals]


def test_all_where_none_is_named(registry: Path) -> None:
    assert ids(choose(registry, ())) == ["north", "north/east", "northern"]


def test_a_folder_stands_for_all_below_it_and_not_for_a_longer_name(registry: Path) -> None:
    assert ids(choose(registry, ("north",))) == ["north", "north/east"]
    assert ids(choose(registry, ("north/",))) == ["north", "north/east"]
    assert ids(choose(registry, ("northern", "north/east"))) == ["north/east", "northern"]


def test_a_name_that_fits_none_is_refused(registry: Path) -> None:
    with pytest.raises(
        PortalNotRegistered, match="no portal is called nort: `gongkai portals list` names all 3"
    ):
        choose(registry, ("north", "nort"))


def finish(state: Path, registry: Path, portal_id: str, verdict: str, ago: timedelta) -> None:
    """Write a run of a portal that ended with a verdict some time ago."""
    [portal] = [portal for portal in load_portals(registry) if portal.id == portal_id]
    CaptureWriter(state, portal).close()
    ended = (datetime.now(UTC) - ago).strftime("%Y-%m-%dT%H:%M:%SZ")
    with sqlite3.connect(portal_directory(state, portal_id) / LOG) as log:
        log.execute("UPDATE runs SET verdict = ?, ended_at = ?", (verdict, ended))
    log.close()


def test_due_are_those_never_crawled_and_those_whose_time_has_come(
    registry: Path, state: Path
) -> None:
    finish(state, registry, "north", "ok", timedelta(hours=1))
    finish(state, registry, "northern", "ok", timedelta(days=31))
    assert ids(choose(registry, (), due_in=state)) == ["north/east", "northern"]


def test_a_portal_that_was_blocked_an_hour_ago_is_left_in_peace_for_a_day(
    registry: Path, state: Path
) -> None:
    finish(state, registry, "north", "blocked", timedelta(hours=1))
    finish(state, registry, "north/east", "blocked", timedelta(days=1))
    assert ids(choose(registry, ("north",), due_in=state)) == ["north/east"]


def test_a_night_with_nothing_due_says_so(registry: Path, state: Path) -> None:
    finish(state, registry, "north", "ok", timedelta(hours=1))
    (registry / "northern.yml").unlink()
    (registry / "north" / "east.yml").unlink()
    arguments = ["--due", "--portals", str(registry), "--state", str(state)]
    said = CliRunner().invoke(crawl_command, arguments)
    assert (said.exit_code, said.output) == (0, "No portal is due / 没有到期的门户\n")


def test_the_registry_is_listed_and_checked(registry: Path) -> None:
    listed = CliRunner().invoke(
        portals_command, ["list", "--portals", str(registry)], env={"COLUMNS": "160"}
    )
    assert [
        line
        for line in listed.output.splitlines()
        if "north/east" in line and "http://127.0.30.2:8430/" in line
    ]
    checked = CliRunner().invoke(portals_command, ["check", "--portals", str(registry)])
    assert "3 portals, all can be crawled; 3 have something left to do" in checked.output


def test_a_shard_of_the_registry_is_chosen_by_its_number(registry: Path) -> None:
    parts = [ids(choose(registry, (), shard=Shard(number, 3))) for number in (1, 2, 3)]
    assert sorted(each for part in parts for each in part) == ["north", "north/east", "northern"]


def test_what_is_no_shard_is_said_in_one_line(registry: Path, state: Path) -> None:
    said = CliRunner().invoke(
        crawl_command, ["--all", "--shard", "6/5", "--portals", str(registry)]
    )
    assert said.exit_code == 2
    assert "'6/5' must be a shard and their number, such as 2/5" in said.output
