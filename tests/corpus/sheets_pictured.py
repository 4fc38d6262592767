"""Pictures that lie on cells of workbooks: the parts of the package that they need."""

from __future__ import annotations

import io

from PIL import Image

_PREFIX = "http://schemas.openxmlformats.org"
_OFFICE = f"{_PREFIX}/officeDocument/2006/relationships"
_DRAWING = f"{_PREFIX}/drawingml/2006"
TYPES = (
    '<Default Extension="png" ContentType="image/png"/><Override PartName="/xl/drawings/drawing1'
    '.xml" ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/>'
)
REFERENCE = f'<drawing xmlns:r="{_OFFICE}" r:id="rId1"/>'


def parts(places: list[tuple[int, int]]) -> dict[str, str | bytes]:
    """The parts of pictures on cells, which are given by row and column counted from 0."""
    anchors = "".join(_anchor(at, *place) for at, place in enumerate(places, start=1))
    return {
        "xl/worksheets/_rels/sheet1.xml.rels": _relation("drawing", "../drawings/drawing1.xml"),
        "xl/drawings/_rels/drawing1.xml.rels": _relation("image", "../media/image1.png"),
        "xl/drawings/drawing1.xml": (
            f'<xdr:wsDr xmlns:xdr="{_DRAWING}/spreadsheetDrawing" xmlns:a="{_DRAWING}/main"'
            f' xmlns:r="{_OFFICE}">{anchors}</xdr:wsDr>'
        ),
        "xl/media/image1.png": _png(),
    }


def _relation(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PREFIX}/package/2006/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def _anchor(number: int, row: int, column: int) -> str:
    ends = "".join(
        f"<xdr:{end}><xdr:col>{column}</xdr:col><xdr:colOff>{offset}</xdr:colOff>"
        f"<xdr:row>{row}</xdr:row><xdr:rowOff>{offset}</xdr:rowOff></xdr:{end}>"
        for end, offset in (("from", 20_000), ("to", 150_000))
    )
    return (
        f'<xdr:twoCellAnchor>{ends}<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="{number}"'
        f' name="P{number}"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
        '<a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/>'
        "</xdr:twoCellAnchor>"
    )


def _png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (24, 12), "white").save(buffer, "PNG")
    return buffer.getvalue()
