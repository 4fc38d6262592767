from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from publish.assess.indicators import Indicator, indicators
from publish.assess.measures import MEASURES
from publish.assess.problems import concreteness
from tests.publish.conftest import Archive
from tests.publish.practice import PracticeCrawl, balanced, page, report_page

Built = Callable[..., Archive]
BUREAU = "尚志市民政局"
FULL = {"characters": 300, "numbers": 3, "names": 2}


def crawl(state: Path, verdict: str = "ok", **pages: bytes) -> None:
    practice = PracticeCrawl(state)
    for name, body in pages.items():
        practice.capture(f"{name}.html", body, link_text="年报")
    practice.finish(verdict)


def assessed(
    archive: Archive, indicator: str, year: int = 2024
) -> tuple[str, float | None, dict[str, Any]]:
    sql = (
        "select s.result, s.value, s.evidence from assessments s join reports r on r.id = s.report "
        "join agencies a on a.id = r.agency where indicator = ? and year = ? and a.name = ?"
    )
    row = archive.row(sql, indicator, year, BUREAU)
    return row["result"], row["value"], json.loads(row["evidence"])


def test_every_indicator_is_assessed_for_every_report(state: Path, built: Built) -> None:
    crawl(state, a=report_page(BUREAU, 2023), b=report_page(BUREAU, 2024))
    archive = built()
    expected = [indicator.id for indicator in indicators()]
    for report in ("230183-c6a93809-2023", "230183-c6a93809-2024"):
        sql = "select indicator from assessments where report = ? order by rowid"
        assert archive.values(sql, report) == expected
    assert archive.values("select id from indicators order by rowid") == expected


def test_every_measure_is_used_and_every_indicator_has_one() -> None:
    assert {indicator.measure for indicator in indicators()} == set(MEASURES)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "not_assessable"),
        (1.0, "met"),
        (0.5, "met"),
        (0.49, "partly"),
        (0.2, "not_met"),
        (0.0, "not_met"),
    ],
)
def test_a_result_follows_from_the_value(value: float | None, expected: str) -> None:
    [indicator] = [one for one in indicators() if one.id == "problems_concrete"]
    assert (indicator.met, indicator.not_met) == (0.5, 0.2)
    assert indicator.result(value) == expected


def test_nothing_adds_results_up(state: Path, built: Built) -> None:
    crawl(state, a=report_page(BUREAU, 2024))
    columns = built().values("select name from pragma_table_info('assessments')")
    assert columns == ["report", "indicator", "result", "value", "evidence"]


@pytest.mark.parametrize(
    ("published_on", "on_time", "early"),
    [
        ("2025-01-01", ("met", 1.0), ("met", 1.0)),
        ("2025-01-16", ("met", 1.0), ("met", 0.5)),
        ("2025-01-31", ("met", 1.0), ("not_met", 0.0)),
        ("2025-02-10", ("not_met", 0.0), ("not_met", 0.0)),
        ("2024-12-20", ("not_assessable", None), ("not_assessable", None)),
        (None, ("not_assessable", None), ("not_assessable", None)),
    ],
)
def test_timeliness_is_by_the_window_of_the_law(
    published_on: str | None, on_time: object, early: object, state: Path, built: Built
) -> None:
    crawl = PracticeCrawl(state)
    listed = {"listed_on": published_on} if published_on else {}
    body = report_page(BUREAU, 2024, published_on=published_on)
    crawl.capture("a.html", body, link_text="年报", **listed)
    crawl.finish()
    archive = built()
    assert assessed(archive, "published_on_time")[:2] == on_time
    assert assessed(archive, "published_early")[:2] == early
    assert assessed(archive, "published_on_time")[2]["deadline"] == "2025-01-31"


def test_missing_sections_and_tables_are_named(state: Path, built: Built) -> None:
    whole = report_page(BUREAU, 2024).decode()
    cut = whole.replace("六、其他需要报告的事项", "").replace("五、存在的主要问题及改进情况", "")
    crawl(state, a=whole.replace("2024", "2023").encode(), b=cut.encode())
    archive = built()
    assert assessed(archive, "statutory_elements", 2023) == (
        "met",
        1.0,
        {"wanted": 9, "missing": []},
    )
    missing = {"wanted": 9, "missing": ["section 5", "section 6"]}
    assert assessed(archive, "statutory_elements") == ("partly", 0.7778, missing)


def test_a_table_in_the_attachment_counts_as_there(state: Path, built: Built) -> None:
    title = f"{BUREAU}2024年政府信息公开工作年度报告"
    practice = PracticeCrawl(state)
    practice.capture("p.html", page(title, f"<h1>{title}</h1><p>见附件。</p>"), link_text=title)
    practice.capture(
        "a.html",
        report_page(BUREAU, 2024),
        kind="attachment",
        page_url=practice.url("p.html"),
        link_text=title,
    )
    practice.finish()
    assert assessed(built(), "statutory_elements")[0] == "met"


def test_an_old_form_is_not_the_one_in_force(state: Path, built: Built) -> None:
    crawl(state, a=report_page(BUREAU, 2024), b=report_page(BUREAU, 2020))
    archive = built()
    assert assessed(archive, "form_in_force") == ("met", 1.0, {"form": "2021", "in_force": "2021"})
    assert assessed(archive, "form_in_force", 2020) == (
        "not_met",
        0.0,
        {"form": "2021", "in_force": "2019"},
    )


