"""The statutory tables in their printed layout: cells with spans, for any form, from its labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from extract.forms import Disclosure, Form, Heading, form
from samples.printing import Place, Printed

BALANCE_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
HALF_WIDTH = str.maketrans("（）", "()")
NUMBER = re.compile(r"([一二三四])(（.）)?(\d)?")
MERGED_OMITS = form("2019").table3_omits
# How wide the figures of a row of table 2 are, over the three columns beside the label.
SPANS = {1: (3,), 2: (1, 2), 3: (1, 1, 1)}


@dataclass(frozen=True)
class Box:
    """A cell of a printed table: its text, top left corner and spans, counted from 0."""

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    header: bool = True


@dataclass(frozen=True)
class Table:
    """A printed table: boxes that tile it without gap or overlap, in reading order."""

    boxes: tuple[Box, ...]

    @property
    def height(self) -> int:
        """Number of rows."""
        return max(box.row + box.row_span for box in self.boxes)

    @property
    def width(self) -> int:
        """Number of columns."""
        return max(box.column + box.column_span for box in self.boxes)

    def rows(self) -> list[list[Box]]:
        """The boxes that start in each row, from left to right."""
        ordered = sorted(self.boxes, key=lambda box: (box.row, box.column))
        rows: list[list[Box]] = [[] for _ in range(self.height)]
        for box in ordered:
            rows[box.row].append(box)
        return rows


def _spread(texts: Sequence[str], row: int, column: int, header: bool) -> Iterator[Box]:
    for text, span in zip(texts, SPANS[len(texts)], strict=True):
        yield Box(text, row, column, 1, span, header)
        column += span


def _band(
    item: str, disclosures: Sequence[Disclosure], row: int, cells: dict[Place, Printed]
) -> Iterator[Box]:
    yield Box(item, row, 0, 1, 4)
    yield Box("信息内容", row + 1, 0)
    yield from _spread([figure.column for figure in disclosures[0].figures], row + 1, 1, True)
    for below, disclosure in enumerate(disclosures, row + 2):
        yield Box(disclosure.label, below, 0)
        texts = [cells[2, figure.key, None].text for figure in disclosure.figures]
        yield from _spread(texts, below, 1, False)


def table2(layout: Form, cells: dict[Place, Printed]) -> Table:
    """Table 2: one band for each item of article 20, its header row and its rows of figures."""
    boxes: list[Box] = []
    row = 0
    for item, group in groupby(layout.table2, key=lambda disclosure: disclosure.item):
        disclosures = list(group)
        boxes.extend(_band(item, disclosures, row, cells))
        row += 2 + len(disclosures)
    return Table(tuple(boxes))


def numbered_label(heading: Heading, half_width: bool = False) -> str:
    """A row label with its number as the form prints it: 一、…, （一）…, 1.…"""
    match = NUMBER.fullmatch(heading.number)
    if not match:
        return heading.label
    top, part, item = match.groups()
    label = (
        f"{item}.{heading.label}"
        if item
        else f"{part}{heading.label}"
        if part
        else f"{top}、{heading.label}"
    )
    return label.translate(HALF_WIDTH) if half_width else label


def _applicant_header(layout: Form) -> Iterator[Box]:
    natural, *organisations, total = layout.table3.columns
    yield Box(BALANCE_NOTE, 0, 0, 3, 3)
    yield Box("申请人情况", 0, 3, 1, 7)
    yield Box(natural.label, 1, 3, 2, 1)
    yield Box("法人或其他组织", 1, 4, 1, len(organisations))
    yield Box(total.label, 1, 9, 2, 1)
    for column, organisation in enumerate(organisations, 4):
        yield Box(organisation.label, 2, column)


def printed_rows(layout: Form, cells: dict[Place, Printed]) -> list[Heading]:
    """The rows of table 3 that are printed: （六） in items, or as one row where the form or the
    figures have it so.
    """
    merged = any(
        cells[3, "other_total", column].value is not None for column in layout.table3.column_keys
    )
    omitted = MERGED_OMITS if merged else layout.table3_omits
    return [row for row in layout.table3.rows if row.key not in omitted]


def _group_boxes(layout: Form, rows: Sequence[Heading], half_width: bool) -> Iterator[Box]:
    """The labels that span rows: 三 in the first column, its groups in the second."""
    for group in layout.table3.groups:
        members = [
            index
            for index, row in enumerate(rows)
            if row.number[: len(group.number)] == group.number
        ]
        if rows[members[0]].number != group.number:  # （六） may be a row of its own instead
            column = 0 if len(group.number) == 1 else 1
            yield Box(numbered_label(group, half_width), 3 + members[0], column, len(members), 1)


def _row_label(row: Heading, position: int, half_width: bool) -> Box:
    text = numbered_label(row, half_width)
    if row.number[-1:].isdigit():
        return Box(text, position, 2)
    return Box(text, position, 1, 1, 2) if "（" in row.number else Box(text, position, 0, 1, 3)


def table3(
    layout: Form, cells: dict[Place, Printed], rows: Sequence[Heading], half_width: bool
) -> Table:
    """Table 3: three header rows, then the rows of applicants, with the labels of 三 and its groups
    spanning theirs.
    """
    boxes = [*_applicant_header(layout), *_group_boxes(layout, rows, half_width)]
    for index, row in enumerate(rows):
        boxes.append(_row_label(row, 3 + index, half_width))
        for column, key in enumerate(layout.table3.column_keys, 3):
            boxes.append(Box(cells[3, row.key, key].text, 3 + index, column, header=False))
    return Table(tuple(boxes))


def table4(layout: Form, cells: dict[Place, Printed]) -> Table:
    """Table 4: one line of fifteen figures under 行政复议 and the two kinds of 行政诉讼."""
    review, *litigation = layout.table4.rows
    outcomes = layout.table4.columns
    boxes = [Box(review.label, 0, 0, 1, 5), Box("行政诉讼", 0, 5, 1, 10)]
    boxes += [Box(outcome.label, 1, column, 2, 1) for column, outcome in enumerate(outcomes)]
    for left, route in zip((5, 10), litigation, strict=True):
        boxes.append(Box(route.label, 1, left, 1, 5))
        boxes += [Box(outcome.label, 2, left + column) for column, outcome in enumerate(outcomes)]
    keys = [
        (route, outcome)
        for route in layout.table4.row_keys
        for outcome in layout.table4.column_keys
    ]
    boxes += [
        Box(cells[4, route, key].text, 3, column, header=False)
        for column, (route, key) in enumerate(keys)
    ]
    return Table(tuple(boxes))


def statutory_tables(
    form_name: str, cells: dict[Place, Printed], half_width: bool = False
) -> dict[int, Table]:
    """Tables 2, 3 and 4 of a report on the form called `form_name`, by number."""
    layout = form(form_name)
    rows = printed_rows(layout, cells)
    return {
        2: table2(layout, cells),
        3: table3(layout, cells, rows, half_width),
        4: table4(layout, cells),
    }
