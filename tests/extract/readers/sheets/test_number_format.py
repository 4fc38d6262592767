from __future__ import annotations

import pytest

from extract.readers.sheets.number_format import shown


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (457, "General", "457"),
        (0.1 + 0.2, "General", "0.3"),
        (45, "00000", "00045"),
        (2.2949, "0.00", "2.29"),
        (2.345, "0.00", "2.35"),
        (57, "0.0#", "57.0"),
        (0.5, "#.00", ".50"),
        (1234.5, "#,##0", "1,235"),
        (1234567.5, "#,##0.00_ ;[Red]\\-#,##0.00\\ ", "1,234,567.50"),
        (457, "0%", "45700%"),
        (457, '"约"0"件"', "约457件"),
        (5, 'General"件"', "5件"),
        (3, "[$-804]0", "3"),
    ],
)
def test_what_a_format_shows(value: float, code: str, text: str) -> None:
    assert shown(float(value), code) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1623500, "0!.0000", "162.3500"),
        (864700, "0!.0,", "86.5"),
        (864700, "0.00,", "864.70"),
        (864700, '0"元"', "864700元"),
        (457, '"1"0', "1457"),
        (-3, "0;0", "3"),
        (-3, "0_);(0)", "(3)"),
        (457, '[>100]"多";0', "多"),
    ],
)
def test_a_format_that_shows_another_number_is_followed(value: float, code: str, text: str) -> None:
    assert shown(float(value), code) == text


@pytest.mark.parametrize(
    ("value", "code"),
    [(12, ";;;"), (0, "0;-0;;@"), (0, "#"), (0, "#,###"), (0, '[=0]"";General')],
)
def test_a_format_that_shows_nothing_is_followed(value: float, code: str) -> None:
    assert shown(float(value), code) == ""


@pytest.mark.parametrize("code", ["0.00E+00", "# ?/?", "[h]", "[DBNum1]General", "[<0]0;[<5]0"])
def test_of_other_formats_nothing_is_said(code: str) -> None:
    assert shown(457.25, code) is None


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1e30, "0"),
        (1e26, "#,##0.00"),
        (5, "0%%%%%%%%%%%%%%"),
        (float("inf"), "General"),
        (float("nan"), "0"),
        (2_958_465.9999999, "yyyy"),
    ],
)
def test_of_numbers_beyond_all_figures_nothing_is_said(value: float, code: str) -> None:
    assert shown(value, code) is None


def test_a_date_is_given_as_iso_writes_it() -> None:
    assert shown(45_303.0, "yyyy/m/d") == "2024-01-12"
    assert shown(45_303.5, 'yyyy"年"m"月"d"日" h:mm') == "2024-01-12T12:00:00"
