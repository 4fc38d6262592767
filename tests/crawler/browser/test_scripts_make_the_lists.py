"""Practice portals whose lists their own scripts make: tokens, cookies, lists that grow, routes in
fragments, shadow trees, frames.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.browser.chromium import find_chromium
from crawler.registry.portals import load_portals
from crawler.runner.run import crawl
from crawler.store.captures import CaptureStore, Run
from samples.articles import shelf
from samples.server import PracticePortals
from samples.world import portals

pytestmark = [
    pytest.mark.loopback,
    pytest.mark.timeout(400),
    pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this machine"),
]

WORLDS = Path(__file__).parents[3] / "samples" / "scripted"
HABITS = sorted(file.stem for file in WORLDS.glob("*.yml"))


@pytest.fixture(scope="module")
def practice() -> Iterator[PracticePortals]:
    with PracticePortals(0, WORLDS) as served:
        yield served


def crawled(practice: PracticePortals, habit: str, folder: Path, **fields: Any) -> Run:
    practice.write_registry(folder / "portals")
    portal = next(each for each in load_portals(folder / "portals") if each.id == habit)
    assert portal.render
    [run] = crawl([portal.model_copy(update=fields)], folder / "state", None, lambda *_: None)
    return run


@pytest.mark.parametrize("habit", HABITS)
def test_all_reports_and_nothing_else_are_fetched(
    practice: PracticePortals, tmp_path: Path, habit: str
) -> None:
    run = crawled(practice, habit, tmp_path)
    site = practice.site(habit)
    home = practice.home(habit).rstrip("/")
    there = {home + path for path, _ in site.report_paths().values()}
    captures = CaptureStore(tmp_path / "state", habit).captures("report")
    assert {each.url for each in captures if each.status == 200} == there
    assert (run.verdict, run.reports) == ("ok", len(there)), run.reasons


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
