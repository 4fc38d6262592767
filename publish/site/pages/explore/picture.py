"""The chart of an answer as a picture to take away: title, drawing, source and date."""

from __future__ import annotations

from typing import Final

from publish.site.drawings.canvas import PAPER, WIDE, Element, add, canvas, fitting, write
from publish.site.pages.explore.answer import Answer
from publish.site.pages.explore.plotting import Drawer
from publish.site.wording.words import Words

_MARGIN: Final = 16
_HEAD: Final = 56
_FOOT: Final = 62


def draw_picture(answer: Answer, drawer: Drawer, words: Words, address: str) -> Element:
    """The picture; `address` is that of the state in the explorer."""
    drawing = drawer.draw(WIDE)
    height = float(drawing.get("height", "0"))
    width = WIDE + 2 * _MARGIN
    svg = canvas(width, _HEAD + height + _FOOT, drawing.get("aria-label", ""))
    add(svg, "rect", x=0, y=0, width=width, height=_HEAD + height + _FOOT, fill=PAPER)
    measure = answer.state.measure
    title = write(
        svg, _MARGIN, 26, fitting(words.plain_pair(measure.title.zh, measure.title.en), WIDE, 17)
    )
    title.set("font-size", "17")
    title.set("font-weight", "600")
    who = words.plain_pair(answer.who.zh, answer.who.en)
    write(svg, _MARGIN, 46, fitting(f"{who} · {answer.years}", WIDE), tone="quiet")
    drawing.set("x", str(_MARGIN))
    drawing.set("y", str(_HEAD))
    svg.append(drawing)
    source = words.plain_pair(measure.source.zh, measure.source.en)
    told = words.plain("explore.picture_source", source=source, day=answer.as_of or "—")
    for line, text in enumerate((told, words.plain("explore.picture_marks"), address)):
        element = write(
            svg, _MARGIN, _HEAD + height + 20 + line * 17, fitting(text, WIDE, 12), tone="quiet"
        )
        element.set("font-size", "12")
    return svg
