"""What HTML elements mean for running text, and how white space reads in a browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element

# LINE SEPARATOR stands for a line break while text is gathered, where line ends of the source are
# mere spaces.
BREAK = "\u2028"
_ASCII_SPACE = " \t\n\r\f"
_SPACE = re.compile(rf"[ \t\n\r\f{BREAK}]")
_RUN = re.compile(r"[ \t\n\r\f]+")
_WIDE = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]"
# Between two Chinese characters an end of line in the source is no space.
_WRAPPED = re.compile(rf"(?<={_WIDE})[ \t\r\f]*\n[ \t\n\r\f]*(?={_WIDE})")


# What an element does to the text around it; elements without a role are part of their line.
Role = Literal["block", "heading", "break", "table", "skip", "link", "verbatim", "picture", "frame"]
_TAGS: dict[Role, str] = {
    "block": (
        """address article aside blockquote body caption center dd details dialog dir div dl dt
        fieldset
        figcaption figure footer form frameset header hr legend li main menu nav ol p section
        summary
        tbody td tfoot th thead tr ul"""
    ),
    "heading": "h1 h2 h3 h4 h5 h6",
    "break": "br",
    "table": "table",
    "skip": (
        """audio button canvas datalist del head input math noscript option rp rt s script select
        strike style svg
        template textarea title video"""
    ),
    "link": "a",
    "verbatim": "listing plaintext pre xmp",
    "picture": "img",
    "frame": "embed frame iframe object",
}
ROLES: dict[object, Role] = {tag: role for role, tags in _TAGS.items() for tag in tags.split()}
STANDING_APART = ("block", "heading", "table")
# Rows and cells matter to a line only in a table that stands inside a cell; body and html stand
# alone anyway.
_PARTS_OF_TABLES = ("table", "tbody", "td", "tfoot", "th", "thead", "tr")
_APART = tuple(
    str(tag)
    for tag, role in ROLES.items()
    if role in STANDING_APART and tag not in _PARTS_OF_TABLES
)
_VERBATIM = tuple(_TAGS["verbatim"].split())
_SKIPPED = tuple(tag for tag in _TAGS["skip"].split() if tag not in ("head", "title"))


_CELLS = ("td", "th")
_FIGURE = re.compile(r"^\s*[\d.,，+\-—/]{1,15}\s*$")
# Longer raised text is no mark of a footnote.
_LONGEST_MARK = 4


def raises(style: str) -> bool:
    """Whether a style attribute raises the text of its element."""
    return "super" in style and "vertical-align" in style


def mark_lines(root: _Element, has_raised: bool) -> None:
    """Write a BREAK into the tree wherever a line begins or ends, and empty what is no text; tables
    are left out. `has_raised` says that a style attribute raises text.

    Done once, it leaves each later question for an element's text to libxml2.
    """
    for element in list(root.iter(*_SKIPPED)):
        figure = figure_in_field(element)
        element.clear(keep_tail=True)
        element.text = figure
    for element in root.iter(*_VERBATIM):
        _mark_source_lines(element)
    for element in [*root.iter("sub", "sup"), *(_raised(root) if has_raised else ())]:
        mark_footnote(element)
    for element in root.iter("br", *_APART):
        if _fills_cell(element):
            continue
        element.tail = BREAK + (element.tail or "")
        if element.tag != "br":
            element.text = BREAK + (element.text or "")


def _raised(root: _Element) -> list[_Element]:
    return [element for element in root.iterdescendants() if raises(element.get("style", ""))]


def _fills_cell(element: _Element) -> bool:
    """Whether an element is all that a cell holds: its lines begin and end where the cell does."""
    cell = element.getparent()
    return (
        cell is not None
        and cell.tag in _CELLS
        # Counting the children of a cell of thousands for each of them would take minutes.
        and element.getprevious() is None
        and element.getnext() is None
        and element.tag != "br"
        and not (cell.text and cell.text.strip(_ASCII_SPACE))
        and not (element.tail and element.tail.strip(_ASCII_SPACE))
    )


def figure_in_field(element: _Element) -> str | None:
    """The figure that a cell holds in a field of a form; None for what else stands in fields."""
    if element.tag not in ("input", "textarea") or element.get("type", "text").lower() not in (
        "text",
        "number",
    ):
        return None
    value = element.get("value") if element.tag == "input" else element.text
    in_cell = next(element.iterancestors("td", "th"), None) is not None
    return value if value and in_cell and _FIGURE.match(value) else None


def mark_footnote(element: _Element) -> None:
    """Put the mark of a footnote in brackets: 15 with a raised 2 is no 152."""
    mark = "".join(str(part) for part in element.itertext()).strip()
    if mark and len(mark) <= _LONGEST_MARK and not mark.startswith(("[", "［", "(", "（")):
        for child in list(element):
            element.remove(child)
        element.text = f"[{mark}]"


def _mark_source_lines(element: _Element) -> None:
    """An element whose line ends are line breaks."""
    for inner in element.iter():
        inner.text = _verbatim(inner.text)
        if inner is not element:
            inner.tail = _verbatim(inner.tail)
    element.text = BREAK + (element.text or "")
    element.tail = BREAK + (element.tail or "")


def _verbatim(text: str | None) -> str | None:
    return text and text.replace("\r\n", "\n").replace("\n", BREAK)


def mark_inner_tables(table: _Element) -> None:
    """Write a BREAK round the cells of tables that stand inside cells of a table."""
    for inner in table.iterdescendants("table"):
        inner.tail = BREAK + (inner.tail or "")
        for cell in inner.iter("caption", "td", "th"):
            cell.text = BREAK + (cell.text or "")


def tidy(raw: str) -> str:
    """Gathered text as it reads in a browser: white space collapsed, lines at each BREAK, blank
    lines left out.

    No-break and full-width spaces stay, so that a cell which prints one is not the same as an empty
    cell.
    """
    text = raw.strip(_ASCII_SPACE + BREAK)
    if not _SPACE.search(text):
        return text
    if "\n" in text:
        text = _WRAPPED.sub("", text)
    text = _RUN.sub(" ", text)
    if BREAK not in text:
        return text
    lines = [line.strip(_ASCII_SPACE) for line in text.split(BREAK)]
    return "\n".join(line for line in lines if line.strip()) or text.replace(BREAK, "")


def raw_text(element: _Element) -> str:
    """The text inside an element of a tree with marked lines, as it stands there."""
    if len(element) == 0:
        return element.text or ""
    return etree.tostring(element, method="text", encoding="unicode", with_tail=False)


def text_of(element: _Element) -> str:
    """The text inside an element of a tree with marked lines, tidied."""
    return tidy(raw_text(element))
