"""Generated worlds whose truth is known: whatever hides a report from us, its agency is not called
missing, and whatever gives an earlier date, it is not called late.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.store.captures import LOG
from publish.collect.collection import collect
from publish.collect.coverage import Coverage, states_of
from tests.publish.practice import FEW_BUILDS, PracticeCrawl, page, report_page

pytestmark = pytest.mark.minutes(0.7)

BUREAU, OTHER = "尚志市乡村振兴局", "尚志市水务局"
ALIKE, PREDECESSOR = "尚志市乡村振兴服务中心", "尚志市扶贫开发办公室"
FIRST, LAST = 2020, 2024
BETWEEN = range(FIRST + 1, LAST)
TITLE = "{agency}{year}年政府信息公开工作年度报告"


few = settings(FEW_BUILDS, max_examples=12)
many = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same documents come again in every world: each is read once."""
    return tmp_path_factory.mktemp("readings")


@contextmanager
def world(readings: Path) -> Iterator[Path]:
    """A state folder that keeps its readings with those of all other worlds."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "readings").symlink_to(readings)
        yield Path(folder)


def states(state: Path, name: str = BUREAU) -> dict[int, Coverage]:
    """What coverage says of an agency."""
    collection = collect(state, None, 1, None)
    [agency] = [agency.id for agency in collection.agencies if agency.name == name]
    return dict(states_of(collection)[agency])


# Missing


@cache
def report(agency: str, year: int, mark: int = 0) -> bytes:
    """A report; those of another mark print other figures."""
    return report_page(agency, year, {"licensing_decisions": mark})


@cache
def without_year(agency: str) -> bytes:
    return report_page(agency, 2022).decode().replace("2022", "").encode()


@cache
def asking(year: int) -> bytes:
    """A report that names nobody but an office to be asked."""
    prose = "如有疑问，请与尚志市政务服务中心联系（地址：中山路2号）。"
    return report_page("", year, {"licensing_decisions": 3}, prose=prose)


@dataclass(frozen=True)
class Fate:
    """What became of a report on its way to us: the words of its link, and what the link and the
    file beside its page brought (None: nothing).
    """

    brought: Callable[[str, int], bytes] | None
    link: str = "年报"
    has_file: bool = False
    file: Callable[[str, int], bytes] | None = None


SHOWN = Fate(report)
SHELL = page("通知公告", "<p>请见附件。</p>")
FATES = {
    "shown": SHOWN,
    "unread": Fate(None),
    "unread, named": Fate(None, TITLE),
    "no agency": Fate(lambda _, year: report("", year)),
    "no year": Fate(lambda agency, _: without_year(agency)),
    "nothing told": Fate(lambda *_: without_year("")),
    "under another name": Fate(lambda _, year: report(ALIKE, year)),
    "at a predecessor": Fate(lambda _, year: report(PREDECESSOR, year)),
    "another year in its text": Fate(lambda agency, year: report(agency, year - 1, year), TITLE),
    "another agency in its text": Fate(lambda _, year: report(OTHER, year, year), TITLE),
    "no more than whom to ask": Fate(lambda _, year: asking(year)),
    "another year throughout": Fate(lambda agency, year: report(agency, year - 1, year)),
    "a viewer": Fate(lambda *_: page("", "<div id='app'></div>"), "{year}年年报"),
    "a viewer of its year": Fate(lambda *_: page("", "<div id='app'></div>"), "{year}年"),
    "file lost": Fate(lambda *_: SHELL, has_file=True),
    "file that says nothing": Fate(lambda *_: SHELL, has_file=True, file=lambda *_: without_year("")),
}  # fmt: skip
ABSENT, ELSEWHERE = "absent", "on a portal that was not read whole"
fates = st.fixed_dictionaries(
    {year: st.sampled_from([ABSENT, ELSEWHERE, *FATES]) for year in BETWEEN}
)
lists = st.sampled_from(["one", "by year", "by agency"])


def list_of(run: PracticeCrawl, layout: str, agency: str, year: int) -> str:
    """The list that names a report, captured."""
    name = {"one": "政府信息公开年报", "by year": f"{year}年", "by agency": agency}[layout]
    path = f"list/{name.encode().hex()}/"
    run.capture(path, page(name, "<ul></ul>"), "list", link_text=name)
    return run.url(path)


def publish(run: PracticeCrawl, layout: str, agency: str, year: int, fate: Fate) -> None:
    """Capture what a fate brings of a report."""
    path = f"{year}-{agency == BUREAU}.html"
    listed = {
        "page_url": list_of(run, layout, agency, year),
        "link_text": fate.link.format(agency=agency, year=year),
        "listed_on": f"{year + 1}-01-20",
    }
    keep(run, path, fate.brought and fate.brought(agency, year), "report", listed)
    if fate.has_file:
        beside = {"page_url": run.url(path), "link_text": "附件"}
        keep(run, f"f{path}", fate.file and fate.file(agency, year), "attachment", beside)


def keep(
    run: PracticeCrawl, path: str, body: bytes | None, kind: str, fields: dict[str, str]
) -> None:
    if body is None:
        lost = page("500", "x")
        run.capture(path, lost, "other", 500, problem="HTTP 500", **fields)
    else:
        run.capture(path, body, kind, **fields)


def happened(state: Path, told: dict[int, str], layout: str) -> None:
    run = PracticeCrawl(state)
    for year in (FIRST, *told, LAST):
        publish(run, layout, OTHER, year, SHOWN)
        if told.get(year, "shown") not in (ABSENT, ELSEWHERE):
            publish(run, layout, BUREAU, year, FATES[told.get(year, "shown")])
    run.finish()
    if ELSEWHERE in told.values():
        other = PracticeCrawl(state, portal="elsewhere")
        publish(other, layout, BUREAU, FIRST - 1, SHOWN)
        other.finish("incomplete")


def accused(state: Path) -> list[int]:
    found = states(state)
    return [year for year in BETWEEN if found[year].status == "missing"]


def assert_only_absent_are_missed(told: dict[int, str], layout: str, readings: Path) -> None:
    with world(readings) as state:
        happened(state, told, layout)
        absent = {year for year, fate in told.items() if fate == ABSENT}
        assert set(accused(state)) <= absent


@pytest.mark.parametrize("layout", ["one", "by year", "by agency"])
@pytest.mark.parametrize("fate", [ELSEWHERE, *FATES])
def test_no_fate_makes_a_report_missing(fate: str, layout: str, readings: Path) -> None:
    told = dict.fromkeys(BETWEEN, "shown") | {2022: fate}
    assert_only_absent_are_missed(told, layout, readings)


@pytest.mark.parametrize("layout", ["one", "by year", "by agency"])
def test_a_report_that_is_nowhere_is_missing(layout: str, readings: Path) -> None:
    with world(readings) as state:
        happened(state, dict.fromkeys(BETWEEN, "shown") | {2022: ABSENT}, layout)
        assert accused(state) == [2022]


def test_a_report_on_a_portal_whose_log_is_damaged_is_not_missing(readings: Path) -> None:
    with world(readings) as state:
        for portal, years in (
            ("a/one", (FIRST, LAST)),
            ("a/two", BETWEEN),
            ("b/three", (FIRST, LAST)),
        ):
            run = PracticeCrawl(state, portal=portal)
            for year in years:
                publish(run, "one", OTHER if portal == "b/three" else BUREAU, year, SHOWN)
            run.finish()
        assert accused(state) == []
        (state / "captures" / "a/two" / LOG).write_bytes(b"no database at all" * 400)
        assert {states(state)[year].reason for year in BETWEEN} == {"captures_unreadable"}
        assert {states(state, OTHER)[year].status for year in BETWEEN} == {"missing"}


@few
@given(told=fates, layout=lists)
def test_a_report_that_is_anywhere_is_not_called_missing(
    told: dict[int, str], layout: str, readings: Path
) -> None:
    assert_only_absent_are_missed(told, layout, readings)


@pytest.mark.nightly
@many
@given(told=fates, layout=lists)
def test_nor_is_it_in_many_worlds(told: dict[int, str], layout: str, readings: Path) -> None:
    assert_only_absent_are_missed(told, layout, readings)


# Late

IN_TIME, AFTER = "2023-01-{:02}", "2023-06-{:02}"
# Where a day of publication may stand, and whether its page could be read.
PLACES = ("printed", "listed", "address")


@dataclass(frozen=True)
class Showing:
    """One page that shows the report for 2022, or was to show it: the days that it and its list
    give, and what became of it.
    """

    days: tuple[tuple[str, str], ...]
    fate: str = "read"
    in_file: bool = False


days = st.dictionaries(
    st.sampled_from(PLACES),
    st.tuples(st.sampled_from([IN_TIME, AFTER]), st.integers(1, 31)).map(
        lambda told: told[0].format(min(told[1], 30))
    ),
    max_size=3,
).map(lambda found: tuple(sorted(found.items())))
showings = st.lists(
    st.builds(
        Showing,
        days,
        st.sampled_from(["read", "read", "lost", "names nobody", "replaced", "moved"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=3,
)


def show(state: Path, told: list[Showing]) -> None:
    """One night for each page; the first lists the bureau's other reports as well."""
    for at, showing in enumerate(told):
        run = PracticeCrawl(state)
        if at == 0:
            publish(run, "one", BUREAU, FIRST, SHOWN)
        page_of(run, f"{at}", showing)
        run.finish()
    run = PracticeCrawl(state)
    run.capture(
        "last.html",
        report_page(BUREAU, 2022, {"licensing_decisions": 9}),
        link_text="年报",
        listed_on=AFTER.format(30),
    )
    run.finish()


