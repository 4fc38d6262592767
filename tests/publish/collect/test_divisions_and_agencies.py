from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest

from crawler.registry.divisions import Division
from publish.collect.agencies import deadline, identify, kind
from publish.collect.compile_regions import divisions as compiled
from publish.collect.compile_regions import main as compile_files
from publish.collect.compile_regions import townships
from publish.collect.regions import Divisions, load_divisions
from tests.conftest import TOP

PACKAGE = TOP / "publish" / "collect"


@pytest.fixture(scope="module")
def divisions() -> Divisions:
    return load_divisions()


@pytest.mark.parametrize(
    ("name", "region", "expected"),
    [
        ("尚志市亚布力镇人民政府", "230183", ("230183103", "人民政府")),
        ("亚布力镇人民政府", "230183", ("230183103", "人民政府")),
        ("尚志市亚布力镇人民政府", "230100", ("230183103", "人民政府")),
        ("亚布力镇人民政府", "230100", ("230183103", "人民政府")),
        ("亚布力镇中心卫生院", "230183", ("230183103", "中心卫生院")),
        ("虎门镇人民政府", "441900", ("441900121", "人民政府")),
        ("尚志市民政局", "230000", ("230183", "民政局")),
        ("农场管理局", "230183", ("230183", "农场管理局")),
        ("吉县民政局", "140000", ("140000", "吉县民政局")),
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
    assert divisions.place(name, region)[:3] == (*expected, ())


def test_a_name_that_fits_several_divisions_is_placed_in_none(divisions: Divisions) -> None:
    placed = divisions.place("城关镇人民政府", "410300")
    assert (placed.code, placed.rest) == ("410300", "城关镇人民政府")
    assert placed.candidates == ("410308100", "410325100", "410326100")
    assert divisions.place("汝阳县城关镇人民政府", "410300")[:3] == ("410326100", "人民政府", ())


@pytest.mark.parametrize(
    "name",
    ["尚志市亚布力镇人民政府", "亚布力镇人民政府", "亚布力镇政府", "黑龙江省尚志市亚布力镇政府"],
)
def test_a_township_has_one_id_however_it_is_spelled(name: str, divisions: Divisions) -> None:
    agency = identify(name, "heilongjiang/shangzhi", "230183", divisions)
    assert (agency.id, agency.region) == ("230183103-19b7f48b", "230183103")


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("青石镇政府", "青石镇人民政府"),
        ("高新区管委会", "高新区管理委员会"),
        ("高新区", "高新区管理委员会"),
        ("望桥街道", "望桥街道办事处"),
        ("望桥街道办", "望桥街道办事处"),
        ("人社局", "人力资源和社会保障局"),
        ("县人社局", "人力资源和社会保障局"),
        ("卫健局", "卫生健康局"),
        ("市场监管局", "市场监督管理局"),
        ("政府办", "人民政府办公室"),
        ("县政府办公室", "人民政府办公室"),
        ("水务局（县河长办）", "水务局"),
        ("农业农村局（乡村振兴局）", "云溪县农业农村局"),
        ("国家税务总局云溪县税务局", "国家税务总局云溪县税务局"),
        ("省教育厅", "云岭省教育厅"),
        ("市教育局", "云岭省云川市教育局"),
        ("云溪区水务局", "云溪县水务局"),
        ("云溪市水务局", "水务局"),
    ],
)
def test_names_of_one_agency_give_one_id(short: str, full: str) -> None:
    divisions = Divisions(
        [
            Division(code="980000", name="云岭省"),
            Division(code="980100", name="云川市", parent="980000"),
            Division(code="980121", name="云溪县", parent="980100"),
        ]
    )
    one, other = (identify(name, "a/b", "980121", divisions) for name in (short, full))
    assert one == other


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云溪县水务局", "云溪县林业局"),
        ("云溪县卫生健康局", "云溪县卫生健康委员会"),
        ("云川市教育局", "云溪县教育局"),
        ("云溪区教育局", "云溪县教育局"),
        ("市场监督管理局", "场监督管理局"),
    ],
)
def test_names_of_two_agencies_give_two_ids(one: str, other: str) -> None:
    """A district of the same stem that is known beside the county is another division."""
    divisions = Divisions(
        [
            Division(code="980000", name="云岭省"),
            Division(code="980100", name="云川市", parent="980000"),
            Division(code="980102", name="云溪区", parent="980100"),
            Division(code="980121", name="云溪县", parent="980100"),
        ]
    )
    ids = {identify(name, "a/b", "980121", divisions).id for name in (one, other)}
    assert len(ids) == 2


