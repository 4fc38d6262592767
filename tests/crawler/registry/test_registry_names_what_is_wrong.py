"""Portal files: what is accepted, and that every refusal names file, line and what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.errors import DuplicateHost, InvalidPortal
from crawler.registry.divisions import Division
from crawler.registry.families import families
from crawler.registry.portals import DEFAULT_DIRECTORY, Portal, load_portals
from crawler.spiders import spider_of

GOOD = """name: 演示县人民政府
region: "990101"
home: http://www.yanshi.gov.cn/
family: trs
hosts:
  - xxgk.yanshi.gov.cn
  - zwgk.yanshi.gov.cn:8080
expect: {reports: {2024: {min: 20}}}
"""


def write(folder: Path, text: str, name: str = "yanshi.yml") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_a_good_file_is_read(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "heilongjiang/yanshi.yml")
    [portal] = load_portals(tmp_path)
    assert portal.id == "heilongjiang/yanshi"
    assert (portal.delay, portal.render, portal.channels, portal.region) == (
        1.0,
        False,
        [],
        "990101",
    )
    assert portal.expect is not None
    assert portal.expect.reports[2024].min == 20


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("family: trs", "family: tsr"), 4, "unknown family 'tsr'"),
        (("family: trs", "famliy: trs"), 4, "unknown key"),
        (('"990101"', "990101"), 2, 'put the number in quotes: "990101"'),
        (('"990101"', '"99"'), 2, "division code"),
        (("http://www.yanshi", "www.yanshi"), 3, "http:// or https://"),
        (("  - xxgk.yanshi.gov.cn", "  - http://xxgk.yanshi.gov.cn/"), 6, "without http://"),
        (("min: 20", "min: -1"), 8, "greater than or equal to 0"),
        (("min: 20", "least: 20"), 8, "min"),
        (("family: trs", "delay: 0.1"), 1, "delay must be at least 0.5 seconds"),
        (("family: trs", "name: 又一个"), 4, "name stands twice"),
        (("family: trs", "id: yanshi"), 4, "the file's path is the id"),
        (
            ("family: trs", "divisions: []"),
            4,
            "divisions: unknown key; divisions stand in regions.csv",
        ),
        (
            ("family: trs", "verified: yesterday"),
            4,
            "'yesterday' must be a day such as 2026-01-30, or never",
        ),
        (("family: trs", "verified: 2026-02-30"), 4, "verified: day is out of range for month"),
        (("family: trs", "family: [trs"), 5, "not YAML"),
    ],
)
def test_a_fault_is_named_with_file_and_line(
    tmp_path: Path, change: tuple[str, str], line: int, words: str
) -> None:
    file = write(tmp_path, GOOD.replace(*change))
    with pytest.raises(InvalidPortal) as refusal:
        load_portals(tmp_path)
    message = str(refusal.value)
    assert message.startswith(f"{file}:{line}: ")
    assert words in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("line", "day"),
    [("verified: never\n", "never"), ("", "never"), ("verified: 2026-01-30\n", "2026-01-30")],
)
def test_the_day_of_verification_is_kept_with_the_captures(
    tmp_path: Path, line: str, day: str
) -> None:
    write(tmp_path, GOOD + line)
    [portal] = load_portals(tmp_path)
    assert str(portal.verified) == day
    assert Portal.model_validate_json(portal.model_dump_json()).verified == portal.verified


def test_every_portal_carries_the_divisions_of_its_registry_through_the_log(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "yunling/yanshi.yml")
    write(tmp_path, "\ufeffcode,name,parent\n990000,云岭省,\n990101,演示县,990000\n", "regions.csv")
    [portal] = load_portals(tmp_path)
    assert portal.divisions == (
        Division(code="990000", name="云岭省", parent=None),
        Division(code="990101", name="演示县", parent="990000"),
    )
    assert Portal.model_validate_json(portal.model_dump_json()) == portal


def test_a_log_from_before_divisions_were_kept_is_read(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    [portal] = load_portals(tmp_path)
    old = json.loads(portal.model_dump_json())
    assert old.pop("divisions") == []
    assert Portal.model_validate_json(json.dumps(old)) == portal


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"name,code\nx,1\n", 1, "the first line must be code,name,parent"),
        (b"", 1, "the first line must be code,name,parent"),
        ("code,name,parent\n1,某市,\n,某县,1\n".encode(), 3, "code and name must not be empty"),
        ("code,name,parent\n1,某市\n".encode(), 2, "must have the 3 fields"),
        ("code,name,parent\n1,某市,,2\n".encode(), 2, "must have the 3 fields"),
        ("code,name,parent\n1,某市,\n".encode("gb18030"), 2, "save it as UTF-8"),
    ],
)
def test_a_bad_list_of_divisions_is_named_with_file_and_line(
    tmp_path: Path, content: bytes, line: int, words: str
) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "regions.csv").write_bytes(content)
    with pytest.raises(InvalidPortal) as refusal:
        load_portals(tmp_path)
    assert str(refusal.value).startswith(f"{tmp_path / 'regions.csv'}:{line}: ")
    assert words in str(refusal.value) and "\n" not in str(refusal.value)


def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path, "- http://www.yanshi.gov.cn/\n")
    with pytest.raises(InvalidPortal, match="must hold `key: value` lines") as refusal:
        load_portals(tmp_path)
    assert str(refusal.value).startswith(f"{file}:1: ")


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "yanshi.yml").write_bytes("name: 演示县".encode("gb18030"))
    with pytest.raises(InvalidPortal, match=r"yanshi\.yml:1: not YAML in UTF-8"):
        load_portals(tmp_path)


@pytest.mark.parametrize(
    "other",
    ["http://www.yanshi.gov.cn/xxgk/", "https://yanshi.gov.cn/", "http://xxgk.yanshi.gov.cn/"],
)
def test_a_host_of_two_portals_is_refused(tmp_path: Path, other: str) -> None:
    write(tmp_path, GOOD, "a.yml")
    write(tmp_path, f"name: 另一个\nhome: {other}\n", "b.yml")
    with pytest.raises(DuplicateHost, match=r"b\.yml: host \S+ belongs to \S+a\.yml already"):
        load_portals(tmp_path)


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("http://www.yanshi.gov.cn/a.html", True),
        ("https://yanshi.gov.cn/a.html", True),
        ("http://xxgk.yanshi.gov.cn:9000/", True),
        ("http://zwgk.yanshi.gov.cn:8080/", True),
        ("http://zwgk.yanshi.gov.cn/", False),
        ("http://www.yanshi.gov.cn:9000/", False),
        ("http://www.yanshi.gov.cn.evil.com/", False),
        ("http://www.yanshi.gov.cn@evil.com/", False),
        ("http://admin.yanshi.gov.cn/", False),
    ],
)
def test_which_hosts_are_the_portals_own(tmp_path: Path, url: str, own: bool) -> None:
    write(tmp_path, GOOD)
    assert load_portals(tmp_path)[0].owns(url) is own


def test_the_descriptions_survive_the_log() -> None:
    portals = load_portals(DEFAULT_DIRECTORY)
    assert [Portal.model_validate_json(portal.model_dump_json()) for portal in portals] == portals


def test_every_registered_portal_has_a_spider_or_leaves_its_family_open() -> None:
    portals = load_portals(DEFAULT_DIRECTORY)
    assert "heilongjiang/shangzhi" in [portal.id for portal in portals]
    assert {portal.family for portal in portals} <= {*families(), None}


@pytest.mark.parametrize("name", families())
def test_every_spider_is_named_after_its_family(name: str) -> None:
    assert spider_of(name).name == name
    assert families()[name].vendor
