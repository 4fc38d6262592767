"""Numbers that the sections state in words, where the sentence counts what a table counts.

Only 收到 and 新收 say what `new_received` says: 受理 may include what was carried in, and a
sentence with two numbers may count two levels of government. Such sentences prove nothing and are
passed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.identity.sections import Section
from foundation.normalise import squash

_SENTENCE = re.compile(r"[^。;!?\n]+")
_REQUEST = (
    "(?:政府信息公开(?:的)?申请|政府信息依申请公开|依申请公开(?:政府信息|信息|申请)?|信息公开申请)"
)
_RECEIVED = re.compile(
    rf"(?:新收|收到)(?:各类|书面|有效|的|群众|公民)?{_REQUEST}(?:件|事项)?(?:共|共计|总计|数量|总数|为)*(?P<count>\d+)(?:件|宗|份|条|起|次|个)"
)
_COUNT_FIRST = re.compile(
    rf"(?:新收|收到)(?:各类|书面|有效)?(?P<count>\d+)(?:件|宗|份|条|起|次|个){_REQUEST}"
)
_NONE = re.compile(rf"(?:未|没有|无)(?:新收|收到|接到)(?:任何|过)?{_REQUEST}")
_COUNTED = re.compile(r"\d+(?:件|宗|份|条|起|次|个)")
_INCLUDES_CARRIED_IN = re.compile(r"结转(?!至?下)|累计|上年|历年")
_STATING = (1, 3)


def stated_new_received(sections: Sequence[Section]) -> int | None:
    """How many requests the prose says were received in the year; None where it says nothing, or
    two things.
    """
    found = {
        count
        for section in sections
        if section.number in _STATING
        for count in _counts(section.text)
    }
    return found.pop() if len(found) == 1 else None


def _counts(text: str) -> list[int]:
    sentences = (squash(match[0]) for match in _SENTENCE.finditer(text))
    return [count for sentence in sentences if (count := _count(sentence)) is not None]


def _count(sentence: str) -> int | None:
    if _INCLUDES_CARRIED_IN.search(sentence):
        return None
    if _NONE.search(sentence):
        return 0
    match = _RECEIVED.search(sentence) or _COUNT_FIRST.search(sentence)
    # What is said after the count (其中…, 予以公开…) splits it up; what is said before it counts
    # something else.
    if match is None or _COUNTED.search(sentence[: match.start()]):
        return None
    return int(match["count"])
