"""`gongkai verify`: what is damaged between a figure and the bytes that it was read from, and what
still stands.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crawler.store.captures import Capture
from gongkai import cli
from publish import build, export
from publish.errors import EvidenceDamaged
from tests.publish.practice import PracticeCrawl, report_page

pytestmark = [pytest.mark.slow, pytest.mark.minutes(0.5)]

AGENCY = "尚志市民政局"
Told = dict[str, Any]


@pytest.fixture
def captures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Capture]:
    """Two reports, a list and a repeated answer, built and exported."""
    monkeypatch.chdir(tmp_path)
    crawl = PracticeCrawl(Path("var"))
    made = {
        "list": crawl.capture("list.html", "<p>年报</p>".encode() * 50, "list"),
        "2022": crawl.capture("2022.html", report_page(AGENCY, 2022), link_text="年报"),
        "2024": crawl.capture("2024.html", report_page(AGENCY, 2024), link_text="年报"),
    }
    made["again"] = crawl.confirm("2022.html", made["2022"], link_text="年报")
    crawl.finish()
    build(Path("var"), Path("archive.db"))
    export(Path("archive.db"), Path("exports"), ["csv"])
    return made


def told(capsys: pytest.CaptureFixture[str]) -> Told:
    found: Told = json.loads(capsys.readouterr().out)
    return found


def flip(file: Path, place: int) -> None:
    content = bytearray(file.read_bytes())
    content[place] ^= 0xFF
    file.write_bytes(content)


def test_what_is_whole_stands(
    captures: dict[str, Capture], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["verify", "--json"]) == 0
    found = told(capsys)
    assert (found["captures"], found["reports"], found["standing"]) == (4, 2, 2)
    assert found["damages"] == [] and found["unlisted"] == 0 and found["files"] > 10
    assert found["bytes"] == Path("var", captures["list"].warc_file).stat().st_size
    assert cli.run(["verify"]) == 0
    assert "reports that stand / 完好的报告: 2 of 2" in capsys.readouterr().out


@pytest.mark.parametrize(
    "name, place, fallen",
    [
        ("2024", lambda one: one.warc_offset + one.warc_length // 2, [2024]),
        # Of a record's head, which no digest of a body covers, and of its check sum.
        ("2024", lambda one: one.warc_offset + 40, [2024]),
        ("2024", lambda one: one.warc_offset + one.warc_length - 6, [2024]),
        ("list", lambda one: one.warc_offset + one.warc_length // 2, []),
        ("again", lambda one: one.warc_offset + one.warc_length // 2, []),
    ],
)
def test_a_damaged_byte_costs_what_rests_on_it_and_nothing_else(
    name: str,
    place: Callable[[Capture], int],
    fallen: list[int],
    captures: dict[str, Capture],
    capsys: pytest.CaptureFixture[str],
) -> None:
    damaged = captures[name]
    flip(Path("var", damaged.warc_file), place(damaged))
    assert cli.run(["verify", "--json"]) == EvidenceDamaged.exit_status
    found = told(capsys)
    [message] = found["damages"]
    assert damaged.warc_file in message and f"byte {damaged.warc_offset}" in message
    assert [int(report[-4:]) for report in found["fallen"]] == fallen
    assert found["standing"] == 2 - len(fallen)


def test_a_file_that_was_cut_costs_what_stood_behind_the_cut(
    captures: dict[str, Capture], capsys: pytest.CaptureFixture[str]
) -> None:
    file = Path("var", captures["2024"].warc_file)
    file.write_bytes(file.read_bytes()[: captures["2024"].warc_offset + 100])
    assert cli.run(["verify", "--json"]) == EvidenceDamaged.exit_status
    found = told(capsys)
    assert len(found["damages"]) == 2 and found["standing"] == 1
    file.unlink()
    assert cli.run(["verify", "--json"]) == EvidenceDamaged.exit_status
    found = told(capsys)
    assert len(found["damages"]) == 4 and found["standing"] == 0


def test_a_damaged_log_leaves_the_other_portals_standing(
    captures: dict[str, Capture], capsys: pytest.CaptureFixture[str]
) -> None:
    other = PracticeCrawl(Path("var"), "other", "230184", "五常市人民政府")
    other.capture("2023.html", report_page("五常市民政局", 2023), link_text="年报")
    other.finish()
    build(Path("var"), Path("archive.db"))
    Path("var/captures/test/log.db").write_bytes(bytes(8192))
    assert cli.run(["verify", "--json", "--exports", "none"]) == EvidenceDamaged.exit_status
    found = told(capsys)
    assert found["damages"][0].startswith("test: the capture log is damaged")
    assert (found["reports"], found["standing"]) == (3, 1)


def test_a_log_that_says_otherwise_than_the_archive_is_told(
    captures: dict[str, Capture], capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect("archive.db")) as archive, archive:
        archive.execute(
            "update captures set sha256 = ? where url like '%2024%'", [captures["list"].sha256]
        )
    assert cli.run(["verify", "--json"]) == EvidenceDamaged.exit_status
    found = told(capsys)
    assert "is not what the log of test says" in found["damages"][0] and found["standing"] == 1


@pytest.mark.parametrize("file", ["archive.db", "exports/csv/applications.csv"])
def test_a_file_that_is_not_what_was_written_is_told(
    file: str, captures: dict[str, Capture], capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(file)
    times = path.stat()
    flip(path, path.stat().st_size - 3)
    # As a disk does it: without a word in the file's time.
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert cli.run(["verify", "--json"]) == EvidenceDamaged.exit_status
    found = told(capsys)
    assert file in found["damages"][0] and found["captures"] == 4
