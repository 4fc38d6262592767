from __future__ import annotations

import os
import stat
import sys
import time
from pathlib import Path

import pytest

from extract import tools
from extract.errors import NeedsTool, Unreadable

ABSENT = tools.Tool("Quill", ("quill-that-is-not-there",), "letters stay unread", "install quill")


def program(folder: Path, body: str) -> str:
    path = folder / "program"
    path.write_text(f"#!{sys.executable}\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_what_a_program_prints_is_given() -> None:
    assert tools.run([sys.executable, "-c", "print('公开', end='')"], 20).decode() == "公开"


def test_a_missing_tool_says_what_is_lost_and_how_to_get_it() -> None:
    assert ABSENT.find() is None
    with pytest.raises(NeedsTool) as raised:
        ABSENT.path()
    assert str(raised.value) == "needs:Quill: letters stay unread; install quill"
    assert raised.value.tool == "Quill"


def test_a_program_that_fails_says_why() -> None:
    with pytest.raises(Unreadable, match=r"cannot read the file \(status 3\): no such letter$"):
        tools.run(
            [
                sys.executable,
                "-c",
                "import sys; print('no such letter', file=sys.stderr); sys.exit(3)",
            ],
            20,
        )


def test_a_program_that_takes_too_long_is_killed_with_what_it_started(tmp_path: Path) -> None:
    name = tmp_path / "child"
    child = "import time; time.sleep(600)"
    body = (
        "import pathlib, subprocess, sys, time;"
        f" child = subprocess.Popen([sys.executable, '-c', {child!r}]);"
        f" pathlib.Path({str(name)!r}).write_text(str(child.pid)); time.sleep(600)"
    )
    with pytest.raises(Unreadable, match="took longer than 3 seconds"):
        tools.run([program(tmp_path, body)], 3)
    assert ends(int(name.read_text()))


def ends(process: int) -> bool:
    """Whether a process is gone, or goes within a minute; one that nobody waits for is gone too."""
    for _ in range(600):
        try:
            status = Path(f"/proc/{process}/stat").read_text()
        except FileNotFoundError:
            return True
        if status.rpartition(") ")[2].startswith("Z"):
            return True
        time.sleep(0.1)
    return False


def test_a_program_that_prints_without_end_is_killed() -> None:
    with pytest.raises(Unreadable, match="gave more than 1000000 bytes"):
        tools.run([sys.executable, "-c", "while True: print('x' * 10_000)"], 60, most=1_000_000)


def test_programs_see_nothing_of_the_user_and_a_dead_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_USER", "1")
    seen = tools.run(
        [sys.executable, "-c", "import os; print(*sorted(os.environ), os.environ['https_proxy'])"],
        20,
    )
    names = seen.decode().split()
    assert "SECRET_OF_THE_USER" not in names
    assert "HOME" not in names
    assert names[-1] == "http://127.0.0.1:9"


def test_running_programs_can_be_ended_at_once(tmp_path: Path) -> None:
    body = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
    pid = os.fork()
    if pid == 0:
        import signal

        signal.signal(signal.SIGALRM, lambda *_: tools.end_running())
        signal.alarm(1)
        try:
            tools.run([program(tmp_path, body)], 600)
        except Unreadable:
            os._exit(7)
        os._exit(8)
    # Without the end it would take ten minutes, and the limit of a test is five.
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7


def test_the_tools_that_a_machine_has_not_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(tools, "_PLACES", ())
    monkeypatch.setattr(tools, "OCR", ("a_package_that_is_not_there",))
    assert tools.missing() == ("LibreOffice", "antiword", "bsdtar", "OCR")
    monkeypatch.setattr(tools, "OCR", ("extract",))
    assert tools.missing() == ("LibreOffice", "antiword", "bsdtar")
