"""An agency beside those like it: quartiles and ranks where there are enough, and nothing where not."""

from __future__ import annotations

import pytest

from publish.site.pages.agency.peers import FEWEST, standing
from tests.site.archives import AGENCY, HOSTILE, NEW
from tests.site.conftest import Get, parsed, text_of


@pytest.mark.parametrize(
    ("own", "known", "quartiles", "rank"),
    [
        (3.0, [1.0, 2.0, 3.0, 4.0, 5.0], (2.0, 3.0, 4.0), 3),
        (5.0, [1.0, 2.0, 3.0, 4.0, 5.0], (2.0, 3.0, 4.0), 1),
        (4.0, [0.0, 4.0, 4.0, 4.0], (3.0, 4.0, 4.0), 1),
        (0.0, [0.0, 0.0, 0.0, 0.0], (0.0, 0.0, 0.0), None),
        (None, [1.0, 2.0, 3.0, 4.0], (1.75, 2.5, 3.25), None),
    ],
)
def test_a_figure_has_its_rank_among_those_that_state_it(
    own: float | None, known: list[float], quartiles: tuple[float, ...], rank: int | None
) -> None:
    found = standing("received", "count", own, known)
    assert (found.quartiles, found.rank, found.known) == (quartiles, rank, len(known))


def test_too_few_are_not_compared() -> None:
    found = standing("received", "count", 1.0, [1.0] * (FEWEST - 1))
    assert found.quartiles == () and found.rank is None


def test_a_page_says_where_there_are_too_few(get: Get) -> None:
    section = parsed(get(f"/agency/{AGENCY}")).xpath("//section[@id='peers']")[0]
    assert not section.xpath(".//table")
    assert "too few" in text_of(section)


def test_every_entry_of_the_navigation_is_answered_and_says_where_one_is(get: Get) -> None:
    entries = parsed(get("/")).xpath("//nav//ul[@class='sections']//a/@href")
    assert len(entries) == 5
    for entry in entries:
        page = parsed(get(entry))
        assert page.xpath("//nav//ul[@class='sections']//a[@aria-current='page']/@href") == [entry]
        within = page.xpath("//nav//ul[@class='of-section']//a/@href")
        assert entry in within and {get(one).status_code for one in within} == {200}


def test_findings_are_computed_from_the_archive(get: Get) -> None:
    page = parsed(get("/", cookies={"gongkai_language": "en"}))
    found = [text_of(one) for one in page.xpath("//section[@id='findings']//figcaption")]
    assert "In 2023, 0 of 1 reports that were read cleanly contradict themselves (0.0%)." in found
    assert {get(one).status_code for one in page.xpath("//section[@id='findings']//a/@href")} == {
        200
    }
    # Its portals stand on this machine alone: what it holds is made up.
    assert page.xpath("//p[contains(@class, 'practice')]")


@pytest.mark.parametrize("only", [f"agency={AGENCY}", "region=990101", "region=990000"])
def test_a_feed_may_be_of_one_agency_or_of_a_division_and_all_below_it(get: Get, only: str) -> None:
    feed = get(f"/feed.atom?{only}").text
    assert NEW in feed and "changed-" in feed
    assert (HOSTILE in feed) == only.startswith("region")
    assert f"/feed.atom?{only}</id>" in feed


def test_a_feed_of_nobody_is_not_found(get: Get) -> None:
    assert get("/feed.atom?agency=nobody").status_code == 404
    assert get("/feed.atom?region=123456").status_code == 404
