"""The reports with a statistics table (form of 2014): text on the outline of 2008, and the table as
their annex.
"""

from __future__ import annotations

from extract.forms import Indicator, statistics
from foundation.numbering import counted
from samples.grids import Box, Table
from samples.printing import Place, Printed
from samples.prose import Block, Wording

HEADER = ("统计指标", "单位", "统计数")
NO_NUMBER = "—"
# The headings of a report and the entry of prose.yml under each (regulations of 2008, article 32).
OUTLINE = {
    "概述": "overview",
    "主动公开政府信息的情况": "annexed_disclosure",
    "依申请公开政府信息和不予公开政府信息的情况": "annexed_requests",
    "政府信息公开的收费及减免情况": "annexed_fees",
    "因政府信息公开申请行政复议、提起行政诉讼的情况": "annexed_disputes",
    "存在的主要问题及改进情况": "problems",
}


def _row(row: Indicator, cells: dict[Place, Printed]) -> tuple[str, str, str]:
    label = row.chapter if row.is_chapter else row.label
    return (
        (label, row.unit, cells["statistics", row.key, None].text)
        if row.unit
        else (label, NO_NUMBER, NO_NUMBER)
    )


def statistics_table(cells: dict[Place, Printed]) -> Table:
    """The statistics table: a row for each chapter, heading and indicator with its unit and
    number.
    """
    rows = [HEADER, *(_row(row, cells) for row in statistics().rows)]
    boxes = [
        Box(text, at, column, header=at == 0 or column == 0)
        for at, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    return Table(tuple(boxes))


def annexed_text(say: Wording, table: Table, signature: tuple[str, str]) -> list[Block]:
    """The whole report: opening, the outline's headings with their text, the annex, and the
    signature.
    """
    blocks = [Block("text", say("annexed_opening"))]
    for number, (heading, entry) in enumerate(OUTLINE.items(), start=1):
        blocks += [Block("heading", f"{counted(number)}、{heading}"), Block("text", say(entry))]
    blocks += [
        Block("heading", "附表"),
        Block("text", statistics().title),
        Block("table", table=table),
    ]
    return blocks + [Block("signature", line) for line in signature]
