"""What changes on the practice portals: three reports of each, and nothing else, under addresses that stay."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from samples import PracticePortals
from samples.families import build_site
from samples.later import BY, CORRECTED, earlier, gone_paths, later
from samples.site import Site
from samples.world import Portal, portals
from tests.worlds import write_world

Places = dict[tuple[str, int], tuple[str, str | None]]


def places(site: Site) -> Places:
    return {(report.agency.name, report.year): paths for report, paths in site.report_paths().items()}


@pytest.mark.parametrize("portal", portals(), ids=lambda portal: portal.id)
def test_the_addresses_of_all_other_reports_stay(portal: Portal) -> None:
    whole, before, after = (places(build_site(each)) for each in (portal, earlier(portal), later(portal)))
    assert after == whole
    assert before == {place: paths for place, paths in whole.items() if place in before}
    [new] = whole.keys() - before.keys()
    assert new == (portal.agencies[0].name, max(year for name, year in whole if name == portal.agencies[0].name))


@pytest.mark.parametrize("portal", portals(), ids=lambda portal: portal.id)
def test_one_figure_of_one_report_is_corrected(portal: Portal) -> None:
    before, after = (
        {(r.agency.name, r.year): r for r in build_site(each).report_paths()} for each in (portal, later(portal))
    )
    differing = [place for place, report in before.items() if report.stated != after[place].stated]
    assert len(differing) == 1
    old, new = (reports[differing[0]].stated.table2[CORRECTED] for reports in (before, after))
    assert isinstance(old, int) and isinstance(new, int)
    assert new - old == BY


def test_new_replaced_and_gone_are_three_reports() -> None:
    for portal in portals():
        site = build_site(later(portal))
        new = places(site).keys() - places(build_site(earlier(portal))).keys()
        gone = {place for place, paths in places(site).items() if paths[0] in gone_paths(portal, site)}
        assert len(new) == len(gone) == 1
        assert new != gone


@pytest.mark.loopback
@pytest.mark.parametrize("family", ["trs", "generic"])
def test_a_running_portal_changes_at_once(family: str, tmp_path: Path) -> None:
    write_world(tmp_path, family)
    if family == "generic":
        with (tmp_path / "generic.yml").open("a", encoding="utf-8") as file:
            file.write("settings: {product: php}\n")
    with PracticePortals(port=0, worlds=tmp_path, changing=True) as practice, httpx.Client(trust_env=False) as client:
        early = {path: client.get(practice.home(family) + path) for path in ("", "robots.txt")}
        before = practice.site(family)
        [change] = practice.change()
        base = practice.home(family).rstrip("/")
        listed = {base + path for path, _ in before.report_paths().values()}
        assert (change.new in listed, change.replaced in listed, change.gone in listed) == (False, True, True)
        after = [client.get(url).status_code for url in (change.new, change.replaced, change.gone)]
        assert after == [200, 200, 404]
        assert {path: client.get(practice.home(family) + path).status_code for path in early} == {
            path: answer.status_code for path, answer in early.items()
        }
        assert base + places(practice.site(family))["试山县水利局", 2020][0] == change.gone
