"""Hosts under one registered domain: a portal's own where its pages lead there and no other portal
has them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.registry.hosts import belongs_to
from crawler.registry.portals import load_portals


@pytest.mark.parametrize(
    ("host", "others", "own"),
    [
        ("zfxxgk.x.gov.cn", [], True),
        ("zwgk.x.gov.cn", ["www.y.gov.cn"], True),
        # Another registered domain, or the host itself.
        ("zfxxgk.y.gov.cn", [], False),
        ("x.gov.cn", [], False),
        # Registered by another portal.
        ("zfxxgk.x.gov.cn", ["zfxxgk.x.gov.cn"], False),
        # The nearest portal has what lies below its domain.
        ("nb.county.x.gov.cn", ["www.county.x.gov.cn"], False),
        ("zfxxgk.x.gov.cn", ["www.county.x.gov.cn"], True),
    ],
)
def test_a_sister_host_belongs_to_the_nearest_portal(
    host: str, others: list[str], own: bool
) -> None:
    assert belongs_to(host, "www.x.gov.cn", others) is own


@pytest.mark.parametrize(("others", "own"), [([], True), (["www.x.gov.cn"], False)])
def test_a_host_beside_belongs_to_the_only_portal_of_its_domain(
    others: list[str], own: bool
) -> None:
    assert belongs_to("zfxxgk.x.gov.cn", "zwgk.x.gov.cn", others) is own


def test_a_portal_takes_a_sister_for_its_own_and_leaves_those_of_others(tmp_path: Path) -> None:
    for name, host in (("city", "www.x.gov.cn"), ("county", "county.x.gov.cn")):
        (tmp_path / f"{name}.yml").write_text(f"name: {name}\nhome: http://{host}/\n")
    city, county = load_portals(tmp_path)
    column = "http://zfxxgk.x.gov.cn/nb/"
    assert not city.owns(column)
    assert (city.adopt(column), county.adopt(column)) == (True, False)
    assert (city.owns(column), "zfxxgk.x.gov.cn" in city.host_names) == (True, True)
    assert not city.adopt("http://county.x.gov.cn/nb/")
    assert not city.adopt("http://www.y.gov.cn/nb/")
