"""Reports of the years 2014-2018 with the national statistics table, and prose of the years before
it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from tests.corpus import docx, html, text
from tests.corpus.model import Cell, Draft, Grid, Paragraph, Sample, truth_of
from tests.corpus.report import _agency, name_forms, sign

RENDERERS = {"html": html.render, "text": text.render, "docx": docx.render}
UNITS_OF_CHAPTERS = {"四": "件", "五": "件", "六": "件", "七": "万元"}
# By chapter: the place of a total among the chapter's numbers, and those of its parts; inner sums
# come first.
SUMS: dict[str, list[tuple[int, tuple[int, ...]]]] = {
    "三": [
        (0, (1, 2, 3, 4)),
        (5, (6, 7)),
        (12, (13, 14, 15, 16, 17, 18)),
        (8, (9, 10, 11, 12, 19, 20, 21, 22)),
    ],
    "四": [(0, (1, 2, 3))],
    "五": [(0, (1, 2, 3))],
    "八": [(2, (3, 4))],
}
OUTLINE = (
    "一、概述",
    "二、主动公开政府信息情况",
    "三、依申请公开政府信息情况",
    "四、收费及减免情况",
    "五、存在的主要问题",
)


@cache
def chapters() -> list[dict[str, Any]]:
    """The chapters of the national table with their indicators."""
    content: list[dict[str, Any]] = yaml.safe_load(
        Path(__file__).with_name("statistics.yml").read_text(encoding="utf-8")
    )
    return content


def sample(random: Random, name: str, format: str) -> Sample:
    """One report with the statistics table of its time, or one of prose alone."""
    agency, place, short = _agency(random)
    with_table = random.random() < 0.8
    year = random.randint(2014, 2018) if with_table else random.randint(2008, 2013)
    draft = Draft(random, agency, place, short, year, "2021", figures={})
    draft.agency_forms = name_forms(agency)
    draft.title = f"{agency}{year}年政府信息公开工作年度报告"
    entries = list(_entries(random)) if with_table else []
    _compose(draft, entries)
    _style(draft)
    data = RENDERERS[format](draft)
    form = "2014" if with_table else "prose"
    truth = {**truth_of(draft), "form": form, "statistics": entries, "parsed": with_table}
    return Sample(name, data, format, form, "clean", (f"form {form}",), truth)


def _entries(random: Random) -> Iterator[dict[str, Any]]:
    """Every indicator with a number, in the order of the table; totals are the sums of their
    parts.
    """
    for chapter in chapters():
        name = chapter["chapter"]
        labels = [(name, UNITS_OF_CHAPTERS.get(name[0], "")), *chapter["indicators"]]
        entries = [_entry(name, label, unit, random) for label, unit in labels if unit]
        for total, parts in SUMS.get(name[0], []):
            entries[total]["value"] = str(sum(int(entries[part]["value"]) for part in parts))
        yield from entries


def _entry(chapter: str, label: str, unit: str, random: Random) -> dict[str, Any]:
    value = str(random.choice([0, 0, 0, random.randint(1, 90), random.randint(100, 90_000)]))
    return {
        "chapter": chapter,
        "label": label,
        "unit": unit,
        "value": value if unit != "万元" else f"{value}.5",
    }


def _compose(draft: Draft, entries: list[dict[str, Any]]) -> None:
    draft.blocks.append(Paragraph(draft.title or "", "title"))
    lead = (
        f"根据《中华人民共和国政府信息公开条例》，{draft.agency}编制本报告。"
        f"统计期限为{draft.year}年1月1日至12月31日。"
    )
    draft.blocks.append(Paragraph(lead, "lead"))
    for heading in OUTLINE:
        draft.blocks.append(Paragraph(heading, "heading"))
        draft.blocks.append(
            Paragraph(
                f"{draft.year}年各项工作按计划推进，全年公开信息{draft.random.randint(9, 999)}条。"
            )
        )
    if entries:
        draft.blocks += [
            Paragraph("附表", "junk"),
            Paragraph("政府信息公开情况统计表", "junk"),
            _grid(entries),
        ]
    sign(draft)


def _grid(entries: list[dict[str, Any]]) -> Grid:
    """The table as printed: chapters and bare headings have a row without a number."""
    values = iter(entries)
    rows = [[Cell("统计指标"), Cell("单位"), Cell("统计数")]]
    for chapter in chapters():
        unit = UNITS_OF_CHAPTERS.get(chapter["chapter"][0], "")
        for label, own in [(chapter["chapter"], unit), *chapter["indicators"]]:
            rows.append(
                [Cell(label), Cell(own or "——"), Cell(next(values)["value"] if own else "——")]
            )
    return Grid(0, rows)


def _style(draft: Draft) -> None:
    draft.page = {
        "today": "",
        "site": "人民政府网",
        "source": draft.agency,
        "page_title": None,
        "info": None,
    }
    draft.page |= {
        "encoding": "utf-8",
        "declared": "utf-8",
        "shell": draft.random.choice(["bare", "fragment"]),
    }
    draft.page |= {
        "table": "spanned",
        "cell": "plain",
        "word": [],
        "manner": draft.random.choice(text.CLEAN_MANNERS),
    }
