"""Addresses of before lead on: after a corrected division code, and by names as they were printed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.registry.divisions import Division
from publish import build
from tests.publish.conftest import Archive
from tests.publish.practice import PracticeCrawl, report_page

Built = Callable[..., Archive]
WRONG, RIGHT = "990102", "990101"
DIVISIONS = (
    Division(code="990000", name="演示省"),
    Division(code=RIGHT, name="云溪县", parent="990000"),
    Division(code=WRONG, name="白鹿县", parent="990000"),
)


def crawl(state: Path, region: str) -> None:
    run = PracticeCrawl(state, region=region, divisions=DIVISIONS)
    for year in (2021, 2022):
        run.capture(f"{year}.html", report_page("云溪县人社局", year))
    run.finish()


def test_a_corrected_code_leaves_no_address_without_an_answer(state: Path, built: Built) -> None:
    crawl(state, WRONG)
    [before] = built().values("select id from agencies")
    crawl(state, RIGHT)
    archive = built()
    [today] = archive.values("select id from agencies")
    assert before != today
    assert archive.values("select agency from aliases where id = ?", before) == [today]


def test_a_build_says_how_many_addresses_lead_nowhere(
    state: Path, archive_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawl(state, WRONG)
    assert "lead nowhere" not in str(build(state, archive_path))
    crawl(state, RIGHT)
    monkeypatch.setattr("publish.collect.collection.aliases", lambda *_: {})
    assert "lead nowhere now / 失效的报告网址: 2" in str(build(state, archive_path))


def test_a_county_that_became_a_district_is_one_series_and_misses_nothing(
    state: Path, built: Built
) -> None:
    run = PracticeCrawl(state, region=RIGHT, divisions=DIVISIONS)
    for year, county in ((2020, "云溪县"), (2021, "云溪县"), (2022, "云溪区"), (2023, "云溪区")):
        run.capture(f"{year}.html", report_page(f"{county}水务局", year))
    run.finish()
    archive = built()
    assert archive.values("select name from agencies") == ["云溪区水务局"]
    assert archive.values("select year from reports order by year") == [2020, 2021, 2022, 2023]
    assert "division_renamed" in archive.values("select code from issues")


def test_an_agency_that_another_took_the_place_of_is_not_missed(state: Path, built: Built) -> None:
    run = PracticeCrawl(state, region=RIGHT, divisions=DIVISIONS)
    for year, office in (
        (2019, "扶贫办"),
        (2020, "扶贫办"),
        (2021, "乡村振兴局"),
        (2022, "乡村振兴局"),
    ):
        run.capture(f"{year}.html", report_page(f"云溪县{office}", year))
    run.finish()
    archive = built()
    [poverty] = archive.values("select id from agencies where name like '%扶贫办'")
    years = archive.values("select year from coverage where agency = ? order by year", poverty)
    assert years == [2019, 2020]
    seam = archive.values(
        "select result from checks where rule = 'carry_over' and report like '%-2021'"
    )
    assert len(seam) == 7
    assert "agency_succeeded" in archive.values("select code from issues")
