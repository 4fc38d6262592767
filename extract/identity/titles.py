"""Titles of annual reports: what is one, over how many lines, and what it says of agency and
year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extract.identity.front import Line
from extract.identity.names import agency_name, begins_with_division, ends_above, is_site
from foundation import dates
from foundation.normalise import REMEMBERED, half_width, in_simplified
from foundation.numbering import COUNT

_YEAR = r"(?:(?<!\d)(?:19|20)\d{2}年?|(?<!\d)\d{2}年)(?:年?度)?"
_YEAR_IN_TITLE = re.compile(_YEAR)
_TITLE = re.compile(
    r"(?:政府政务信息|政府信息|政务信息|政务|信息)(?:主动)?公开"
    rf"(?:工作|情况|实施|执行|条例|制度|年度|年|度|的|总|{_YEAR})*"
    r"(?:报告|年报)(?:书)?(?:\([^()]{0,12}\))?(?:的(?:公告|通告|公示))?$"
)
_SUFFIX = re.compile(r"\.(?:docx?|wps|pdf|ofd|xlsx?|html?|shtml|zip|rar)$", re.IGNORECASE)
_NAME_LABEL = re.compile(
    r"^(?:(?:信息|文件|公报|报告)?(?:名\s*称|标\s*题|题\s*名)|中文名)\s*[:：]?\s*"
)
# Bars of tables and marks of lists round a title.
_ROUND = " \t\r\n\xa0\u3000|｜·•●◆■*-—–"
_NUMBER = rf"(?:\d{{1,2}}|{COUNT})"
_FRONT = re.compile(
    rf"^(?:\([^()]{{0,6}}\)|【[^【】]{{0,6}}】|\[[^\[\]]{{0,6}}\]|附件\d{{0,2}}[:.、]?|{_NUMBER}[.、]"
    r"|[A-Za-z]{1,10}\d{0,3}[-_:]|关于(?:公布|发布|报送)?|(?:公布|发布)(?=.{6}))"
)
_BRACKETED = re.compile(r"[(【\[]([^()【】\[\]]+(?:\([^()]+\))?)[)】\]]")
_BACK = re.compile(
    r"(?:关于|关于(?:公布|发布)|开展|(?:贯彻)?(?:实施|执行|落实)|推进|年度|度|的|:|-)$"
)
_LONGEST = 70
_MOST_LINES = 4
_NOT_TITLE = re.compile(
    r"《|》|。|,|;|!|\?|根据|按照|现将|通知|格式|报送|(?<!机构)编制|如下|附件.{0,3}下载|点击"
)
# Where a page says where in the site it is.
_PATH = re.compile(r"[>›»→]|首页|(?:当前|现在|所在)的?位置|您的?位置|上一[篇条]|下一[篇条]")
# How the last line of a title ends, which may be broken within its words.
_END = re.compile(r"(?:[报報告)）示]|\.[A-Za-z]{3,5})[\s|｜]*$")
# What a title runs into where a page has lost its line ends.
_RUNNING_ON = re.compile(
    r"^(.{8,60}?(?:报告|年报|報告|年報))(?=\s*(?:根据|依据|按照|本报告|本年报|本年度报告|为|现|一、"
    r"|根據|依據|本報告|本年報|[\[【(（]?\s*(?:发布|发表|更新|公开|成文|信息来源|来源|作者|日期|时间|浏览"
    r"|點擊|點擊|發布|來源|時間)"
    # The site's name behind a hyphen or bar, as in the title of a page.
    r"|(?:[-_|—–]+[^-_|—–。,]{2,24})+$))"
)
# The year in front under which a page is filed: 【2019】.
_FILED_UNDER = re.compile(r"^[【\[(](?:19|20)\d{2}年?[】\])]")
_YEAR_ALONE = re.compile(r"\((?:19|20)\d{2}年?度?\)")
_ATTACHED = re.compile(r"^附件\d{0,2}[:.、]?")
_LABEL = re.compile(r":|\||【|】")
_LONGEST_PART = 45


@dataclass(frozen=True)
class Title:
    """A title of an annual report as printed, with the agency and the year that it names, if any.

    `named` is what it says of the agency, in its own words.
    """

    text: str
    agency: str | None
    year: int | None
    named: str

    @property
    def is_bare(self) -> bool:
        """Whether it names neither agency nor year, as the name of a column does not."""
        return self.agency is None and self.year is None


def parse_title(text: str) -> Title | None:
    """The title that a text is; None where it is none: a sentence, a path, another kind of
    document.
    """
    text = _NAME_LABEL.sub("", text.strip(_ROUND)).strip(_ROUND)
    squashed = _SUFFIX.sub("", dates.arabic(text))
    squashed = in_simplified(squashed)
    if len(squashed) > _LONGEST or _PATH.search(squashed) or _NOT_TITLE.search(squashed):
        return None
    return _parsed(squashed, shown(text))


@lru_cache(maxsize=REMEMBERED)
def _parsed(squashed: str, text: str) -> Title | None:
    words = _TITLE.search(squashed)
    if words is None:
        return None
    front = squashed[: words.start()]
    if front.endswith("人民") and words[0].startswith("政府"):
        front += "政府"
    year = _YEAR_IN_TITLE.search(_FILED_UNDER.sub("", squashed)) or _YEAR_IN_TITLE.search(squashed)
    named = _undecorated(_YEAR_IN_TITLE.sub("", front))
    return Title(_SUFFIX.sub("", text), agency_name(named), _year(year), named)


def _year(match: re.Match[str] | None) -> int | None:
    if match is None:
        return None
    digits = re.sub(r"\D", "", match[0])
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _undecorated(named: str) -> str:
    """What a title says before its words, without what is put round the name of the agency."""
    inside = _BRACKETED.fullmatch(named)
    if inside is not None:
        return inside[1]
    while front := _FRONT.match(named):
        named = named[front.end() :]
    while back := _BACK.search(named):
        named = named[: back.start()]
    # Who announces the report of another: 云川市教育局办公室关于云川市教育局….
    announcing, _, reporting = named.rpartition("关于")
    return _undecorated(reporting) if announcing else named


def shown(text: str) -> str:
    """A title as shown: without the spaces that only set it out, but Latin words apart."""
    return re.sub(
        r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])",
        "",
        half_width(text).replace("(", "（").replace(")", "）"),
    )


def titles_in(lines: Sequence[Line]) -> Iterator[tuple[int, Title]]:
    """Every title in consecutive lines, over one to four of them, with the place of its last line.

    A title that is broken over lines names what its last lines alone do not; a line that is a
    path, a date, a label or a site's name is no part of one.
    """
    for last, line in enumerate(lines):
        if _END.search(line.text):
            yield from ((last, title) for title in _ending_at(lines, last))
        elif (running := _RUNNING_ON.match(line.text)) and (title := parse_title(running[1])):
            yield last, title


def _ending_at(lines: Sequence[Line], last: int) -> Iterator[Title]:
    alone = parse_title(lines[last].text)
    if alone is not None:
        yield alone
    for first in range(last - 1, max(-1, last - _MOST_LINES), -1):
        if not _may_begin(lines[first], lines[last]):
            return
        joined = parse_title("".join(shown(line.text) for line in lines[first : last + 1]))
        if joined is not None and _says_more(joined, alone) and _goes_on(joined, alone):
            yield joined


def _may_begin(line: Line, last: Line) -> bool:
    """Whether a line may be the beginning of the title that the last one ends."""
    squashed = _ATTACHED.sub("", dates.arabic(line.text))
    squashed = squashed.replace("【", "", 1).replace("】", "", 1)
    return (
        line.run == last.run
        and not line.cell
        and len(squashed) <= _LONGEST_PART
        and not any(form.search(squashed) for form in (_LABEL, _PATH, _NOT_TITLE))
        and not is_site(squashed)
        and next(dates.find_dates(line.text), None) is None
        and (
            parse_title(line.text) is None
            or _YEAR_ALONE.fullmatch(dates.arabic(last.text)) is not None
        )
    )


def _says_more(joined: Title, alone: Title | None) -> bool:
    """Whether lines together are one title: what stands before its words is an agency or
    nothing.
    """
    if joined.agency is None and joined.named:
        return False
    return alone is None or joined.agency != alone.agency or joined.year != alone.year


def _goes_on(joined: Title, alone: Title | None) -> bool:
    """Whether the lines before a title that names its agency go on in it: behind a whole division
    nothing does but one above.
    """
    if alone is None or alone.agency is None or not begins_with_division(alone.named):
        return True
    return ends_above(joined.named.removesuffix(alone.named))
