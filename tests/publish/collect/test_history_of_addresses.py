from __future__ import annotations

import sqlite3
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from crawler.store.captures import Capture, Run
from publish.collect.history import histories
from publish.collect.locations import Location, capture_id, locations
from publish.errors import CapturesUnreadable
from tests.publish.practice import PracticeCrawl

_ids = count(1)


def capture(
    sha256: str,
    run: str = "r1",
    status: int = 200,
    kind: str = "report",
    url: str = "http://a.example/1",
) -> Capture:
    number = next(_ids)
    return Capture(
        id=number, portal="a", run=run, url=url, method="GET", fingerprint=url, status=status,
        fetched_at=f"2026-01-01T00:00:{number % 60:02}Z", media_type="text/html", sha256=sha256 * 64, length=9,
        warc_file="w", warc_offset=0, warc_length=9, kind=kind, page_url=None, link_text="年报", listed_on=None,
        refers_to=None, problem=None if status in (200, 304) else f"HTTP {status}",
    )  # fmt: skip


def run(name: str, verdict: str | None) -> Run:
    return Run(name, "a", "2026-01-01T00:00:00Z", None, verdict, 1, 1, 1, None, 1.0, {})


def only(captures: list[Capture], *runs: Run) -> Location:
    [location] = locations(captures, runs)
    return location


def test_the_same_bytes_again_are_one_version_confirmed_later() -> None:
    first, again, unchanged = capture("a"), capture("a", "r2"), capture("a", "r3", status=304)
    location = only([first, again, unchanged], run("r3", "ok"))
    assert [version.capture for version in location.versions] == [first]
    assert location.versions[0].last_seen == unchanged.fetched_at
    assert [stay.since for stay in location.stays] == [first]


def test_a_replaced_document_is_a_new_version() -> None:
    old, new = capture("a"), capture("b", "r2")
    location = only([old, new], run("r2", "ok"))
    assert [version.sha256[0] for version in location.versions] == ["a", "b"]
    assert [stay.since for stay in location.stays] == [old, new]


def test_a_document_put_back_is_a_replacement_but_no_new_version() -> None:
    first, second, back = capture("a"), capture("b", "r2"), capture("a", "r3")
    location = only([first, second, back])
    assert [version.sha256[0] for version in location.versions] == ["a", "b"]
    assert [(stay.version.sha256[0], stay.since) for stay in location.stays] == [
        ("a", first),
        ("b", second),
        ("a", back),
    ]
    assert location.versions[0].last_seen == back.fetched_at


@pytest.mark.parametrize(
    ("answers", "verdicts", "gone"),
    [
        (["r2"], {"r2": "ok"}, True),
        (["r2"], {"r2": "incomplete"}, False),
        (["r2"], {"r2": "blocked"}, False),
        (["r2", "r3"], {"r2": "incomplete", "r3": "incomplete"}, True),
    ],
)
def test_gone_takes_a_good_run_or_two_that_agree(
    answers: list[str], verdicts: dict[str, str], gone: bool
) -> None:
    missing = [capture("e", name, status=404, kind="other") for name in answers]
    location = only(
        [capture("a"), *missing], *(run(name, verdict) for name, verdict in verdicts.items())
    )
    assert location.gone == (missing[0] if gone else None)
    assert [version.sha256[0] for version in location.versions] == ["a"]


def test_an_address_that_answers_again_is_not_gone() -> None:
    back = capture("a", "r3")
    location = only(
        [capture("a"), capture("e", "r2", status=404, kind="other"), back],
        run("r2", "ok"),
        run("r3", "ok"),
    )
    assert location.gone is None


@pytest.mark.parametrize("status", [403, 412, 500, 503])
def test_a_refusal_is_neither_a_version_nor_an_end(status: int) -> None:
    location = only(
        [capture("a"), capture("e", "r2", status=status, kind="other")], run("r2", "ok")
    )
    assert (len(location.versions), location.gone, location.problem) == (1, None, f"HTTP {status}")


def test_an_address_that_only_leads_elsewhere_is_none() -> None:
    assert list(locations([capture("e", status=302, kind="attachment")], [])) == []


def test_an_empty_answer_is_no_document() -> None:
    location = only([replace(capture("e"), length=0)])
    assert (location.versions, location.problem) == ((), "empty")


def test_lists_and_pages_of_no_interest_are_left_out() -> None:
    assert (
        list(
            locations(
                [capture("a", kind="list"), capture("b", kind="home", url="http://a.example/")], []
            )
        )
        == []
    )


def test_the_key_of_a_capture_depends_on_what_it_is_alone() -> None:
    first = capture("a")
    later = replace(first, id=999, run="r9", fetched_at="2027-01-01T00:00:00Z", warc_offset=5)
    assert capture_id(first) == capture_id(later)
    assert len(capture_id(first)) == 16
    assert (
        len(
            {
                capture_id(first),
                capture_id(replace(first, status=404)),
                capture_id(replace(first, portal="b")),
            }
        )
        == 3
    )


def test_a_fault_between_two_answers_that_say_gone_takes_nothing_back() -> None:
    missing = capture("e", "r2", status=404, kind="other")
    fault, again = capture("f", "r3", status=500), capture("e", "r4", status=404, kind="other")
    location = only([capture("a"), missing, fault, again], run("r2", "ok"))
    assert location.gone == missing


def test_a_content_is_told_by_its_first_capture_though_later_ones_confirmed_it() -> None:
    first, confirmed, new = capture("a"), capture("a", "r2", status=304), capture("b", "r3")
    location = only([first, confirmed, new])
    assert [version.capture for version in location.versions] == [first, new]
    assert location.shown_before(new) == location.versions[0]


def test_an_address_that_leads_elsewhere_by_now_keeps_its_versions_and_does_not_stand() -> None:
    location = only([capture("a"), capture("e", "r2", status=301)], run("r2", "ok"))
    assert (location.moved, location.gone, len(location.versions)) == (True, None, 1)


def an_error(code: int, text: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(text)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (sqlite3.SQLITE_IOERR, "make room"),
        (sqlite3.SQLITE_FULL, "make room"),
        (sqlite3.SQLITE_CANTOPEN, "see that the file may be read"),
        (sqlite3.SQLITE_CORRUPT, "damaged"),
    ],
)
def test_a_disk_without_room_is_not_called_damage(
    code: int, advice: str, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    PracticeCrawl(state).finish()

    def fail(*_: object) -> list[sqlite3.Row]:
        raise an_error(code, "it fails")

    monkeypatch.setattr("crawler.store.captures.rows_of", fail)
    with pytest.raises(CapturesUnreadable) as failure:
        histories(state)
    assert advice in str(failure.value)
    assert ("damaged" in str(failure.value)) == (code == sqlite3.SQLITE_CORRUPT)


def test_a_log_of_a_later_version_is_no_damage(state: Path) -> None:
    PracticeCrawl(state).finish()
    with sqlite3.connect(state / "captures/test/log.db") as connection:
        connection.execute("ALTER TABLE runs ADD COLUMN mood TEXT")
    with pytest.raises(CapturesUnreadable, match="written by another version of gongkai"):
        histories(state)
