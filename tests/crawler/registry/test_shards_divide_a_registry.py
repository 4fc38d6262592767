"""A registry among several machines: every portal once, and one server never asked by two."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from crawler.registry.portals import Portal, load_portals
from crawler.registry.shards import Shard


def portal(name: str, *hosts: str) -> Portal:
    return Portal(id=name, name=name, home=f"http://{hosts[0]}/", hosts=list(hosts[1:]))


PORTALS = [portal(f"p{number}", f"www.p{number}.gov.cn") for number in range(200)]


def shards(portals: list[Portal], count: int) -> list[list[Portal]]:
    return [Shard(number, count).of(portals) for number in range(1, count + 1)]


def test_every_portal_falls_to_one_shard_and_none_is_empty() -> None:
    parts = shards(PORTALS, 5)
    assert sorted(each.id for part in parts for each in part) == sorted(x.id for x in PORTALS)
    assert min(map(len, parts)) >= 20


def test_the_only_shard_is_the_whole_registry() -> None:
    assert Shard(1, 1).of(PORTALS) == PORTALS


def test_portals_that_share_a_server_fall_together_over_any_number_of_links() -> None:
    chain = [
        portal(f"c{number}", f"c{number}.gov.cn:8080", f"c{number + 1}.gov.cn:9090")
        for number in range(40)
    ]
    assert sorted(map(len, shards(chain, 4))) == [0, 0, 0, 40]


def test_a_portal_stays_where_it_is_when_others_come() -> None:
    before = Shard(2, 5).of(PORTALS)
    grown = Shard(2, 5).of([*PORTALS, *(portal(f"n{x}", f"n{x}.gov.cn") for x in range(50))])
    assert [each for each in grown if each.id.startswith("p")] == before


@pytest.mark.parametrize("text", ["0/5", "6/5", "2", "2/", "/5", "2/5/7", "a/b", "-1/5", "٢/٥"])
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be a shard and their number, such as 2/5"):
        Shard.parse(text)


def test_a_portal_carries_no_more_of_its_registry_than_its_relatives(tmp_path: Path) -> None:
    # Each portal once carried the hosts of all others: 3,186 portals took 740 MB and minutes.
    for number in range(120):
        (tmp_path / f"p{number}.yml").write_text(f"name: p\nhome: http://www.p{number}.gov.cn/\n")
    alone, *_ = sorted(load_portals(tmp_path), key=lambda each: each.id)
    (tmp_path / "relative.yml").write_text("name: r\nhome: http://county.p0.gov.cn/\n")
    beside, *_ = sorted(load_portals(tmp_path), key=lambda each: each.id)
    assert len(pickle.dumps(beside)) - len(pickle.dumps(alone)) < 100
    assert len(pickle.dumps(alone)) < 2_000
