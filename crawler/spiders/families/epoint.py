"""Epoint EWB (国泰新点): pages …govInfoPub…?deptcode=&categorynum= whose lists come as JSON from
getgovinfolist.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.pages.page import Link, Page, page_of, printed_date
from crawler.spiders.channel import Channel, ListPage
from crawler.spiders.families.generic import ARTICLE, GenericSpider
from crawler.spiders.search.frontier import Candidate
from crawler.spiders.search.scoring import names_annual_channel
from foundation.normalise import squeezed

_CONSTANTS = re.compile(r"webBuilderCommon(?:\.min)?\.js", re.IGNORECASE)
_SITE = {
    name: re.compile(rf"{name}['\"]?\s*[:=]\s*['\"]([^'\"]*)")
    for name in ("projectName", "siteGuid")
}
_INTERFACE = "rest/lightfrontaction/getgovinfolist"
_CODES = ("deptcode", "categorynum")
_TAG = re.compile(r"<[^>]+>")
_TOTALS = ("count", "total", "totalcount", "totalCount", "totalnum", "rowcount", "infocount")
_DATES = ("infodate", "webdate", "publishdate", "date", "showdate", "pubdate")
_USUAL_SIZE = 20


@dataclass(frozen=True)
class Category:
    """A category of the interface. `codes`: what names it there; `first`: the page that it was
    named on; `size`: how many rows are on a page.
    """

    codes: dict[str, str]
    first: str
    size: int


class EpointSpider(GenericSpider):
    """The site's constants, without which its interface answers nobody, stand in
    webBuilderCommon.js.

    What one department's page calls its annual reports, by number, is asked for of the other
    departments too.
    """

    name = "epoint"
    article = re.compile(rf"{ARTICLE}|/\d{{6,}}/\d{{8}}/[\w-]+\.html$|infoid=", re.IGNORECASE)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._site: dict[str, str] = {}
        self._waiting: list[tuple[Page, Candidate]] | None = None
        self._listed: set[tuple[str | None, str | None]] = set()
        self._annual: set[str] = set()
        self._departments: dict[str, str] = {}

    # Search

    def search_links(self, page: Page) -> list[Link]:
        """Return the page's links, with the annual reports of a department in the place of
        departments' pages.
        """
        found = [*super().search_links(page), *_coded_elements(page)]
        for link in found:
            codes = _codes(link.url)
            if names_annual_channel(link.text) and codes.get("categorynum"):
                self._annual.add(codes["categorynum"])
            if codes.get("deptcode"):
                self._departments.setdefault(codes["deptcode"], link.url)
        if not self._annual:
            return found
        # The departments' own pages lead to nothing more than is asked for here.
        others = [link for link in found if not _codes(link.url)]
        # One of them leads to the site's constants; the rest is asked of the interface then.
        return others if self._waiting is not None else [*others, *self._sections()[:1]]

    def _sections(self) -> list[Link]:
        """Return the annual reports of all departments that are known by now."""
        pairs = [(number, url) for number in self._annual for url in self._departments.values()]
        return [Link(_with(url, categorynum=number), "政府信息公开年报") for number, url in pairs]

    def parse_channel(self, response: Response, candidate: Candidate) -> Iterator[Request]:
        """Ask the interface for a category of annual reports; all other pages are searched as they
        are.
        """
        page = page_of(response.url, response.body)
        codes = _codes(candidate.url)
        script = next(
            (source for source in page.tree.xpath("//script/@src") if _CONSTANTS.search(source)),
            None,
        )
        if candidate.annual and codes.get("categorynum") and (script or self._site):
            self._offer(page, candidate.source)
            yield from self._open_category(page, candidate, urljoin(page.base, script or ""))
            yield from self._search()
        else:
            yield from super().parse_channel(response, candidate)

    def _open_category(self, page: Page, candidate: Candidate, constants: str) -> Iterator[Request]:
        self._frontier.found = True
        if self._site:
            yield from self._first_pages(page, [candidate])
        elif self._waiting is not None:
            self._waiting.append((page, candidate))
        else:
            self._waiting = [(page, candidate)]
            meta = {"kind": "list", "page_url": page.url, "link_text": candidate.name}
            yield Request(
                constants, self.parse_constants, errback=self.failed, priority=20, meta=meta
            )

    def parse_constants(self, response: Response) -> Iterator[Request]:
        """Take the site's name and number from its script and open the lists that have waited for
        them.

        Raises ValueError where the script does not hold them; the run's verdict shows it.
        """
        source = page_of(response.url, response.body).source
        found = {name: pattern.search(source) for name, pattern in _SITE.items()}
        if not found["siteGuid"]:
            raise ValueError(f"{response.url}: siteInfo with siteGuid is not there")
        self._site = {name: match[1] for name, match in found.items() if match}
        for page, candidate in self._waiting or []:
            yield from self._first_pages(page, [candidate])

    # Lists

    def _first_pages(self, page: Page, candidates: list[Candidate]) -> Iterator[Request]:
        """Ask for the first pages of categories, and of the same category of the departments that a
        page has named.
        """
        others = [Candidate.declared(link.url, link.text) for link in self._sections()]
        for candidate in [*candidates, *others]:
            codes = _codes(candidate.url)
            key = (codes.get("deptcode"), codes.get("categorynum"))
            if key not in self._listed:
                self._listed.add(key)
                channel = self._channel(candidate.url, candidate.name, annual=True)
                channel.begin(Category(codes, page.url, _size(page)))
                yield from self.next_pages(page, channel, 0)

    def _page_request(self, channel: Channel, category: Category, number: int) -> Request:
        folder = self._site.get("projectName", "").rstrip("/")
        codes = {name: category.codes.get(name, "") for name in _CODES}
        asked = {
            **codes,
            "siteGuid": self._site["siteGuid"],
            "pageIndex": number,
            "pageSize": category.size,
        }
        headers = {
            "Content-Type": "application/json;charset=utf-8",
            "X-Requested-With": "XMLHttpRequest",
            "Referer": category.first,
        }
        url = urljoin(category.first, f"{folder}/{_INTERFACE}")
        return self.list_request(
            url, channel, method="POST", body=json.dumps(asked), headers=headers
        )

    def read_list(self, page: Page, channel: Channel) -> ListPage:
        """Read the rows of an answer of the interface; an ordinary page by its links."""
        if channel.state(Category) is None:
            return super().read_list(page, channel)
        answer = _answer(page)
        links = [link for row in _rows(answer) if (link := _entry(page, row))]
        return ListPage(links, items_announced=_total(answer))

    def next_pages(self, page: Page, channel: Channel, news: int) -> Iterator[Request]:
        """Ask for the next page until all rows are seen or one brings nothing new."""
        category = channel.state(Category)
        if category is None:
            yield from super().next_pages(page, channel, news)
            return
        yield from self.counted_pages(
            page, channel, news, lambda number: self._page_request(channel, category, number), False
        )


def _codes(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    fields = dict(parse_qsl(parts.query)) | dict(parse_qsl(parts.fragment.lstrip("?")))
    return {name: fields[name] for name in _CODES if name in fields}


def _with(url: str, **codes: str) -> str:
    parts = urlsplit(url)
    return parts._replace(query=urlencode({**dict(parse_qsl(parts.query)), **codes})).geturl()


def _coded_elements(page: Page) -> list[Link]:
    """Return the entries of menus that carry their codes as attributes and are no links."""
    found = []
    for element in page.tree.xpath(
        "//*[@categorynum or @data-categorynum or @deptcode or @data-deptcode]"
    ):
        codes = {name: element.get(name) or element.get(f"data-{name}") for name in _CODES}
        given = {name: code for name, code in codes.items() if code}
        found.append(Link(_with(page.url, **given), squeezed(element.text_content())))
    return found


def _size(page: Page) -> int:
    size = re.search(r"pageSize['\"]?\s*[:=]\s*['\"]?(\d+)", page.source)
    return int(size[1]) if size and int(size[1]) else _USUAL_SIZE


def _answer(page: Page) -> dict[str, Any]:
    """Return what the interface delivers. Raises ValueError where it is no JSON object; the verdict
    shows it.
    """
    data = json.loads(page.source, strict=False)
    custom = data.get("custom", data) if isinstance(data, dict) else data
    if isinstance(custom, str):
        custom = json.loads(custom, strict=False)
    if not isinstance(custom, dict):
        raise ValueError(f"{page.url}: no object under custom")
    return custom


def _rows(answer: dict[str, Any]) -> list[dict[str, Any]]:
    rows: Any = next(
        (answer[key] for key in ("data", "list", "rows", "infodata") if answer.get(key)), []
    )
    if isinstance(rows, str):
        rows = json.loads(rows, strict=False)
    return [row for row in rows if isinstance(row, dict)]


def _total(answer: dict[str, Any]) -> int | None:
    return next((int(answer[key]) for key in _TOTALS if str(answer.get(key, "")).isdigit()), None)


def _entry(page: Page, row: dict[str, Any]) -> Link | None:
    url = page.resolve(str(row.get("infourl") or ""))
    title = squeezed(_TAG.sub("", str(row.get("realtitle") or row.get("title") or "")))
    day = printed_date(" ".join(str(row[key]) for key in _DATES if row.get(key)))
    return Link(url, title, day) if url else None
