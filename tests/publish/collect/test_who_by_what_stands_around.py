"""The list that names a report and the portal's own office are witnesses to whose it is: heard where
the report says nothing, told where they disagree, and never taken over its own word.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from publish.collect.listings import holds_many, listed_agency
from tests.publish.conftest import Archive
from tests.publish.practice import PracticeCrawl, page, report_page

Built = Callable[..., Archive]
BUREAU = "尚志市民政局"
NAMELESS = "2023年政府信息公开工作年度报告"
WHO = "select a.name, r.year from reports r join agencies a on a.id = r.agency order by 1, 2"
AROUND = ("agency_from_list", "agency_from_portal", "list_differs", "portal_differs")


@pytest.mark.parametrize(
    ("words", "agency"),
    [
        ("民政局", "民政局"),
        ("尚志市民政局政府信息公开年报", "尚志市民政局"),
        ("民政局2023年年报", "民政局"),
        ("民政局2023年", "民政局"),
        ("亚布力镇", "亚布力镇人民政府"),
        ("市政府", None),
        ("尚志市人民政府", None),
        ("政府信息公开年报", None),
        ("政府办", None),
        ("县直部门", None),
        ("tree.jsp", None),
        (None, None),
    ],
)
def test_the_agency_that_a_list_stands_under(words: str | None, agency: str | None) -> None:
    assert listed_agency(words) == agency


@pytest.mark.parametrize(
    ("words", "many"), [("部门年报", True), ("各乡镇", True), ("政府信息公开年报", False)]
)
def test_a_list_of_many_agencies_says_so(words: str, many: bool) -> None:
    assert holds_many(words) == many


def crawl_of(state: Path, lists: dict[str, dict[str, bytes]]) -> None:
    """A gateway of lists by their names, with the pages that each names."""
    run = PracticeCrawl(state)
    for at, (name, pages) in enumerate(lists.items()):
        run.capture(f"{at}/", page(name, "<ul></ul>"), "list", link_text=name)
        for path, body in pages.items():
            run.capture(f"{at}/{path}", body, link_text="年报", page_url=run.url(f"{at}/"))
    run.finish()


def told(archive: Archive) -> list[str]:
    codes = archive.values("select code from issues order by id")
    return [code for code in codes if code in AROUND]


def nameless(year: int = 2023) -> bytes:
    return report_page("", year)


def test_a_report_that_names_nobody_is_the_list_s(state: Path, built: Built) -> None:
    crawl_of(state, {"民政局": {"1.html": nameless()}, "水务局": {"1.html": nameless()}})
    archive = built()
    assert [tuple(row.values()) for row in archive.rows(WHO)] == [
        ("民政局", 2023),
        ("水务局", 2023),
    ]
    assert archive.values("select id from agencies where name = '民政局'") == ["230183-c6a93809"]
    assert told(archive) == ["agency_from_list"] * 2


def test_a_report_s_own_word_stands_and_the_list_s_other_is_told(state: Path, built: Built) -> None:
    crawl_of(state, {"水务局": {"1.html": report_page(BUREAU, 2023)}})
    archive = built()
    assert archive.values("select name from agencies") == [BUREAU]
    assert archive.values("select message from issues where code = 'list_differs'") == [
        f"it says {BUREAU}; its list stands under 水务局"
    ]


def test_a_list_that_agrees_is_no_issue(state: Path, built: Built) -> None:
    crawl_of(state, {"民政局": {"1.html": report_page(BUREAU, 2023)}})
    assert told(built()) == []


def test_a_government_s_list_holds_the_reports_of_its_departments(
    state: Path, built: Built
) -> None:
    crawl_of(state, {"尚志市人民政府": {"1.html": report_page(BUREAU, 2023)}})
    assert told(built()) == []


def test_the_one_report_that_names_nobody_is_the_portal_s_own(state: Path, built: Built) -> None:
    crawl_of(
        state,
        {"政府信息公开年报": {"1.html": nameless(), "2.html": report_page(BUREAU, 2023)}},
    )
    archive = built()
    assert [row["name"] for row in archive.rows(WHO)] == ["尚志市人民政府", BUREAU]
    assert told(archive) == ["agency_from_portal"]


@pytest.mark.parametrize(
    "lists",
    [
        {
            "政府信息公开年报": {
                "1.html": nameless(),
                "2.html": report_page("", 2023, prose="另一份。"),
            }
        },
        {"部门年报": {"1.html": nameless()}},
        {"政府信息公开年报": {"1.html": nameless(), "2.html": report_page("尚志市人民政府", 2023)}},
    ],
    ids=["two of one year", "a list of many", "the government's is known"],
)
def test_what_may_be_anybody_s_stays_nobody_s(
    lists: dict[str, dict[str, bytes]], state: Path, built: Built
) -> None:
    crawl_of(state, lists)
    codes = built().values("select code from issues")
    assert "identity_missing" in codes
    assert "agency_from_portal" not in codes


def test_an_inferred_agency_takes_no_doubt_from_another(state: Path, built: Built) -> None:
    run = PracticeCrawl(state)
    for year in (2021, 2023):
        run.capture(f"{year}.html", report_page(BUREAU, year), link_text="年报")
    run.capture("x.html", nameless(2022), link_text="年报")
    run.finish()
    archive = built()
    assert "agency_from_portal" in told(archive)
    assert archive.row(
        "select status, reason from coverage where year = 2022 and agency ="
        " (select id from agencies where name = ?)", BUREAU,
    ) == {"status": "unknown", "reason": "unplaced_document"}  # fmt: skip


def test_an_agency_of_another_division_than_the_portal_s_is_told(state: Path, built: Built) -> None:
    crawl_of(state, {"政府信息公开年报": {"1.html": report_page("五常市民政局", 2023)}})
    archive = built()
    assert archive.values("select name from agencies") == ["五常市民政局"]
    assert told(archive) == ["portal_differs"]


@pytest.mark.parametrize("name", ["哈尔滨市民政局", "尚志市亚布力镇人民政府", "县民政局", BUREAU])
def test_divisions_above_and_below_the_portal_s_are_no_others(
    name: str, state: Path, built: Built
) -> None:
    crawl_of(state, {"政府信息公开年报": {"1.html": report_page(name, 2023)}})
    assert told(built()) == []


def asking(whom: str) -> bytes:
    return report_page("", 2023, prose=f"如有疑问，请与{whom}联系（地址：中山路2号）。")


def test_the_list_counts_more_than_who_is_to_be_asked(state: Path, built: Built) -> None:
    crawl_of(state, {BUREAU: {"1.html": asking("尚志市政务服务中心")}})
    assert [tuple(row.values()) for row in built().rows(WHO)] == [(BUREAU, 2023)]


def crawl_of_sections(state: Path, owners: dict[str, str], pages: dict[str, bytes]) -> None:
    """Lists of annual reports of one name, in the sections of the agencies that a run noted."""
    run = PracticeCrawl(state)
    folders = sorted({path.partition("/")[0] for path in pages})
    for folder in folders:
        run.capture(f"{folder}/", page("年报", "<ul></ul>"), "list", link_text="政府信息公开年报")
    for path, body in pages.items():
        folder = path.partition("/")[0]
        run.capture(path, body, link_text="年报", page_url=run.url(f"{folder}/"))
    noted = {run.url(f"{folder}/"): owner for folder, owner in owners.items()}
    run.finish(listings={run.url(f"{folder}/"): {} for folder in folders}, owners=noted)


def test_a_report_that_names_nobody_is_that_of_the_section_its_list_lies_in(
    state: Path, built: Built
) -> None:
    owners = {"d0": "民政局", "d1": "水务局"}
    crawl_of_sections(state, owners, {"d0/1.html": nameless(), "d1/1.html": nameless()})
    archive = built()
    assert [row["name"] for row in archive.rows(WHO)] == ["民政局", "水务局"]
    assert told(archive) == ["agency_from_list"] * 2


@pytest.mark.parametrize("owner", ["尚志市人民政府", "政府办公室", "融媒体中心", ""])
def test_a_section_of_one_who_publishes_for_others_says_nothing(
    owner: str, state: Path, built: Built
) -> None:
    crawl_of_sections(state, {"d0": owner}, {"d0/1.html": nameless(), "d0/2.html": nameless(2022)})
    assert "agency_from_list" not in told(built())


def test_a_section_whose_list_holds_another_s_report_says_nothing(
    state: Path, built: Built
) -> None:
    pages = {"d0/1.html": nameless(), "d0/2.html": report_page("尚志市水务局", 2022)}
    crawl_of_sections(state, {"d0": "民政局"}, pages)
    archive = built()
    assert "民政局" not in archive.values("select name from agencies")
    assert "list_differs" not in told(archive)


def test_a_report_s_own_word_stands_against_the_section_s(state: Path, built: Built) -> None:
    crawl_of_sections(state, {"d0": "水务局"}, {"d0/1.html": report_page(BUREAU, 2023)})
    assert built().values("select name from agencies") == [BUREAU]


def test_the_newest_run_that_saw_a_list_says_in_whose_section_it_lies(
    state: Path, built: Built
) -> None:
    crawl_of_sections(state, {"d0": "水务局"}, {"d0/1.html": nameless()})
    crawl_of_sections(state, {}, {"d0/1.html": nameless()})
    assert "水务局" not in built().values("select name from agencies")
