"""Numbers that the sections state in words, where the sentence counts what a table counts.

Only 收到 and 新收 say what `new_received` says: 受理 may include what was carried in, and a
sentence with two numbers may count two levels of government. What counts another span of time,
other agencies, a part, or something else proves nothing and is passed over: nothing but the
year, the agency itself and a few plain words may stand before the count in its sentence, and
nothing that makes it another thing behind (prose.yml).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.identity.sections import Section
from foundation.normalise import squash
from foundation.rules import Rules, load

_SENTENCE = re.compile(r"[^。;!?]+")
_REQUEST = (
    "(?:政府信息公开(?:的)?申请|政府信息依申请公开|依申请公开(?:政府信息|信息|申请)?|信息公开申请)"
)
_MEASURE = "(?:件|宗|份|条|起|次|个)"
_RECEIVED = re.compile(
    rf"(?:新收|收到)(?:各类|的|群众|公民)?{_REQUEST}(?:件|事项)?(?:共|共计|总计|数量|总数|为)*(?P<count>\d+){_MEASURE}"
)
_COUNT_FIRST = re.compile(rf"(?:新收|收到)(?:各类)?(?P<count>\d+){_MEASURE}{_REQUEST}")
_NONE = re.compile(rf"(?:未|没有|无)(?:新收|收到|接到)(?:任何|过)?{_REQUEST}")
_COUNTED = re.compile(rf"\d+{_MEASURE}")
_INCLUDES_CARRIED_IN = re.compile(r"结转(?!至?下)|累计|上年|历年")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年|至|-|—|~)")
_OF_THE_YEAR = re.compile("本年|全年|今年|当年")
_MONTH = re.compile(r"\d{1,2}(?=月|[-—~至]\d{1,2}月)")
_WHOLE_YEAR = {"1", "01", "12"}
_STATING = (1, 3)


class _Words(Rules):
    """What prose.yml says."""

    periods: tuple[str, ...]
    others: tuple[str, ...]
    passed_on: tuple[str, ...]
    parts: tuple[str, ...]
    things: tuple[str, ...]
    before: tuple[str, ...]
    behind: tuple[str, ...]


def _either(*groups: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for group in groups for word in group))


_WORDS = load(__package__, "prose.yml", _Words)
# Words of other spans of time, and of others than the agency: they may hold for the sentences that
# follow.
_ELSEWHERE = _either(_WORDS.periods, _WORDS.others)
# Words of parts and of other things, which hold for their own sentence.
_OTHERWISE = _either(_WORDS.passed_on, _WORDS.parts, _WORDS.things)
# All that may stand before the count: numbers of paragraphs, the year or its span, plain words.
_PLAIN = re.compile(
    r"(?:\(?[一二三四五六七八九十\d]{1,3}[)、.]|[一二三四五六]是"
    r"|(?:自|从)?\d{4}年1月1日起?(?:至|到|-|—|~)(?:\d{4}年)?12月31日(?:止|期间)?|\d{4}年度?"
    rf"|{_either(_WORDS.before).pattern}|[,:、])*"
)
_SELF = re.compile(
    r"[我本](?:局|委|办|厅|院|处|站|所|会|署|乡|镇|街道|苏木|机关|单位|部门|行政机关|办公室|管委会)"
)
# How a count may end: 5件申请的复议 is another thing, 57个工作日 another measure.
_CLOSED = re.compile(r"(?:政府信息公开|信息公开|依申请公开)?(?:申请)?(?:$|[,、:(])")
# Of requests that are counted apart nobody knows whether the first count has them too.
_FURTHER = re.compile(r"(?:另|另外|此外|又|还|再次?)(?:新收|收到)")
_BEHIND = _either(_WORDS.behind)


def stated_new_received(
    sections: Sequence[Section], year: int | None = None, agency: str | None = None
) -> int | None:
    """How many requests the prose says that the agency received in the year; None where it says
    nothing, or two things.
    """
    name = squash(agency or "")
    lines = [
        squash(line).replace(name, "本机关") if name else squash(line)
        for section in sections
        if section.number in _STATING
        for line in section.text.split("\n")
    ]
    if any(map(_FURTHER.search, lines)):
        return None
    found = {count for line in lines for count in _counts(line, year)}
    return found.pop() if len(found) == 1 else None


def _counts(paragraph: str, year: int | None) -> Iterator[int]:
    """The counts of a paragraph. What a sentence says of time and place holds for the next, until
    one names the year of the report.
    """
    is_elsewhere = False
    for match in _SENTENCE.finditer(paragraph):
        sentence = match[0]
        if _names_the_year(sentence, year):
            is_elsewhere = False
        is_elsewhere = is_elsewhere or _is_elsewhere(sentence, year)
        count = None if is_elsewhere else _count(sentence)
        if count is not None:
            yield count


def _names_the_year(sentence: str, year: int | None) -> bool:
    return bool(_OF_THE_YEAR.search(sentence)) or str(year) in _YEAR.findall(sentence)


def _is_elsewhere(sentence: str, year: int | None) -> bool:
    """Whether a sentence speaks of another span of time, or of others, before it counts."""
    counted = _counted(sentence)
    before = sentence[: counted.end()] if counted else sentence
    years = set(_YEAR.findall(before))
    months = set(_MONTH.findall(before))
    return bool(
        _ELSEWHERE.search(before)
        or (year is not None and years - {str(year)})
        or months - _WHOLE_YEAR
    )


def _counted(sentence: str) -> re.Match[str] | None:
    return _RECEIVED.search(sentence) or _COUNT_FIRST.search(sentence)


def _count(sentence: str) -> int | None:
    match = _counted(sentence)
    place = match or _NONE.search(sentence)
    if place is None:
        return None
    before, behind = sentence[: place.start()], sentence[place.end() :]
    # What is said after the count (其中…, 予以公开…) splits it up; what is said before it counts
    # something else.
    if not _is_plain(before) or _OTHERWISE.search(before):
        return None
    if _CLOSED.match(behind) is None or _BEHIND.search(behind):
        return None
    if _INCLUDES_CARRIED_IN.search(sentence) and not place[0].startswith("新收"):
        return None
    return 0 if match is None else int(match["count"])


def _is_plain(before: str) -> bool:
    """Whether what stands before a count leaves no doubt that the agency's own requests follow."""
    return _PLAIN.fullmatch(_SELF.sub("", before)) is not None
