from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from publish.assess.wording import longest_shared, names_of, shingles, wording
from tests.publish.conftest import Archive
from tests.publish.practice import PracticeCrawl, report_page

Built = Callable[..., Archive]
SYLLABLES = "山水云田林川桥村坡湖岭河湾石竹松梅兰菊荷柳杨桐桂枫槐柏榆杏桃梨李枣柿茶麦稻谷豆瓜菜果花草木金土火光风雨雪霜"


def prose(seed: int, length: int = 400) -> str:
    """Text of its own for every seed."""
    chosen = random.Random(seed)
    return "".join(chosen.choice(SYLLABLES) for _ in range(length))


def crawl(
    state: Path, portal: str = "test", region: str = "230183", **reports: tuple[str, int, str]
) -> None:
    practice = PracticeCrawl(state, portal, region)
    for path, (agency, year, text) in reports.items():
        practice.capture(f"{path}.html", report_page(agency, year, prose=text), link_text="年报")
    practice.finish()


def pairs(archive: Archive, relation: str) -> list[tuple[object, ...]]:
    sql = (
        "select a.name, r.year, b.name as other, c.year as other_year, similarity, shared from"
        " text_reuse u join reports r on r.id = u.report join agencies a on a.id = r.agency join"
        " reports c on c.id = u.compared_report join agencies b on b.id = c.agency where u.relation"
        " = ? order by a.name, r.year"
    )
    return [tuple(row.values()) for row in archive.rows(sql, relation)]


def test_last_year_s_text_with_new_numbers_and_dates_is_the_same_wording(
    state: Path, built: Built
) -> None:
    text = "尚志市民政局{}年收到{}件，公开{}条。" + prose(1)
    reports = {
        f"y{year}": ("尚志市民政局", year, text.format(year, year % 7, year * 3))
        for year in (2023, 2024)
    }
    crawl(state, **reports)
    archive = built()
    assert pairs(archive, "last_year") == [("尚志市民政局", 2024, "尚志市民政局", 2023, 1.0, 1.0)]
    assert archive.values(
        "select value from assessments where indicator = 'new_wording' order by rowid"
    ) == [None, 0.0]


def test_a_neighbour_s_text_under_another_name_is_found(state: Path, built: Built) -> None:
    reports = {
        "a": ("尚志市民政局", 2024, "尚志市民政局开展工作。" + prose(1)),
        "b": ("尚志市财政局", 2024, "尚志市财政局开展工作。" + prose(1)),
        "c": ("尚志市教育局", 2024, prose(2)),
    }
    crawl(state, **reports)
    archive = built()
    assert pairs(archive, "neighbour") == [
        ("尚志市民政局", 2024, "尚志市财政局", 2024, 1.0, 1.0),
        ("尚志市财政局", 2024, "尚志市民政局", 2024, 1.0, 1.0),
    ]
    own = (
        "select result from assessments s join agencies a on s.report like a.id || '%' where"
        " indicator = 'own_wording'"
    )
    assert archive.values(f"{own} and a.name = '尚志市教育局'") == ["met"]
    assert archive.values(f"{own} and a.name = '尚志市民政局'") == ["not_met"]


def test_another_year_and_another_county_are_no_neighbours(state: Path, built: Built) -> None:
    crawl(state, a=("尚志市民政局", 2024, prose(1)), b=("尚志市财政局", 2022, prose(1)))
    crawl(state, "far", "410326", c=("汝阳县民政局", 2024, prose(1)))
    archive = built()
    assert pairs(archive, "neighbour") == []
    evidence = (
        "select evidence from assessments where indicator = 'own_wording' and result ="
        " 'not_assessable'"
    )
    assert archive.values(evidence) == ['{"reason":"nothing_to_compare"}'] * 3


def test_agencies_of_a_county_on_two_portals_are_neighbours(state: Path, built: Built) -> None:
    crawl(state, "one", a=("尚志市民政局", 2024, prose(1)))
    crawl(state, "two", b=("亚布力镇人民政府", 2024, prose(1)))
    assert [row[:3] for row in pairs(built(), "neighbour")] == [
        ("亚布力镇人民政府", 2024, "尚志市民政局"), ("尚志市民政局", 2024, "亚布力镇人民政府"),
    ]  # fmt: skip


def test_the_nearest_of_many_is_told_with_the_exact_similarity(state: Path, built: Built) -> None:
    whole = prose(1, 600)
    reports = {"a": ("尚志市民政局", 2024, whole)}
    for number in range(30):
        copied = 600 - number * 15
        reports[f"n{number}"] = (
            f"尚志市{SYLLABLES[number]}务局",
            2024,
            whole[:copied] + prose(100 + number, 600 - copied),
        )
    crawl(state, **reports)
    archive = built()
    [found] = [row for row in pairs(archive, "neighbour") if row[0] == "尚志市民政局"]
    assert (found[2], found[4]) == ("尚志市山务局", 1.0)


def test_a_short_text_is_not_compared(state: Path, built: Built) -> None:
    crawl(state, a=("尚志市民政局", 2023, "无。"), b=("尚志市民政局", 2024, "无。"))
    archive = built()
    assert archive.rows("select * from text_reuse") == []
    evidence = "select evidence from assessments where indicator = 'new_wording'"
    assert archive.values(evidence) == ['{"reason":"text_too_short"}'] * 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年，我局公开信息1,234条。", "公开信息条"),
        ("二〇二四年三月五日尚志市民政局印发", "印发"),
        ("市民政局与尚志有关部门", "市与有关部门"),
        ("信息 公开\n年报", "信息公开报"),
    ],
)
def test_only_wording_counts(text: str, expected: str) -> None:
    assert wording(text, names_of("尚志市民政局", ["黑龙江省", "哈尔滨市", "尚志市"])) == expected


def test_the_longest_shared_passage_is_cut_out() -> None:
    other = shingles("前面不同的话这一段两边完全一样的文字后面又不同了")
    assert (
        longest_shared("开头别的内容这一段两边完全一样的文字结尾别的", other)
        == "这一段两边完全一样的文字"
    )
    assert longest_shared("毫无关系的另外一些词句", other) == ""
    assert longest_shared("这一段两边完全一样的文字", other) == "这一段两边完全一样的文字"
