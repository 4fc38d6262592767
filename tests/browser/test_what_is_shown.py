"""What is read of a cell against what Chromium paints of it: small tables with random styles.

Of each digit the page is painted with and without it: a digit that leaves no ink is not shown. What
is read without a doubt must be what is shown. Seeds are fixed, so that every run paints the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageChops

from extract.cells.numbers import DOUBT, parse_figure
from extract.document import Grid
from extract.readers.html.read import read_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TITLE = "某县2024年政府信息公开工作年度报告"
WIDTH, HEIGHT = 420, 150
CASES_OF_A_SEED = 25
# Of 255: shades that differ by less are the same to a reader.
LEAST_CONTRAST = 24
DECLARATIONS = (
    *("display:none", "display:inline-block", "display:block", "display:contents", "display:flex"),
    *(
        "visibility:hidden",
        "visibility:collapse",
        "visibility:visible",
        "content-visibility:hidden",
    ),
    *("opacity:0", "opacity:.01", "opacity:.6", "filter:opacity(0)", "filter:blur(9px)"),
    *("font-size:0", "font-size:1px", "font-size:2px", "font-size:14px", "font:0/1 serif"),
    *("color:white", "color:#fefefe", "color:transparent", "color:hsl(0 0% 100%)", "color:navy"),
    *("color:rgb(255 255 255 / 50%)", "-webkit-text-fill-color:transparent", "background:black"),
    *("background:#fff", "background:black;color:black", "background:#036;color:#fff"),
    *("position:absolute;left:-9999px", "position:absolute;top:-9999px", "position:relative"),
    *("position:relative;left:-30px", "position:fixed;top:0;left:0", "position:absolute"),
    *("clip:rect(0 0 0 0);position:absolute", "clip:rect(0 0 0 0)", "clip-path:inset(50%)"),
    *("clip-path:circle(0)", "clip-path:polygon(0 0,0 0,0 0)", "text-indent:-9999px"),
    *("display:block;text-indent:-9999px", "width:0;overflow:hidden", "height:0;overflow:hidden"),
    *("display:inline-block;width:0;overflow:hidden", "display:block;height:0;overflow:hidden"),
    *("display:inline-block;max-height:0;overflow:clip", "transform:scale(0)", "scale:0"),
    *("display:inline-block;transform:scale(0)", "display:inline-block;transform:rotate(180deg)"),
    *("display:inline-block;transform:translateX(-9999px)", "display:inline-block;scale:0"),
    *("display:inline-block;transform:rotateY(90deg)", "display:inline-block;translate:-999px"),
    *("float:right", "float:left", "letter-spacing:-1em", "text-decoration:line-through"),
    *("vertical-align:super", "unicode-bidi:bidi-override;direction:rtl", "direction:rtl"),
    *("margin-left:-9999px", "margin-left:-40px", "margin-top:-9999px", "display:block;margin:9px"),
    *(
        "zoom:0",
        "zoom:.1",
        "line-height:0",
        "z-index:-1;position:relative",
        "mix-blend-mode:screen",
    ),
    *("mask:linear-gradient(transparent,transparent)", "word-spacing:9px"),
    *("display:inline-block;perspective:1px;transform:rotateX(90deg)", "font-weight:bold"),
    *("display:inline-block;width:0;white-space:nowrap;overflow-x:clip", "text-transform:none"),
    *("display:table-column", "-webkit-text-security:disc", "max-width:0;display:inline-block"),
)
ATTRIBUTES = (
    *("", "", "", "", "hidden", "HIDDEN=until-found", "aria-hidden=true", "inert", "dir=rtl"),
    *("color=white", "bgcolor=black", "align=right", "hidden style=display:inline"),
)
ELEMENTS = (
    *("span", "span", "span", "b", "font", "i", "div", "p", "ins", "label", "a", "mark", "small"),
    *("del", "s", "strike", "sup", "sub", "noscript", "details", "rt", "bdo", "u"),
    *("summary", "button", "dialog", "datalist", "object", "picture", "svg", "math", "q"),
)
PSEUDO = (
    *('.x::before{content:"1"}', '.x::after{content:"0"}', '.x::before{content:""}'),
    *(
        '.x::after{content:"0";display:none}',
        '.c::after{content:"0"}',
        ".x::first-letter{color:#fff}",
    ),
)
SELECTORS = (
    *(".x", ".x", "td .x", "tr:nth-child(2) .x", ":is(.x,.nothing)", "td>*", ".c", ".c *"),
    *("tr:last-child td + td", "[class=x]", "body .x:not(.y)", ".nothing"),
)


@dataclass(frozen=True)
class Case:
    """A page, with the cell whose figure is looked at."""

    sheet: str
    cell: str

    @property
    def page(self) -> str:
        return (
            f"<!doctype html><html><head><meta charset=utf-8><title>{TITLE}</title>"
            f"<style>{self.sheet}</style></head><body><table border=1><tr><td>行政许可</td>"
            f"<td>本年处理决定数量</td></tr><tr><td>行政处罚</td>{self.cell}</tr></table></body></html>"
        )


def made(random: Random) -> Case:
    """A cell of three or four digits, some in elements that something is said of."""
    rules = [
        f"{random.choice(SELECTORS)}{{{random.choice(DECLARATIONS)}}}"
        for _ in range(random.choice([0, 1, 1, 2]))
    ]
    if random.random() < 0.15:
        rules.append(random.choice(PSEUDO))
    inside = wrapped("7", random)
    if random.random() < 0.2:
        inside = wrapped(f"{inside}5", random)
    around = random.choice(["", "", "", f' style="{random.choice(DECLARATIONS)}"'])
    return Case("".join(rules), f"<td class=c{around}>4{inside}9</td>")


def wrapped(inside: str, random: Random) -> str:
    """Something in an element with an attribute, a class or a style."""
    tag, attribute = random.choice(ELEMENTS), random.choice(ATTRIBUTES)
    style = f' style="{random.choice(DECLARATIONS)}"' if random.random() < 0.35 else ""
    return f"<{tag} class=x {attribute}{style}>{inside}</{tag}>"


def one_by_one() -> Iterator[Case]:
    """Each declaration, attribute, element and pseudo-element alone."""
    for declaration in DECLARATIONS:
        yield Case(f".x{{{declaration}}}", "<td class=c>4<span class=x>7</span>9</td>")
        yield Case(f".c{{{declaration}}}", "<td class=c>479</td>")
    for attribute in dict.fromkeys(ATTRIBUTES):
        yield Case("", f"<td class=c>4<span class=x {attribute}>7</span>9</td>")
        yield Case("", f"<td class=c {attribute}>479</td>")
    for element in dict.fromkeys((*ELEMENTS, "template", "style", "script")):
        yield Case("", f"<td class=c>4<{element} class=x>7</{element}>9</td>")
    for pseudo in PSEUDO:
        yield Case(pseudo, "<td class=c>4<span class=x>7</span>9</td>")


# Every digit in a text of the page, in the order of the tree, with what its element says of it.
DIGITS = """
() => {
  const found = [];
  const cell = document.querySelector('table').rows[1].cells[1];
  if (!cell) return found;
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    for (let at = 0; at < node.length; at++) {
      if (!/[0-9]/.test(node.data[at])) continue;
      const range = document.createRange();
      range.setStart(node, at); range.setEnd(node, at + 1);
      const box = range.getBoundingClientRect();
      let struck = false, raised = false;
      for (let up = node.parentElement; up && up !== cell.parentElement; up = up.parentElement) {
        const style = getComputedStyle(up);
        struck = struck || style.textDecorationLine.includes('line-through');
        raised = raised || (up !== cell && ['super', 'sub'].includes(style.verticalAlign));
      }
      found.push({digit: node.data[at], x: box.x + box.width / 2, y: box.y + box.height / 2,
                  height: box.height, struck, raised});
    }
  }
  return found;
}
"""
BLANK = """
(wanted) => {
  const cell = document.querySelector('table').rows[1].cells[1];
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  let count = 0;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    for (let at = 0; at < node.length; at++) {
      if (!/[0-9]/.test(node.data[at]) || count++ !== wanted) continue;
      const before = node.data;
      node.data = before.slice(0, at) + '\\u2007' + before.slice(at + 1);
      window.restore = () => { node.data = before; };
      return;
    }
  }
}
"""
# What is generated keeps its room and leaves no ink.
PLAIN = (
    "*::before, *::after { color: transparent !important; text-shadow: none !important;"
    " -webkit-text-fill-color: transparent !important }"
)


@dataclass(frozen=True)
class Shown:
    """What a page shows of its cell: the digits from left to right without those that are struck
    or raised; `plain` says that they stand in one line in the order of the text, with nothing
    beside them.
    """

    figure: str
    plain: bool


def differ(one: bytes, other: bytes) -> bool:
    """Whether two pictures differ by more than a careful person overlooks."""
    if one == other:
        return False
    pictures = [Image.open(BytesIO(data)).convert("L") for data in (one, other)]
    extrema = ImageChops.difference(*pictures).getextrema()
    return extrema[1] >= LEAST_CONTRAST


def shown_of(page: Page, case: Case) -> Shown:
    """What Chromium shows of a case."""
    page.set_content(case.page)
    whole = page.screenshot()
    digits: list[dict[str, Any]] = page.evaluate(DIGITS)
    seen = []
    for number, digit in enumerate(digits):
        page.evaluate(BLANK, number)
        if differ(page.screenshot(), whole):
            seen.append(digit)
        page.evaluate("() => window.restore()")
    page.add_style_tag(content=PLAIN)
    is_generated = differ(page.screenshot(), whole)
    ordered = sorted(seen, key=lambda digit: digit["x"])
    in_line = all(abs(digit["y"] - seen[0]["y"]) < digit["height"] / 2 for digit in seen)
    read = [digit["digit"] for digit in ordered if not digit["struck"] and not digit["raised"]]
    return Shown("".join(read), ordered == seen and in_line and not is_generated)


def read_of(case: Case) -> str | None:
    """The figure that is read of a case; None where it is doubted, or left out with its cell."""
    document = read_html(case.page.encode())
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    cells = [cell for grid in grids for cell in grid.cells if cell.row == 1]
    text = cells[1].text if len(cells) > 1 else ""
    if DOUBT in text:
        return None
    value = parse_figure(text, "count")
    return None if value.status == "unreadable" else str("" if value.value is None else value.value)


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    with chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT}) as found:
        yield found


def differences(page: Page, cases: Iterator[Case]) -> list[str]:
    """The cases of which another figure is read than is shown, and nothing is doubted."""
    found = []
    for case in cases:
        figure = read_of(case)
        if figure is None:
            continue
        shown = shown_of(page, case)
        if figure != shown.figure or not (shown.plain or not figure):
            found.append(f"{case.sheet} {case.cell}: read {figure!r}, shown {shown}")
    return found


def test_each_way_to_hide_a_digit_alone(page: Page) -> None:
    assert differences(page, one_by_one()) == []


@pytest.mark.parametrize("seed", range(3))
def test_ways_to_hide_a_digit_together(page: Page, seed: int) -> None:
    random = Random(f"shown {seed}")
    assert differences(page, (made(random) for _ in range(CASES_OF_A_SEED))) == []
