from __future__ import annotations

from dataclasses import replace

import pytest

from extract.cells.contents import contents_of
from extract.document import Cell


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("", "blank"),
        ("\u00a0 \u3000", "blank"),
        ("[bookmark: _GoBack]", "blank"),
        ("\u200b", "blank"),
        ("12", "figure"),
        ("-3", "figure"),
        ("5件", "figure"),
        ("无", "figure"),
        ("1 2", "figure"),
        ("12?", "figure"),
        ("?", "figure"),
        ("/", "mark"),
        ("——", "mark"),
        ("不涉及", "mark"),
        ("自然人", "words"),
        ("（一）予以公开", "words"),
    ],
)
def test_a_text_is_blank_a_figure_a_mark_or_words(text: str, held: str) -> None:
    assert contents_of(text) == held
    assert Cell(text, 0, 0).holds == held


def test_a_cell_knows_its_key_and_its_number_of_each_kind() -> None:
    cell = Cell("−3（注1）", 0, 0)
    assert cell.number("change").value == -3
    assert cell.number("count").status == "unreadable"
    assert Cell("（一） 予以公开", 0, 0).key == "一予以公开"


def test_a_cell_with_another_text_holds_something_else() -> None:
    cell = Cell("12", 0, 0)
    assert (cell.holds, cell.key) == ("figure", "12")
    other = replace(cell, text="总计")
    assert (other.holds, other.key) == ("words", "总计")


def test_what_a_cell_has_worked_out_makes_it_no_other_cell() -> None:
    asked, fresh = Cell("12", 0, 0), Cell("12", 0, 0)
    assert asked.holds == "figure"
    assert asked == fresh
    assert hash(asked) == hash(fresh)
