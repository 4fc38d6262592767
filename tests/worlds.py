"""Descriptions of practice portals of a test's own: one small YAML file each, which is all that a
portal needs.
"""

from __future__ import annotations

from ipaddress import IPv4Address
from pathlib import Path

WORLD = """
name: {place}人民政府
address: {address}
family: {family}
page_size: 4
charset: utf-8
declared: utf-8
header: text/html; charset=utf-8
robots: missing
annual: 政府信息公开年报
nested: true
agencies:
- {{name: {place}人民政府, kind: government, we: 我县, requests: 40, decisions: 900, documents: 6, rules: 0, fees: 0,
   style: clean, carrier: page, title: '{{agency}}{{year}}年政府信息公开工作年度报告'}}
- {{name: {place}水利局, kind: department, we: 我局, requests: 5, decisions: 60, documents: 2, rules: 0, fees: 0,
   style: word, carrier: both, title: '{{year}}年{{agency}}政府信息公开工作年度报告'}}
"""


def write_world(folder: Path, family: str, number: int = 1, place: str = "试山县") -> str:
    """Describe a portal of a known family in a folder; return its id."""
    address = IPv4Address("127.0.29.0") + number
    text = WORLD.format(family=family, address=address, place=place)
    (folder / f"{family}.yml").write_text(text, encoding="utf-8")
    return family
