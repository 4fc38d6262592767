from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from crawler.errors import ContactMissing
from gongkai import cli
from gongkai.errors import SitePortTaken


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    """What stands on stderr: exactly one line of ours."""
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("gongkai: ")
    return lines[0].removeprefix("gongkai: ")


@pytest.fixture
def command_that_raises(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Put a command `doctor` in place that takes --state and raises the error it is given."""
    from gongkai.session import state_option

    def install(error: BaseException) -> None:
        @click.command("doctor")
        @state_option
        def command(state: Path) -> None:
            raise error

        monkeypatch.setattr("gongkai.commands.doctor.command", command)

    return install


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["fetch"], "No such command 'fetch'. See: gongkai --help"),
        (["--fast"], "No such option '--fast'. See: gongkai --help"),
        (
            ["serve", "--port", "0"],
            "Invalid value for '--port': 0 is not in the range 1<=x<=65535. ",
        ),
        (["crawl"], "Name a portal, or say --due or --all. See: gongkai crawl --help"),
        (["extract"], "Missing argument 'FILE...'. See: gongkai extract --help"),
        (
            ["build", "--portals", "nowhere"],
            "Invalid value for '--portals': Directory 'nowhere' does not exist. ",
        ),
    ],
)
def test_a_wrong_command_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(arguments) == 2
    assert one_line(capsys).startswith(message)


def test_an_error_of_the_packages_ends_with_its_own_status(command_that_raises, capsys) -> None:  # type: ignore[no-untyped-def]
    command_that_raises(SitePortTaken("port 8001 is taken:\nchoose another"))
    assert cli.run(["doctor"]) == SitePortTaken.exit_status
    assert one_line(capsys) == "port 8001 is taken: choose another"


def test_the_unexpected_leaves_its_traceback_in_the_state_folder(
    command_that_raises, capsys, state: Path
) -> None:  # type: ignore[no-untyped-def]
    command_that_raises(ZeroDivisionError("by nought"))
    assert cli.run(["doctor", "--state", str(state)]) == 70
    [log] = (state / "logs").iterdir()
    assert (
        one_line(capsys)
        == f"this should not happen (ZeroDivisionError); please report it, with the file {log}"
    )
    assert log.read_text(encoding="utf-8").endswith("ZeroDivisionError: by nought\n")


def test_the_unexpected_is_logged_elsewhere_where_the_state_folder_cannot_be_made(
    command_that_raises,
    capsys,
    tmp_path: Path,  # type: ignore[no-untyped-def]
) -> None:
    (tmp_path / "file").touch()
    command_that_raises(ZeroDivisionError("by nought"))
    assert cli.run(["doctor", "--state", str(tmp_path / "file" / "var")]) == 70
    log = Path(one_line(capsys).rpartition(" ")[2])
    assert log.read_text(encoding="utf-8").endswith("ZeroDivisionError: by nought\n")


def test_a_refusal_of_the_system_names_the_file(command_that_raises, capsys) -> None:  # type: ignore[no-untyped-def]
    command_that_raises(PermissionError(13, "Permission denied", "archive.db"))
    assert cli.run(["doctor"]) == 74
    assert one_line(capsys) == "archive.db: Permission denied"


def test_an_interruption_ends_with_the_status_that_shells_expect(
    command_that_raises, capsys
) -> None:  # type: ignore[no-untyped-def]
    command_that_raises(KeyboardInterrupt())
    assert cli.run(["doctor"]) == 130
    assert capsys.readouterr().err.strip() == "gongkai: interrupted"


def test_the_bare_command_shows_its_help_and_imports_no_command() -> None:
    script = (
        "import sys; from gongkai.cli import run; run([]); print([m for m in sys.modules if"
        " 'scrapy' in m])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=600, check=True
    )
    assert ["crawl", "Fetch", "portals", "/", "抓取门户网站"] in [
        line.split() for line in answer.stdout.splitlines()
    ]
    assert answer.stdout.splitlines()[-1] == "[]"


def test_a_reader_that_goes_away_is_no_failure_to_report() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    command = [sys.executable, "-m", "gongkai", "doctor"]
    answer = subprocess.run(
        command, stdout=write_end, stderr=subprocess.PIPE, text=True, timeout=600, check=False
    )
    os.close(write_end)
    assert (answer.returncode, answer.stderr) == (1, "")


def test_nobody_crawls_without_saying_who_they_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], state: Path
) -> None:
    monkeypatch.delenv("GONGKAI_CONTACT", raising=False)
    assert (
        cli.run(["crawl", "heilongjiang/shangzhi", "--state", str(state)])
        == ContactMissing.exit_status
    )
    assert one_line(capsys).startswith("heilongjiang/shangzhi: say who crawls: set GONGKAI_CONTACT")
    assert not state.exists()
