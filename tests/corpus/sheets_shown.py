"""Cells of workbooks that hold more, or other, than what they show (quirks_stored)."""

from __future__ import annotations

import re
from decimal import Decimal
from random import Random

_PREFIX = "http://schemas.openxmlformats.org"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_LOOKS = {
    "hidden": '<color rgb="FFFFFFFF"/>',
    "white": '<color theme="0"/>',
    "tiny": '<sz val="1"/>',
    "struck": "<strike/>",
    "raised": '<vertAlign val="superscript"/>',
}
_MOST_DECIMALS = 6
# Cell formats by number: plain, hidden, in 万 of what is stored, with so many decimals.
_CODES = ("General", ";;;", "0!.0000", *("0." + "0" * places for places in range(1, 7)), "0")
# What conditional formats make of a cell: white letters, a format that shows nothing.
_CHANGES = (
    '<font><color rgb="FFFFFFFF"/></font>',
    '<numFmt numFmtId="200" formatCode=";;;"/>',
)
STYLES = {
    "xl/styles.xml": f'<styleSheet xmlns="{_PREFIX}/spreadsheetml/2006/main"><numFmts>'
    + "".join(
        f'<numFmt numFmtId="{164 + at}" formatCode="{code}"/>' for at, code in enumerate(_CODES)
    )
    + "</numFmts><cellXfs>"
    + "".join(f'<xf numFmtId="{164 + at}"/>' for at, _ in enumerate(_CODES))
    + f"</cellXfs><dxfs>{''.join(f'<dxf>{change}</dxf>' for change in _CHANGES)}</dxfs>"
    + "</styleSheet>"
}
TYPES = f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
RELATIONS = (
    f'<Relationship Id="rId9" Type="{_PREFIX}/officeDocument/2006/relationships/styles"'
    ' Target="styles.xml"/>'
)
_NUMBER = re.compile(r"\d+(?:\.\d{1,6})?")


def cell(text: str, way: str, place: str, random: Random) -> str | None:
    """A cell that shows the text in this way; None where the text is not one that can be."""
    digit = str(random.randint(1, 9))
    if way in _LOOKS:
        apart = f"<r><rPr>{_LOOKS[way]}</rPr><t>{digit}</t></r>"
        own = f'<r><t xml:space="preserve">{text}</t></r>'
        runs = apart + own if way == "struck" else own + apart
        return f'<c r="{place}" t="inlineStr"><is>{runs}</is></c>'
    if way == "error":
        return f'<c r="{place}" t="e"><f>A1/0</f><v>#DIV/0!</v></c>'
    if way in ("condition", "pictured"):
        return f'<c r="{place}"><v>{text}</v></c>'
    if way == "formula":
        return f'<c r="{place}"><f>SUM(A1:A2)</f></c>'
    if _NUMBER.fullmatch(text) is None:
        return None
    return _stored(text, way, place)


def _stored(text: str, way: str, place: str) -> str | None:
    decimals = len(text.partition(".")[2])
    if way == "no format":
        return f'<c r="{place}" s="1"><v>{text}</v></c>'
    if way == "in yuan":
        stored = Decimal(text) * 10_000
        is_whole = stored == stored.to_integral_value()
        return f'<c r="{place}" s="2"><v>{stored:f}</v></c>' if is_whole else None
    style = _CODES.index("0." + "0" * decimals if decimals else "0")
    return f'<c r="{place}" s="{style}"><v>{Decimal(text) + Decimal(4).scaleb(-decimals - 1):f}</v></c>'


def conditions(places: list[tuple[str, str]], changes: int = len(_CHANGES)) -> str:
    """Conditional formats that hide the number of each place, by so many of the changes."""
    return "".join(
        f'<conditionalFormatting sqref="{place}"><cfRule type="cellIs" priority="{at + 1}"'
        f' dxfId="{at % changes}" operator="equal"><formula>{text}</formula></cfRule>'
        "</conditionalFormatting>"
        for at, (place, text) in enumerate(places)
    )
