"""`gongkai practice`: the addresses that it prints answer, its registry can be crawled, and it
changes when told.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from crawler.registry.portals import load_portals
from gongkai import cli
from samples import PracticePortals
from tests.worlds import write_world

pytestmark = [pytest.mark.loopback]


@pytest.fixture
def worlds(tmp_path: Path) -> Path:
    folder = tmp_path / "worlds"
    folder.mkdir()
    write_world(folder, "trs")
    return folder


@contextmanager
def served(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own, stopped as a service is."""
    command = [sys.executable, "-u", "-m", "gongkai", "practice", "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=600)


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_an_address_for_each_portal_is_printed_and_answers(worlds: Path, tmp_path: Path) -> None:
    with served("--worlds", str(worlds), "--portals", str(tmp_path / "portals")) as process:
        home, portal_id = line(process).split()
        assert portal_id == "trs"
        assert "试山县" in httpx.get(home, trust_env=False).text
        assert [portal.home for portal in load_portals(tmp_path / "portals")] == [home]
    assert process.returncode == 0


def test_the_portals_change_after_the_time_that_was_said(worlds: Path) -> None:
    with served("--worlds", str(worlds), "--mutate", "1") as process:
        home = line(process).split()[0]
        assert line(process) == "They change after 1 s / 1 秒后改变"
        told = [line(process).split() for _ in range(3)]
        assert [words[1:-1] for words in told] == [
            ["new", "/", "新增"],
            ["replaced", "/", "替换"],
            ["gone", "/", "撤下"],
        ]
        assert [httpx.get(words[-1], trust_env=False).status_code for words in told] == [
            200,
            200,
            404,
        ]
        assert all(words[-1].startswith(home) for words in told)


def test_a_busy_port_ends_in_one_line(worlds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with PracticePortals(port=0, worlds=worlds) as practice:
        assert cli.run(["practice", "--port", str(practice.port), "--worlds", str(worlds)]) == 61
    assert (
        capsys.readouterr().err
        == f"gongkai: 127.0.29.1:{practice.port} is in use: stop what listens there, or choose"
        " another port\n"
    )


def test_a_folder_that_describes_none_ends_in_one_line(
    worlds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (worlds / "trs.yml").write_text("family: trs\n", encoding="utf-8")
    assert cli.run(["practice", "--port", "0", "--worlds", str(worlds)]) == 64
    complaint = capsys.readouterr().err
    assert complaint.startswith(f"gongkai: {worlds}/trs.yml: describes no practice portal")
    assert len(complaint.splitlines()) == 1
    (worlds / "trs.yml").unlink()
    assert cli.run(["practice", "--port", "0", "--worlds", str(worlds)]) == 64
    assert capsys.readouterr().err.startswith(
        f"gongkai: {worlds}: holds no description of a practice portal"
    )