def test_sums_that_do_not_add_up_are_counted_and_named(state: Path, built: Built) -> None:
    wrong = balanced(5) | {"total": [4, 0, 0, 0, 0, 0, 4]}
    crawl(state, a=report_page(BUREAU, 2023), b=report_page(BUREAU, 2024, table3=wrong))
    archive = built()
    assert assessed(archive, "arithmetic", 2023)[:2] == ("met", 1.0)
    result, value, evidence = assessed(archive, "arithmetic")
    assert (result, evidence["fail"]) == ("partly", 4)
    assert value == round(evidence["pass"] / (evidence["pass"] + 4), 4)
    assert "balance: natural_person" in evidence["failed"]


def test_what_was_carried_over_is_compared_with_last_year(state: Path, built: Built) -> None:
    crawl(
        state,
        a=report_page(BUREAU, 2023, table3=balanced(5, 0, 2)),
        b=report_page(BUREAU, 2024, table3=balanced(5, 1, 0)),
    )
    archive = built()
    assert assessed(archive, "continuity", 2023) == (
        "not_assessable",
        None,
        {"reason": "nothing_to_check"},
    )
    result, value, evidence = assessed(archive, "continuity")
    assert (result, value, evidence["failed"]) == (
        "partly",
        0.7778,
        ["carry_over: natural_person", "carry_over: total"],
    )


def test_a_report_seen_once_is_not_called_unchanged(state: Path, built: Built) -> None:
    crawl(state, a=report_page(BUREAU, 2024))
    result, value, evidence = assessed(built(), "unchanged")
    assert (result, value, evidence["reason"]) == ("not_assessable", None, "seen_once")


@pytest.mark.parametrize(
    ("received", "prose", "expected"),
    [
        (4, "本机关依法公开政府信息。", ("not_met", 0.0)),
        (3, "改写过的文字。", ("partly", 0.5)),
    ],
)
def test_a_change_of_figures_weighs_more_than_one_of_words(
    received: int, prose: str, expected: object, state: Path, built: Built
) -> None:
    crawl(state, a=report_page(BUREAU, 2024))
    crawl(state, a=report_page(BUREAU, 2024, table3=balanced(received), prose=prose))
    assert assessed(built(), "unchanged")[:2] == expected


def test_a_report_that_went_is_no_longer_published(state: Path, built: Built) -> None:
    crawl(state, a=report_page(BUREAU, 2024))
    practice = PracticeCrawl(state)
    practice.capture("a.html", b"gone", status=404)
    practice.finish()
    result, value, evidence = assessed(built(), "still_published")
    assert (result, value) == ("not_met", 0.0)
    assert evidence["gone_since"][:2] == "20"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("政府信息公开年报", ("met", 1.0)),
        ("政府信息公开工作年度报告", ("met", 1.0)),
        ("通知公告", ("not_met", 0.0)),
        (None, ("not_assessable", None)),
    ],
)
def test_the_channel_is_judged_by_its_name(
    name: str | None, expected: object, state: Path, built: Built
) -> None:
    practice = PracticeCrawl(state)
    words = {"link_text": name} if name else {}
    practice.capture("list/", b"<html></html>", kind="list", **words)
    practice.capture(
        "list/2", b"<html></html>", kind="list", page_url=practice.url("list/"), **words
    )
    practice.capture(
        "a.html", report_page(BUREAU, 2024), page_url=practice.url("list/2"), link_text="年报"
    )
    practice.finish()
    assert assessed(built(), "annual_report_channel")[:2] == expected


def test_a_page_is_machine_readable(state: Path, built: Built) -> None:
    crawl(state, a=report_page(BUREAU, 2024))
    expected = ("met", 1.0, {"media_type": "text/html", "scanned": []})
    assert assessed(built(), "machine_readable") == expected


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("", 0, 0),
        ("无。", 0, 0.01),
        (
            "公开内容不够全面，工作人员业务能力有待提高，下一步将进一步加强学习，切实提高认识，抓好落实。",
            0,
            0.05,
        ),
        (
            "去年12件答复中有3件超过20个工作日才寄出，其中2件因《信息公开申请转办单》在3月8日至3月29日之间停留于“综合窗口”。"
            "7月起改为当日登记、次日转出，至12月底平均用时由17天降到9天；住建科、土地储备中心的32条征收公告补录完毕。",
            0.6,
            1,
        ),
    ],
)
def test_problems_are_concrete_by_numbers_and_names_not_by_phrases(
    text: str, low: float, high: float
) -> None:
    value = concreteness(text, FULL).value
    assert value is not None and low <= value <= high


def test_the_evidence_of_concreteness_counts_what_it_rests_on() -> None:
    text = "1. 有3件逾期。2. 栏目“政策解读”更新慢，进一步加强。2024年"
    assert concreteness(text, FULL).evidence == {
        "characters": 26, "numbers": 1, "names": 1, "stock_characters": 5, "stock_share": 0.1923,
    }  # fmt: skip


def test_an_indicator_says_everything_in_both_languages() -> None:
    for indicator in indicators():
        assert isinstance(indicator, Indicator)
        for text in (indicator.title, indicator.definition, indicator.source):
            assert text.zh and text.en and not any("一" <= sign <= "鿿" for sign in text.en), (
                indicator.id
            )
        assert 0 <= indicator.not_met < indicator.met <= 1
