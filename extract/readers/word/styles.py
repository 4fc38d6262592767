"""What styles and numbering definitions say of a paragraph: whether it is a heading, and which
number Word prints.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extract.readers.word.names import VALUE, W, child, integer, number, properties, value
from foundation.numbering import counted

if TYPE_CHECKING:
    from lxml.etree import _Element

_BODY_TEXT = 9  # the outline level of text that is no heading
_DEEPEST_STYLE = 20
_CHINESE = {
    *("chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting"),
    *("taiwaneseCounting", "taiwaneseCountingThousand"),
}


def _formatted(number: int, style: str) -> str | None:
    """A list number in one of Word's formats; None for bullets and formats that reports do not
    use.
    """
    if style in _CHINESE:
        return counted(number)
    if style in ("lowerLetter", "upperLetter") and 0 < number <= 26:
        return chr((ord("a") if style == "lowerLetter" else ord("A")) + number - 1)
    if style == "decimalEnclosedCircle" and 0 < number <= 20:
        return chr(ord("①") + number - 1)
    if style == "decimalZero":
        return f"{number:02}"
    return str(number) if style.startswith("decimal") else None


@dataclass
class _Level:
    start: int
    style: str
    text: str
    suffix: str


@dataclass
class _List:
    """One abstract numbering: its levels, how far each has counted, and which nums have restarted
    it.
    """

    levels: dict[int, _Level]
    counted: dict[int, int] = field(default_factory=dict)
    restarted: set[str] = field(default_factory=set)


class Numbering:
    """Counts the numbered paragraphs of a document as Word does, and gives the number that it
    prints before each.
    """

    def __init__(self, root: _Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._nums: dict[str, tuple[str, dict[int, int]]] = {}
        for abstract in root.iterfind(W + "abstractNum") if root is not None else ():
            self._lists[abstract.get(W + "abstractNumId", "")] = _List(dict(_levels(abstract)))
        for num in root.iterfind(W + "num") if root is not None else ():
            starts = {
                integer(override.get(W + "ilvl")) or 0: start
                for override in num.iterfind(W + "lvlOverride")
                if (start := number(override, "startOverride")) is not None
            }
            self._nums[num.get(W + "numId", "")] = value(num, "abstractNumId") or "", starts

    def next(self, num: str, depth: int) -> str:
        """The printed number of the next paragraph of list `num` at level `depth`, with its suffix;
        may be empty.
        """
        abstract, starts = self._nums.get(num, ("", {}))
        found = self._lists.get(abstract)
        if found is None or depth not in found.levels:
            return ""
        if starts and num not in found.restarted:
            found.restarted.add(num)
            found.counted |= {level: start - 1 for level, start in starts.items()}
        before = found.counted.get(depth, found.levels[depth].start - 1)
        found.counted = {level: count for level, count in found.counted.items() if level < depth}
        found.counted[depth] = before + 1
        return _printed(found, depth)


def _levels(abstract: _Element) -> Iterator[tuple[int, _Level]]:
    for level in abstract.iterfind(W + "lvl"):
        start = number(level, "start")
        yield (
            integer(level.get(W + "ilvl")) or 0,
            _Level(
                start=1 if start is None else start,
                style=value(level, "numFmt") or "decimal",
                text=value(level, "lvlText") or "",
                suffix=value(level, "suff") or "tab",
            ),
        )


def _printed(found: _List, depth: int) -> str:
    text = found.levels[depth].text
    if found.levels[depth].style == "bullet":
        return ""
    for level in range(depth + 1):
        if f"%{level + 1}" in text and level in found.levels:
            definition = found.levels[level]
            count = _formatted(found.counted.get(level, definition.start), definition.style)
            if count is None:
                return ""
            text = text.replace(f"%{level + 1}", count)
    return text + (" " if text[-1:].isalnum() and found.levels[depth].suffix != "nothing" else "")


@dataclass(frozen=True)
class _Style:
    based_on: str | None
    heading: bool | None  # None: as the style it is based on
    num: str | None
    depth: int | None


class Styles:
    """The paragraph styles of a document, and what the paragraphs of its body add to them."""

    def __init__(self, root: _Element | None, body: _Element) -> None:
        found = root.iterfind(W + "style") if root is not None else ()
        self._styles: Mapping[str, _Style] = {
            style.get(W + "styleId", ""): _style(style) for style in found
        }
        self._effective: dict[str, _Style] = {}
        self._named, self._listed, self._outlined = properties(
            body, "pStyle", "numPr", "outlineLvl"
        )

    def is_heading(self, paragraph: _Element) -> bool:
        """Whether a paragraph of the body is a heading, by its outline level or its style's."""
        outlined = self._outlined.get(paragraph)
        level = integer(outlined.get(VALUE)) if outlined is not None else None
        if level is not None:
            return level < _BODY_TEXT
        return bool(self._style_of(paragraph).heading)

    def numbering(self, paragraph: _Element) -> tuple[str, int] | None:
        """The list and level by which a paragraph of the body is numbered; None where it is not."""
        if paragraph not in self._named and paragraph not in self._listed:
            return None
        style, own = self._style_of(paragraph), self._listed.get(paragraph)
        num, depth = style.num, style.depth
        if own is not None:
            num, level = value(own, "numId") or num, number(own, "ilvl")
            depth = depth if level is None else level
        return (num, depth or 0) if num and num != "0" else None

    def _style_of(self, paragraph: _Element) -> _Style:
        named = self._named.get(paragraph)
        name = named.get(VALUE, "") if named is not None else ""
        if name not in self._effective:
            self._effective[name] = self._with_inherited(name)
        return self._effective[name]

    def _with_inherited(self, name: str) -> _Style:
        """A style with what it takes from those that it is based on; one that is not known says
        nothing.
        """
        chain = list(self._chain(name))
        return _Style(
            based_on=None,
            heading=next((style.heading for style in chain if style.heading is not None), None),
            num=next((style.num for style in chain if style.num), None),
            depth=next((style.depth for style in chain if style.depth is not None), None),
        )

    def _chain(self, name: str | None) -> Iterator[_Style]:
        for _ in range(_DEEPEST_STYLE):
            style = self._styles.get(name or "")
            if style is None:
                return
            yield style
            name = style.based_on


def _style(style: _Element) -> _Style:
    own = child(style, "pPr")
    name = (value(style, "name") or "").lower()
    level = number(own, "outlineLvl")
    heading = level < _BODY_TEXT if level is not None else (True if _names_heading(name) else None)
    return _Style(
        value(style, "basedOn"), heading, value(own, "numPr", "numId"), number(own, "numPr", "ilvl")
    )


def _names_heading(name: str) -> bool:
    return name == "title" or name.startswith(("heading ", "标题"))
