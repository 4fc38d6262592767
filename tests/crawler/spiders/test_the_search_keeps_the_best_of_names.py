"""What waits to be opened: an address of several names is what the best of them promises."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.pages.page import Link, Page
from crawler.spiders.search.frontier import Frontier, Source
from crawler.spiders.search.scoring import Role

HOME = Source("http://www.example.gov.cn/", Role.HOME)
COLUMN = "http://www.example.gov.cn/zwgk/index.html"
SECTION, ANNUAL = Link(COLUMN, "政府信息公开"), Link(f"{COLUMN}#nb", "政府信息公开年报")


@pytest.mark.parametrize("names", [(SECTION, ANNUAL), (ANNUAL, SECTION)])
def test_an_address_under_two_names_of_a_page_keeps_the_better_promise(
    names: tuple[Link, ...],
) -> None:
    frontier = Frontier(only_within=False)
    assert frontier.offer(names, source=HOME) == 1
    opened = frontier.next()
    assert opened is not None
    assert (opened.url, opened.role, opened.certain) == (ANNUAL.url, Role.ANNUAL, True)
    assert frontier.next() is None


def test_a_better_name_on_a_later_page_is_taken_while_the_address_waits() -> None:
    frontier = Frontier(only_within=False)
    assert frontier.offer([SECTION], source=HOME) == 0
    assert frontier.offer([ANNUAL], source=Source(f"{COLUMN}?other", Role.SECTION)) == 1
    opened = frontier.next()
    assert opened is not None and opened.role == Role.ANNUAL
    assert frontier.next() is None


def test_what_was_opened_is_not_opened_again_for_a_better_name() -> None:
    frontier = Frontier(only_within=False)
    frontier.offer([SECTION], source=HOME)
    opened = frontier.next()
    assert opened is not None and opened.role == Role.SECTION
    assert frontier.offer([ANNUAL], source=HOME) == 0
    assert frontier.next() is None


def test_an_address_that_waits_under_two_names_is_left_behind_once() -> None:
    frontier = Frontier(only_within=False)
    frontier.offer([SECTION, ANNUAL], source=HOME)
    frontier.offer([Link(f"{COLUMN}?b", "政府信息公开年报")], source=HOME)
    assert sorted(frontier.left_behind) == sorted([ANNUAL.url, f"{COLUMN}?b"])


def test_a_home_page_that_names_its_list_second_opens_it_as_a_list(shared: Path) -> None:
    case = shared / "cases" / "pages" / "two-names-for-one-address"
    expected = json.loads(case.with_suffix(".expected.json").read_text())
    page = Page(expected["address"], case.with_suffix(".html").read_bytes())
    frontier = Frontier(only_within=False)
    frontier.offer(page.anchors, source=Source(page.url, Role.HOME))
    opened = frontier.next()
    assert opened is not None
    assert opened.url.partition("#")[0].endswith(expected["opened_first"]["url"])
    assert (opened.role, -opened.rank) == (
        expected["opened_first"]["role"],
        expected["opened_first"]["points"],
    )
