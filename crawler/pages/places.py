"""What stands around a link on its page: its words, its date, the heading above it, the list that
holds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice

from lxml.html import HtmlElement

from foundation.dates import DATE, last_date
from foundation.normalise import squeezed

# 20-09-22: what a list prints of a date beside its rows, where it prints no year in full.
_SHORT_DATE = re.compile(r"(?<![\w./-])(\d{2})([-/.])(\d{2})\2(\d{2})(?![\w./-])")
_DATE_AT_END = re.compile(rf"[\s\[(（【]*{DATE}\s*[\])）】]*\s*$")
_DATE_AT_START = re.compile(r"^[\s\[(（【]*(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}[\s\])）】]+")
_DATE_ALONE = re.compile(rf"\W*(?:发布|公开|更新)?(?:时间|日期)?\W*{DATE}\W*")
_CUT = ("…", "...", "···")
# How far above a link its date may stand, and how many links may share that block before it is page
# layout.
_LEVELS_UP = 4
_LINKS_IN_A_ROW = 3
# The most characters of a row: title, abstract, agency and date.
_LONGEST_ROW = 1000
# How far above a link its heading may stand, and the most words of a heading.
_LEVELS_TO_HEADING = 6
_LONGEST_HEADING, _LONGEST_CELL = 24, 60
# So many elements before a link may be its heading: a list of thousands is not walked for each.
_MOST_BEFORE = 60
_HEADINGS = (
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "dt",
    "th",
    "strong",
    "b",
    "span",
    "em",
    "p",
    "div",
    "label",
    "caption",
)
_NUMBERS_ONLY = re.compile(r"[\d\W_]*")
_TITLES = ".//h1|.//h2|.//h3|.//h4|.//h5|.//*[contains(@class,'tit')]"


# An element's attributes that name the address which its script opens.
_DATA = ("data-url", "data-href", "data-link", "data-src")
_QUOTED = re.compile(r"""['"]([^'"\s]+)['"]""")
_ADDRESS = re.compile(
    r"^(https?:)?//[\w.-]+\.|^\.{0,2}/[\w./%?=&#-]*$|^[\w./-]+\.(s?html?|jhtml|jspx?|aspx?|php|do)(\?|$)",
    re.I,
)


def is_address(text: str) -> bool:
    """Tell whether a string of a script is an address."""
    return bool(_ADDRESS.search(text.strip()))


def opened_by(element: HtmlElement) -> Iterator[str]:
    """Return the addresses that a click on an element opens, other than by its href."""
    href = element.get("href") or ""
    scripts = (element.get("onclick") or "", href if href.lower().startswith("javascript:") else "")
    named = [element.get(name) or "" for name in _DATA]
    yield from filter(
        is_address, [*named, *(quoted for script in scripts for quoted in _QUOTED.findall(script))]
    )


def printed_date(text: str) -> str | None:
    """Return the last possible date of a text in ISO form, as links and the log keep it."""
    day = last_date(text)
    return day.isoformat() if day else None


def _short_date(text: str) -> str | None:
    """Return the last possible date of a text that writes its year with two digits."""
    for year, _, month, day in reversed(_SHORT_DATE.findall(text)):
        try:
            return date(2000 + int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
    return None


def _undated(text: str) -> str:
    without = _DATE_AT_START.sub("", _DATE_AT_END.sub("", text))
    return without.strip() or text


def _text(anchor: HtmlElement) -> str:
    """Return the words inside a link: of one that holds a title and an abstract, the title; of a
    picture, its name.
    """
    titles = anchor.xpath(_TITLES)
    text = squeezed((titles[0] if titles else anchor).text_content())
    if not text:
        text = squeezed(
            " ".join(image.get("alt") or image.get("title") or "" for image in anchor.iter("img"))
        )
    return _undated(text or squeezed(anchor.get("alt")))


def words(anchor: HtmlElement) -> str:
    """Return the fullest name that a link has: a title attribute may be a tooltip's settings, a
    text may be cut.
    """
    text = _text(anchor)
    title = _undated(squeezed(anchor.get("title")))
    if not title or "cssbody=" in title:
        return text
    return title if not text or text.endswith(_CUT) or len(title) >= len(text) else text


def _shown_text(element: HtmlElement) -> str:
    """Return the text of an element without that of its scripts."""
    return "".join(
        map(str, element.xpath("descendant::text()[not(ancestor::script or ancestor::style)]"))
    )


def _is_dated(text: str) -> bool:
    return bool(_DATE_AT_END.search(text) or _DATE_AT_START.search(text))


def _own_date(anchor: HtmlElement) -> str | None:
    """Return the date inside a link: at either end of its words or of its heading, or in an
    element that holds nothing else.
    """
    whole = squeezed(anchor.text_content())
    headings = [squeezed(each.text_content()) for each in anchor.xpath(_TITLES)[:1]]
    inner = [squeezed(each.text_content()) for each in anchor.iterdescendants()]
    alone = [text for text in inner if _DATE_ALONE.fullmatch(text)]
    for text in (*headings, whole, *alone):
        ends = _DATE_AT_END.search(text) or _DATE_AT_START.search(text)
        found = printed_date(ends.group()) if ends else None
        if found:
            return found
    return None


def _is_dated_itself(link: HtmlElement) -> bool:
    """Tell whether a link has words and a date of its own, as the row beside has it."""
    text = squeezed(link.text_content())
    headings = [squeezed(each.text_content()) for each in link.xpath(_TITLES)[:1]]
    named = not _DATE_ALONE.fullmatch(text)
    return named and any(_is_dated(each) for each in (text, *headings))


def _date_beside(anchor: HtmlElement, row: HtmlElement) -> str | None:
    """Return the date in a row of a link that stands outside of it, and in no neighbour with a
    date of its own.
    """
    beside = _shown_text(row).replace(anchor.text_content(), " ")
    for other in row.iter("a"):
        if other is not anchor and _is_dated_itself(other):
            beside = beside.replace(other.text_content(), " ")
    return printed_date(beside) or _short_date(beside)


def row_date(anchor: HtmlElement) -> str | None:
    """Return the date printed in the row of a link (li, tr, div …) or inside the link, in ISO
    form.
    """
    element = anchor
    for _ in range(_LEVELS_UP):
        parent = element.getparent()
        if (
            parent is None
            or parent.tag == "body"
            or len(list(islice(parent.iter("a"), _LINKS_IN_A_ROW + 1))) > _LINKS_IN_A_ROW
        ):
            break
        element = parent
        if len(_shown_text(element)) > _LONGEST_ROW:
            break
        found = _date_beside(anchor, element)
        if found:
            return found
    return _own_date(anchor)


def _may_be_heading(element: HtmlElement, level: int) -> Iterator[HtmlElement]:
    """Return the elements before another, the nearest first, that may be a heading by their tag."""
    # A link beside the link is its neighbour; one beside the list that holds the link may be the
    # list's heading.
    tags = (*_HEADINGS, "td", "a") if level > 0 else (*_HEADINGS, "td")
    return islice(element.itersiblings(*tags, preceding=True), _MOST_BEFORE)


def _is_heading(element: HtmlElement) -> bool:
    text = squeezed(element.text_content())
    if _NUMBERS_ONLY.fullmatch(text):
        return False
    if element.tag == "td":
        return 0 < len(text) <= _LONGEST_CELL
    return 0 < len(text) <= _LONGEST_HEADING and len(list(islice(element.iter("a"), 3))) < 3


def heading_of(anchor: HtmlElement) -> str:
    """Return the words that a link stands under: the nearest heading, label or cell before it;
    empty if none.
    """
    element = anchor
    for level in range(_LEVELS_TO_HEADING):
        before = next(filter(_is_heading, _may_be_heading(element, level)), None)
        if before is not None:
            return squeezed(before.text_content())
        parent = element.getparent()
        if parent is None or parent.tag == "body":
            return ""
        if (level == 0 or parent.tag == "li") and squeezed(parent.text):
            return squeezed(parent.text)[-_LONGEST_HEADING:]
        element = parent
    return ""


def block_of(anchor: HtmlElement) -> str:
    """Return the place of the smallest element that holds a link with at least two others: its
    list.
    """
    element: HtmlElement | None = anchor.getparent()
    while (
        element is not None
        and len(list(islice(element.iter("a"), _LINKS_IN_A_ROW))) < _LINKS_IN_A_ROW
    ):
        if element.tag in ("ul", "ol", "tbody", "table", "body"):
            break
        element = element.getparent()
    return str(element.getroottree().getpath(element)) if element is not None else ""
