"""Products without a spider of their own are named by their pages and by the addresses of lists."""

from __future__ import annotations

import pytest

from crawler.pages.page import Page
from crawler.registry.families import families, named_by_address, products
from crawler.spiders.family import product_on
from samples.families import build_site
from samples.world import Portal, portals

# What families.yml calls the products that practice portals imitate, where it has another name.
CALLED = {"jsp": "thtml"}
VARIANTS = [
    portal
    for portal in portals()
    if portal.family == "generic"
    and CALLED.get(portal.settings["product"], portal.settings["product"]) in products()
]


def pages_of(portal: Portal) -> list[Page]:
    """The first and last pages of a practice portal that have a path of their own."""
    pages = build_site(portal).pages
    shown = [path for path in pages if "html" in pages[path].media_type]
    return [
        Page(f"http://{portal.address}{path}", pages[path].body)
        for path in (*shown[:6], *shown[-6:])
    ]


@pytest.mark.parametrize("portal", VARIANTS, ids=lambda portal: portal.settings["product"])
def test_a_practice_portal_is_named_by_its_pages(portal: Portal) -> None:
    product = portal.settings["product"]
    named = {product_on(page) for page in pages_of(portal)} - {None}
    assert named == {CALLED.get(product, product)}


@pytest.mark.parametrize(
    "portal",
    [portal for portal in portals() if portal.family not in ("generic", "nfcms")],
    ids=lambda portal: portal.id,
)
def test_pages_of_families_name_no_product(portal: Portal) -> None:
    assert {product_on(page) for page in pages_of(portal)} - {None, "java"} == set()


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/zwgk/zfxxgk/zfxxgknb/", "trs"),
        ("/zwgk/zfxxgk/zfxxgknb/index_1.html", "trs"),
        ("/zwgk/xxgknb.htm", "vsb"),
        ("/yanshi/c100123/list.shtml", "ucap"),
        ("/yanshi/zfxxgknb/pc/list.html", "pclist"),
        ("/cms/html/ysxrmzf/zfxxgknb/index.html", "ylcms"),
        ("/zfxxgk/zfxxgknb/1.html", "nhtml"),
        ("/public/column/6601841?type=4&action=rel", "anhui"),
        ("/OpennessContent/showList/992/36195/page_1.html", "anhui"),
        ("/xxgk-list-gknb.html", "xunrui"),
        ("/gongkai/channel_5fc4b785f867d82dbc565b7e/", "channelhex"),
        ("/ndbg.thtml?id=14198", "thtml"),
        ("/channels/3125.html", "channels"),
        ("/sitesources/ysqrmzf/page_pc/zwgk/nb/list1.html", "sitesources"),
        ("/zfxxgk/fdzdgknr/?gk=3&cid=15493", "gkcid"),
        ("/zfxxgk/governmentAffairs.html", "epoint"),
        ("/was5/web/search?channelid=211383", "was"),
        ("/list/xxgknb/auto/124.html", "huahai"),
        ("/1045.news.list.dhtml", "dhtml"),
        ("/yjs", None),
        ("/dynamic/more_list.html?category_id=533", None),
    ],
)
def test_the_address_of_a_list_names_its_product(address: str, name: str | None) -> None:
    assert named_by_address(f"http://www.yanshi.gov.cn{address}") == name


def test_names_of_products_and_families_are_different() -> None:
    assert set(products()) & set(families()) == set()
