"""Labels of Anhui's platform, /site/label/8888: HTML fragments of a list, asked for as the page's
script says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler.pages.page import Page

_ENDPOINT = re.compile(r"([^\"'\s<>()?]*/site/label/\d+)(?:\?([^\"'\s<>]*))?")
_NAME = re.compile(r"labelName['\"]?\s*[:=]\s*['\"]?(\w+)")
_PAGES = re.compile(r"pageCount['\"]?\s*[:=]\s*['\"]?(\d+)")
_ORGAN = re.compile(r"/public/(?:column/)?(\d+)")
# How far around the label's name its other fields stand, in characters.
_AROUND = 2000
# The fields of publicInfoList with what they hold where the page does not say.
_FIELDS = {
    "siteId": "",
    "organId": "",
    "type": "4",
    "catId": "",
    "catIds": "",
    "pageSize": "20",
    "isDate": "true",
    "dateFormat": "yyyy-MM-dd",
    "length": "",
    "fuzzySearch": "",
    "sortType": "",
    "action": "list",
    "result": "暂无相关信息",
    "file": "",
}


@dataclass(frozen=True)
class Label:
    """A list that a label delivers page by page. `pages`: how many there are, where the script says
    so.
    """

    endpoint: str
    fields: dict[str, str]
    pages: int | None

    def address(self, number: int) -> str:
        """Return the address of page `number`, counted from 1."""
        fixed = {"IsAjax": "1", "dataType": "html"}
        return f"{self.endpoint}?{urlencode({**fixed, **self.fields, 'pageIndex': str(number)})}"


def label_of(page: Page) -> Label | None:
    """Return the label that fills the list of a page, or None where its scripts name none."""
    source = unescape(page.source)
    named = next(
        (found for found in _NAME.finditer(source) if found[1].startswith("publicInfo")), None
    )
    endpoint = _ENDPOINT.search(source)
    if named is None or endpoint is None:
        return None
    before, after = (
        source[max(0, named.start() - _AROUND) : named.start()],
        source[named.end() :][:_AROUND],
    )
    values = {name: _value(after, name) or _value(before, name) for name in _FIELDS}
    written = {name: value for name, value in values.items() if value is not None}
    in_address = dict(parse_qsl(urlsplit(page.url).query))
    of_page: dict[str, str] = {
        name: in_address[name] for name in ("type", "catId") if name in in_address
    }
    organ = _ORGAN.search(page.url)
    own: dict[str, str] = {"siteId": page.meta("SiteId"), "organId": organ[1] if organ else ""}
    known = {name: value for name, value in own.items() if value}
    fields = {**_FIELDS, **known, **written, **of_page}
    pages = _PAGES.search(source)
    return Label(
        urljoin(page.url, endpoint[1]),
        {"labelName": named[1], **fields},
        int(pages[1]) if pages and int(pages[1]) else None,
    )


def _value(source: str, name: str) -> str | None:
    """Return what a script sets a field to, in an address or in an object; variables are no
    value.
    """
    if name == "type":
        # Script elements have a type too.
        kind = re.search(r"\btype['\"]?\s*[:=]\s*['\"]?(\d+)", source)
        return kind[1] if kind else None
    quoted = re.search(rf"\b{name}['\"]?\s*[:=]\s*(['\"])(.*?)\1", source)
    if quoted:
        return quoted[2]
    bare = re.search(rf"\b{name}['\"]?\s*[:=]\s*([\d]+|true|false|[^&'\"\s,;}}{{]*(?=&))", source)
    return bare[1] if bare else None
