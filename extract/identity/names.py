"""The grammar of the names of agencies (names.yml): what is a name, and what it is in full."""

from __future__ import annotations

import re
from functools import lru_cache

from foundation.normalise import REMEMBERED
from foundation.numbering import COUNT, ONES
from foundation.rules import Rules, load

# Place names use rare characters too (䶮, 𣲘): the extensions of CJK belong to names.
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_NAME = rf"[{HAN}()·、\d]"
_LONGEST_PLACE = 24
_SHORTEST = 3
_PUNCTUATION = "_-—·:;,、|/()"
_BRACKET = re.compile(r"\([^()]{2,20}\)$")
_DIVISION_AT_HEAD = re.compile(rf"[{HAN}]{{1,4}}[省市县区州盟旗镇乡]")
_WHOLE_DIVISION = re.compile(
    rf"(?![省市县区州盟旗镇乡])[{HAN}]{{1,5}}?(?:[省市县区州盟旗镇乡]|街道|苏木)"
)
_PLACE_NAME = re.compile(rf"[{HAN}·]+")
_WHOLE_NAME = re.compile(rf"{_NAME}+")
# Regiments of the corps are named by number: 一五〇团, 148团.
_REGIMENT = re.compile(rf"[〇{ONES}十百\d]{{1,4}}团(?:场)?$")
# A division and a city under one roof: 第八师石河子市.
_DIVISION_AND_CITY = re.compile(rf"第{COUNT}师.{{2,6}}市$")
# Two lines that name the same agency, joined.
_DOUBLED = re.compile(r"^(.{4,})\1$")
_DATED = re.compile(r"\d[年月日]|[-:]")
_SELF = re.compile(
    r"^(?:我|本(?!溪)|该|各|某|此|其)[^政]{0,6}$"
    r"|^(?:我|本)(?:[省市县区州盟旗镇乡局委办院厅处所站会]|街道|机关|单位|部门|行政机关)"
    r"|^贵(?:[局委办院厅]|机关|单位|部门)"
)


class _Place(Rules):
    """The ending of the names of divisions of one kind, and the body that reports for one."""

    ending: str
    body: str


class Grammar(Rules):
    """What names.yml says."""

    organs: tuple[str, ...]
    no_organs: tuple[str, ...]
    places: tuple[_Place, ...]
    governments: tuple[str, ...]
    bodies: tuple[str, ...]
    alone: frozenset[str]
    whole: tuple[str, ...]
    no_words: tuple[str, ...]
    no_towns: tuple[str, ...]
    no_places: frozenset[str]
    carriers: tuple[str, ...]
    levels: tuple[str, ...]
    no_levels: tuple[str, ...]
    site: tuple[str, ...]
    fronts: tuple[str, ...]
    selves: tuple[str, ...]


GRAMMAR = load(__package__, "names.yml", Grammar)
_ORGAN = re.compile(
    rf"^{_NAME}{{1,34}}(?:{'|'.join(sorted(GRAMMAR.organs, key=len, reverse=True))})$"
)
_NO_WORDS = re.compile("|".join(GRAMMAR.no_words))
_ENDINGS = tuple(place.ending for place in GRAMMAR.places)


@lru_cache(maxsize=REMEMBERED)
def agency_name(text: str) -> str | None:
    """The agency that a squashed text names, in full: an organ as it stands, a bare place with the
    body that reports for it.

    None where the text is anything else than one name: a sentence, a site, 我局.
    """
    name = text.replace("○", "〇").strip(_PUNCTUATION.replace(")", ""))
    if not _may_be_name(name):
        return None
    bracket = _BRACKET.search(name)
    bare = name[: bracket.start()] if bracket else name
    if is_place(bare) and not _DIVISION_AND_CITY.search(bare):
        return bare + body_of(bare) + (bracket[0] if bracket else "")
    itself = _without_self(bare)
    if itself != bare:
        return agency_name(itself)
    if not _is_organ(bare):
        return None
    return _government_in_full(bare) + (bracket[0] if bracket else "")


def _may_be_name(name: str) -> bool:
    return (
        len(name) >= _SHORTEST
        and _SELF.match(name) is None
        and name not in GRAMMAR.alone
        and name not in GRAMMAR.bodies
        and _NO_WORDS.search(name) is None
        and _DATED.search(name) is None
        and _DOUBLED.match(name) is None
    )


def _without_self(name: str) -> str:
    """The name of an organ without the words by which it means itself alone: 县民政局机关."""
    itself = next((word for word in GRAMMAR.selves if name.endswith(word)), "")
    organ = name.removesuffix(itself)
    return organ if itself and _is_organ(organ) else name


def is_place(name: str) -> bool:
    """Whether a name is that of a division or zone alone, with no organ behind it."""
    return (
        _SHORTEST <= len(name) <= _LONGEST_PLACE
        and _PLACE_NAME.fullmatch(name) is not None
        and name not in GRAMMAR.no_places
        and not name.endswith("各乡镇")
        and not name.startswith(("关于", "按照", "根据", "乡镇"))
        and name.endswith(_ENDINGS)
    )


def body_of(place: str) -> str:
    """The body that reports for a division or zone, as it stands behind the place's name."""
    if place.endswith(GRAMMAR.governments):
        return "人民政府"
    kind = next(kind for kind in GRAMMAR.places if place.endswith(kind.ending))
    return kind.body.removeprefix(kind.ending)


def is_carrier(name: str) -> bool:
    """Whether a publisher publishes for others: a media centre, the site itself."""
    return name.endswith(GRAMMAR.carriers)


def level_at_head(name: str) -> str:
    """The word of level that a name begins with in place of a division's name (县 of 县教育局),
    or "".
    """
    if name.startswith(GRAMMAR.no_levels):
        return ""
    level = next((level for level in GRAMMAR.levels if name.startswith(level)), "")
    rest = name.removeprefix(level)
    # 市中区审计局 and 镇安县人民政府 begin with the name of a division, not with a level.
    named = _DIVISION_AT_HEAD.match(rest)
    return "" if named and not rest.startswith(GRAMMAR.no_towns) else level


def begins_with_division(name: str) -> bool:
    """Whether a squashed name begins with the name of a division that is whole: 云溪县水务局, but
    not 溪县水务局 or 县水务局, of which a line above may have the beginning.
    """
    division = _WHOLE_DIVISION.match(name)
    return (
        division is not None
        and len(division[0]) >= _SHORTEST
        and body_of(division[0]) != "管理委员会"
    )


def ends_above(text: str) -> bool:
    """Whether a squashed text ends as the name of a division or an agency above another does."""
    return text.endswith(GRAMMAR.fronts)


def is_site(text: str) -> bool:
    """Whether a squashed text is the name of a site or of a part of one."""
    return text.endswith(GRAMMAR.site)


def _is_organ(name: str) -> bool:
    if name.endswith(GRAMMAR.no_organs):
        return False
    if _ORGAN.match(name) or _REGIMENT.search(name):
        return True
    if _DIVISION_AND_CITY.search(name):
        return True
    return name.endswith(GRAMMAR.whole) and _WHOLE_NAME.fullmatch(name) is not None


def _government_in_full(name: str) -> str:
    """A government of a place as it is called in full: 关口镇政府 as 关口镇人民政府."""
    place = name.removesuffix("政府")
    if place != name and not place.endswith("人民") and is_place(place):
        return place + body_of(place)
    return name