def page_of(run: PracticeCrawl, name: str, showing: Showing) -> None:
    told = dict(showing.days)
    path = (
        f"{told['address'].replace('-', '/')}/{name}.html" if "address" in told else f"{name}.html"
    )
    fields = {"link_text": "年报"} | ({"listed_on": told["listed"]} if "listed" in told else {})
    agency = "" if showing.fate == "names nobody" else BUREAU
    body = report(agency, 2022, int(name))
    if "printed" in told:
        body = body.replace(b"</h1>", f"</h1><p>发布日期：{told['printed']}</p>".encode())
    if showing.fate == "lost":
        keep(run, path, None, "report", fields)
        return
    if showing.in_file:
        run.capture(path, SHELL, **fields)
        run.capture(f"f/{name}.html", body, "attachment", page_url=run.url(path), link_text="附件")
        return
    run.capture(path, body, **fields)
    if showing.fate == "replaced":
        again = report_page(agency, 2022, {"licensing_decisions": 7})
        run.capture(path, again, link_text="年报", listed_on=AFTER.format(20))
    elif showing.fate == "moved":
        run.capture(path, b"", status=301, link_text="年报")


def days_in_time(told: list[Showing]) -> list[str]:
    """The days by the deadline that anything gives which was captured."""
    return [
        day
        for showing in told
        for place, day in showing.days
        if day.startswith("2023-01") and (place != "printed" or showing.fate != "lost")
    ]


