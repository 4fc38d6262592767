"""PDF as a program draws it, without an office suite: text with positions, lines, and whatever PDF
has to show a figure otherwise than it holds it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

from reportlab.lib.colors import black, white
from reportlab.lib.units import mm
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

from tests.corpus import painted
from tests.corpus.drawn_parts import FIGURE_FONTS, LAYER, with_layer
from tests.corpus.model import Draft
from tests.corpus.painted import SIZE, Look, width

FORMAT = "drawn"
_FONT = "STSong-Light"
_PAGE = (210 * mm, 297 * mm)
_INVISIBLE = 3
_BASELINE = 0.86


class _Pages(painted.Pages):
    def __init__(self) -> None:
        super().__init__()
        registerFont(UnicodeCIDFont(_FONT))
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=_PAGE, invariant=1)
        self.fields = 0

    def new_page(self) -> None:
        self.canvas.showPage()
        with_layer(self.canvas)

    def write(
        self, x: float, y: float, text: str, size: float = SIZE, look: Look = "plain"
    ) -> None:
        with self._state(look):
            self._take(look, x, y, text)
            run = self.canvas.beginText(x * mm, _PAGE[1] - (y + _BASELINE * size) * mm)
            run.setFont(FIGURE_FONTS[look]() if look in FIGURE_FONTS else _FONT, size * mm)
            run.setTextRenderMode(_INVISIBLE if look == "invisible" else 0)
            run.textOut(text)
            self.canvas.drawText(run)

    def _take(self, look: Look, x: float, y: float, text: str) -> None:
        """Let what follows be seen so, or not."""
        middle = (x + width(text) / 2) * mm, _PAGE[1] - (y + SIZE / 2) * mm
        if look == "white":
            self.canvas.setFillColor(white)
        elif look == "clear":
            self.canvas.setFillAlpha(0)
        elif look == "clipped":
            path = self.canvas.beginPath()
            path.rect(0, 0, 1, 1)
            self.canvas.clipPath(path, stroke=0)
        elif look in ("mirrored", "on its head"):
            self.canvas.translate(*middle)
            self.canvas.scale(-1, 1 if look == "mirrored" else -1)
            self.canvas.translate(-middle[0], -middle[1])

    @contextmanager
    def _state(self, look: Look) -> Iterator[None]:
        self.canvas.saveState()
        if look == "layer off":
            self.canvas.addLiteral(f"/OC /{LAYER} BDC")
        yield
        if look == "layer off":
            self.canvas.addLiteral("EMC")
        self.canvas.restoreState()

    def draw(self, x: float, y: float, across: float, down: float) -> None:
        self.canvas.setLineWidth(0.5)
        top = _PAGE[1] - y * mm
        self.canvas.line(x * mm, top, (x + across) * mm, top - down * mm)

    def fill(self, x: float, y: float, across: float, down: float) -> None:
        self.canvas.setFillColor(white)
        self.canvas.rect(
            x * mm, _PAGE[1] - (y + down) * mm, across * mm, down * mm, stroke=0, fill=1
        )
        self.canvas.setFillColor(black)

    def show(self, x: float, y: float, text: str, way: str) -> None:
        left, bottom = x * mm, _PAGE[1] - (y + SIZE) * mm
        self.fields += 1
        if way == "field":
            self.canvas.acroForm.textfield(
                name=f"f{self.fields}", x=left, y=bottom, width=(width(text) + 2) * mm,
                height=SIZE * mm, value=text, fontSize=8, borderWidth=0,
            )  # fmt: skip
        else:
            box = (left, bottom, left + (width(text) + 2) * mm, bottom + SIZE * mm)
            self.canvas.freeTextAnnotation(text, "/Helv 8 Tf 0 g", Rect=box)


def render(draft: Draft) -> bytes:
    """The draft as a PDF file."""
    pages = _Pages()
    painted.paint(pages, draft)
    pages.new_page()
    pages.canvas.save()
    return pages.buffer.getvalue()
