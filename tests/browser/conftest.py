"""One browser and one site for all tests of this folder."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gongkai.chromium import HOW_TO_GO_ON, find_chromium
from tests.practice_archive import practice_archive, served, settle
from tests.site.archives import HOSTILE, build_archive

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.visitor import Visitor

Visiting = Callable[..., AbstractContextManager["Visitor"]]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "async options => ({violations: (await axe.run(options)).violations})"
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
Violations = Callable[[Any], list[str]]


# Not for the whole session: while Playwright runs, no other test of the process could use asyncio.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The browser, or a skipped test that says how to get one."""
    pytest.importorskip(
        "playwright", reason="Playwright is not installed: it comes with the extra `browser`"
    )
    if find_chromium() is None:
        pytest.skip(HOW_TO_GO_ON)
    from tests.browser.visitor import browser

    with browser() as found:
        yield found


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the demonstration's site."""
    with served(practice_archive(tmp_path_factory).folder) as address:
        yield address


@pytest.fixture(scope="package")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site on the small archive, whose texts try to break out of the page."""
    folder: Path = settle(tmp_path_factory.mktemp("hostile"))
    build_archive(folder / "archive.db")
    with closing(sqlite3.connect(folder / "archive.db")) as archive, archive:
        archive.execute(
            "update reports set title = title || ? where id = ?", ["长" * 300 + "W" * 300, HOSTILE]
        )
    with served(folder) as address:
        yield address


@pytest.fixture
def visit(chromium: Browser, site: str) -> Visiting:
    """Open the site as `visiting` does; the language, the window's size and the colour scheme may
    be named.
    """
    from tests.browser.visitor import visiting

    return partial(visiting, chromium, site)


@pytest.fixture
def visit_hostile(chromium: Browser, hostile_site: str) -> Visiting:
    """The same, of the site with hostile texts."""
    from tests.browser.visitor import visiting

    return partial(visiting, chromium, hostile_site)


@pytest.fixture(scope="package")
def violations() -> Violations:
    """What axe-core finds wrong with the page that is open: the rule, and where."""
    package = pytest.importorskip(
        "axe_playwright_python", reason="axe-core is missing: it comes with the extra `test`"
    )
    axe = files(package).joinpath("axe.min.js").read_text()

    def found(page: Any) -> list[str]:
        # Evaluated by the browser's debugger, which the page's content security policy does not
        # bind.
        page.evaluate(axe)
        result = page.evaluate(RUN, OPTIONS)
        return [
            f"{one['id']}: {node['html'][:160]}"
            for one in result["violations"]
            for node in one["nodes"]
        ]

    return found
