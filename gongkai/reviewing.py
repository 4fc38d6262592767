"""What a good entry of the registry is: the one answer for `portals check`, `portals add` and the
tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from crawler import Portal
from crawler.registry.divisions import registry_divisions
from gongkai.errors import RegionUnknown
from gongkai.registering import division_of, file_of
from publish.collect.regions import Divisions, load_divisions


@dataclass(frozen=True)
class Review:
    """What a person has still to do about one portal's file: sentences without a full stop."""

    portal: Portal
    left: tuple[str, ...]


def review(portal: Portal, divisions: Divisions, today: date) -> Review:
    """Say what is left to do about a portal's file.

    Raises RegionUnknown for a division that is in no list: nothing can be published under it.
    """
    if portal.region is not None and divisions.get(portal.region) is None:
        raise RegionUnknown(
            f"{portal.id}.yml: {portal.region} is the code of no division: look it up in"
            " publish/collect/regions.csv"
        )
    return Review(portal, (*_place(portal, divisions), *_comparison(portal, today)))


def _place(portal: Portal, divisions: Divisions) -> Iterator[str]:
    named = division_of(portal.name, divisions)
    if portal.region is None:
        fitting = f"; its name fits {', '.join(named)}" if named else ""
        yield f"region is missing{fitting}"
        return
    if len(named) == 1 and named[0] != portal.region:
        yield f"region is {portal.region}, but its name begins with that of {named[0]}"
    folder = file_of(portal.home, portal.region).rpartition("/")[0]
    if folder and folder != portal.id.partition("/")[0]:
        yield f"its file belongs into the folder {folder}"


def _comparison(portal: Portal, today: date) -> Iterator[str]:
    if portal.family is None:
        yield "family is missing, so every crawl looks for it"
    if portal.verified == "never":
        yield "verified: never; compare it with the site and write the day"
    elif portal.verified > today:
        yield f"verified: {portal.verified} is a day to come"


def reviews(portals: Sequence[Portal], directory: Path, today: date) -> list[Review]:
    """Review the portals of a registry. Raises RegionUnknown for the first division that is in no
    list.
    """
    divisions = load_divisions(registry_divisions(directory))
    try:
        return [review(portal, divisions, today) for portal in portals]
    except RegionUnknown as error:
        raise RegionUnknown(f"{directory}/{error}") from error
