"""What HTML elements mean for running text, and how white space reads in a browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from lxml.etree import _Element

# Stands for a line break while text is gathered, where line ends of the source are mere spaces.
BREAK = "\v"
_ASCII_SPACE = " \t\n\r\f"
_SPACE = re.compile(r"[ \t\n\r\f\v]")
_RUN = re.compile(r"[ \t\n\r\f]+")
_WIDE = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]"
# Between two Chinese characters an end of line in the source is no space.
_WRAPPED = re.compile(rf"(?<={_WIDE})[ \t\r\f]*\n[ \t\n\r\f]*(?={_WIDE})")


# What an element does to the text around it; elements without a role are part of their line.
Role = Literal["block", "heading", "break", "table", "skip", "link", "verbatim", "picture", "frame"]
_TAGS: dict[Role, str] = {
    "block": """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset
        figcaption figure footer form frameset header hr legend li main menu nav ol p section summary
        tbody td tfoot th thead tr ul""",
    "heading": "h1 h2 h3 h4 h5 h6",
    "break": "br",
    "table": "table",
    "skip": """audio button canvas head input math noscript option script select style svg template textarea
        title video""",
    "link": "a",
    "verbatim": "listing plaintext pre xmp",
    "picture": "img",
    "frame": "embed frame iframe object",
}
ROLES: dict[object, Role] = {tag: role for role, tags in _TAGS.items() for tag in tags.split()}
_INLINE = (None, "link")
STANDING_APART = ("block", "heading", "table")
_TRANSPARENT = (None, "link", "block", "heading")


def tidy(raw: str) -> str:
    """Gathered text as it reads in a browser: white space collapsed, lines at each BREAK, blank lines left out.

    No-break and full-width spaces stay, so that a cell which prints one is not the same as an empty cell.
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


def gather(element: _Element, line: list[str]) -> None:
    """Add the text inside an element to `line`; each block and each line break in it starts a new line."""
    if element.text:
        line.append(element.text)
    for child in element:
        role = ROLES.get(child.tag)
        if role in _INLINE:
            gather(child, line)
        elif role in STANDING_APART:
            line.append(BREAK)
            gather(child, line)
            line.append(BREAK)
        elif role == "break":
            line.append(BREAK)
        elif role == "verbatim":
            line.append(BREAK + verbatim(child) + BREAK)
        if child.tail:
            line.append(child.tail)


def verbatim(element: _Element) -> str:
    """The text of an element whose line ends are line breaks."""
    return "".join(element.itertext()).replace("\r\n", "\n").replace("\n", BREAK)


def text_of(element: _Element) -> str:
    """The text inside an element, tidied."""
    while len(element) == 1 and not (element.text and element.text.strip()):
        child = element[0]  # most cells hold one paragraph, and it one span
        if ROLES.get(child.tag) not in _TRANSPARENT or (child.tail and child.tail.strip()):
            break
        element = child
    if not len(element):
        return tidy(element.text or "")
    line: list[str] = []
    gather(element, line)
    return tidy("".join(line))
