"""A rule of the extractor changes: the next build has the new figure, says so before the swap, and
says which extractor made it.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from extract.version import PACKAGES, digest_of, extractor
from publish import build
from publish.archive.comparison import Change, Comparison, compare
from publish.collect.readings import Shelf
from tests.publish.conftest import Archive
from tests.publish.practice import PracticeCrawl, report_page

TOP = Path(__file__).parents[3]
HOUSE = ("crawler", "extract", "foundation", "gongkai", "publish")
AGENCY = "尚志市民政局"
REPORT = "230183-c6a93809-2024"
FIGURES = {"licensing_decisions": 5, "penalty_decisions": 7}


def a_crawl(state: Path) -> None:
    crawl = PracticeCrawl(state)
    crawl.capture("1.html", report_page(AGENCY, 2024, FIGURES), link_text="年报")
    crawl.finish()


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """The program at another path."""
    for package in HOUSE:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(TOP / package, tmp_path / "house" / package, ignore=ignored)
    return tmp_path / "house"


def exchange_two_rows(house: Path) -> None:
    """A rule that reads otherwise: 行政许可 stands for 行政处罚, and the other way round."""
    form = house / "extract/forms/2021.yml"
    rules = form.read_text(encoding="utf-8")
    for old, new in (("licensing_d", "X"), ("penalty_d", "licensing_d"), ("X", "penalty_d")):
        rules = rules.replace(f"key: {old}", f"key: {new}")
    form.write_text(rules, encoding="utf-8")


def run(house: Path, *arguments: object) -> str:
    command = [sys.executable, *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(house)}
    return subprocess.run(
        command, cwd=house, env=environment, check=True, capture_output=True, text=True, timeout=600
    ).stdout


def extractor_of(house: Path) -> str:
    return run(house, "-c", "from extract.version import extractor; print(extractor())").strip()


def test_the_same_sources_are_the_same_extractor_on_another_path(house: Path) -> None:
    assert extractor_of(house) == extractor()


@pytest.mark.parametrize("path", ["extract/cells/numbers.py", "extract/forms/common.yml"])
def test_a_changed_file_is_another_extractor(path: str, house: Path) -> None:
    packages = [house / package for package in PACKAGES]
    before = digest_of(packages, [])
    with (house / path).open("a", encoding="utf-8") as file:
        file.write("# Another word.\n")
    assert (digest_of(packages, []) == before, digest_of(packages, []) == digest_of(packages, [])) == (
        False,
        True,
    )  # fmt: skip


def test_a_library_of_another_version_is_another_extractor() -> None:
    assert digest_of([], ["lxml 6.0"]) != digest_of([], ["lxml 6.1"])


def test_a_changed_rule_is_in_the_next_build_which_says_so_before_the_swap(
    state: Path, tmp_path: Path, house: Path
) -> None:
    a_crawl(state)
    output = tmp_path / "archive.db"
    command = ("-m", "gongkai", "build", "--state", state, "--output", output, "--workers", 1)
    assert "against the archive" not in run(TOP, *command)
    figures = "select licensing_decisions, penalty_decisions from disclosures"
    assert Archive(output).row(figures) == FIGURES
    exchange_two_rows(house)
    told = run(house, *command)
    assert Archive(output).row(figures) == {"licensing_decisions": 7, "penalty_decisions": 5}
    assert f"{REPORT}  disclosures.licensing_decisions: 5 -> 7  (extractor)" in told
    assert f"{extractor()} -> {extractor_of(house)}" in told
    assert Archive(output).values("select extractor from reports") == [extractor_of(house)]


def test_what_changed_is_told_as_json_with_its_cause(state: Path, tmp_path: Path) -> None:
    a_crawl(state)
    output = tmp_path / "archive.db"
    command = ("-m", "gongkai", "build", "--state", state, "--output", output, "--workers", 1)
    run(TOP, *command)
    crawl = PracticeCrawl(state)
    corrected = report_page(AGENCY, 2024, FIGURES | {"licensing_decisions": 6})
    crawl.capture("1.html", corrected, link_text="年报")
    crawl.finish()
    told = json.loads(run(TOP, *command, "--diff", "--json"))
    assert told["extractors"] == {"old": [extractor()], "new": [extractor()]}
    assert told["counts"]["figure"] == {"extractor": 0, "document": 1, "both": 0, "archive": 0}
    assert told["changes"] == [
        {
            "kind": "figure", "report": REPORT, "what": "disclosures.licensing_decisions",
            "old": 5, "new": 6, "cause": "document",
        }
    ]  # fmt: skip


def test_another_identity_and_another_quality_of_a_document_are_told(
    state: Path, tmp_path: Path
) -> None:
    a_crawl(state)
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    build(state, old)
    shutil.copy(old, new)
    with sqlite3.connect(new) as connection:
        connection.execute("update reports set quality = 'doubtful', extractor = '9'")
        connection.execute("update reports set id = 'x-2023'")
    found = compare(old, new)
    assert isinstance(found, Comparison)
    assert found.changes == (Change("identity", "x-2023", "id", REPORT, "x-2023", "extractor"),)
    assert (found.added, found.removed, found.is_upgrade) == (0, 0, True)


def test_what_is_no_archive_is_not_compared(tmp_path: Path) -> None:
    (tmp_path / "old.db").write_bytes(b"not a database" * 100)
    sqlite3.connect(tmp_path / "new.db").close()
    assert compare(tmp_path / "old.db", tmp_path / "new.db") is None
    assert compare(tmp_path / "none.db", tmp_path / "new.db") is None


def test_readings_of_the_last_two_extractors_are_kept(state: Path) -> None:
    shelf = Shelf.of(state)
    folders = ("0.1.0", "0.2.0+000000000001", "0.2.0+000000000002", "notes")
    for number, name in enumerate(folders):
        folder = state / "readings" / name
        folder.mkdir(parents=True)
        os.utime(folder, (number, number))
    shelf.tidy()
    assert sorted(path.name for path in (state / "readings").iterdir()) == sorted(
        ["0.2.0+000000000002", shelf.folder.name, "notes"]
    )
