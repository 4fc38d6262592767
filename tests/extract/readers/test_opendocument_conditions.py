"""A figure of a sheet of OpenDocument that a conditional format hides, or may, is unreadable."""

from __future__ import annotations

import pytest

from extract.document import Document
from extract.formats import read_document
from tests.extract.readers.test_opendocument import NAMESPACES, codes, texts

_NUMBERS = (
    '<number:number-style style:name="Two"><number:number number:decimal-places="2"/>'
    '</number:number-style><number:number-style style:name="Whole"><number:number'
    ' number:decimal-places="0"/></number:number-style><number:number-style style:name="Thousands">'
    '<number:number number:display-factor="1000"/></number:number-style>'
    '<number:text-style style:name="Nothing"><number:text/></number:text-style>'
    '<number:number-style style:name="Signed"><number:number/><style:map style:condition="'
    'value()&gt;0" style:apply-style-name="Nothing"/></number:number-style>'
)
_APPLIED = {
    "White": '<style:text-properties fo:color="#ffffff"/>',
    "Struck": '<style:text-properties style:text-line-through-style="solid"/>',
    "Bold": '<style:text-properties fo:font-weight="bold"/>',
    "Light": '<style:table-cell-properties fo:background-color="#ffffcc"/>',
    "Black": '<style:table-cell-properties fo:background-color="#000000"/>'
    '<style:text-properties fo:color="#000000"/>',
    "Dark": '<style:table-cell-properties fo:background-color="#1f4e79"/>',
}


def _style(name: str, content: str, data: str = "") -> str:
    shown = f' style:display-name="{name} of cells"' if not data else ""
    number = f' style:data-style-name="{data}"' if data else ""
    return (
        f'<style:style style:name="{name}"{shown}{number} style:family="table-cell"'
        f' style:parent-style-name="Default">{content}</style:style>'
    )


_STYLES = (
    _NUMBERS + '<style:default-style style:family="table-cell"><style:table-cell-properties'
    ' fo:background-color="transparent"/></style:default-style>'
    + "".join(_style(name, content) for name, content in _APPLIED.items())
    + "".join(
        _style(f"In{data}", "", data) for data in ("Two", "Whole", "Thousands", "Nothing", "Signed")
    )
)
_LABEL = 'office:value-type="string"><text:p>行政处罚</text:p>'
_FIGURE = 'office:value-type="float" office:value="57"><text:p>57</text:p>'


def read(cell: str, formats: str = "", styles: str = "", columns: str = "") -> Document:
    """A sheet with a row of a label and a cell B1, and what LibreOffice adds to it."""
    label = f"<table:table-cell {_LABEL}</table:table-cell>"
    added = f"<calcext:conditional-formats>{formats}</calcext:conditional-formats>"
    return read_document(
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMESPACES}'
        ' xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0">'
        f"<office:automatic-styles>{_STYLES}{styles}</office:automatic-styles><office:body>"
        f'<office:spreadsheet><table:table table:name="表">{columns}<table:table-row>{label}'
        f"<table:table-cell {cell}</table:table-cell></table:table-row>{added}"
        "</table:table></office:spreadsheet></office:body></office:document>".encode()
    )


def added(condition: str, style: str = "White", area: str = "表.B1:表.B1") -> str:
    """A conditional format as LibreOffice adds it to a table."""
    written = condition.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return (
        f'<calcext:conditional-format calcext:target-range-address="{area}"><calcext:condition'
        f' calcext:apply-style-name="{style}" calcext:value="{written}"'
        ' calcext:base-cell-address="表.B1"/></calcext:conditional-format>'
    )


