"""OFD: the report as pages of text runs with positions, and ruling lines, as office suites print
it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from tests.corpus import painted
from tests.corpus.docx import packed
from tests.corpus.model import Draft
from tests.corpus.painted import SIZE, Look, width

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_WHITE = '<ofd:FillColor Value="255 255 255"/>'
_CLIP = (
    '<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path Boundary="0 0 0.01 0.01"><ofd:AbbreviatedData>'
    "M 0 0 L 0.01 0 L 0.01 0.01 L 0 0.01 C</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip>"
    "</ofd:Clips>"
)
_ATTRIBUTES = {"clear": ' Alpha="0"', "invisible": ' Visible="false"'}
_INSIDE = {"white": _WHITE, "clipped": _CLIP}


@dataclass
class _Page:
    """The objects of a page, of the template under it, and of annotations by whether they show."""

    objects: list[str] = field(default_factory=list)
    template: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class _Pages(painted.Pages):
    """Pages as lists of objects."""

    def __init__(self) -> None:
        super().__init__()
        self.pages = [_Page()]
        self.number = 10

    def new_page(self) -> None:
        self.pages.append(_Page())

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
        is_note = look in ("note", "note off")
        at = "0 0" if is_note else f"{x:.2f} {y:.2f}"
        extent = f"{width(text) * share:.2f} {size:.2f}"
        written = (
            f'<ofd:TextObject ID="{self.number}" Boundary="{at} {extent}" Font="2"'
            f' Size="{size}"{attributes}>{_INSIDE.get(look, "")}{code}</ofd:TextObject>'
        )
        if is_note:
            self.pages[-1].notes.append(
                f'<ofd:Annot ID="{self.number + 4_000}" Type="Stamp" Creator="x" Visible='
                f'"{str(look == "note").lower()}"><ofd:Appearance Boundary="{x:.2f} {y:.2f}'
                f' {extent}">{written}</ofd:Appearance></ofd:Annot>'
            )
        else:
            page = self.pages[-1]
            (page.template if look == "template" else page.objects).append(written)

    def draw(self, x: float, y: float, across: float, down: float) -> None:
        self.number += 1
        line = f"<ofd:AbbreviatedData>M 0 0 L {across:.2f} {down:.2f}</ofd:AbbreviatedData>"
        page = self.pages[-1]
        (page.template if self.form == "template" else page.objects).append(
            f'<ofd:PathObject ID="{self.number}" Boundary="{x:.2f} {y:.2f} {across or 0.2:.2f}'
            f' {down or 0.2:.2f}" LineWidth="0.2">{line}</ofd:PathObject>'
        )

    def fill(self, x: float, y: float, across: float, down: float) -> None:
        self.number += 1
        self.pages[-1].objects.append(
            f'<ofd:PathObject ID="{self.number}" Boundary="{x:.2f} {y:.2f} {across:.2f} {down:.2f}"'
            f' Stroke="false" Fill="true">{_WHITE}<ofd:AbbreviatedData>M 0 0 L {across:.2f} 0'
            f" L {across:.2f} {down:.2f} L 0 {down:.2f} C</ofd:AbbreviatedData></ofd:PathObject>"
        )


def render(draft: Draft) -> bytes:
    """The draft as an OFD file."""
    pages = _Pages()
    pages.form = draft.page.get("form", "plain")
    painted.paint(pages, draft)
    return packed(dict(_parts(pages)))


def _parts(pages: _Pages) -> Iterator[tuple[str, str]]:
    numbers = range(len(pages.pages))
    yield (
        "OFD.xml",
        f'{_HEAD}<ofd:OFD {_SPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        "<ofd:DocID>1</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
        "</ofd:DocBody></ofd:OFD>",
    )
    listed = "".join(
        f'<ofd:Page ID="{at + 5_000}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in numbers
    )
    templates = "".join(
        f'<ofd:TemplatePage ID="{at + 6_000}" BaseLoc="Tpls/Tpl_{at}/Content.xml"/>'
        for at in numbers
    )
    yield (
        "Doc_0/Document.xml",
        f"{_HEAD}<ofd:Document {_SPACE}><ofd:CommonData><ofd:MaxUnitID>9000</ofd:MaxUnitID>"
        f"{_area('PageArea')}<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>{templates}"
        f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>"
        "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations></ofd:Document>",
    )
    yield (
        "Doc_0/PublicRes.xml",
        f'{_HEAD}<ofd:Res {_SPACE} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="2" FontName="宋体"'
        ' FamilyName="宋体"/></ofd:Fonts></ofd:Res>',
    )
    noted = "".join(
        f'<ofd:Page PageID="{at + 5_000}"><ofd:FileLoc>Page_{at}/Annotation.xml</ofd:FileLoc>'
        "</ofd:Page>"
        for at in numbers
    )
    yield (
        "Doc_0/Annots/Annotations.xml",
        f"{_HEAD}<ofd:Annotations {_SPACE}>{noted}</ofd:Annotations>",
    )
    for at, page in enumerate(pages.pages):
        yield from _page_parts(at, page)


def _page_parts(at: int, page: _Page) -> Iterator[tuple[str, str]]:
    under = f'<ofd:Template TemplateID="{at + 6_000}" ZOrder="Background"/>'
    yield f"Doc_0/Pages/Page_{at}/Content.xml", _content(at + 7_000, page.objects, under)
    yield f"Doc_0/Tpls/Tpl_{at}/Content.xml", _content(at + 8_000, page.template)
    yield (
        f"Doc_0/Annots/Page_{at}/Annotation.xml",
        f"{_HEAD}<ofd:PageAnnot {_SPACE}>{''.join(page.notes)}</ofd:PageAnnot>",
    )


def _content(layer: int, objects: list[str], under: str = "") -> str:
    return (
        f"{_HEAD}<ofd:Page {_SPACE}>{_area('Area')}{under}<ofd:Content>"
        f'<ofd:Layer ID="{layer}">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def _area(name: str) -> str:
    return f"<ofd:{name}><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:{name}>"
