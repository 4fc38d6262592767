"""Finds Chromium: an environment variable, then Playwright's own, then the system's.

`python -m gongkai.chromium` is the last step of setting up: where none is found it lets Playwright fetch one, and
where that cannot be it says how to go on. Pages without `render: true` never need a browser.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

VARIABLES = ("GONGKAI_CHROMIUM", "PLAYWRIGHT_CHROMIUM_PATH")
SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DOWNLOAD_SECONDS = 120
HOW_TO_GO_ON = (
    "Chromium: none found; only pages that a browser must make (`render: true`) need it, everything else works. "
    f"To get one: install your system's chromium package, or set {VARIABLES[0]} to the browser's path."
)


@dataclass(frozen=True)
class Chromium:
    """A browser that can be started, and where it was found."""

    path: Path
    origin: str


def _named() -> Iterator[Chromium]:
    for variable in VARIABLES:
        if value := os.environ.get(variable):
            yield Chromium(Path(value), f"named by {variable}")


def _playwrights() -> Iterator[Chromium]:
    if find_spec("playwright") is None:
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield Chromium(Path(playwright.chromium.executable_path), "Playwright's own")


def _systems() -> Iterator[Chromium]:
    for name in SYSTEM_NAMES:
        if path := shutil.which(name):
            yield Chromium(Path(path), "the system's")


def _can_run(candidate: Chromium) -> bool:
    return candidate.path.is_file() and os.access(candidate.path, os.X_OK)


def find_chromium() -> Chromium | None:
    """The first browser in the order above that is there and may be run, or None."""
    candidates = (candidate for source in (_named, _playwrights, _systems) for candidate in source())
    return next(filter(_can_run, candidates), None)


def _download() -> None:
    """Let Playwright fetch its browser; that it cannot is seen by looking again."""
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    try:
        subprocess.run(command, capture_output=True, timeout=DOWNLOAD_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return


def describe(chromium: Chromium | None) -> str:
    """One line for people: which browser is used, or how to get one; a variable that names no program is told."""
    found = f"Chromium: {chromium.path} ({chromium.origin})" if chromium else HOW_TO_GO_ON
    wrong = [f"{named.path} is {named.origin}, but is no program" for named in _named() if not _can_run(named)]
    return "; ".join([found, *wrong])


def main() -> None:
    """Print the browser that will be used; where there is none, try to fetch one first."""
    chromium = find_chromium()
    if chromium is None:
        _download()
        chromium = find_chromium()
    print(describe(chromium))


if __name__ == "__main__":
    main()
