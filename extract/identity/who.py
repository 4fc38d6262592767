"""Who reports, on which year, and when: from title, signature, period and shell, each checked
against the others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from extract.document import Document, Grid, Paragraph
from extract.identity.information import information
from extract.identity.sections import Section, introduction
from extract.tables.figures import Issue
from foundation import dates
from foundation.normalise import half_width, squash

_TITLE = re.compile(
    r"(?:信息|政务)公开(?:工作)?(?:情况)?(?:的)?(?:(?:\d{4}|[二〇○零一三四五六七八九]{4})年?)?(?:年?度)?(?:工作)?(?:报告|年报)(?:\(.{0,8}\))?$"
)
_LONGEST_TITLE = 70
# Blocks at the beginning among which an information table may stand.
_LONGEST_FRONT = 12
_NOT_TITLE = re.compile(r"《|》|。|,|;|根据|按照|现将|通知|格式|报送|编制|如下|附件")
_TITLE_YEAR = re.compile(r"((?:19|20)\d{2}|二[〇○零][一二三四五六七八九〇○零]{2})年?度?")
_TITLE_TAIL = re.compile(r"(?:的)?(?:(?<!人民)政府)?(?:信息|政务)公开.*$")
_DECORATION = re.compile(r"^(?:\(.{1,4}\)|关于|附件\d*:?|索引号.*)")
# Place names use rare characters too (䶮, 𣲘): the extensions of CJK belong to names.
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_AGENCY_END = (
    "政府|办事处|委员会|管委会|办公室|办公厅|局|厅|委|署|院|馆|中心|社|站|所|处|办|部|集团|公司|"
    "红十字会|联合会|促进会|工商联|残联|文联|科协|协会|总工会|工会|商会|总队|支队|大队|调查队|(?<!平)台|海关|银行|支行|分行|"
    "大学|学院|学校|中学|小学|幼儿园|党校|医院|林场|农场|牧场"
)
_AGENCY = re.compile(rf"^[{_HAN}()·]{{2,30}}(?:{_AGENCY_END})(?:\(.{{2,20}}\))?$")
_BARE_PLACE = re.compile(rf"^[{_HAN}]{{2,24}}[镇乡县市区州盟旗]$")
# Zones have no government of their own that could be named by their place alone.
_ZONE = re.compile(rf"^[{_HAN}]{{2,24}}(?:开发区|园区|保护区|管理区|示范区|度假区)$")
_STREET = re.compile(rf"^[{_HAN}]{{2,24}}街道?$")
_PERIOD = re.compile(
    r"(?:自|从|为|即)?(?P<first>(?:19|20)\d{2})年?1月?1日?(?:起|开始)?(?:,)?(?:至|到|-|—|~)+(?:(?P<last>(?:19|20)\d{2})年?)?12月?31日?"
)
_OPENING = re.compile(r"现(?:将|公布|公开)[^,。;]{0,30}?((?:19|20)\d{2})年")
_PUBLISHED = ("pubdate", "发布日期", "公开日期", "发布时间", "发文日期", "firstpublishedtime")
_PUBLISHERS = ("发布机构", "公开机构", "发文机关", "contentsource", "author")
_SELF = re.compile(r"^(?:我[局镇乡街县市区委办]|本(?:机关|单位|局|镇|站|网)|.{0,4}本网.*)$")


@dataclass
class Identity:
    """What a report says of itself; what it does not say is None."""

    agency: str | None = None
    year: int | None = None
    title: str | None = None
    signed_on: date | None = None
    published_on: date | None = None
    period_years: tuple[int, ...] = ()
    title_year: int | None = None
    issues: list[Issue] = field(default_factory=list)

    def note(self, code: str, message: str) -> None:
        """Record something that a person should look at."""
        self.issues.append(Issue(code, message))


def read_identity(document: Document, sections: Sequence[Section]) -> Identity:
    """Find agency, year, title and dates of a document, with an issue for each that had to be taken
    elsewhere.
    """
    identity = Identity()
    opening = introduction(document)
    if not document.metadata:
        # Formats without a page around them may still have the portal's information table in front
        # of the report.
        document = replace(document, metadata=information(document.blocks[:_LONGEST_FRONT]))
    _read_title(document, opening, identity)
    signer = _read_signature(document, identity)
    _read_agency(document, signer, identity)
    _read_year(opening, sections, identity)
    identity.published_on = next(
        (
            found
            for name in _PUBLISHED
            if (found := dates.find_date(document.metadata.get(name, "")))
        ),
        None,
    )
    return identity


def _read_title(document: Document, opening: Sequence[Paragraph], identity: Identity) -> None:
    """The title stands before the first section, over up to three lines, or in the page's shell."""
    lines = [line for paragraph in opening for line in paragraph.text.splitlines() if line.strip()]
    found = _title_over_lines(lines)
    if found is None:
        shell = (
            document.metadata.get("articletitle", ""),
            document.title.split("_")[0].split(" - ")[0],
        )
        found = next((text.strip() for text in shell if _is_title(squash(text))), None)
        if found is None:
            identity.note("title_missing", "the document names no title")
            return
    identity.title = found
    squashed = squash(found)
    year = _TITLE_YEAR.search(squashed)
    identity.title_year = dates.years(year[0] + "年")[0] if year else None
    agency = _TITLE_TAIL.sub("", _TITLE_YEAR.sub("", _DECORATION.sub("", squashed)))
    identity.agency = _agency_name(agency)
    if identity.agency not in (None, agency):
        identity.note(
            "agency_completed", f"the title names {agency}, which is read as {identity.agency}"
        )


