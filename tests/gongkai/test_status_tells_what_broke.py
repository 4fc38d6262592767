from __future__ import annotations

from pathlib import Path

import pytest

from crawler import Run
from gongkai import cli
from gongkai.commands.status import broken_since
from gongkai.crawling import require_finished
from gongkai.errors import CrawlUnfinished


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
    ],
)
def test_a_portal_is_broken_since_the_first_run_after_its_last_good_one(
    verdicts: list[str | None], expected: str | None
) -> None:
    assert (
        broken_since([run(day, verdict) for day, verdict in enumerate(verdicts, start=1)])
        == expected
    )


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
