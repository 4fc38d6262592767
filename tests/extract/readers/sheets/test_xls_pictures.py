"""A figure of an XLS under a picture is unreadable; shapes that are no pictures lie over nothing."""

from __future__ import annotations

import pytest

from extract.readers.sheets.read import read_sheet
from tests.extract.readers.sheets.test_shown_not_stored import codes, texts
from tests.extract.readers.sheets.xls_files import picture, xls

_TEXT_BOX = 202


def read(drawing: bytes) -> tuple[list[str], list[str]]:
    document = read_sheet(xls(57.0, drawing))
    return texts(document), codes(document)


@pytest.mark.parametrize("split", [0, 20, 60])
def test_a_figure_under_a_picture_is_unreadable(split: int) -> None:
    found = ["行政处罚", "57?"], ["picture_in_cell"]
    assert read(picture(1, 0, 1, 0, split=split)) == found
    assert read(picture(0, 0, 3, 5, split=split)) == found


def test_a_picture_beside_the_figure_takes_nothing_away() -> None:
    assert read(picture(2, 0, 4, 3)) == (["行政处罚", "57"], [])
    assert read(picture(1, 0, 1, 0, kind=_TEXT_BOX)) == (["行政处罚", "57"], [])


def test_a_drawing_that_is_cut_off_costs_no_figure() -> None:
    whole = picture(2, 0, 4, 3)
    assert read(whole[:2] + b"\x20\x00" + whole[4:36])[0] == ["行政处罚", "57"]
