"""The encoding decision: bytes in, text out, and how the decision was reached. The bytes decide
before any label.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal


class NotText(ValueError):
    """No encoding gives text: raised so that nothing is read out of mojibake."""


Basis = Literal["bom", "nul_pattern", "utf-8", "declared", "statistics"]

# A few damaged characters are noted; more than this, and nothing of the text can be trusted.
MAX_REPLACED = 3
MAX_REPLACED_SHARE = 0.01
# Characters beyond ASCII needed before their frequency says anything, and the share of the
# commonest among them below which a text is mojibake. Reports measure 0.2 and more; GBK, Big5 and
# UTF-8 read as one another, 0.01 and less.
_FEWEST = 16
_COMMON_SHARE = 0.03
_SAMPLE = 4096
# ASCII makes every second byte of UTF-16 a NUL; a page of it holds more than this share of them on
# one side.
_NUL_SHARE = 0.02

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_DECLARATION = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,20})""")
_COMMON = "的一年公行政信工法不有和人在件市" + "會開報務機發"
_INVISIBLE = "\x00\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
# RIGHT-TO-LEFT OVERRIDE: 384 behind it is shown as 483. Text has the second in place of the first.
OVERRIDE, OVERRIDDEN = "\u202e", "?"
_BIDIRECTIONAL = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# The same characters in UTF-8, where their rare lead bytes are found much faster.
_MARKS = tuple(
    re.compile(pattern)
    for pattern in (
        rb"\xe2\x80[\x8b-\x8f\xaa-\xae]",
        rb"\xe2\x81[\xa0-\xa9]",
        rb"\xef\xbb\xbf",
        rb"\xc2\xad",
        rb"\0",
    )
)
_PRIVATE_LEAD = (  # U+E000 to U+EFFF in UTF-8; the rest of the area begins with the bytes below
    b"\xee"
)
_PRIVATE_REST = re.compile(rb"\xef[\x80-\xa3]")


