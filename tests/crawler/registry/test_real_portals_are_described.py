"""The registry of real portals, checked as far as that can be done without asking them."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from crawler.registry.families import families
from crawler.registry.hosts import bare, host_and_port
from crawler.registry.portals import DEFAULT_DIRECTORY, load_portals
from gongkai.reviewing import Review, reviews

PORTALS = load_portals(DEFAULT_DIRECTORY)
# 乌苏, 赣县, 沙河 and 尚志, whose townships' reports the extractor was first written for.
FIRST_READ = {"654202", "360704", "130582", "230183"}


@pytest.mark.parametrize(
    "seen", reviews(PORTALS, DEFAULT_DIRECTORY, date.today()), ids=lambda seen: seen.portal.id
)
def test_nothing_is_left_to_do_but_to_compare_a_file_with_its_site(seen: Review) -> None:
    allowed = ("verified: never", "family is missing")
    assert [left for left in seen.left if not left.startswith(allowed)] == []


def test_no_host_stands_in_two_files_and_all_are_of_governments() -> None:
    hosts = [bare(host_and_port(portal.home)[0]) for portal in PORTALS]
    assert len(hosts) == len(set(hosts))
    assert [host for host in hosts if not host.endswith(".gov.cn")] == []


def test_every_family_and_every_place_that_was_read_first_has_a_real_portal() -> None:
    assert set(families()) - {portal.family for portal in PORTALS} == set()
    assert FIRST_READ - {portal.region for portal in PORTALS} == set()


def families_of(url: str) -> set[str]:
    """The families that an address of a report has the shape of."""
    return {
        name
        for name, family in families().items()
        if any(shape.search(url) for shape in family.addresses)
    }


def test_the_family_is_that_of_the_addresses_of_reports(shared: Path) -> None:
    with (shared / "portal-urls.tsv").open(encoding="utf-8", newline="") as file:
        urls = [row["url"] for row in csv.DictReader(file, delimiter="\t")]
    seen = [(portal, url) for portal in PORTALS for url in urls if portal.owns(url)]
    wrong = {
        portal.id: url
        for portal, url in seen
        if families_of(url) != ({portal.family} - {"generic", None})
    }
    assert wrong == {}
    assert len({portal.id for portal, _ in seen}) >= 40
