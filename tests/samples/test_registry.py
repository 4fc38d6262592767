from __future__ import annotations

import csv
from collections import Counter

import pytest

from samples import REGISTRY, practice_portal_ids
from samples.families import FAMILIES, build_site
from samples.later import earlier, later
from samples.world import Portal, portals, read_yaml, registry_file

pytestmark = pytest.mark.slow


def read(portal_id: str) -> dict[str, object]:
    return read_yaml(registry_file(portal_id).relative_to(REGISTRY.parent).as_posix())


def test_family_and_channels_are_left_out_where_the_crawl_has_to_find_them() -> None:
    registered = {portal_id: read(portal_id) for portal_id in practice_portal_ids()}
    unnamed = [portal_id for portal_id, entry in registered.items() if "family" not in entry]
    assert "yunling/songjiangkou" in unnamed
    assert 10 <= len(unnamed) <= len(registered) / 2
    assert [portal_id for portal_id, entry in registered.items() if "channels" in entry] == [
        "yunling/lumingchuan"
    ]
    assert all(
        entry["allow_loopback"] is True and entry["delay"] == 0.05 for entry in registered.values()
    )


def test_registered_families_are_those_that_are_imitated() -> None:
    for portal in portals():
        assert read(portal.id).get("family", portal.family) == portal.family
        assert portal.family in FAMILIES


def always_up(portal: Portal) -> dict[tuple[str, int], int]:
    """How many reports of each year are up both before the portal changes and after."""
    times = [
        Counter(report.year for report in build_site(each(portal)).report_paths())
        for each in (earlier, later)
    ]
    return {(portal.id, year): min(count[year] for count in times) for year in times[0]}


def test_expectations_are_what_is_up_at_any_time() -> None:
    published = {place: count for portal in portals() for place, count in always_up(portal).items()}
    expected = {
        (portal_id, year): floor["min"]
        for portal_id in practice_portal_ids()
        for year, floor in read(portal_id)["expect"]["reports"].items()  # type: ignore[index]
    }
    assert expected == published


def test_regions_are_invented_codes_with_their_parents() -> None:
    with (REGISTRY / "regions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = {row["code"] for row in rows}
    assert {code[:2] for code in codes} == {"99"}
    assert all(row["parent"] in codes for row in rows if row["parent"])
    assert {str(read(portal_id)["region"]) for portal_id in practice_portal_ids()} <= codes
