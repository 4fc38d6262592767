"""The view `series`: what reports on the forms of 2014, 2019 and 2021 count alike, year by year."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from extract import forms
from foundation.errors import RulesInvalid
from foundation.rules import KNOWN
from publish.exports.package import write_codebook
from publish.schema.series import SERIES
from publish.schema.views import views
from tests.extract.tables.test_statistics import html_table, national
from tests.publish.conftest import Archive
from tests.publish.practice import PracticeCrawl, balanced, page, report_page

Built = Callable[..., Archive]
BUREAU = "尚志市水务局"
# Every figure has a number of its own, so that none can be taken for another.
ON_2014 = {
    "requests_received": "121", "requests_in_person": "21", "requests_by_internet": "100", "requests_closed": "121",
    "closed_in_time": "120", "closed_after_extension": "1", "replies": "121", "already_disclosed": "11", "granted": "60",
    "partially_granted": "17", "denied": "33", "denied_state_secret": "4", "denied_privacy": "22",
    "denied_security_stability": "5", "denied_other": "2", "not_existing": "0", "review": "9", "review_upheld": "2",
    "review_corrected": "3", "review_other": "4", "litigation": "18", "litigation_upheld": "5", "litigation_corrected": "6",
    "litigation_other": "7",
}  # fmt: skip
TABLE4 = (2, 3, 4, 5, 14, 10, 20, 30, 40, 100, 1, 2, 3, 4, 10)


def on_2014(year: int) -> bytes:
    title = f"{BUREAU}{year}年政府信息公开工作年度报告"
    period = f"本报告的统计期限为{year}年1月1日至{year}年12月31日。"
    text = f"<h1>{title}</h1><p>{period}</p><p>一、概述</p><p>工作平稳。</p><p>附表</p>"
    return page(title, text + html_table(national(ON_2014)))


def requests(form: str, received: int, **outcomes: int) -> dict[str, list[object]]:
    """Table 3 of natural persons alone: what is not among the outcomes was granted."""
    table = balanced(received, form=form)
    for row, count in {**outcomes, "granted": received - sum(outcomes.values())}.items():
        table[row] = [count, 0, 0, 0, 0, 0, count]
    return table


def crawl(state: Path, **pages: bytes) -> None:
    run = PracticeCrawl(state)
    for name, body in pages.items():
        run.capture(f"{name}.html", body, link_text="年报")
    run.finish()


@pytest.fixture
def of_three_forms(state: Path, built: Built) -> Archive:
    """Reports of one bureau on the forms of 2014, 2019 and 2021."""
    refused = {"denied_state_secret": 2, "denied_enforcement_file": 3, "partially_granted": 4}
    decisions = {"licensing_decisions": 71, "penalty_decisions": 72, "coercion_decisions": 73}
    options = {"table2": decisions, "table4": TABLE4}
    crawl(
        state,
        a=on_2014(2018),
        b=report_page(BUREAU, 2019, form="2019", table3=requests("2019", 40, **refused), **options),
        c=report_page(BUREAU, 2020, form="2019", table3=requests("2019", 50), **options),
        d=report_page(BUREAU, 2021, table3=requests("2021", 60, **refused), **options),
    )
    return built()


def values(archive: Archive, year: int) -> dict[str, int | None]:
    found = archive.rows("select indicator, value from series where year = ?", year)
    return {row["indicator"]: row["value"] for row in found}


def test_the_statistics_of_2014_give_what_later_forms_count_alike(of_three_forms: Archive) -> None:
    assert of_three_forms.values("select quality from reports") == ["verified"] * 4
    assert values(of_three_forms, 2018) == {
        "received": 121,
        "partially_granted": 17,
        "denied_state_secret": 4,
        "denied_security_stability": 5,
        "reviews_upheld": 2,
        "reviews_corrected": 3,
        "litigation_upheld": 5,
        "litigation_corrected": 6,
    }


@pytest.mark.parametrize(("year", "received"), [(2019, 40), (2021, 60)])
def test_both_later_forms_give_every_indicator(
    year: int, received: int, of_three_forms: Archive
) -> None:
    assert values(of_three_forms, year) == {
        "received": received,
        "granted": received - 9,
        "partially_granted": 4,
        "denied": 5,
        "denied_state_secret": 2,
        "denied_security_stability": 0,
        "reviews": 14,
        "reviews_upheld": 2,
        "reviews_corrected": 3,
        "litigation": 110,
        "litigation_upheld": 11,
        "litigation_corrected": 22,
        "licensing_decisions": 71,
        "penalty_decisions": 72,
        "coercion_decisions": 73,
    }


def test_a_year_in_which_the_form_changes_is_marked(of_three_forms: Archive) -> None:
    assert of_three_forms.rows(
        "select year, form, form_before, status, doubtful from series where indicator = 'received'"
        " order by year"
    ) == [
        {"year": 2018, "form": "2014", "form_before": None, "status": "printed", "doubtful": 0},
        {"year": 2019, "form": "2019", "form_before": "2014", "status": "printed", "doubtful": 0},
        {"year": 2020, "form": "2019", "form_before": None, "status": "printed", "doubtful": 0},
        {"year": 2021, "form": "2021", "form_before": "2019", "status": "printed", "doubtful": 0},
    ]


def test_a_null_stays_null_and_says_why(state: Path, built: Built) -> None:
    table = balanced(5)
    table["denied_state_secret"] = ["", "", "", "", "", "", ""]
    table["new_received"] = ["见附件", 0, 0, 0, 0, 0, "见附件"]
    table["partially_granted"] = ["/", "/", "/", "/", "/", "/", "/"]
    blank, slash = ["", *[0] * 14], [0] * 9 + ["/"] + [0] * 5
    crawl(
        state,
        a=report_page(BUREAU, 2022, table3=table, table4=blank),
        b=report_page(BUREAU, 2023, table4=slash, table3=balanced(6)),
    )
    archive = built()
    asked = "select value, status, doubtful from series where year = ? and indicator = ?"
    found = {
        (year, name): tuple(archive.row(asked, year, name).values())
        for year, name in (
            (2022, "received"),
            (2022, "denied"),
            (2022, "partially_granted"),
            (2022, "reviews_upheld"),
            (2023, "litigation"),
            (2023, "received"),
        )
    }
    assert found == {
        (2022, "received"): (None, "unreadable", 1),
        (2022, "denied"): (None, "blank", 1),
        (2022, "partially_granted"): (None, "not_applicable", 1),
        (2022, "reviews_upheld"): (None, "blank", 1),
        (2023, "litigation"): (None, "not_applicable", 0),
        (2023, "received"): (6, "printed", 0),
    }


def test_what_a_document_does_not_print_is_absent(state: Path, built: Built) -> None:
    whole = report_page(BUREAU, 2022).decode()
    cut = whole[: whole.index("<p>三、")] + whole[whole.index("<p>四、") :]
    crawl(state, a=cut.encode())
    assert built().rows(
        "select indicator, value, status from series where indicator in ('received', 'reviews')"
    ) == [
        {"indicator": "received", "value": None, "status": "absent"},
        {"indicator": "reviews", "value": 0, "status": "printed"},
    ]


def test_figures_of_a_report_that_contradicts_itself_are_marked(state: Path, built: Built) -> None:
    table = balanced(5)
    table["granted"] = [4, 0, 0, 0, 0, 0, 4]
    crawl(state, a=report_page(BUREAU, 2022, table3=table))
    assert built().row("select value, quality, doubtful from series where indicator = 'received'") == {
        "value": 5,
        "quality": "source_error",
        "doubtful": 1,
    }  # fmt: skip


def test_figures_of_several_agencies_are_never_added(state: Path, built: Built) -> None:
    names = ("尚志市人民政府", BUREAU)
    crawl(state, **{f"r{at}": report_page(name, 2022) for at, name in enumerate(names)})
    archive = built()
    found = archive.rows("select agency_name, value from series where indicator = 'received'")
    assert {row["agency_name"]: row["value"] for row in found} == dict.fromkeys(names, 3)


def test_what_is_left_out_is_said_with_its_reason() -> None:
    [view] = [view for view in views() if view.name == "series"]
    assert "予以公开不含 2014 年格式" in view.description.zh
    assert "Denied without form 2014" in view.description.en
    assert "不可相加" in view.description.zh
    everywhere = {*forms.FORM_NAMES, forms.statistics().name}
    for name, entry in SERIES.items():
        told = [source.form for source in entry.sources]
        assert sorted([*told, *entry.left_out]) == sorted(everywhere), name


def test_the_codebook_names_every_indicator(tmp_path: Path) -> None:
    write_codebook(tmp_path)
    with (tmp_path / "codebook.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {(row["table"], row["column"]): row for row in csv.DictReader(file)}
    told = rows["series", "indicator"]["values"].split("; ")
    assert [value.split(" = ")[0] for value in told] == list(SERIES)
    assert "断点" in rows["series", "form_before"]["zh_note"]


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        (b"statistics.requests_received", b"statistics.received", "form 2014 prints no figure"),
        (b"3.granted.total", b"3.grant.total", "form 2019 prints no figure 3.grant.total"),
        (
            "国办发〔2014〕32号".encode(),
            "国办发〔2014〕23号".encode(),
            "form 2014 rests on 国办发〔2014〕32号",
        ),
    ],
)
def test_a_line_that_no_form_bears_out_is_refused(
    right: bytes, wrong: bytes, complaint: str
) -> None:
    file = KNOWN["publish.schema", "series.yml"]
    with pytest.raises(RulesInvalid, match=complaint):
        file.parsed(file.path.read_bytes().replace(right, wrong, 1))
