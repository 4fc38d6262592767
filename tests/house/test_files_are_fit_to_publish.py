from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.house import TOP, project_files

# Built from parts, so that this file does not hold what it forbids.
REGISTRY_HOSTS = (
    "pypi" + ".org",
    "python" + "hosted",
    "registry." + "npmjs",
    "deb." + "debian",
    "proxy." + "golang",
)
FORBIDDEN = {
    "a package registry's host": re.compile("|".join(map(re.escape, REGISTRY_HOSTS))),
    "a path of somebody's machine": re.compile(r"/(?:home|Users|work|root)/[A-Za-z0-9._-]+"),
    "a mobile phone number": re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])"),
    "a merge mark": re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE),
}
BINARY = {".png", ".gz", ".docx", ".xlsx", ".pdf", ".jpg", ".ico", ".ttf"}
SCRIPTS = {".js", ".mjs", ".ttf", ".woff", ".woff2", ".otf"}
MOST_BYTES = 600_000


def text_files() -> list[Path]:
    return [path for path in project_files() if path.suffix not in BINARY]


def test_the_project_is_there() -> None:
    names = {path.relative_to(TOP).as_posix() for path in project_files()}
    assert {
        "Makefile",
        "README.md",
        "README.zh.md",
        "LICENSE",
        "CHANGELOG.md",
        "requirements.lock",
    } <= names


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    found = []
    for path in text_files():
        text = path.read_bytes().decode("utf-8", "replace")
        found += [
            f"{path.relative_to(TOP)}: {match.group()}" for match in FORBIDDEN[what].finditer(text)
        ]
    assert found == []


def test_no_file_is_large() -> None:
    assert [path.name for path in project_files() if path.stat().st_size > MOST_BYTES] == []


def test_no_script_or_font_of_others_is_kept() -> None:
    assert [
        path.name
        for path in project_files()
        if path.suffix in SCRIPTS and "static" not in path.parts
    ] == []


def test_the_built_and_the_captured_are_not_under_version_control() -> None:
    ignored = (TOP / ".gitignore").read_text(encoding="utf-8").split()
    assert {"archive.db", "var/", ".venv", "/exports/"} <= set(ignored)
