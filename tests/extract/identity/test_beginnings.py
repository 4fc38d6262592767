"""Agency, year and day of publication out of the beginnings of reports, with a title and without one
(tests/corpus/beginnings.yml).
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import pytest
import yaml

import extract
from foundation.agency_names import comparable

FILE = Path(__file__).parents[2] / "corpus/beginnings.yml"
BEGINNINGS = yaml.safe_load(FILE.read_text(encoding="utf-8"))


def as_text(text: str) -> tuple[bytes, str]:
    return text.encode(), "page.txt"


def as_page(text: str) -> tuple[bytes, str]:
    lines = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines())
    return f"<html><head><title></title></head><body>{lines}</body></html>".encode(), "page.html"


SECTIONS = """云溪县报告如下。
一、总体情况
{sentence}
二、主动公开政府信息情况
没有。
"""


@pytest.mark.parametrize(
    "sentence",
    [
        "县委、县政府高度重视政府信息公开工作。",
        "县委高度重视政府信息公开工作。",
        "云溪县委高度重视政府信息公开工作。",
        "在县政府领导下，全县各单位认真落实条例。",
        "2023年，国务院办公厅进一步规范了格式。",
        "2023年，我局坚持公开为常态。局党组高度重视政府信息公开工作。",
        "云溪县水务局高度重视信息公开。云溪县民政局认真落实条例。",
        "年政府信息公开工作年度报告",
        "根据市政府政务公开工作部署要求，做好各项工作。",
        "成立了本办政府信息公开工作领导小组。",
        "按照市政府印发的《云川市政府信息公开规定》，做好各项工作。",
        "县教育局制定了《云溪县教育局政府信息公开制度》，县水务局印发了《云溪县水务局信息公开指南》。",
        "县政府印发《云溪县人民政府信息公开规定》，我局认真落实。",
        "办公室作为信息公开工作小组，全面负责对全区政务公开工作的指导。",
        "全县未收到申请，各乡镇共收到申请三件。",
    ],
)
def test_who_leads_the_work_or_one_of_several_is_not_who_reports(sentence: str) -> None:
    reading = extract.read(SECTIONS.format(sentence=sentence).encode(), "page.txt").as_json()
    assert reading["agency"] is None


@pytest.mark.parametrize("shape", [as_text, as_page])
@pytest.mark.parametrize("beginning", BEGINNINGS, ids=lambda beginning: str(beginning["name"]))
def test_a_beginning_is_understood(beginning: dict[str, Any], shape: Any) -> None:
    reading = extract.read(*shape(beginning["text"])).as_json()
    published = beginning.get("published")
    agency = comparable(reading["agency"] or "")
    assert (agency, reading["year"], reading["published_on"]) == (
        comparable(beginning["agency"]),
        beginning["year"],
        published and published.isoformat(),
    )
