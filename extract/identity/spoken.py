"""Agencies that the text of a report names as the one that reports: announced, compiled by, to be
asked, or spoken of as who did the work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.identity.names import HAN, agency_name, is_carrier, level_at_head
from extract.identity.offices import owner_of
from foundation.agency_names import is_same

# What stands before a name and is none of it.
_NOT_NAME = (
    r"年|度|请|与|以及|[现特]?面?向社会|公布|发布|编制|结合|根据|按照|依据|通过|关于|汇总|梳理|围绕|落实|贯彻"
    r"|截至|截止|为了|随着|成立|制定|建立|修订|印发|完善|加强|召开|做好|推进|指定|确定|明确|设立|并(?!州)"
)
_NAME = rf"(?!{_NOT_NAME})[{HAN}()·]{{3,40}}?"
_YEAR = r"(?:(?:19|20)?\d{2}年?度?)"
_OPENNESS = r"(?:政府政务信息|政府信息|政务信息|政务|信息)公开"
_REPORT = rf"{_OPENNESS}(?:工作|情况|年度|年|度|的|总)*(?:报告|年报)(?:书)?(?:\([^()]{{0,20}}\))?"
_SAY = r"(?:将|就|把|予以|予|面向社会|向社会|并|公布|公开|发布|编制|编写|形成|梳理|制作)"
_START = r"(?:^|[,。;:\n])"
_BASIS = r"(?:根据|依据|按照|遵照|汇总|结合|在)"
_COMPILE = r"(?:编制|编写|编撰|制作|撰写|汇总|起草)"
_ASKED = r"(?:联系|咨询|反映|查询|索取|垂询|询问|提出|,|\(地址|\(电话|\(联系)"
_WORKED = (
    r"(?:按照|根据|扎实|主动|坚持|始终|持续|继续|不断|进一步|高度重视|紧紧围绕|以习近平"
    r"|(?:政府信息|政务|(?<!政府)信息)公开工作"
    r"|(?:认真|严格|深入|全面|积极|切实)(?:贯彻|落实|按照|依照|执行|学习|遵守|遵循|开展|推进|履行)"
    r"|(?:未|没有|共|共计|未曾)(?:收到|收取|受理|接到|发生)|是(?:主管|负责)[^,。;]{2,30}(?:部门|机构|单位)"
    rf"|在[{HAN}、]{{2,20}}(?:领导|指导)下)"
)

_ANNOUNCED = re.compile(
    rf"(?:现|特|兹|{_START}){_SAY}+《?{_YEAR}?({_NAME})(?:关于)?{_YEAR}?(?:年度)?(?:{_OPENNESS}|政府信息(?=工作|年度))"
)
_TITLED = re.compile(
    rf"{_START}{_YEAR}?({_NAME})(?:关于)?{_YEAR}?{_REPORT}(?=是|由|{_BASIS}|包括|共|全文|分)"
)
_COMPILED = re.compile(rf"由({_NAME})(?:负责|组织|牵头)*(?:{_BASIS}[^。;]{{0,200}}?)?{_COMPILE}")
_COMPILING = re.compile(
    rf"{_START}({_NAME})(?:结合[^,。;]{{0,14}},?)?(?:认真|组织|特|现)?"
    rf"(?:编制|编写|编撰|形成|制作)了?(?=本|我|该|《?{_YEAR})"
)
_BASED = re.compile(
    rf"(?:结合|根据|按照|综合|汇总){_YEAR}?({_NAME})(?:各县|市级|区级|县级|(?:政府信息|政务|信息)公开工作)"
    rf"[^,。;]{{0,40}}{_COMPILE}"
)
_CONTACT = re.compile(rf"(?:与|向|联系|咨询|致电):?({_NAME}){_ASKED}")
# Who leads the work is not who reports on it.
_LEADERS = re.compile("国务院|中共|党组|[党省市县区州盟旗镇乡工]委(?!员会|办)")
# Where a text says how it shortens a name: 云川税务总局云溪县税务局(以下简称“云溪县税务局”).
_IN_SHORT = re.compile(
    rf"(?:{_START}|以及|由|对|结合|公布|发布|按照|根据|依据)({_NAME})"
    r"\((?:以下|下文)?[简统]?称[^()]{0,14}(?:局|委|厅|办|会|院|处)[”\"]?[^()]{0,8}\)"
)
_SUMMED_UP = re.compile(
    r"政府办公[室厅](?:负责|牵头|组织|(?:根据|按照)[^。;]{0,80},)?(?:综合|汇总)[^。;]{0,30}各(?:区|县|市|部门|单位|委|镇|乡|地)"
)
# What an agency makes for itself: 制定了《云溪县水务局政府信息公开制度》.
_RULES = re.compile(
    r"(?:制定|制订|印发|修订|出台|建立|公开|公布)(?:了|并|和|、|制定|完善|印发|下发|实施|执行)*《?"
    rf"({_NAME})(?:{_OPENNESS}|依申请公开)[^《》。;]{{0,12}}(?:制度|办法|指南|规定|机制|规程|规范|流程)"
)
_SUBJECT = re.compile(rf"{_START}(?:(?:19|20)\d{{2}}年(?:度|以来|来)?,?)?({_NAME}){_WORKED}")


def announced(text: str) -> Iterator[str]:
    """The agencies whose report a text says it is, or that it says made it."""
    return _named(text, (_ANNOUNCED, _TITLED, _COMPILING, _COMPILED, _BASED))


def contacts(text: str) -> Iterator[str]:
    """The agencies that a text tells its readers to ask."""
    return _named(text, (_CONTACT,))


def subjects(text: str) -> Iterator[str]:
    """The agency of which a text says that it did the work; none where it says so of several."""
    names = [name for name in _named(text, (_SUBJECT,)) if not _LEADERS.search(name)]
    if _are_one(names) and not any(map(_is_above, names)):
        yield from names
    yield from _named(text, (_IN_SHORT,))


def rule_makers(text: str) -> Iterator[str]:
    """The agency whose own rules of openness a text says were made; none where it names several.

    Governments of cities and counties are left out: their rules bind those below them too.
    """
    names = [name for name in _named(text, (_RULES,)) if not _LEADERS.search(name)]
    if _are_one(names):
        yield from (name for name in names if not _rules_others(name))


def is_summed_up(text: str) -> bool:
    """Whether a text says that the government's office sums up those of others in it."""
    return _SUMMED_UP.search(text) is not None


def government_of(office: str) -> str:
    """The government whose office is named; the name itself where it is none's."""
    return re.sub(r"(?<=政府)办公[室厅]$", "", office)


def _are_one(names: Sequence[str]) -> bool:
    return all(is_same(name, names[0]) for name in names)


def _rules_others(name: str) -> bool:
    return name.endswith("政府") and not name.endswith(("乡人民政府", "镇人民政府", "苏木人民政府"))


def _is_above(name: str) -> bool:
    """Whether a name is that of the government above: 县政府, as its departments call it."""
    return bool(level_at_head(name)) and name.endswith("政府")


def _named(text: str, patterns: Sequence[re.Pattern[str]]) -> Iterator[str]:
    for pattern in patterns:
        for match in pattern.finditer(text):
            name = agency_name(owner_of(_with_government(match)))
            if name is not None and not is_carrier(name):
                yield name


def _with_government(match: re.Match[str]) -> str:
    """The name that was found, with the word that it shares with what follows:
    云溪镇人民|政府信息公开工作.
    """
    rest = match.string[match.end(1) :]
    return match[1] + "政府" if match[1].endswith("人民") and rest.startswith("政府") else match[1]
