"""Practice portals whose lists their own scripts make: tokens, cookies, lists that grow, routes in
fragments, shadow trees, frames.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crawler.browser.chromium import find_chromium
from crawler.reasons import Code
from crawler.registry.portals import Portal, load_portals
from crawler.runner.run import crawl
from crawler.store.captures import CaptureStore, Run
from samples.articles import shelf
from samples.server import PracticePortals
from samples.site import Page
from samples.world import portals

pytestmark = [
    pytest.mark.minutes(2),
    pytest.mark.loopback,
    pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this machine"),
]

WORLDS = Path(__file__).parents[3] / "samples" / "scripted"
HABITS = sorted(file.stem for file in WORLDS.glob("*.yml"))


@pytest.fixture(scope="module")
def practice() -> Iterator[PracticePortals]:
    with PracticePortals(0, WORLDS) as served:
        yield served


def registered(practice: PracticePortals, folder: Path) -> dict[str, Portal]:
    """The portals by their habit."""
    practice.write_registry(folder / "portals")
    return {each.id: each for each in load_portals(folder / "portals")}


def crawled(practice: PracticePortals, habit: str, folder: Path, **fields: Any) -> Run:
    portal = registered(practice, folder)[habit].model_copy(update=fields)
    [run] = crawl([portal], folder / "state", None, lambda *_: None)
    return run


@dataclass(frozen=True)
class Night:
    """One crawl of all portals: where its captures are, and its runs by habit."""

    state: Path
    runs: dict[str, Run]


@pytest.fixture(scope="module")
def night(practice: PracticePortals, tmp_path_factory: pytest.TempPathFactory) -> Night:
    folder = tmp_path_factory.mktemp("night")
    wanted = list(registered(practice, folder).values())
    assert all(portal.render for portal in wanted)
    runs = crawl(wanted, folder / "state", None, lambda *_: None)
    return Night(folder / "state", {run.portal: run for run in runs})


@pytest.mark.parametrize("habit", HABITS)
def test_all_reports_and_nothing_else_are_fetched(
    practice: PracticePortals, night: Night, habit: str
) -> None:
    run = night.runs[habit]
    site = practice.site(habit)
    home = practice.home(habit).rstrip("/")
    there = {home + path for path, _ in site.report_paths().values()}
    captures = CaptureStore(night.state, habit).captures("report")
    assert {each.url for each in captures if each.status == 200} == there
    assert (run.verdict, run.reports) == ("ok", len(there)), run.reasons


@pytest.mark.parametrize("habit", ["click", "scroll"])
def test_a_list_that_breaks_off_while_it_grows_is_not_whole(
    practice: PracticePortals, tmp_path: Path, habit: str
) -> None:
    [world] = [each for each in portals(WORLDS) if each.id == habit]
    annual = shelf(world).annual
    forbidden = f"User-agent: *\nDisallow: /api/items/{annual.slug}?page=3\n".encode()
    site = practice.site(habit)
    before = site.pages["/robots.txt"]
    site.pages["/robots.txt"] = Page(lambda: forbidden, "text/plain", annual.modified)
    run = crawled(practice, habit, tmp_path)
    site.pages["/robots.txt"] = before
    assert run.verdict == "incomplete"
    assert Code.PAGE_GROWS in [reason.code for reason in run.reasons]
    assert 0 < run.reports < len(site.report_paths())


def test_no_page_is_given_the_token_of_another(practice: PracticePortals, tmp_path: Path) -> None:
    practice.forget_requests()
    [world] = [each for each in portals(WORLDS) if each.id == "token"]
    columns = [f"{practice.home('token')}columns/{each.slug}/" for each in shelf(world).channels]
    crawled(practice, "token", tmp_path, channels=columns)
    asked = [each for each in practice.requests if each.portal == "token"]
    tokens = [each for each in asked if each.path == "/api/token"]
    used = Counter(each.path for each in asked if "?token=" in each.path)
    assert len(tokens) == len(used) == len(columns) > 1
    assert set(used.values()) == {1}
    assert {each.status for each in asked if "?token=" in each.path} == {200}
