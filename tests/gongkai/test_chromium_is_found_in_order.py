from __future__ import annotations

from pathlib import Path

import pytest

from crawler.browser.chromium import VARIABLES, Chromium, find_chromium, playwrights
from gongkai import chromium
from gongkai.chromium import describe


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.fixture(autouse=True)
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable, no browser of Playwright's (its folder is empty), no system program but the
    tests' own.
    """
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "browsers"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))


def install_playwrights(monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a program where Playwright itself says that its browser belongs."""
    [candidate] = list(playwrights())
    return program(candidate.path)


def test_none_is_found_where_none_is() -> None:
    assert find_chromium() is None


def test_the_systems_is_the_last_resort(tmp_path: Path) -> None:
    path = program(tmp_path / "bin" / "chromium")
    assert find_chromium() == Chromium(path, "the system's")


def test_playwrights_own_comes_before_the_systems(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program(tmp_path / "bin" / "chromium")
    path = install_playwrights(monkeypatch)
    assert path.is_relative_to(tmp_path / "browsers")
    assert find_chromium() == Chromium(path, "Playwright's own")


@pytest.mark.parametrize("variable", ["GONGKAI_CHROMIUM", "PLAYWRIGHT_CHROMIUM_PATH"])
def test_a_variable_comes_before_all(
    variable: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program(tmp_path / "bin" / "chromium")
    install_playwrights(monkeypatch)
    path = program(tmp_path / "mine")
    monkeypatch.setenv(variable, str(path))
    assert find_chromium() == Chromium(path, f"named by {variable}")


def test_a_variable_that_names_no_program_is_told_and_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = program(tmp_path / "bin" / "chromium")
    monkeypatch.setenv("GONGKAI_CHROMIUM", "/nowhere/chrome")
    found = find_chromium()
    assert (
        describe(found)
        == f"Chromium: {path} (the system's); /nowhere/chrome is named by GONGKAI_CHROMIUM, but is"
        " no program"
    )


def test_where_nothing_can_be_fetched_one_line_says_how_to_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Playwright's download is tried for real; the host it would ask is this machine's closed port.
    monkeypatch.setenv("PLAYWRIGHT_DOWNLOAD_HOST", "http://127.0.0.1:9")
    chromium.main()
    [line] = capsys.readouterr().out.splitlines()
    assert line.startswith("Chromium: none found; only pages that a browser must make")
    assert "everything else works. To get one: install" in line
    assert "GONGKAI_CHROMIUM" in line
