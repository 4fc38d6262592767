from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from crawler import CaptureStore, Run
from crawler.errors import LogUnreadable
from gongkai import cli
from gongkai.crawling import choose, require_finished
from gongkai.errors import CrawlUnfinished
from gongkai.portal_states import broken_since, why
from tests.publish.practice import PracticeCrawl


def run(day: int, verdict: str | None, portal: str = "north") -> Run:
    started = f"2026-11-{day:02}T01:00:00Z"
    return Run(f"{day:02}", portal, started, None, verdict, 10, 1000, 5, None, 1.0, {})


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([], None),
        (["ok"], None),
        (["blocked", "ok"], None),
        (["ok", "blocked"], "2026-11-02T01:00:00Z"),
        (["ok", "blocked", "ok", "incomplete", None], "2026-11-04T01:00:00Z"),
        (["unreachable", "blocked"], "2026-11-01T01:00:00Z"),
        (["ok", "interrupted", None], None),
        (["ok", None, "blocked", "interrupted"], "2026-11-03T01:00:00Z"),
    ],
)
def test_a_portal_is_broken_since_the_first_run_after_its_last_good_one(
    verdicts: list[str | None], expected: str | None
) -> None:
    runs = [run(day, verdict) for day, verdict in enumerate(verdicts, start=1)]
    assert broken_since([(one.started_at, one.verdict) for one in runs]) == expected


def test_a_whole_run_tells_what_the_portal_itself_has_not_got() -> None:
    named = {"http://a.gov.cn/1.html": "missing (某局2023年年报)", "http://a.gov.cn/2.html": "x"}
    found = {"reasons": [], "explained": {"count": 2, "examples": named}}
    told = why(replace(run(1, "ok"), evidence=found))
    assert told == "explained: missing (某局2023年年报): http://a.gov.cn/1.html (+1)"


def test_nothing_crawled_is_said_so(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["status", "--state", str(state)]) == 0
    assert capsys.readouterr().out == f"Nothing is crawled yet in {state} / 尚无抓取记录\n"


def test_a_crawl_that_all_finished_is_no_failure() -> None:
    assert require_finished([run(1, "ok"), run(1, "ok", "south")]) is None


def test_a_crawl_names_the_portals_that_did_not_finish() -> None:
    with pytest.raises(CrawlUnfinished) as failure:
        require_finished([run(1, "ok"), run(1, "blocked", "south"), run(1, "incomplete", "east")])
    assert str(failure.value).startswith(
        "2 of 3 portals not finished: south (blocked), east (incomplete); "
    )


def test_a_long_list_of_unfinished_portals_is_cut_where_it_says_so() -> None:
    with pytest.raises(CrawlUnfinished, match=r"^7 of 7 .*p4 \(blocked\), …; "):
        require_finished([run(1, "blocked", f"p{number}") for number in range(7)])


def test_a_damaged_log_is_told_of_beside_the_others_and_stops_no_crawl(
    state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registry = tmp_path / "portals"
    registry.mkdir()
    for number, name in enumerate(("north", "south"), start=1):
        text = f"name: 某市\nhome: http://127.0.31.{number}:9/\nfamily: trs\nallow_loopback: true\n"
        (registry / f"{name}.yml").write_text(text + "delay: 0.0\n", encoding="utf-8")
        PracticeCrawl(state, name).finish()
    (state / "captures/north/log.db").write_bytes(bytes(8192))
    where = ["--portals", str(registry), "--state", str(state)]
    assert cli.run(["status", "--state", str(state)]) == 0
    told = capsys.readouterr().out
    assert "damaged" in told and "south" in told
    assert cli.run(["crawl", "--all", *where]) == LogUnreadable.exit_status
    assert "north: the capture log is damaged" in capsys.readouterr().err
    assert len(CaptureStore(state, "south").runs()) == 2
    assert (state / "captures/north/log.db").read_bytes() == bytes(8192)


STATES = (("east", "2026-10-01", "ok"), ("north", "2026-10-02", "blocked"))


@pytest.fixture
def three(state: Path) -> Path:
    """A whole portal, one that is broken, and one whose log is damaged."""
    for portal, day, verdict in STATES:
        PracticeCrawl(state, portal).finish(verdict)
        with sqlite3.connect(state / "captures" / portal / "log.db") as log:
            log.execute("update runs set started_at = ?", [f"{day}T01:00:00Z"])
    PracticeCrawl(state, "south").finish()
    (state / "captures/south/log.db").write_bytes(bytes(8192))
    return state


def told(capsys: pytest.CaptureFixture[str], state: Path, *options: str) -> list[dict[str, object]]:
    assert cli.run(["status", "--state", str(state), "--json", *options]) == 0
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return found


def test_status_as_json_and_what_is_broken_alone(
    three: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = told(capsys, three)
    assert [(one["portal"], one["verdict"], one["broken_since"]) for one in found] == [
        ("east", "ok", None),
        ("north", "blocked", "2026-10-02T01:00:00Z"),
        ("south", "damaged", None),
    ]
    assert str(found[2]["why"]).startswith("south: the capture log is damaged")
    assert [one["portal"] for one in told(capsys, three, "--broken")] == ["north", "south"]


@pytest.mark.parametrize("day, portals", [("2026-10-02", ["north"]), ("2026-10-03", [])])
def test_status_tells_what_is_broken_since_a_day(
    day: str, portals: list[str], three: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Since when a log is damaged is not known: it is always told.
    found = told(capsys, three, "--since", day)
    assert [one["portal"] for one in found] == [*portals, "south"]


def test_a_retired_portal_is_not_due_and_not_broken(
    three: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registry = tmp_path / "portals"
    registry.mkdir()
    for number, name in enumerate(("east", "north", "south"), start=1):
        text = f"name: 某市\nhome: http://127.0.31.{number}:9/\nfamily: trs\nallow_loopback: true\n"
        retired = "retired: 2026-11-01\n" if name == "north" else ""
        (registry / f"{name}.yml").write_text(text + retired, encoding="utf-8")
    assert [portal.id for portal in choose(registry, ())] == ["east", "south"]
    assert [portal.id for portal in choose(registry, ["north"])] == ["north"]
    found = told(capsys, three, "--portals", str(registry))
    assert {one["portal"]: one["retired"] for one in found}["north"] == "2026-11-01"
    broken = told(capsys, three, "--broken", "--portals", str(registry))
    assert [one["portal"] for one in broken] == ["south"]
