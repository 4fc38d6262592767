"""What styles and numbering definitions say of a paragraph: whether it is a heading, and which number Word prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extract.readers.word_names import W, integer, is_on, number, value

if TYPE_CHECKING:
    from lxml.etree import _Element

_BODY_TEXT = 9  # the outline level of text that is no heading
_DEEPEST_STYLE = 20
_DIGITS = "〇一二三四五六七八九"
_CHINESE = {
    *("chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting"),
    *("taiwaneseCounting", "taiwaneseCountingThousand"),
}


def chinese_numeral(counted: int) -> str:
    """1 to 99 as Chinese lists count: 一, 十, 十一, 二十, 九十九. Anything else in digits."""
    if not 0 < counted < 100:
        return str(counted)
    tens, units = divmod(counted, 10)
    head = "" if tens == 0 else ("" if tens == 1 else _DIGITS[tens]) + "十"
    return head + (_DIGITS[units] if units else "")


def _formatted(counted: int, style: str) -> str | None:
    """A list number in one of Word's formats; None for bullets and formats that reports do not use."""
    if style in _CHINESE:
        return chinese_numeral(counted)
    if style in ("lowerLetter", "upperLetter") and 0 < counted <= 26:
        return chr((ord("a") if style == "lowerLetter" else ord("A")) + counted - 1)
    if style == "decimalEnclosedCircle" and 0 < counted <= 20:
        return chr(ord("①") + counted - 1)
    if style == "decimalZero":
        return f"{counted:02}"
    return str(counted) if style.startswith("decimal") else None


@dataclass
class _Level:
    start: int
    style: str
    text: str
    suffix: str


@dataclass
class _List:
    """One abstract numbering: its levels, how far each has counted, and which nums have restarted it."""

    levels: dict[int, _Level]
    counted: dict[int, int] = field(default_factory=dict)
    restarted: set[str] = field(default_factory=set)


class Numbering:
    """Counts the numbered paragraphs of a document as Word does, and gives the number that it prints before each."""

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
        """The printed number of the next paragraph of list `num` at level `depth`, with its suffix; may be empty."""
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
    """The paragraph styles of a document."""

    def __init__(self, root: _Element | None) -> None:
        found = root.iterfind(W + "style") if root is not None else ()
        self._styles: Mapping[str, _Style] = {style.get(W + "styleId", ""): _style(style) for style in found}

    def is_heading(self, properties: _Element | None) -> bool:
        """Whether a paragraph with these w:pPr is a heading, by its outline level or its style's."""
        level = number(properties, "outlineLvl")
        if level is not None:
            return level < _BODY_TEXT
        return next((s.heading for s in self._chain(properties) if s.heading is not None), False)

    def numbering(self, properties: _Element | None) -> tuple[str, int] | None:
        """The list and level by which a paragraph with these w:pPr is numbered; None where it is not."""
        num, depth = value(properties, "numPr", "numId"), number(properties, "numPr", "ilvl")
        for style in self._chain(properties):
            num = num or style.num
            depth = style.depth if depth is None else depth
        return (num, depth or 0) if num and num != "0" else None

    def _chain(self, properties: _Element | None) -> Iterator[_Style]:
        name = value(properties, "pStyle")
        for _ in range(_DEEPEST_STYLE):
            style = self._styles.get(name or "")
            if style is None:
                return
            yield style
            name = style.based_on


def _style(style: _Element) -> _Style:
    properties = style.find(W + "pPr")
    name = (value(style, "name") or "").lower()
    level = number(properties, "outlineLvl")
    heading = level < _BODY_TEXT if level is not None else (True if _names_heading(name) else None)
    return _Style(
        value(style, "basedOn"), heading, value(properties, "numPr", "numId"), number(properties, "numPr", "ilvl")
    )


def _names_heading(name: str) -> bool:
    return name == "title" or name.startswith(("heading ", "标题"))


def is_raised(run: _Element) -> bool:
    """Whether a run is superscript."""
    raised = run.find(f"{W}rPr/{W}vertAlign")
    return raised is not None and raised.get(W + "val") == "superscript"


def is_hidden(run: _Element) -> bool:
    """Whether a run is hidden text."""
    properties = run.find(W + "rPr")
    return properties is not None and is_on(properties, "vanish")
