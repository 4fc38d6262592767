"""PDFs printed by a browser: the most common maker of PDFs draws tables in ways of its own."""

from __future__ import annotations

import pytest

from extract.document import Grid
from extract.readers.positions import spaced
from extract.readers.positions.fills import sides
from extract.readers.positions.geometry import Box, Glyph, Page, Rule
from extract.readers.positions.layout import read_layout
from extract.readers.positions.lines import lines
from tests.corpus import make, printed
from tests.corpus.score import Score, score
from tests.corpus.workers import read_all

SEED = 20
CLEAN, QUIRKY = 9, 3
ABSENT = "no Chromium, or no Playwright, to print PDFs with"


@pytest.fixture(scope="module")
def scores() -> list[Score]:
    if not printed.is_there():
        pytest.skip(ABSENT)
    samples = [
        *make(SEED, CLEAN, printed.FORMAT, "clean"),
        *make(SEED + 1, QUIRKY, printed.FORMAT, "quirky"),
    ]
    return [score(answer) for answer in read_all(samples)]


def test_printed_pages_are_read_without_a_wrong_number(scores: list[Score]) -> None:
    assert len(scores) == CLEAN + QUIRKY
    assert [(one.sample.name, one.error) for one in scores if one.error] == []
    assert [(one.sample.name, one.wrong[:3]) for one in scores if one.wrong] == []


def test_clean_printed_pages_are_read_whole(scores: list[Score]) -> None:
    clean = [one for one in scores if one.sample.layout == "clean"]
    assert [(one.sample.quirks, one.missed[:3]) for one in clean if one.missed] == []


def set_text(text: str, x: float, top: float) -> list[Glyph]:
    return [Glyph(char, x + 10 * n, top, x + 10 * n + 10, top + 10) for n, char in enumerate(text)]


def test_single_figures_beside_labels_make_a_table_of_one_column() -> None:
    rows = [("1.属于国家秘密", "3"), ("2.其他法律行政法规禁止公开", "15")]
    glyphs = [
        glyph
        for number, (label, figure) in enumerate(rows)
        for glyph in [
            *set_text(label, 50, 100 + 20 * number),
            *set_text(figure, 400, 100 + 20 * number),
        ]
    ]
    found = lines(glyphs)
    (stretch,) = spaced.stretches(found)
    grid = spaced.grid(found[stretch.start : stretch.end], 1)
    assert [[cell.text for cell in row] for row in grid.rows] == [list(row) for row in rows]


def cells(columns: int, rows: int) -> list[Box]:
    return [
        (50.0 + 60 * column, 100.0 + 20 * row, 109.0 + 60 * column, 119.0 + 20 * row)
        for row in range(rows)
        for column in range(columns)
    ]


def test_filled_cells_rule_a_table_and_the_ground_behind_them_does_not() -> None:
    found = sides([(0.0, 0.0, 595.0, 842.0), (49.0, 99.0, 290.0, 160.0), *cells(4, 3)], [])
    assert len(found) == 4 * 12
    assert min(rule.at for rule in found) == 50.0


def test_shaded_lines_of_text_rule_nothing() -> None:
    shaded = [(50.0, 100.0 + 16 * n, 545.0, 116.0 + 16 * n) for n in range(12)]
    runs = [
        box
        for n in range(6)
        for box in (
            (50.0, 400.0 + 16 * n, 120.0 + 41 * n, 416.0 + 16 * n),
            (120.0 + 41 * n, 400.0 + 16 * n, 545.0, 416.0 + 16 * n),
        )
    ]
    assert sides(shaded, []) == []
    assert sides(runs, []) == []


def test_fills_inside_of_a_drawn_table_rule_nothing() -> None:
    rules = [Rule(False, y, 50, 290) for y in (100.0, 160.0)]
    rules += [Rule(True, x, 100, 160) for x in (50.0, 170.0, 290.0)]
    assert sides(cells(4, 3), rules) == []


def framed_at_the_edge(rows: int) -> list[list[str]]:
    """A table inside of a frame that reaches the page's edge: a label and a figure a row."""
    right, left, top, high = 595.0, 50.0, 100.0, 20.0
    bottom = top + rows * high
    rules = [
        *(Rule(True, x, top, bottom) for x in (left, 300.0, 585.0, right)),
        *(Rule(False, y, left, right) for y in (top, bottom)),
        *(Rule(False, top + high * row, left, 585.0) for row in range(1, rows)),
    ]
    glyphs = [
        glyph
        for row in range(rows)
        for glyph in (
            *set_text("行政处罚", 60, top + high * row + 4),
            *set_text("57", 400, top + high * row + 4),
        )
    ]
    page = Page(1, right, 842.0, tuple(glyphs), tuple(rules), ())
    (grid,) = [block for block in read_layout([page]).blocks if isinstance(block, Grid)]
    return [[cell.text for cell in row] for row in grid.rows]


def test_the_margin_of_a_frame_at_the_edge_of_the_page_hides_no_figure() -> None:
    rows = framed_at_the_edge(6)
    assert rows[0] == ["行政处罚", "57", ""]
    assert rows[1:] == [["行政处罚", "57"]] * 5


def test_a_blank_cell_of_one_row_at_the_edge_may_hide_a_figure() -> None:
    assert framed_at_the_edge(2) == [["行政处罚", "57", "?"], ["行政处罚", "57"]]