def mapped(condition: str, style: str = "White") -> str:
    """A cell style that gives way to another one under a condition."""
    written = condition.replace("<", "&lt;").replace(">", "&gt;")
    return (
        '<style:style style:name="Mapped" style:family="table-cell"><style:map'
        f' style:condition="{written}" style:base-cell-address="表.B1"'
        f' style:apply-style-name="{style}"/></style:style>'
    )


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("White", "57?"),
        ("White of cells", "57?"),
        ("Struck", "57?"),
        ("Black", "57?"),
        ("InNothing", "57?"),
        ("InThousands", "57?"),
        ("InSigned", "57?"),
        ("InTwo", "57"),
        ("InWhole", "57"),
        ("Bold", "57"),
        ("Light", "57"),
        ("Dark", "57"),
        ("Missing", "57"),
    ],
)
def test_only_a_format_that_hides_or_alters_a_figure_is_a_doubt(style: str, text: str) -> None:
    found = ["hidden_text"] if "?" in text else []
    document = read(_FIGURE, added(">0", style))
    assert (texts(document), codes(document)) == (["行政处罚", text], found)
    assert texts(read(_FIGURE, added("<0", style))) == ["行政处罚", "57"]
    assert texts(read(_FIGURE, added(">0", style, "表.C1 表.B2:表.B9"))) == ["行政处罚", "57"]


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        ("=57", "57?"),
        ("!=57", "57"),
        ("<=56", "57"),
        (">=57", "57?"),
        ('="57"', "57"),
        ("between(50,60)", "57?"),
        ("between(1,5)", "57"),
        ("not-between(50,60)", "57"),
        ("not-between(1,5)", "57?"),
        ("formula-is(TRUE())", "57?"),
        ("formula-is(1)", "57?"),
        ("formula-is(FALSE)", "57"),
        ("formula-is([.B1]=57)", "57?"),
        ("formula-is(B1<5)", "57"),
        ("formula-is([.$B$1]<5)", "57"),
        ('formula-is([.$A1]="x")', "57"),
        ('formula-is([.A1]="行政处罚")', "57?"),
        ("formula-is([.C1]=0)", "57?"),
        ("formula-is(SUM([.B1:.B2])<5)", "57?"),
        ("duplicate", "57?"),
    ],
)
def test_a_condition_is_judged_where_it_can_be_and_doubted_elsewhere(
    condition: str, text: str
) -> None:
    assert texts(read(_FIGURE, added(condition))) == ["行政处罚", text]


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        ("cell-content()>50", "57?"),
        ("cell-content()>60", "57"),
        ("cell-content-is-between(1,60)", "57?"),
        ("cell-content-is-not-between(1,60)", "57"),
        ("of:is-true-formula([.B1]=5)", "57"),
        ("of:is-true-formula(AND([.B1]=5))", "57?"),
    ],
)
def test_the_condition_of_a_style_map_is_judged(condition: str, text: str) -> None:
    cell = f'table:style-name="Mapped" {_FIGURE}'
    assert texts(read(cell, styles=mapped(condition))) == ["行政处罚", text]


def test_a_cell_without_a_style_has_that_of_its_column() -> None:
    column = '<table:table-column/><table:table-column table:default-cell-style-name="{}"/>'
    styles = mapped("cell-content()>50")
    document = read(_FIGURE, styles=styles, columns=column.format("Mapped"))
    assert texts(document) == ["行政处罚", "57?"]
    document = read(_FIGURE, columns=column.format("White"))
    assert (texts(document), codes(document)) == (["行政处罚", "?"], ["hidden_text"])


def test_white_letters_are_seen_on_the_dark_ground_of_their_cell() -> None:
    assert texts(read(f'table:style-name="Dark" {_FIGURE}', added(">0"))) == ["行政处罚", "57"]


def test_more_decimals_than_a_format_shows_are_a_doubt() -> None:
    cell = 'office:value-type="float" office:value="2.29"><text:p>2.29</text:p>'
    assert texts(read(cell, added(">0", "InWhole"))) == ["行政处罚", "2.29?"]
    assert texts(read(cell, added(">0", "InTwo"))) == ["行政处罚", "2.29"]


def test_a_figure_that_is_a_text_is_hidden_like_a_number() -> None:
    cell = 'office:value-type="string"><text:p>57</text:p>'
    assert texts(read(cell, added("formula-is(1)"))) == ["行政处罚", "57?"]
    assert texts(read(cell, added("=57"))) == ["行政处罚", "57"]
    assert texts(read(cell, added("formula-is(1)", "InNothing"))) == ["行政处罚", "57?"]
    assert texts(read(cell, added("formula-is(1)", "InThousands"))) == ["行政处罚", "57"]


@pytest.mark.parametrize(("shows", "text"), [("false", "57?"), ("true", "57")])
def test_a_bar_in_the_place_of_a_figure_leaves_it_unreadable(shows: str, text: str) -> None:
    bar = (
        '<calcext:conditional-format calcext:target-range-address="表.B1:表.B1">'
        f'<calcext:data-bar calcext:show-value="{shows}"/></calcext:conditional-format>'
    )
    assert texts(read(_FIGURE, bar)) == ["行政处罚", text]


def _column(width: str) -> str:
    return (
        '<style:style style:name="co" style:family="table-column"><style:table-column-properties'
        f' style:column-width="{width}"/></style:style>'
    )


_COLUMNS = '<table:table-column/><table:table-column table:style-name="co"/>'


@pytest.mark.parametrize(("width", "has_room"), [("2cm", True), ("0.6cm", True), ("0.15in", False)])
def test_a_number_that_its_column_has_no_room_for_is_unreadable(width: str, has_room: bool) -> None:
    document = read(_FIGURE, "", _column(width), _COLUMNS)
    assert texts(document)[1:] == (["57"] if has_room else ["57?"])
    assert codes(document) == ([] if has_room else ["narrow_column"])


def test_a_text_in_a_narrow_column_is_read() -> None:
    text = 'office:value-type="string"><text:p>57</text:p>'
    assert texts(read(text, "", _column("0.15in"), _COLUMNS))[1:] == ["57"]
