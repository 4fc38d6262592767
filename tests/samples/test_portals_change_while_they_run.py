"""What changes on the practice portals: three reports of each, and nothing else, under addresses
that stay.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from samples import PracticePortals
from samples.families import build_site
from samples.later import BY, CORRECTED, change_of, earlier, later
from samples.site import Site
from samples.world import Portal, portals
from tests.worlds import write_world

pytestmark = pytest.mark.slow


Places = dict[tuple[str, int], tuple[str, str | None]]
# Asked for an agency and a year, these say in words that there is no such report.
SAY_SO = {"cangyuan/guiling", "cangyuan/lanhe", "qingwan/haitang"}


def places(site: Site) -> Places:
    return {
        (report.agency.name, report.year): paths for report, paths in site.report_paths().items()
    }


def statuses(site: Site, urls: list[str]) -> list[int]:
    """What the site answers at some addresses."""

    async def asked() -> list[int]:
        transport = httpx.ASGITransport(app=site.application())
        async with httpx.AsyncClient(transport=transport) as client:
            return [(await client.get(url)).status_code for url in urls]

    return asyncio.run(asked())


@pytest.mark.parametrize("portal", portals(), ids=lambda portal: portal.id)
def test_one_report_comes_and_one_goes_while_the_addresses_of_all_others_stay(
    portal: Portal,
) -> None:
    whole, before, after = (
        places(build_site(each)) for each in (portal, earlier(portal), later(portal))
    )
    assert before | after == whole
    [new], [gone] = whole.keys() - before.keys(), whole.keys() - after.keys()
    assert new == (
        portal.agencies[0].name,
        max(year for name, year in whole if name == portal.agencies[0].name),
    )
    assert gone == (
        portal.agencies[-1].name,
        min(year for name, year in whole if name == portal.agencies[-1].name),
    )


@pytest.mark.parametrize("portal", portals(), ids=lambda portal: portal.id)
def test_one_figure_of_one_report_is_corrected(portal: Portal) -> None:
    before, after = (
        {(r.agency.name, r.year): r for r in build_site(each).report_paths()}
        for each in (portal, later(portal))
    )
    differing = [place for place in after if before[place].stated != after[place].stated]
    assert len(differing) == 1
    old, new = (reports[differing[0]].stated.table2[CORRECTED] for reports in (before, after))
    assert isinstance(old, int) and isinstance(new, int)
    assert new - old == BY


@pytest.mark.parametrize("portal", portals(), ids=lambda portal: portal.id)
def test_what_is_not_up_answers_nothing(portal: Portal) -> None:
    change = change_of(portal, "http://practice.example/")
    urls = [change.new, change.replaced, change.gone]
    absent = 200 if portal.id in SAY_SO else 404
    assert statuses(build_site(earlier(portal)), urls) == [absent, 200, 200]
    assert statuses(build_site(later(portal)), urls) == [200, 200, absent]


@pytest.mark.loopback
@pytest.mark.parametrize("family", ["trs", "generic"])
def test_a_running_portal_changes_at_once(family: str, tmp_path: Path) -> None:
    write_world(tmp_path, family)
    if family == "generic":
        with (tmp_path / "generic.yml").open("a", encoding="utf-8") as file:
            file.write("settings: {product: php}\n")
    with (
        PracticePortals(port=0, worlds=tmp_path, changing=True) as practice,
        httpx.Client(trust_env=False) as client,
    ):
        early = {path: client.get(practice.home(family) + path) for path in ("", "robots.txt")}
        before = practice.site(family)
        [change] = practice.change()
        base = practice.home(family).rstrip("/")
        listed = [
            {base + path for path, _ in site.report_paths().values()}
            for site in (before, practice.site(family))
        ]
        assert [change.new in each for each in listed] == [False, True]
        assert [change.gone in each for each in listed] == [True, False]
        after = [client.get(url).status_code for url in (change.new, change.replaced, change.gone)]
        assert after == [200, 200, 404]
        assert {path: client.get(practice.home(family) + path).status_code for path in early} == {
            path: answer.status_code for path, answer in early.items()
        }
        assert base + places(before)["试山县水利局", 2020][0] == change.gone
