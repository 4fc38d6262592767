"""A home page that is written with one scheme and served by the other is found, and that is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.reasons import Code, because
from crawler.runner.probe import portal_at, probe
from tests.crawler.sites import CHANNEL, Site, crawled, serving, trs_site

pytestmark = [pytest.mark.loopback]


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(trs_site(reports=4, per_page=9)) as site:
        yield site


def secured(site: Site) -> str:
    return site.base.replace("http:", "https:")


@pytest.mark.parametrize("family", [None, "trs"])
def test_a_portal_that_serves_the_other_scheme_is_crawled_by_it(
    site: Site, state: Path, family: str | None
) -> None:
    run = crawled(site, state, family=family, home=f"{secured(site)}/")
    assert (run.verdict, run.reports) == ("ok", 4)
    note = because(Code.OTHER_SCHEME, other=f"{site.base}/").at(f"{secured(site)}/")
    assert run.reasons == (note,)
    assert site.paths().count("/robots.txt") <= 2


def test_a_portal_that_serves_neither_is_unreachable(site: Site, state: Path) -> None:
    site.before = lambda count: False
    run = crawled(site, state, family=None)
    assert (run.verdict, run.reports) == ("unreachable", 0)


def test_a_channel_that_gives_no_answer_is_not_asked_otherwise(site: Site, state: Path) -> None:
    run = crawled(site, state, channels=[f"{secured(site)}{CHANNEL}"])
    assert (run.verdict, site.asked) == ("unreachable", [])


def test_a_probe_says_by_which_scheme_a_site_answers(site: Site) -> None:
    seen = probe(portal_at(f"{secured(site)}/"), None)
    assert (seen.verdict, seen.home, len(seen.channels)) == ("ok", f"{site.base}/", 1)
    assert f"write home: {site.base}/" in seen.reasons[-1].text.en
