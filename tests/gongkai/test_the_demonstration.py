from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from gongkai.demonstration import require_every_report
from gongkai.errors import DemonstrationShort
from samples import DEFAULT_PORT, PortTaken, expected_reports, practice_portal_ids

pytestmark = pytest.mark.loopback
EXPECTED = expected_reports(demo_only=True)
ADDRESS = EXPECTED[0].address


def demo(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gongkai", "demo"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=180, check=False)


def figures_in_truth() -> int:
    """Every figure that the practice reports print, an empty cell counting as none."""
    matrices = [row for report in EXPECTED for row in (*report.table3.values(), *report.table4.values())]
    amounts = [value for report in EXPECTED for value in report.table2.values()]
    return sum(value is not None for values in (*matrices, amounts) for value in values)


def test_a_demonstration_can_be_repeated_and_sums_up_what_it_got(tmp_path: Path) -> None:
    answers = [demo(tmp_path), demo(tmp_path)]
    assert [answer.returncode for answer in answers] == [0, 0], answers[-1].stderr
    for answer in answers:
        crawled, built, *_, figures, address = answer.stdout.splitlines()
        assert crawled.startswith(f"Crawled / 抓取: {len(practice_portal_ids(demo_only=True))} practice portals, ")
        assert built.startswith(f"Built / 建库: archive.db: {len(EXPECTED)} reports of ")
        assert figures.split()[:3] == ["figures", "/", "数字:"]
        assert int(figures.split()[3]) == figures_in_truth()
        assert address.startswith("Open / 打开: http://127.0.0.1:8001/ ")
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".db") == ["archive.db"]


def test_a_port_of_the_practice_portals_that_is_taken_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.create_server((ADDRESS, DEFAULT_PORT)):
        answer = demo(tmp_path)
    assert answer.returncode == PortTaken.exit_status
    assert answer.stderr.splitlines() == [
        f"gongkai: {ADDRESS}:{DEFAULT_PORT} is in use: stop what listens there, or choose another port"
    ]


def test_a_demonstration_that_lacks_reports_says_so(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    with closing(sqlite3.connect(archive)) as database:
        database.execute("CREATE TABLE reports (portal TEXT, quality TEXT)")
        found = [(report.portal, "verified") for report in EXPECTED]
        found[0] = (found[0][0], "unparsed")
        database.executemany("INSERT INTO reports VALUES (?, ?)", found)
        database.commit()
    with pytest.raises(DemonstrationShort, match=f"only {len(found) - 1} of the {len(found)} practice reports"):
        require_every_report(archive)
