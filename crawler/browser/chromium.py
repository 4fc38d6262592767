"""Finds Chromium for the pages that a browser must make: an environment variable, Playwright's own,
the system's.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from crawler.errors import BrowserNeeded

VARIABLES = ("GONGKAI_CHROMIUM", "PLAYWRIGHT_CHROMIUM_PATH")
SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Chromium:
    """A browser that can be started, and where it was found."""

    path: Path
    origin: str

    @property
    def can_run(self) -> bool:
        """Whether there is a program at the path."""
        return self.path.is_file() and os.access(self.path, os.X_OK)


def named() -> Iterator[Chromium]:
    """The browsers that the environment names, whether they are there or not."""
    for variable in VARIABLES:
        if value := os.environ.get(variable):
            yield Chromium(Path(value), f"named by {variable}")


def playwrights() -> Iterator[Chromium]:
    """The browser of the installed Playwright, whether it was fetched or not."""
    if find_spec("playwright") is None:
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield Chromium(Path(playwright.chromium.executable_path), "Playwright's own")


def _systems() -> Iterator[Chromium]:
    for name in SYSTEM_NAMES:
        if path := shutil.which(name):
            yield Chromium(Path(path), "the system's")


def find_chromium() -> Chromium | None:
    """The first browser in the order above that is there and may be run, or None."""
    candidates = (candidate for source in (named, playwrights, _systems) for candidate in source())
    return next((candidate for candidate in candidates if candidate.can_run), None)


def require_browser(portal_id: str) -> Chromium:
    """Return the browser to use for a portal with `render: true`. Raises BrowserNeeded where there
    is none.
    """
    chromium = find_chromium() if find_spec("playwright") else None
    if chromium is None:
        raise BrowserNeeded(
            f"{portal_id}: render: true needs a browser: install gongkai[browser] and Chromium, or"
            f" set {VARIABLES[0]}."
        )
    return chromium
