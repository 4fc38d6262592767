from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.house import TOP

SETUP = TOP / "gongkai" / "setup.sh"


def script(path: Path, body: str) -> Path:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder that is the whole PATH: no uv, no Python but those a test puts there."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in ("bash", "sh"):
        found = shutil.which(tool)
        assert found is not None
        (folder / tool).symlink_to(found)
    return folder


def set_up(programs: Path, venv: Path) -> subprocess.CompletedProcess[str]:
    command = [str(programs / "bash"), str(SETUP), str(venv)]
    command += ["requirements.lock", "python3", "python3.12"]
    return subprocess.run(
        command,
        env={"PATH": str(programs)},
        cwd=TOP,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def test_a_machine_without_python(programs: Path, tmp_path: Path) -> None:
    answer = set_up(programs, tmp_path / "venv")
    assert answer.returncode == 1
    assert (
        answer.stderr
        == "setup: Python 3.11 or newer is missing: install it, or name yours: make setup"
        " PYTHON=/path/to/python3.12\n"
    )


def test_a_python_that_is_too_old(programs: Path, tmp_path: Path) -> None:
    script(
        programs / "python3",
        "exit 1  # what `sys.exit(sys.version_info < (3, 11))` comes to on 3.10",
    )
    answer = set_up(programs, tmp_path / "venv")
    assert answer.returncode == 1
    assert answer.stderr.startswith("setup: Python 3.11 or newer is missing")


def test_a_python_without_venv(programs: Path, tmp_path: Path) -> None:
    script(programs / "python3", 'case "$2" in *ensurepip*) exit 1;; esac')
    answer = set_up(programs, tmp_path / "venv")
    assert answer.returncode == 1
    assert (
        answer.stderr
        == f"setup: {programs}/python3 has no venv module: install it (Debian, Ubuntu:"
        " python3-venv), "
        "or install uv (pipx install uv)\n"
    )


def test_packages_that_are_not_to_be_had(programs: Path, tmp_path: Path) -> None:
    script(programs / "python3", "exit 0")
    script(programs / "uv", 'case "$1" in pip) echo "no such package" >&2; exit 2;; esac')
    answer = set_up(programs, tmp_path / "venv")
    assert answer.returncode == 1
    assert (
        answer.stderr.splitlines()[-1]
        == "setup: packages are missing: they are neither cached nor to be had from the package"
        " index; see the lines above"
    )


def test_warnings_of_an_installer_that_succeeds_are_not_shown(
    programs: Path, tmp_path: Path
) -> None:
    script(programs / "python3", "exit 0")
    script(programs / "uv", 'case "$1" in pip) echo "WARNING: nothing to do about it" >&2;; esac')
    answer = set_up(programs, tmp_path / "venv")
    assert (answer.returncode, answer.stdout) == (0, "")
    assert answer.stderr.splitlines() == [
        f"setup: installing into {tmp_path / 'venv'} (the first time takes up to a minute)"
    ]