def test_a_code_of_before_a_change_is_the_one_of_today() -> None:
    divisions = Divisions([Division(code="430182", name="宁乡市")])
    old = identify("宁乡县水务局", "a/b", "430124", divisions)
    assert old == identify("宁乡市水务局", "a/c", "430182", divisions)
    assert (old.region, old.division) == ("430182", "宁乡县")


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
        ("大兴安岭地区行政公署", "government"),
        ("将台地区办事处", "township"),
        ("望桥街道办", "township"),
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
    text = PACKAGE.joinpath("regions.csv").read_text(encoding="utf-8")
    codes = [line.split(",")[0] for line in text.splitlines()[1:]]
    assert len(codes) == len(set(codes))
    assert "市辖区" not in text
    assert [division.name for division in divisions.chain("230183")] == [
        "黑龙江省",
        "哈尔滨市",
        "尚志市",
    ]


def test_the_packaged_townships_hang_on_packaged_counties(divisions: Divisions) -> None:
    listed = (
        gzip.decompress(PACKAGE.joinpath("townships.csv.gz").read_bytes())
        .decode("utf-8")
        .splitlines()[1:]
    )
    codes = [line.split(",")[0] for line in listed]
    assert len(codes) == len(set(codes)) == 38_623
    assert [
        code
        for code in codes
        if len(divisions.chain(code)) < 3 and code[:6] not in ("441900", "442000")
    ] == []
    assert {divisions.chain(code)[-1].level for code in codes} == {"township"}


def test_a_registry_adds_divisions_and_renames_packaged_ones() -> None:
    added = [
        Division(code="230183101", name="亚布力镇", parent="230183"),
        Division(code="230183", name="演示市", parent="230100"),
    ]
    divisions = load_divisions(added)
    assert divisions.place("演示市亚布力镇人民政府", "230100")[:3] == ("230183101", "人民政府", ())
    assert divisions.get("230183103") is None  # the packaged one of that name


def test_the_compiler_leaves_out_headings_and_counties_that_are_their_prefecture(
    tmp_path: Path,
) -> None:
    (tmp_path / "provinces.csv").write_text(
        'code,name\n44,"广东省"\n11,"北京市"\n', encoding="utf-8"
    )
    (tmp_path / "cities.csv").write_text(
        'code,name,provinceCode\n4419,"东莞市",44\n1101,"市辖区",11\n4401,"广州市",44\n',
        encoding="utf-8",
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


def test_the_compiler_leaves_out_what_is_like_a_township_and_is_none(tmp_path: Path) -> None:
    rows = ["code,name,areaCode,provinceCode,cityCode"]
    rows += [f'{code},"{name}",230183,23,2301' for code, name in LISTED.items()]
    (tmp_path / "streets.csv").write_text("\n".join(rows), encoding="utf-8")
    assert list(townships(tmp_path)) == [("230183100", "尚志镇"), ("230183207", "珍珠山乡")]


LISTED = {
    "230183100": "尚志镇",
    "230183207": "珍珠山乡",
    "230183400": "苇河林业局",
    "230183198": "县直辖村级区划",
}


def test_the_compiler_makes_the_same_bytes_each_time(tmp_path: Path) -> None:
    source = tmp_path / "dist"
    source.mkdir()
    (source / "provinces.csv").write_text('code,name\n23,"黑龙江省"\n', encoding="utf-8")
    (source / "cities.csv").write_text(
        'code,name,provinceCode\n2301,"哈尔滨市",23\n', encoding="utf-8"
    )
    (source / "areas.csv").write_text(
        'code,name,cityCode,provinceCode\n230183,"尚志市",2301,23\n', encoding="utf-8"
    )
    (source / "streets.csv").write_text('code,name\n230183100,"尚志镇"\n', encoding="utf-8")
    made = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        assert compile_files([str(tmp_path), str(tmp_path / name)]) == 0
        made.append((tmp_path / name / "townships.csv.gz").read_bytes())
    assert made[0] == made[1]
    assert gzip.decompress(made[0]).decode("utf-8") == "code,name\n230183100,尚志镇\n"
    assert (tmp_path / "a" / "regions.csv").read_text(encoding="utf-8").splitlines()[
        -1
    ] == "230183,尚志市,230100"
