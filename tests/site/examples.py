"""Addresses of the site for tests that look at every page: those that the routes give as examples,
and Datasette's own.
"""

from __future__ import annotations

import re

from publish.site.charts.drawing import library_version
from publish.site.pages import routes
from publish.site.visit import Page, Route
from tests.site.archives import AGENCY, HOSTILE, HOSTILE_AGENCY, NEW, capture_of

SMALL = {
    "database": "archive",
    "report": NEW,
    "agency": AGENCY,
    "region": "990101",
    "capture": capture_of(NEW),
    "figure": "3/granted/total",
    "cell": "3.granted.total",
    "year": "2022",
    "words": "公开",
    "library": library_version(),
}
"""What stands for the names in examples, in the small archive."""
HOSTILE_ONES = {
    **SMALL,
    "report": HOSTILE,
    "agency": HOSTILE_AGENCY,
    "capture": capture_of(HOSTILE),
    "words": "script",
}
"""The same where its texts try to break out of the page."""
DEMONSTRATION = {
    **SMALL,
    "report": "990102-19b7f48b-2022",
    "agency": "990102-19b7f48b",
    "figure": "3/new_received/total",
    "cell": "3.new_received.total",
}
"""The same in the archive of the demonstration, but for the capture."""

DATASETTE_PAGES = (
    "/archive",
    "/archive/reports",
    "/archive/agencies",
    "/archive/sections",
    "/archive/issues",
    "/archive?sql=select+1",
    "/archive/contradictions",
)


def pages(things: dict[str, str]) -> list[str]:
    """An address of every page that people open."""
    return [route.example.format(**things) for route in routes() if isinstance(route, Page)]


def others(things: dict[str, str]) -> list[str]:
    """An address of everything else that the site answers."""
    return [route.example.format(**things) for route in routes() if type(route) is Route]


def named_pages(things: dict[str, str]) -> dict[str, str]:
    """An address of every page by its name: the first word of the address, `home`, `figure`."""
    found = {}
    for route in routes():
        if isinstance(route, Page):
            word = re.split(r"[/?]", route.example.removeprefix("/"))[0]
            name = "figure" if "{figure}" in route.example else word or "home"
            found[name] = route.example.format(**things)
    return found
