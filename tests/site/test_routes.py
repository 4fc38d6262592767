"""Every address of the site gives an example of itself, which all the guards then visit."""

from __future__ import annotations

import re

import pytest

from publish.site.pages import routes
from publish.site.visit import Page, Route
from tests.site.conftest import Get, parsed
from tests.site.examples import SMALL

# What the small archive has not: a build that vouches for it, files that were exported, and the
# bytes of its captures.
NOT_THERE = {
    "/{database}.db",
    "/exports/manifest.json",
    "/source/{capture}/view",
    "/source/{capture}/page-1.png",
    "/source/{capture}/original",
    "/report/{report}/records.warc.gz",
}


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.pattern)
def test_an_example_is_an_address_of_its_route(route: Route) -> None:
    path = route.example.format(**SMALL).partition("?")[0]
    assert re.match(route.pattern.replace("{NAME}", "archive"), path)


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.example)
def test_an_example_is_answered(get: Get, route: Route) -> None:
    response = get(route.example.format(**SMALL))
    assert response.status_code in ((403, 404) if route.example in NOT_THERE else (200, 301, 302))


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.example)
def test_what_has_the_frame_of_the_site_is_a_page(get: Get, route: Route) -> None:
    """A page that called itself a mere route would escape the guards of language and width."""
    response = get(route.example.format(**SMALL))
    framed = response.status_code == 200 and "text/html" in response.headers["content-type"]
    assert isinstance(route, Page) == (framed and bool(parsed(response).xpath("//header//nav")))
