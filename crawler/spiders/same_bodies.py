"""Reports whose bodies are one and the same though their titles name different agencies or years: a
page that stands in the place of all of them, whatever it says.
"""

from __future__ import annotations

from crawler.pages.page import Link
from crawler.pages.titles import agency_of, year_of

PROBLEM = "not a document: the same body stands under different titles"


def name_different_reports(title: str, other: str) -> bool:
    """Tell whether two titles name different years, or agencies of which neither holds the other's
    name.
    """
    years = {year_of(title), year_of(other)}
    if None not in years and len(years) > 1:
        return True
    one, two = agency_of(title), agency_of(other)
    return bool(one and two) and one not in two and two not in one


class SameBodies:
    """The reports of a run by the digests of their bodies."""

    def __init__(self) -> None:
        self._titles: dict[str, dict[str, str]] = {}
        self._places: dict[str, dict[str, Link]] = {}

    def strangers(self, digest: str, place: Link, own: str) -> list[Link]:
        """Take a place of a report that calls itself `own`, and return those of its places whose
        titles name another one; none while no title is its own, which may be spelt otherwise.
        """
        places = self._places.setdefault(digest, {})
        places[place.url] = place
        others = [each for each in places.values() if name_different_reports(each.text, own)]
        return others if len(others) < len(places) else []

    def add(self, digest: str, url: str, title: str) -> list[str]:
        """Take a report, and return the addresses of all that have its body where their titles name
        different reports; an empty list where they do not.
        """
        titles = self._titles.setdefault(digest, {})
        titles[url] = title
        different = any(name_different_reports(title, other) for other in titles.values())
        return list(titles) if different else []
