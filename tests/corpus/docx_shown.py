"""Cells of Word documents that hold more, or other, than what they show (quirks_stored)."""

from __future__ import annotations

from random import Random
from xml.sax.saxutils import escape

_PREFIX = "http://schemas.openxmlformats.org"
_MAIN = f"{_PREFIX}/wordprocessingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OFFICE = f"{_PREFIX}/officeDocument/2006/relationships"
# Ways of setting letters apart: said by the run itself, by its style, or by what that is based on.
_LOOKS = {
    "hidden": "<w:vanish/>",
    "white": '<w:color w:val="FFFFFF"/>',
    "tiny": '<w:sz w:val="2"/>',
    "struck": "<w:strike/>",
    "raised": '<w:vertAlign w:val="superscript"/>',
}
PARTS = {
    "word/styles.xml": f'<w:styles xmlns:w="{_MAIN}">'
    + "".join(
        f'<w:style w:type="character" w:styleId="{name}"><w:name w:val="{name}"/>'
        f"<w:rPr>{look}</w:rPr></w:style>"
        f'<w:style w:type="character" w:styleId="{name}2"><w:name w:val="{name}2"/>'
        f'<w:basedOn w:val="{name}"/></w:style>'
        for name, look in _LOOKS.items()
    )
    + "</w:styles>",
    "word/numbering.xml": (
        f'<w:numbering xmlns:w="{_MAIN}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
        '<w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    ),
}
TYPES = "".join(
    f'<Override PartName="/{name}" ContentType="{_TYPE}.{kind}+xml"/>'
    for name, kind in (("word/styles.xml", "styles"), ("word/numbering.xml", "numbering"))
)
RELATIONS = "".join(
    f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{kind}.xml"/>'
    for number, kind in ((7, "styles"), (8, "numbering"))
)
_MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
_DRAWING = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
# What stands in the place of a digit and is no text.
_NO_TEXT = {
    "picture": f'<w:r><w:drawing><a:blip {_DRAWING} r:embed="rId6"/></w:drawing></w:r>',
    "equation": (
        f"<m:oMath {_MATH}><m:f><m:num><m:r><m:t>5</m:t></m:r></m:num><m:den><m:r><m:t>7</m:t>"
        "</m:r></m:den></m:f></m:oMath>"
    ),
    "field": (
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> EQ \\f(5,7) </w:instrText>'
        '<w:fldChar w:fldCharType="end"/></w:r>'
    ),
    "check box": (
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> FORMCHECKBOX </w:instrText>'
        '<w:fldChar w:fldCharType="end"/></w:r>'
    ),
}
_LISTED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'


def paragraph(text: str, way: str, random: Random) -> str:
    """A paragraph that shows the text in this way."""
    digit = str(random.randint(1, 9))
    if way in _NO_TEXT:
        return _written(_run(text[:-1]) + _NO_TEXT[way])
    if way == "list number":
        return _written(_run(text), _LISTED)
    if way == "struck":
        return _written(_run(digit + text, _look(way, random)) + _run(text))
    return _written(_run(text) + _run(digit, _look(way, random)))


def _look(way: str, random: Random) -> str:
    named = f'<w:rStyle w:val="{way}"/>', f'<w:rStyle w:val="{way}2"/>'
    return random.choice((_LOOKS[way], *named))


def _run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _written(content: str, properties: str = "") -> str:
    return f'<w:p><w:pPr>{properties}<w:jc w:val="center"/></w:pPr>{content}</w:p>'
