"""A figure of an XLS that a conditional format hides, or may, is unreadable; others are read."""

from __future__ import annotations

import pytest

from extract.readers.sheets.read import read_sheet
from tests.extract.readers.sheets.test_shown_not_stored import codes, texts
from tests.extract.readers.sheets.xls_files import (
    BLACK,
    LIGHT,
    PLAIN,
    STRUCK,
    WHITE,
    font,
    ground,
    number_format,
    numbered_format,
    record,
    rule,
    this_cell,
    whole,
    xls,
)

_BETWEEN, _NOT_BETWEEN, _EQUAL, _OTHER, _MORE, _LESS, _AT_LEAST, _AT_MOST = range(1, 9)
# A function of which nothing is known.
_SUM = whole(1) + b"\x22\x01\x04\x00"


def read(cell: float | str, *rules: bytes, is_on_dark: bool = False) -> tuple[str, list[str]]:
    document = read_sheet(xls(cell, *rules, is_on_dark=is_on_dark))
    label, text = texts(document)
    assert label == "行政处罚"
    return text, codes(document)


def test_a_cell_without_a_condition_is_read() -> None:
    assert read(57.0) == ("57", [])


@pytest.mark.parametrize(
    "change",
    [font(WHITE), font(style=STRUCK), ground(BLACK), number_format(";;;"), number_format('"无"'),
     number_format("0,"), numbered_format(9), numbered_format(200), font(WHITE)[:40]],
    ids=["white", "struck", "black on black", "nothing", "words", "thousands", "percent", "unknown",
         "damaged"],
)  # fmt: skip
def test_a_format_that_hides_or_alters_a_figure_leaves_it_unreadable(change: bytes) -> None:
    hidden = rule(change, whole(0), comparison=_MORE)
    assert read(57.0, hidden) == ("57?", ["hidden_text"])
    shown = rule(change, whole(60), comparison=_MORE)
    assert read(57.0, shown) == ("57", [])
    assert read(57.0, rule(change, whole(0), comparison=_MORE, column=2)) == ("57", [])


@pytest.mark.parametrize(
    "change",
    [
        font(),
        font(BLACK),
        font(style=PLAIN),
        ground(LIGHT),
        number_format("0.00"),
        numbered_format(2),
    ],
)
def test_a_format_under_which_a_figure_is_read_the_same_is_no_doubt(change: bytes) -> None:
    assert read(57.0, rule(change, whole(0), comparison=_MORE)) == ("57", [])


def test_white_letters_are_seen_on_the_dark_ground_of_their_cell() -> None:
    hidden = rule(font(WHITE), whole(0), comparison=_MORE)
    assert read(57.0, hidden, is_on_dark=True) == ("57", [])


@pytest.mark.parametrize(
    ("comparison", "first", "second", "text"),
    [
        (_BETWEEN, whole(50), whole(60), "57?"),
        (_BETWEEN, whole(60), whole(50), "57?"),
        (_BETWEEN, whole(1), whole(5), "57"),
        (_NOT_BETWEEN, whole(50), whole(60), "57"),
        (_NOT_BETWEEN, whole(1), whole(5), "57?"),
        (_EQUAL, whole(57), b"", "57?"),
        (_EQUAL, whole(5), b"", "57"),
        (_EQUAL, b"\x17\x02\x0057", b"", "57"),
        (_OTHER, whole(57), b"", "57"),
        (_LESS, whole(57), b"", "57"),
        (_AT_LEAST, whole(57), b"", "57?"),
        (_AT_MOST, whole(56), b"", "57"),
        (_AT_MOST, _SUM, b"", "57?"),
        (_MORE, whole(5) + b"\x13", b"", "57?"),
        (0, whole(1), b"", "57?"),
        (0, whole(0), b"", "57"),
        (0, b"\x1d\x01", b"", "57?"),
        (0, b"\x1d\x00", b"", "57"),
        (0, this_cell() + whole(57) + b"\x0b", b"", "57?"),
        (0, this_cell() + whole(5) + b"\x0b", b"", "57"),
        (0, b"\x24\x00\x00\x01\x00" + whole(5) + b"\x09\x15", b"", "57"),
        (0, b"\x24\x00\x00\x00\x00" + b"\x17\x02\x00no\x0b", b"", "57"),
        (0, b"\x24\x05\x00\x01\x00" + whole(5) + b"\x09", b"", "57?"),
        (0, _SUM, b"", "57?"),
        (0, b"\x1e", b"", "57?"),
    ],
)
def test_a_condition_is_judged_where_it_can_be_and_doubted_elsewhere(
    comparison: int, first: bytes, second: bytes, text: str
) -> None:
    judged = rule(font(WHITE), first, second, comparison=comparison)
    assert read(57.0, judged)[0] == text


def test_a_figure_that_is_a_text_is_hidden_like_a_number() -> None:
    assert read("57", rule(font(WHITE), whole(1))) == ("57?", ["hidden_text"])
    assert read("57", rule(number_format(";;;"), whole(1))) == ("57?", ["hidden_text"])
    assert read("57", rule(number_format("0;;"), whole(1))) == ("57", [])
    assert read("57", rule(font(WHITE), whole(57), comparison=_EQUAL)) == ("57", [])


def test_conditions_of_a_chart_inside_a_sheet_are_none_of_the_sheet() -> None:
    chart = record(0x0809, b"\x00\x06\x20\x00" + b"\x00" * 12) + record(0x000A, b"")
    hidden = rule(font(WHITE), whole(1))
    assert read(57.0, chart, hidden)[0] == "57?"
    inside = chart[:20] + hidden + chart[20:]
    assert read(57.0, inside)[0] == "57"
