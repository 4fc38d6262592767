"""What a page of Hanweb's xxgk module says: its addresses, agencies with their codes, catalogues,
years on offer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from urllib.parse import parse_qsl, urljoin

from lxml.html import HtmlElement

from crawler.pages.attachments import body_of, find_attachments
from crawler.pages.page import Link, Page, page_of
from crawler.pages.titles import judge
from crawler.spiders.search.frontier import names_annual_channel
from foundation.normalise import folded, squeezed

_MODULE = re.compile(
    r"""[^"'\s<>(),;]*module/xxgk/(tree|search|serviceinfo|xxgkAnnualReport)\.jsp[^"'\s<>);]*""",
    re.I,
)
_SHORTCUT = re.compile(r"/module/xxgk/xxgkAnnualReport\.jsp", re.I)
_AREA = re.compile(r"""\barea["']?\s*[:=]\s*["']?(\w{6,})""")
_CATALOGUE = re.compile(r"""\binfotypeId["']?\s*[:=]\s*["']?(\w+)""", re.I)
_YEAR = re.compile(r"""\bfbtime["']?\s*[:=]\s*["']?((?:19|20)\d{2})\b""")
_SETTING = r"""\b{name}["']?\s*[:=]\s*["']?([\w,:.-]*)"""
# A script's node of a tree: the words, and a code in the same call or object.
_SCRIPTED = re.compile(
    r"""["']([^"'\n]*[\u4e00-\u9fff][^"'\n]*)["'][^\n;{}]{0,200}?\b(area|infotypeId)["']?\s*[:=]\s*["']?(\w+)"""
)
_FIELDS = {
    "infotypeId": "",
    "jdid": "",
    "area": "",
    "divid": "",
    "vc_title": "",
    "vc_number": "",
    "vc_filenumber": "",
    "vc_all": "",
    "texttype": "",
    "fbtime": "-1",
    "sortfield": ",compaltedate:0",
    "standardXxgk": "1",
    "isAllList": "1",
}
# What every report has and no frame around one: the names of its chapters, or the length of a text.
_CHAPTERS = re.compile(r"总体情况|概\s*述|本报告|主动公开政府信息(的)?情况")
_LONG_TEXT = 800
_ROWS_OF_A_TABLE = 5


@dataclass(frozen=True)
class Frame:
    """What is known of the module. Addresses are absolute; areas and catalogues are codes with
    their names.
    """

    page_url: str = ""
    trees: tuple[str, ...] = ()
    annual_address: str = ""
    search_address: str = ""
    areas: dict[str, str] = field(default_factory=dict)
    catalogues: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    # Links to reports by agency and year; years that a choice on the page offers for all agencies.
    offers: dict[tuple[str, int], Link] = field(default_factory=dict)
    years: frozenset[int] = frozenset()
    # For each agency the page that named it.
    named_on: dict[str, str] = field(default_factory=dict)

    @property
    def annual_catalogues(self) -> dict[str, str]:
        """The catalogues that bear the name of annual reports."""
        return {code: name for code, name in self.catalogues.items() if names_annual_channel(name)}

    def joined(self, other: Frame) -> Frame:
        """Return what both say together; what this one says first is kept."""
        return replace(
            self,
            page_url=self.page_url or other.page_url,
            annual_address=self.annual_address or other.annual_address,
            search_address=self.search_address or other.search_address,
            areas={**other.areas, **{code: name for code, name in self.areas.items() if name}},
            catalogues={**other.catalogues, **self.catalogues},
            settings={**other.settings, **self.settings},
            offers={**other.offers, **self.offers},
            years=self.years | other.years,
            named_on={**self.named_on, **other.named_on},
        )

    def years_of(self, area: str) -> frozenset[int]:
        """Return the years that the page offers for an agency, or for all."""
        return self.years | {year for agency, year in self.offers if agency == area}

    def search_fields(self, catalogue: str) -> dict[str, str]:
        """Return the form that asks search.jsp for a catalogue, or (without one) for titles that
        name disclosure.
        """
        title = "" if catalogue else "信息公开"
        return {**_FIELDS, **self.settings, "infotypeId": catalogue, "vc_title": title}


def names_shortcut(url: str) -> bool:
    """Tell whether an address is that of a report by agency and year."""
    return bool(_SHORTCUT.search(url))


def belongs_to_module(url: str) -> bool:
    """Tell whether an address is one of the module's own, which are asked as the module wants
    it.
    """
    return bool(_MODULE.search(url))


def module_addresses(page: Page) -> list[str]:
    """Return the module's addresses on a page, whole or as the beginning of what its script makes
    of them.
    """
    return [urljoin(page.base, match[0]) for match in _MODULE.finditer(unescape(page.source))]