def assert_not_late_by_any_evidence(told: list[Showing], readings: Path) -> None:
    with world(readings) as state:
        show(state, told)
        found = states(state)[2022]
        assert not (days_in_time(told) and found.status == "late"), (told, found)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("fate", ["read", "lost", "names nobody", "replaced", "moved"])
@pytest.mark.parametrize("in_file", [False, True])
def test_no_page_that_was_there_in_time_makes_it_late(
    place: str, fate: str, in_file: bool, readings: Path
) -> None:
    assert_not_late_by_any_evidence(
        [Showing(((place, IN_TIME.format(9)),), fate, in_file)], readings
    )


def test_a_report_of_which_nothing_came_in_time_is_late(readings: Path) -> None:
    with world(readings) as state:
        show(state, [Showing((("printed", AFTER.format(4)), ("listed", AFTER.format(3))))])
        assert states(state)[2022].status == "late"


@few
@given(told=showings)
def test_an_earlier_day_anywhere_clears_it(told: list[Showing], readings: Path) -> None:
    assert_not_late_by_any_evidence(told, readings)


@pytest.mark.nightly
@many
@given(told=showings)
def test_so_it_does_in_many_worlds(told: list[Showing], readings: Path) -> None:
    assert_not_late_by_any_evidence(told, readings)
