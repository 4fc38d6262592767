"""OFD: the report as pages of text runs with positions, and ruling lines, as office suites print
it.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from tests.corpus import painted
from tests.corpus.docx import packed
from tests.corpus.model import Draft
from tests.corpus.painted import SIZE, Look, width

_SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_WHITE = '<ofd:FillColor Value="255 255 255"/>'
_CLIP = (
    '<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path Boundary="0 0 0.01 0.01"><ofd:AbbreviatedData>'
    "M 0 0 L 0.01 0 L 0.01 0.01 L 0 0.01 C</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip>"
    "</ofd:Clips>"
)
_ATTRIBUTES = {"clear": ' Alpha="0"', "invisible": ' Visible="false"'}
_INSIDE = {"white": _WHITE, "clipped": _CLIP}


class _Pages(painted.Pages):
    """Pages as lists of objects."""

    def __init__(self) -> None:
        super().__init__()
        self.objects: list[list[str]] = [[]]
        self.number = 10

    def new_page(self) -> None:
        self.objects.append([])

    def write(
        self, x: float, y: float, text: str, size: float = SIZE, look: Look = "plain"
    ) -> None:
        self.number += 1
        share = size / SIZE
        step = " ".join(f"{width(char) * share:g}" for char in text[:-1])
        delta = f' DeltaX="{step}"' if step else ""
        code = f'<ofd:TextCode X="0" Y="{size * 0.86:.2f}"{delta}>{escape(text)}</ofd:TextCode>'
        attributes = _ATTRIBUTES.get(look, "")
        if look in ("mirrored", "on its head"):
            down = "1 {:g} 0" if look == "mirrored" else f"-1 {{:g}} {size:g}"
            attributes = f' CTM="-1 0 0 {down.format(width(text) * share)}"'
        self.objects[-1].append(
            f'<ofd:TextObject ID="{self.number}" Boundary="{x:.2f} {y:.2f}'
            f' {width(text) * share:.2f} {size:.2f}" Font="2" Size="{size}"{attributes}>'
            f"{_INSIDE.get(look, '')}{code}</ofd:TextObject>"
        )

    def draw(self, x: float, y: float, across: float, down: float) -> None:
        self.number += 1
        line = f"<ofd:AbbreviatedData>M 0 0 L {across:.2f} {down:.2f}</ofd:AbbreviatedData>"
        self.objects[-1].append(
            f'<ofd:PathObject ID="{self.number}" Boundary="{x:.2f} {y:.2f} {across or 0.2:.2f}'
            f' {down or 0.2:.2f}" LineWidth="0.2">{line}</ofd:PathObject>'
        )

    def fill(self, x: float, y: float, across: float, down: float) -> None:
        self.number += 1
        self.objects[-1].append(
            f'<ofd:PathObject ID="{self.number}" Boundary="{x:.2f} {y:.2f} {across:.2f} {down:.2f}"'
            f' Stroke="false" Fill="true">{_WHITE}<ofd:AbbreviatedData>M 0 0 L {across:.2f} 0'
            f" L {across:.2f} {down:.2f} L 0 {down:.2f} C</ofd:AbbreviatedData></ofd:PathObject>"
        )


def render(draft: Draft) -> bytes:
    """The draft as an OFD file."""
    pages = _Pages()
    painted.paint(pages, draft)
    return packed(dict(_parts(pages)))


def _parts(pages: _Pages) -> Iterator[tuple[str, str]]:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield (
        "OFD.xml",
        (
            f'{head}<ofd:OFD {_SPACE} Version="1.0"'
            ' DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID>'
            "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
        ),
    )
    listed = "".join(
        f'<ofd:Page ID="{at + 5_000}" BaseLoc="Pages/Page_{at}/Content.xml"/>'
        for at in range(len(pages.objects))
    )
    area = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    yield (
        "Doc_0/Document.xml",
        (
            f"{head}<ofd:Document"
            f" {_SPACE}><ofd:CommonData><ofd:MaxUnitID>9000</ofd:MaxUnitID>{area}"
            f"<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
        ),
    )
    yield (
        "Doc_0/PublicRes.xml",
        (
            f'{head}<ofd:Res {_SPACE} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="2" FontName="宋体"'
            ' FamilyName="宋体"/></ofd:Fonts></ofd:Res>'
        ),
    )
    for at, objects in enumerate(pages.objects):
        yield (
            f"Doc_0/Pages/Page_{at}/Content.xml",
            f"{head}<ofd:Page {_SPACE}>{area.replace('PageArea', 'Area')}<ofd:Content>"
            f'<ofd:Layer ID="{at + 7_000}">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>',
        )
