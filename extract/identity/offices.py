"""Rooms of an agency that a text names in its place: 县水务局办公室 for 县水务局."""

from __future__ import annotations

import re

_OPENNESS = re.compile(
    r"(?:政务公开(?:政府)?)?(?:政务|信息)公开(?:工作)?(?:领导小组|协调小组)?(?:办公室|办|机构|处|科|股|室)?$"
)
# Behind these a government is none of the name's words: 国家税务总局政府信息公开办公室.
_ORGANS = "局厅委署部会院关"
# An office of a bureau reports for it; committees have offices that are agencies themselves.
_BUREAU = (
    r"(?:局|(?<!办公)厅|署|海关|街道办事处|管委会|(?:人民)?政府办公[室厅]|(?:卫生健康|卫健|卫生和计划生育|卫计"
    r"|发展和改革|发展改革|发改|国有资产监督管理|国资|住房和城乡建设|城乡建设|住建|经济和信息化|经信"
    r"|交通|交通运输|农业|农业农村|水务|教育|教|民族事务|民族宗教事务|民宗|科技|管理)(?:委员会|委)"
    r"|供销合作社|供销合作总社|供销社|联合社|联社|联合会|红十字会|医院|档案馆|图书馆|博物馆|文化馆|集团|公司|学校|大学|学院"
    r"|法院|检察院|总队|支队|(?:服务|发展|事务|保障)中心)"
)
_ROOM = re.compile(
    rf"^(.{{2,}}?{_BUREAU})(?:[^局厅署委]{{0,12}}"
    r"(?:办公室|综合部|综合科|秘书科|科|股|室|处|指挥中心|信息中心|管理中心)|办公厅)$"
    r"|^(.{1,12}部)办公厅.{0,10}$|^(.{2,}办)办公室$"
)
# The party's group in an organ is of the organ: 县水务局党组.
_PARTY = re.compile(r"(?<=[局厅署院])党[组委]$")
# 党政综合办公室 is a room of a township or of a subdistrict's office.
_OF_TOWNSHIP = re.compile(r"(?:党政综合|党政|综合)(?:办公室|办|部)$|(?<=[镇乡])办公室$")


def owner_of(name: str) -> str:
    """The agency whose room a squashed name is; the name itself where it is none's."""
    bare = _OF_TOWNSHIP.sub("", _without_openness(_PARTY.sub("", name)))
    room = _ROOM.match(bare)
    return room[room.lastindex or 0] if room else bare


def _without_openness(name: str) -> str:
    """A name without the office for openness that it ends in:
    云川市人民政府信息公开工作领导小组办公室.
    """
    bare = _OPENNESS.sub("", name)
    if bare == name:
        return name
    place = bare.removesuffix("政府")
    return place if place.endswith(tuple(_ORGANS)) else bare
