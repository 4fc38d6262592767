"""What was prepared of readings is kept between builds, and no byte of an archive tells whether it
was.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings

from publish import build
from publish.collect import preparations
from tests.publish.archive.test_a_build_after_every_night import Night, history, nights
from tests.publish.practice import FEW_BUILDS, PracticeCrawl, balanced, report_page

pytestmark = pytest.mark.slow
BUREAU = "尚志市民政局"


def crawl(state: Path, *years: int, received: int = 3) -> None:
    practice = PracticeCrawl(state)
    for year in years:
        page = report_page(BUREAU, year, table3=balanced(received))
        practice.capture(f"{year}.html", page, link_text="年报")
    practice.finish()


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The digests of the readings that builds prepare, in order."""
    done: list[str] = []
    really = preparations.prepared

    def noted(sha256: str, path: Path) -> preparations.Prepared:
        done.append(sha256)
        return really(sha256, path)

    monkeypatch.setattr(preparations, "prepared", noted)
    return done


def kept(state: Path) -> Path:
    [file] = (state / "readings").glob("*/prepared-*.db")
    return file


def anew(state: Path, output: Path) -> bytes:
    """The archive of the same captures, by a build that finds nothing of an earlier one."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(state / "captures", Path(folder) / "captures")
        build(Path(folder), output)
    return output.read_bytes()


def test_a_night_prepares_what_is_new_and_nothing_else(
    state: Path, archive_path: Path, prepared: list[str]
) -> None:
    crawl(state, 2021, 2022)
    build(state, archive_path)
    assert len(prepared) == 2
    build(state, archive_path)
    assert len(prepared) == 2
    crawl(state, 2021, 2022, 2023)
    build(state, archive_path)
    assert len(prepared) == len(set(prepared)) == 3


def test_a_build_after_a_night_is_byte_for_byte_the_build_of_everything(
    state: Path, archive_path: Path
) -> None:
    for received in (3, 4):
        crawl(state, 2022, 2023, received=received)
        build(state, archive_path)
    crawl(state, 2022, 2023, 2024, received=4)
    build(state, archive_path)
    assert archive_path.read_bytes() == anew(state, archive_path.with_name("anew.db"))


@pytest.mark.parametrize("harm", ["overwritten", "emptied", "a byte"])
def test_what_was_prepared_and_is_damaged_is_made_again(
    state: Path, archive_path: Path, harm: str
) -> None:
    crawl(state, 2022, 2023)
    build(state, archive_path)
    sound, file = archive_path.read_bytes(), kept(state)
    if harm == "overwritten":
        file.write_bytes(b"no database " * 1000)
    elif harm == "emptied":
        file.write_bytes(b"")
    else:
        with closing(sqlite3.connect(file)) as database, database:
            database.execute("update prepared set rows = substr(rows, 1, 100), outline = x'00'")
    build(state, archive_path)
    assert archive_path.read_bytes() == sound


def test_a_reading_that_is_written_anew_is_prepared_anew(
    state: Path, archive_path: Path, prepared: list[str]
) -> None:
    crawl(state, 2022)
    build(state, archive_path)
    [reading] = (state / "readings").glob("*/*.json")
    changed = reading.read_text(encoding="utf-8").replace("依法公开", "依法依规公开")
    reading.write_text(changed, encoding="utf-8")
    build(state, archive_path)
    assert len(prepared) == 2
    with closing(sqlite3.connect(archive_path)) as archive:
        [text] = archive.execute("select text from sections where number = 1").fetchone()
    assert "依法依规公开" in text


def test_processes_prepare_what_one_process_prepares(
    state: Path, archive_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawl(state, 2021, 2022, 2023)
    build(state, archive_path)
    here = dict(contents(kept(state)))
    kept(state).unlink()
    monkeypatch.setattr(preparations, "FEW", 0)
    build(state, archive_path, workers=2)
    assert dict(contents(kept(state))) == here
    assert len(here) == 3


def contents(file: Path) -> Iterator[tuple[str, tuple[bytes, bytes]]]:
    with closing(sqlite3.connect(file)) as database:
        for sha256, outline, rows in database.execute("select sha256, outline, rows from prepared"):
            yield sha256, (outline, rows)


@settings(FEW_BUILDS, max_examples=2)
@given(told=nights)
def test_the_last_build_of_a_generated_history_is_the_build_of_everything(
    told: list[Night],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder)
        for _ in history(state, told):
            pass
        assert (state / "archive.db").read_bytes() == anew(state, state / "anew.db")