@dataclass(frozen=True)
class Decoded:
    """Text without invisible characters, its codec, what the choice rests on, and doubts as (code,
    message).

    `basis`, surest first: `bom`, `utf-8` (the bytes are strict UTF-8), `nul_pattern` (UTF-16
    without a mark), `declared` (header or meta element, and the bytes agree), `statistics` (the
    bytes read as Chinese that way).
    """

    text: str
    encoding: str
    basis: Basis
    issues: tuple[tuple[str, str], ...] = ()


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decide the encoding of `data`; `declared` is the charset or Content-Type of its HTTP header,
    if any.

    Order: byte order mark, strict UTF-8, header, meta element, GB18030. A candidate counts if the
    bytes are valid in it and read as Chinese; else the one with the fewest damaged characters.
    Raises NotText if those are too many.
    """
    names = [name for name in (_codec(declared), *_declared_in(data)) if name]
    text, codec, basis = _strict(data, names) or _tolerant(data, names)
    utf8 = text.encode("utf-8", "replace")
    marks = (
        [char for char in _INVISIBLE + _BIDIRECTIONAL if char in text]
        if any(mark.search(utf8) for mark in _MARKS)
        else []
    )
    issues = (
        *_doubts_of_choice(codec, basis, [] if text.isascii() else names),
        *_doubts_of_text(text, utf8, codec, marks),
    )
    return Decoded(_without(marks, text) if marks else text, codec, basis, issues)


def _without(marks: list[str], text: str) -> str:
    """Text without invisible characters; what turns digits round leaves a mark that no number
    has.
    """
    return text.translate({**dict.fromkeys(map(ord, marks)), ord(OVERRIDE): OVERRIDDEN})


def _strict(data: bytes, names: list[str]) -> tuple[str, str, Basis] | None:
    for codec, basis, mark in _candidates(data, names):
        try:
            text = str(memoryview(data)[mark:], codec)
        except UnicodeError:
            continue
        if (basis == "utf-8" and "\x00" not in text) or _reads_as_chinese(text):
            return text, codec, basis
    return None


def _tolerant(data: bytes, names: list[str]) -> tuple[str, str, Basis]:
    """The reading with the fewest replacement characters, if it reads as Chinese at all."""
    attempts = [
        (str(memoryview(data)[mark:], codec, "replace"), codec, basis)
        for codec, basis, mark in _candidates(data, names)
        if codec != "big5hkscs"
    ]
    best = min(attempts, key=lambda attempt: attempt[0].count("\ufffd"))
    if not _reads_as_chinese(best[0]):
        raise NotText(
            "no encoding turns these bytes into Chinese text: fetch the document again, or look"
            " at it"
        )
    return best


def _candidates(data: bytes, names: list[str]) -> Iterator[tuple[str, Basis, int]]:
    """Codecs to try in order of trust, each with the reason and the length of the mark to leave
    out.
    """
    for mark, codec in _BOMS:
        if data.startswith(mark):
            yield codec, "bom", len(mark)
            break
    wide = _utf16(data[:_SAMPLE])
    if wide:
        yield wide, "nul_pattern", 0
    yield "utf-8", "utf-8", 0
    for codec in names:
        yield codec, "declared", 0
    yield "gb18030", "statistics", 0


def _utf16(sample: bytes) -> str | None:
    half = max(len(sample) // 2, 1)
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if max(even, odd) < _NUL_SHARE or min(even, odd) > max(even, odd) / 10:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _declared_in(data: bytes) -> list[str]:
    """The charset that an HTML meta element or an XML declaration names."""
    head = data[:_SAMPLE].lower()
    starts = (head.find(b"charset"), head.find(b"encoding"))
    match = next(
        (found for start in starts if start >= 0 and (found := _DECLARATION.match(head, start))),
        None,
    )
    name = _codec(match[1].decode("ascii", "replace")) if match else None
    return [name] if name else []


def _codec(declared: str | None) -> str | None:
    """The Python codec for a declared charset of Chinese text: GB2312 and GBK mean GB18030. None
    for any other.
    """
    name = (declared or "").lower().rpartition("charset=")[2].partition(";")[0].strip(" \"'")
    if name.startswith(("gb", "x-gb", "cp936", "windows-936", "csgb", "chinese")):
        return "gb18030"
    if "big5" in name or name == "cp950":
        return "big5hkscs"
    return "utf-8" if name in ("utf-8", "utf8") else None


def _reads_as_chinese(text: str) -> bool:
    """Whether the commonest characters are as common as in Chinese; True where too few say
    anything.
    """
    sample = text[:: 1 + len(text) // (2 * _SAMPLE)]
    # A character of Chinese text takes three bytes of UTF-8 and counts one: this is their number,
    # without a loop.
    beyond_ascii = (len(sample.encode("utf-8", "replace")) - len(sample)) // 2
    if beyond_ascii < _FEWEST:
        return True
    missing = _COMMON_SHARE * beyond_ascii
    for common in _COMMON:
        missing -= sample.count(common)
        if missing <= 0:
            return True
    return False


def _doubts_of_choice(codec: str, basis: Basis, names: list[str]) -> Iterator[tuple[str, str]]:
    if names and codec not in names:
        yield "encoding_conflict", f"declared {names[0]}, but the bytes are {codec}"
    if basis == "statistics":
        yield (
            "encoding_guessed",
            f"nothing declares the encoding; the bytes read as Chinese in {codec}",
        )


def _doubts_of_text(
    text: str, utf8: bytes, codec: str, marks: list[str]
) -> Iterator[tuple[str, str]]:
    if replaced := text.count("\ufffd"):
        _refuse_damage(text, replaced)
        yield (
            "replacement_characters",
            f"{replaced} characters are damaged in the source or not valid {codec}",
        )
    if "\x00" in marks:
        yield "nul_bytes", f"{text.count(chr(0))} NUL bytes left out"
    if not set(_BIDIRECTIONAL).isdisjoint(marks):
        yield (
            "bidirectional_controls",
            "characters that reverse the reading direction were left out",
        )
    if not _reads_as_chinese(text):
        yield (
            "mojibake_suspected",
            f"valid {codec}, but the characters are not those of Chinese text",
        )
    if private := _private(utf8):
        yield (
            "private_use_characters",
            f"{private} characters have no meaning outside of the font of their author",
        )


def _refuse_damage(text: str, replaced: int) -> None:
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    if replaced > max(MAX_REPLACED, MAX_REPLACED_SHARE * beyond_ascii):
        raise NotText(
            f"{replaced} of {beyond_ascii} characters beyond ASCII are damaged: fetch the document"
            " again, or look at it"
        )


def _private(data: bytes) -> int:
    return data.count(_PRIVATE_LEAD) + len(_PRIVATE_REST.findall(data))
