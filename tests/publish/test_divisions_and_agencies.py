from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from crawler.divisions import Division
from publish.agencies import deadline, identify, kind
from publish.compile_regions import divisions as compiled
from publish.regions import Divisions, load_divisions


@pytest.fixture(scope="module")
def divisions() -> Divisions:
    return load_divisions()


@pytest.mark.parametrize(
    ("name", "region", "expected"),
    [
        ("尚志市亚布力镇人民政府", "230183", ("230183", "亚布力镇人民政府")),
        ("亚布力镇人民政府", "230183", ("230183", "亚布力镇人民政府")),
        ("尚志市亚布力镇人民政府", "230100", ("230183", "亚布力镇人民政府")),
        ("黑龙江省尚志市民政局", "230183", ("230183", "民政局")),
        ("哈尔滨市生态环境局尚志分局", "230183", ("230100", "生态环境局尚志分局")),
        ("北京市东城区人民政府", "110000", ("110101", "人民政府")),
        ("尚志市", "230183", ("230183", "尚志市")),
        ("民政局", "999999", ("999999", "民政局")),
    ],
)
def test_an_agency_is_placed_by_its_name(
    name: str, region: str, expected: tuple[str, str], divisions: Divisions
) -> None:
    assert divisions.place(name, region) == expected


def test_the_same_agency_has_one_id_however_it_is_spelled(divisions: Divisions) -> None:
    full = identify("尚志市民政局", "heilongjiang/haerbin", "230100", divisions)
    short = identify("民政局", "heilongjiang/shangzhi", "230183", divisions)
    assert full == short
    assert full.id == "230183-c6a93809"


def test_a_portal_without_division_stands_in_for_it(divisions: Divisions) -> None:
    agency = identify("民政局", "a/b", None, divisions)
    assert (agency.id[:4], agency.region) == ("a-b-", None)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("尚志市人民政府", "government"),
        ("亚布力镇人民政府", "township"),
        ("望桥街道办事处", "township"),
        ("云岭市发展和改革委员会", "department"),
        ("黄冈市人民政府办公室", "department"),
        ("国有资产监督管理委员会", "department"),
        ("黄州火车站经济开发区管理委员会", "other"),
        ("市第一医院", "other"),
    ],
)
def test_the_kind_is_told_by_the_ending(name: str, expected: str) -> None:
    assert kind(name) == expected


@pytest.mark.parametrize(
    ("kind", "year", "expected"),
    [
        ("department", 2024, date(2025, 1, 31)),
        ("government", 2024, date(2025, 3, 31)),
        ("township", 2024, date(2025, 3, 31)),
        ("department", 2019, date(2020, 1, 31)),
        ("department", 2018, date(2019, 3, 31)),
    ],
)
def test_the_deadline_is_the_law_s(kind: str, year: int, expected: date) -> None:
    assert deadline(kind, year) == expected


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("230000", "province"),
        ("230100", "prefecture"),
        ("230183", "county"),
        ("230183101", "township"),
        ("23", "unknown"),
    ],
)
def test_the_level_is_told_by_the_code(code: str, level: str) -> None:
    assert Division(code=code, name="x").level == level


def test_the_packaged_list_has_no_headings_and_no_division_twice(divisions: Divisions) -> None:
    text = Path(__file__).parents[2].joinpath("publish/regions.csv").read_text(encoding="utf-8")
    codes = [line.split(",")[0] for line in text.splitlines()[1:]]
    assert len(codes) == len(set(codes))
    assert "市辖区" not in text
    assert [division.name for division in divisions.chain("230183")] == ["黑龙江省", "哈尔滨市", "尚志市"]


def test_a_registry_adds_divisions_and_renames_packaged_ones() -> None:
    added = [
        Division(code="230183101", name="亚布力镇", parent="230183"),
        Division(code="230183", name="演示市", parent="230100"),
    ]
    divisions = load_divisions(added)
    assert divisions.place("演示市亚布力镇人民政府", "230100") == ("230183101", "人民政府")


def test_the_compiler_leaves_out_headings_and_counties_that_are_their_prefecture(tmp_path: Path) -> None:
    (tmp_path / "provinces.csv").write_text('code,name\n44,"广东省"\n11,"北京市"\n', encoding="utf-8")
    (tmp_path / "cities.csv").write_text(
        'code,name,provinceCode\n4419,"东莞市",44\n1101,"市辖区",11\n4401,"广州市",44\n', encoding="utf-8"
    )
    (tmp_path / "areas.csv").write_text(
        'code,name,cityCode,provinceCode\n441900,"东莞市",4419,44\n110101,"东城区",1101,11\n440103,"荔湾区",4401,44\n',
        encoding="utf-8",
    )
    assert sorted(compiled(tmp_path)) == [
        ("110000", "北京市", ""),
        ("110101", "东城区", "110000"),
        ("440000", "广东省", ""),
        ("440100", "广州市", "440000"),
        ("440103", "荔湾区", "440100"),
        ("441900", "东莞市", "440000"),
    ]
