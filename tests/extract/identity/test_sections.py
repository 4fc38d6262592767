"""Headings of the form, and the text of reports whose outline is another."""

from __future__ import annotations

from typing import Any

import pytest

import extract
from tests.extract.tables.forms_as_text import report_text

TITLE = "云溪县林业局2013年政府信息公开工作年度报告"


def page(*paragraphs: str) -> dict[str, Any]:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return extract.read(f"<html><body>{body}</body></html>".encode(), "page.html").as_json()


def outline(reading: dict[str, Any]) -> list[tuple[int | None, str]]:
    return [(section["number"], section["heading"]) for section in reading["sections"]]


def test_a_banner_of_the_site_is_no_heading_of_section_4() -> None:
    text = "政府信息公开\n" + report_text().decode()
    reading = extract.read(text.encode(), "report.txt").as_json()
    assert [number for number, _ in outline(reading)] == [1, 2, 3, 4, 5, 6]
    assert reading["sections"][3]["heading"] != "政府信息公开"


def test_a_heading_in_one_line_with_its_text_begins_a_section() -> None:
    text = report_text().decode().replace("一、总体情况\n", "一、总体情况：工作平稳有序。\n")
    sections = extract.read(text.encode(), "report.txt").as_json()["sections"]
    assert (sections[0]["number"], sections[0]["heading"]) == (1, "总体情况")
    assert sections[0]["text"].startswith("工作平稳有序。")


def test_an_outline_of_2008_keeps_every_heading_and_all_text() -> None:
    reading = page(
        TITLE,
        "根据条例编制本报告。",
        "一、概述",
        "建立了竹沟制度。",
        "二、主动公开政府信息情况",
        "公开信息二百条。",
        "三、收费及减免情况",
        "松岭一处减免。",
        "四、其他需要报告的事项",
        "没有。",
    )
    assert outline(reading) == [
        (None, ""),
        (None, "概述"),
        (2, "主动公开政府信息情况"),
        (None, "收费及减免情况"),
        (6, "其他需要报告的事项"),
    ]
    text = "".join(section["text"] for section in reading["sections"])
    assert all(word in text for word in ("编制本报告", "竹沟", "二百条", "松岭", "没有"))


@pytest.mark.parametrize(
    ("paragraphs", "headings"),
    [
        (["（一）做法", "在杏林试点。", "（二）打算", "推广。"], ["做法", "打算"]),
        (["一、概述。在杏林试点。", "二、打算。推广。"], ["概述", "打算"]),
        (["在杏林试点。", "推广。", "收到申请两件。"], [""]),
    ],
)
def test_text_of_any_outline_is_kept(paragraphs: list[str], headings: list[str]) -> None:
    reading = page(TITLE, *paragraphs, "今后继续努力。")
    assert [heading for _, heading in outline(reading)] == headings
    assert "杏林" in reading["sections"][0]["text"]