def read_frame(page: Page, everywhere: bool = False) -> Frame:
    """Return what one page says of the module; an empty frame where it says nothing.

    `everywhere`: the page belongs to the module itself, so that codes count though no address of
    the module is named.
    """
    found = [(match[1].lower(), match[0]) for match in _MODULE.finditer(unescape(page.source))]
    if not found and not everywhere:
        return Frame()
    addresses = {
        name: urljoin(page.base, address).partition("?")[0] for name, address in reversed(found)
    }
    areas = dict.fromkeys(_AREA.findall(unescape(page.source)), "")
    named = list(_named_codes(page))
    areas.update({code: name for key, code, name in named if key == "area" and code in areas})
    queries = [
        dict(parse_qsl(address.partition("?")[2]))
        for name, address in found
        if name != "xxgkannualreport"
    ]
    settings = _settings(page) | {
        name: value for query in queries for name, value in query.items() if name in _FIELDS
    }
    return Frame(
        page_url=page.url,
        trees=tuple(_trees(page, [address for name, address in found if name == "tree"], areas)),
        annual_address=addresses.get("xxgkannualreport", ""),
        search_address=addresses.get("search") or addresses.get("serviceinfo", ""),
        areas=areas,
        catalogues={code: name for key, code, name in named if key == "infotypeId"},
        settings=settings,
        offers=_offers(page),
        years=_years(page),
        named_on=dict.fromkeys(areas, page.url),
    )


def _trees(page: Page, addresses: list[str], areas: dict[str, str]) -> Iterator[str]:
    """Return the trees that a page opens; a script may put the code of the agency behind area=
    itself.
    """
    for address in dict.fromkeys(addresses):
        bare = address.endswith(("area=", "tree.jsp"))
        code = next(iter(areas), "") if bare else ""
        url = urljoin(page.base, address.removesuffix("?area=") + (f"?area={code}" if code else ""))
        if "tree.jsp" not in page.url:
            yield url


def _settings(page: Page) -> dict[str, str]:
    """Return the module's fields that inputs or scripts of the page set."""
    inputs = {
        element.get("name") or element.get("id"): element.get("value") or ""
        for element in page.tree.iter("input")
    }
    found = {name: inputs[name] for name in _FIELDS if inputs.get(name)}
    for name in ("jdid", "area", "divid", "standardXxgk"):
        setting = re.search(_SETTING.format(name=name), unescape(page.source))
        if setting and setting[1]:
            found.setdefault(name, setting[1])
    return found


def _named_codes(page: Page) -> Iterator[tuple[str, str, str]]:
    """Return (area or infotypeId, code, name) of the nodes that links and scripts show."""
    for anchor in page.tree.iter("a", "option"):
        text, attributes = (
            squeezed(anchor.text_content()),
            unescape(" ".join(anchor.attrib.values())),
        )
        catalogue, area = _CATALOGUE.search(attributes), _AREA.search(attributes)
        if catalogue:
            yield "infotypeId", catalogue[1], text
        elif area:
            yield "area", area[1], "" if re.search(r"(19|20)\d{2}|年报|报告", text) else text
    for name, key, code in _SCRIPTED.findall(page.source):
        yield key, code, squeezed(name)


def _offers(page: Page) -> dict[tuple[str, int], Link]:
    """Return the page's links to reports by agency and year, under a title that says so."""
    offers = {}
    for link in page.links:
        area, year = _AREA.search(link.url), _YEAR.search(link.url)
        if names_shortcut(link.url) and area and year:
            text = (
                link.text
                if judge(link.text).report
                else f"{_agency(link.text)}{year[1]}年政府信息公开工作年度报告"
            )
            offers[area[1], int(year[1])] = replace(link, text=text)
    return offers


def _agency(text: str) -> str:
    return "" if re.search(r"\d{4}", text) else text


def _years(page: Page) -> frozenset[int]:
    """Return the years that a choice offers for all agencies."""
    values = [
        squeezed(option.get("value") or option.text_content())
        for option in page.tree.xpath("//select//option")
    ]
    return frozenset(
        int(value[:4]) for value in values if re.fullmatch(r"(19|20)\d{2}年?度?", value)
    )


def holds_report(url: str, body: bytes) -> bool:
    """Tell whether an answer of xxgkAnnualReport.jsp holds a report, or is the shell of a year
    without one.
    """
    page = page_of(url, body)
    element = body_of(page)
    text = folded(page.text if element is None else str(element.text_content()))
    rows = max((len(table.findall(".//tr")) for table in _tables(page, element)), default=0)
    named = bool(_CHAPTERS.search(text)) or len(text) >= _LONG_TEXT or rows >= _ROWS_OF_A_TABLE
    return named or bool(find_attachments(page))


def _tables(page: Page, element: HtmlElement | None) -> Iterator[HtmlElement]:
    return (page.tree if element is None else element).iter("table")


def shown_titles(page: Page) -> set[str]:
    """Return the titles under which a page shows its document, for comparison with those of
    lists.
    """
    headings = [squeezed(heading.text_content()) for heading in page.tree.iter("h1", "h2")]
    return {folded(title) for title in [page.meta("ArticleTitle"), page.title, *headings] if title}
