"""A workbook in XML of Excel 2003: a figure that its column or a condition hides is unreadable."""

from __future__ import annotations

import pytest

from extract.formats import read_document
from tests.extract.readers.sheets.test_shown_not_stored import codes, texts

_SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_EXCEL = "urn:schemas-microsoft-com:office:excel"


def read(
    value: str, columns: str = "", after: str = "", table: str = "", style: str = ""
) -> tuple[str, list[str]]:
    """What is read of a number in B1 beside its label, and the issues of the document."""
    document = read_document(
        f'<?xml version="1.0"?><Workbook xmlns="{_SPACE}" xmlns:ss="{_SPACE}"><Styles>'
        '<Style ss:ID="Default"><Font ss:Size="12"/></Style><Style ss:ID="own">'
        f'{style}</Style></Styles><Worksheet ss:Name="表"><Table {table}>{columns}<Row>'
        '<Cell><Data ss:Type="String">行政处罚</Data></Cell><Cell ss:StyleID="own">'
        f'<Data ss:Type="Number">{value}</Data></Cell></Row></Table>{after}</Worksheet>'
        "</Workbook>".encode()
    )
    label, text = texts(document)
    assert label == "行政处罚"
    return text, codes(document)


def condition(change: str, cells: str = "R1C2") -> str:
    return (
        f'<ConditionalFormatting xmlns="{_EXCEL}"><Range>{cells}</Range><Condition>'
        f"<Qualifier>Equal</Qualifier><Value1>57</Value1><Format Style='{change}'/></Condition>"
        "</ConditionalFormatting>"
    )


def test_a_number_with_room_is_read() -> None:
    assert read("57") == ("57", [])
    assert read("31708740") == ("31708740", [])
    assert read("57", '<Column ss:Index="2" ss:Width="18"/>') == ("57", [])


@pytest.mark.parametrize(
    ("columns", "table"),
    [
        ('<Column ss:Index="2" ss:Width="12"/>', ""),
        ('<Column ss:Width="60"/><Column ss:Width="12"/>', ""),
        ("", 'ss:DefaultColumnWidth="12"'),
    ],
)
def test_a_number_that_its_column_has_no_room_for_is_unreadable(columns: str, table: str) -> None:
    assert read("57", columns, table=table) == ("57?", ["narrow_column"])
    assert read("5", columns, table=table) == ("5", [])


def test_a_cell_that_makes_its_text_smaller_has_room() -> None:
    shrinking = '<Alignment ss:ShrinkToFit="1"/>'
    narrow = '<Column ss:Index="2" ss:Width="12"/>'
    assert read("57", narrow, style=shrinking) == ("57", [])


@pytest.mark.parametrize(
    "change",
    ["color:white", "color:#FFFFFF", "background:black", "text-line-through:single",
     "mso-number-format:\";;;\"", "color:#1F4E79;background:#1F4E79"],
)  # fmt: skip
@pytest.mark.parametrize("cells", ["R1C2", "R1C1:R4C2", "R3C1,R1C2", "C2", "R1"])
def test_a_figure_that_a_condition_may_hide_is_unreadable(change: str, cells: str) -> None:
    assert read("57", after=condition(change, cells)) == ("57?", ["hidden_text"])


def test_a_condition_elsewhere_or_of_colour_alone_takes_nothing_away() -> None:
    assert read("57", after=condition("color:white", "R2C2")) == ("57", [])
    assert read("57", after=condition("color:red;background:yellow")) == ("57", [])
