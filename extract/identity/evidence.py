"""What a document and its page say of the agency beside the title: prose, signature, publisher,
site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extract.document import Document, Paragraph
from extract.identity import spoken
from extract.identity.front import Line
from extract.identity.names import HAN, agency_name, is_carrier
from extract.identity.written import Written, spelled
from foundation.normalise import squash

Source = Literal["announced", "signature", "contact", "subject", "rules", "publisher"]

# Sections in which a report may say whom to ask.
_SPEAKING = (1, 6, None)
_MOST_OPENING = 60
_MOST_PROSE = 6000
_PUBLISHERS = (
    *(
        "公开主体",
        "发布机构",
        "公开机构",
        "发文机关",
        "发布单位",
        "公开单位",
        "发文单位",
        "制发机关",
    ),
    *("责任部门", "信息来源", "来源", "文章来源", "稿件来源", "contentsource", "source", "author"),
)
_SITE_ITSELF = re.compile(r"^(?:本网|本站)(?:原创)?[:：/、]?")
_PLACE_OF_SITE = re.compile(
    rf"^([{HAN}]{{1,16}}[省市县区州盟旗])(?=人民政府|政府|行政公署|行署|政务|信息|门户|管委|公众)"
)
_TITLE_PARTS = re.compile(r"[_|｜—–\-－>›»]+")


@dataclass(frozen=True)
class Witness:
    """An agency that something beside the title names, and what it is."""

    source: Source
    agency: str


@dataclass(frozen=True)
class Evidence:
    """The witnesses, the most trusted first, and the places that the site is named for."""

    witnesses: tuple[Witness, ...]
    places: tuple[str, ...]

    def agencies(self, publishers: bool = True) -> list[str]:
        """The agencies named, the most trusted first; without those that only publish, if asked."""
        return [
            witness.agency
            for witness in self.witnesses
            if publishers or witness.source != "publisher"
        ]


def gather(
    document: Document, lines: Sequence[Line], text: Written, signer: str | None
) -> Evidence:
    """Everything beside the title that names the agency."""
    prose = _prose(document, text)
    found: list[Witness] = []
    found += (Witness("announced", name) for name in spoken.announced(prose))
    if signer is not None:
        found.append(Witness("signature", signer))
    found += (Witness("contact", name) for name in spoken.contacts(prose))
    found += (Witness("subject", name) for name in spoken.subjects(prose))
    found += (Witness("rules", name) for name in spoken.rule_makers(prose))
    found += (Witness("publisher", name) for name in _publishers(document.metadata))
    if spoken.is_summed_up(prose):
        found = [replace(one, agency=spoken.government_of(one.agency)) for one in found]
    return Evidence(tuple(dict.fromkeys(found)), tuple(dict.fromkeys(_places(document, lines))))


def _prose(document: Document, text: Written) -> str:
    """What the document says before its first section and in those that may speak of the agency."""
    first = document.blocks if not text.sections else document.blocks[:_MOST_OPENING]
    opening = [block.text for block in first if isinstance(block, Paragraph)]
    return "\n".join(["".join(map(spelled, opening)), *text.of(*_SPEAKING)])[:_MOST_PROSE]


def _publishers(metadata: Mapping[str, str]) -> Iterator[str]:
    for label in _PUBLISHERS:
        name = agency_name(_SITE_ITSELF.sub("", squash(metadata.get(label, ""))))
        if name is not None and not is_carrier(name):
            yield name


def _places(document: Document, lines: Sequence[Line]) -> Iterator[str]:
    """The divisions that the site is named for: 霁川县 of 霁川县人民政府门户网站."""
    named = [
        document.metadata.get("sitename", ""),
        *reversed(_TITLE_PARTS.split(document.title)),
        *(line.text for line in lines if not line.cell),
    ]
    for text in named:
        place = _PLACE_OF_SITE.match(squash(text))
        if place is not None and len(squash(text)) <= 24:
            yield place[1]


def title_parts(title: str) -> list[str]:
    """The parts of the title of a page, among which those of column and site are."""
    return [title, *(part for part in _TITLE_PARTS.split(title) if part != title)]
