"""Tells which Chromium is used, and gets one where there is none.

`python -m gongkai.chromium` is the last step of setting up: where none is found it lets Playwright
fetch one, and where that cannot be it says how to go on. Pages without `render: true` never need a
browser.
"""

from __future__ import annotations

import subprocess
import sys

from crawler.browser.chromium import VARIABLES, Chromium, find_chromium, named

DOWNLOAD_SECONDS = 120
HOW_TO_GO_ON = (
    "Chromium: none found; only pages that a browser must make (`render: true`) need it,"
    " everything else works. To get one: install your system's chromium package, or set"
    f" {VARIABLES[0]} to the browser's path."
)


def _download() -> None:
    """Let Playwright fetch its browser; that it cannot is seen by looking again."""
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    try:
        subprocess.run(command, capture_output=True, timeout=DOWNLOAD_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return


def describe(chromium: Chromium | None) -> str:
    """One line for people: which browser is used, or how to get one; a variable that names no
    program is told.
    """
    found = f"Chromium: {chromium.path} ({chromium.origin})" if chromium else HOW_TO_GO_ON
    wrong = [
        f"{each.path} is {each.origin}, but is no program" for each in named() if not each.can_run
    ]
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