def _title_over_lines(lines: Sequence[str]) -> str | None:
    """The first run of one to three lines that ends in the title words; the longest run that is
    still one title.
    """
    for last in range(min(len(lines), 25)):
        if not _is_title(squash(lines[last])) and not _is_title(
            "".join(map(squash, lines[max(0, last - 1) : last + 1]))
        ):
            continue
        for first in range(max(0, last - 2), last + 1):
            joined = "".join(squash(line) for line in lines[first : last + 1])
            if _is_title(joined) and (first == last or _starts_title(lines[first])):
                return "".join(_shown(line) for line in lines[first : last + 1])
    return None


def _starts_title(line: str) -> bool:
    """A line above the title's last line belongs to it if it names an agency or breaks off within
    the title.
    """
    squashed = _TITLE_YEAR.sub("", squash(line))
    return _agency_name(_TITLE_TAIL.sub("", squashed)) is not None and not _is_title(squash(line))


def _shown(line: str) -> str:
    """A title line as shown: without the spaces that only set it out, but Latin words apart."""
    return re.sub(
        r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])",
        "",
        half_width(line).replace("(", "（").replace(")", "）"),
    )


def _is_title(squashed: str) -> bool:
    return (
        len(squashed) <= _LONGEST_TITLE
        and bool(_TITLE.search(squashed))
        and not _NOT_TITLE.search(squashed)
    )


def _agency_name(text: str) -> str | None:
    """The agency that a text names: an organ as it stands, a bare place as its government; None for
    anything else.
    """
    name = text.strip("_-—·:")
    if _SELF.match(name):
        return None
    if _STREET.match(name):
        return name.removesuffix("街道") + "街道办事处" if name.endswith("街道") else name
    if _ZONE.match(name):
        return name
    if _BARE_PLACE.match(name):
        return name + "人民政府"
    return name if _AGENCY.match(name) else None


def _read_signature(document: Document, identity: Identity) -> str | None:
    """Agency and date that close the report: a line that is a date, with the agency before it or on
    the same line.
    """
    last_table = max(
        (at for at, block in enumerate(document.blocks) if isinstance(block, Grid)), default=-1
    )
    # A cover letter in front has a date of its own; the report's stands after all its tables.
    closing = document.blocks[max(last_table + 1, len(document.blocks) - 40) :]
    lines = [
        line
        for block in closing
        if isinstance(block, Paragraph)
        for line in block.text.splitlines()
        if line.strip()
    ]
    for at in range(len(lines) - 1, max(-1, len(lines) - 15), -1):
        signer, day = _agency_and_date(lines[at])
        if day is None:
            continue
        identity.signed_on = dates.find_date(day)
        if identity.signed_on is None:
            identity.note(
                "impossible_date", f"the signature's date does not exist: {lines[at].strip()}"
            )
        return signer or (_agency_name(squash(lines[at - 1])) if at else None)
    return None


def _agency_and_date(line: str) -> tuple[str | None, str | None]:
    """The date that a line is, or ends in after the name of an agency; None where it is neither."""
    if dates.is_date(line):
        return None, line
    name, day = dates.split_last(line)
    signer = _agency_name(name)
    return (signer, day) if signer is not None else (None, None)


def _read_agency(document: Document, signer: str | None, identity: Identity) -> None:
    """The title's agency first; the signature where it is fuller or alone; then the page's
    publisher.
    """
    if identity.agency is None and signer is not None:
        identity.agency = signer
        identity.note("agency_from_signature", "the agency stands in the signature only")
    elif signer is not None and identity.agency is not None and signer != identity.agency:
        if signer.endswith(identity.agency):
            identity.agency = signer
        elif not identity.agency.endswith(signer):
            identity.note("agency_differs", f"title says {identity.agency}, signature {signer}")
    if identity.agency is None:
        publishers = (_agency_name(squash(document.metadata.get(name, ""))) for name in _PUBLISHERS)
        identity.agency = next((name for name in publishers if name), None)
        if identity.agency is not None:
            identity.note(
                "agency_from_page", "the agency stands in the page around the report only"
            )
    if identity.agency is not None:
        identity.agency = identity.agency.replace("(", "（").replace(")", "）")
    else:
        identity.note("agency_missing", "the document names no agency")


def _read_year(
    opening: Sequence[Paragraph], sections: Sequence[Section], identity: Identity
) -> None:
    """The title's year, else the statistics period's, else the year that the prose speaks of
    most.
    """
    prose = squash("".join(paragraph.text for paragraph in opening))
    body = "".join(squash(section.text) for section in sections)
    periods = [
        match for match in _PERIOD.finditer(prose + body) if match["last"] in (None, match["first"])
    ]
    identity.period_years = tuple(dict.fromkeys(int(match["first"]) for match in periods))
    identity.year = identity.title_year
    if identity.year is None and len(identity.period_years) == 1:
        identity.year = identity.period_years[0]
        identity.note(
            "year_from_period", "the year stands in the statistics period, not in the title"
        )
    if identity.year is None:
        identity.year = _spoken_year(
            prose, [section.text for section in sections if section.number in (1, 5)]
        )
        if identity.year is not None:
            identity.note("year_from_text", "the year stands in the prose only")
    if identity.year is None:
        identity.note("year_missing", "the document names no year")


def _spoken_year(prose: str, texts: Sequence[str]) -> int | None:
    """The year of 现将2024年…, else the year named most often in prose; None where two are named
    equally often.
    """
    opening = _OPENING.search(prose)
    if opening:
        return int(opening[1])
    counts = Counter(year for text in (prose, *texts) for year in dates.years(text))
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]
