"""Finds how a server-rendered list goes on, by the structure of its pager and not by the product
that wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.pages.forms import Form, forms_of
from crawler.pages.page import Page, identity
from foundation.normalise import squeezed

# Beyond this a number is no page of a list.
_MOST_PAGES = 2000
# The number of the second page, where pages are counted from 1.
_SECOND = 2
# How far above a link the block of its pager may be.
_LEVELS_TO_PAGER = 3

_NEXT = re.compile(r"^(下一?[页頁]|后一?页|next(page)?|[>›»]{1,2})$", re.IGNORECASE)
_LAST = re.compile(r"^(尾页|末页|最后一?页|最末页|last(page)?|[>›»]+[|])$", re.IGNORECASE)
_BACK = re.compile(
    r"^(首页|第一页|上一?[页頁]|前一?页|prev(ious)?(page)?|first(page)?|[<‹«]{1,2})$", re.IGNORECASE
)
_NUMBER = re.compile(r"^[\[【(（]?第?(\d{1,4})页?[\])】）]?$")
_YEAR = re.compile(r"(?:19|20)\d{2}")

_ANNOUNCED_PAGES = [
    re.compile(r"共[^\d\s]{0,2}\s*(\d+)\s*页"),
    re.compile(r"\d+\s*/\s*共?\s*(\d+)\s*页"),
    re.compile(r"页[次码数]\s*[:：]?\s*\d+\s*/\s*(\d+)"),
    re.compile(r"总页数\s*[:：]?\s*(\d+)"),
]
_ANNOUNCED_IN_SCRIPT = re.compile(
    r"\b(?:pageCount|page_count|totalPages?|countPage)\b['\"]?\s*[:=]\s*['\"]?(\d+)"
)
_ANNOUNCED_ITEMS = re.compile(r"[共总][^\d\s]{0,6}\s*[:：]?\s*(\d+)\s*(?:条|篇|项)")

# createPageHTML(3, 0, "index", "html"): page k + 1 is index_k.html, so says TRS; with an element's
# id in front UCAP says that page n is name_n.shtml.
_TRS = re.compile(
    r"createPageHTML\(\s*(\d+)\s*,\s*\d+\s*,\s*['\"]([^'\"]+)['\"]\s*,\s*['\"](\w+)['\"]"
)
_UCAP = re.compile(
    r"createPageHTML\(\s*['\"][^'\"]*['\"]\s*,\s*(\d+)\s*,\s*\d+\s*,\s*['\"]([^'\"]+)['\"]\s*,\s*['\"](\w+)['\"]"
)

_CALL = re.compile(r"\b(?!function\b)\w+\s*\(\s*['\"]?(\d{1,4})['\"]?\s*[,)]")
_LEADS_TO = re.compile(r"location(?:\.href)?\s*=\s*(['\"])([^'\"]+)\1\s*;?\s*(?:$|return)")
_TEMPLATE = re.compile(
    r"(?:location(?:\.href)?\s*=|location\.(?:replace|assign)\(|window\.open\()\s*(?:\w+\s*\+\s*)?"
    r"['\"]([^'\"]*)['\"]\s*\+\s*[\w.]+(?:\s*\+\s*['\"]([^'\"]*)['\"])?"
)
# What scripts call the number of a page that stands alone before a suffix: e.curr + '.html'.
_NUMBER_FIRST = re.compile(
    r"(?:location(?:\.href)?\s*=|location\.(?:replace|assign)\(|window\.open\()\s*"
    r"(?:\w+\.)?(?:curr\w*|page\w*|num|n|i|p|no|index)\s*\+\s*['\"](\.\w+)['\"]",
    re.IGNORECASE,
)
# A widget that is told both halves: hrefFormer: 'index', hrefLatter: '.html'.
_HALVES = re.compile(
    r"hrefFormer['\"]?\s*:\s*['\"]([^'\"]*)['\"]\s*,\s*['\"]?hrefLatter['\"]?\s*:\s*['\"]([^'\"]*)['\"]"
)
_SEARCH = re.compile(r"location\.search\s*=\s*['\"]\??([^'\"]*=)['\"]\s*\+\s*[\w.]+")
# A list whose first page is called 1.html.
_NUMBERED_FROM_1 = re.compile(r"/1(\.s?html?)$")
_PAGE_FIELD = re.compile(
    r"^(page|pages|p|pn|page_?no|page_?num(ber)?|page_?index|curr?(ent)?_?page(_?no|_?num)?|cpage|to_?page|goto_?page)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Step:
    """A further page of a list: its number where the pager prints one, its address, and the form to
    post, if any. `in_pager`: its link stands among the list's pager on the same host.
    """

    url: str
    number: int | None = None
    body: str | None = None
    in_pager: bool = False

    @property
    def key(self) -> str:
        """What is alike for all ways to the same page."""
        return f"{identity(self.url)} {self.body or ''}"


def is_pager_label(text: str) -> bool:
    """Tell whether a link of these words turns the pages of a list."""
    label = text.replace(" ", "")
    # No list is followed for so many pages: a number like a year is one.
    if _YEAR.fullmatch(label):
        return False
    return any(pattern.match(label) for pattern in (_NEXT, _LAST, _BACK, _NUMBER))


def announced_pages(page: Page) -> int | None:
    """Return how many pages a list says it has, in words or to its own script; None where it does
    not say.
    """
    numbers = [int(number) for pattern in _ANNOUNCED_PAGES for number in pattern.findall(page.text)]
    numbers += [int(number) for number in _ANNOUNCED_IN_SCRIPT.findall(page.source)]
    numbers += [
        int(found[1])
        for pattern in (_TRS, _UCAP)
        for found in [pattern.search(page.source)]
        if found
    ]
    usable = [number for number in numbers if 0 < number <= _MOST_PAGES]
    return max(usable, default=None)


def announced_items(page: Page) -> int | None:
    """Return how many entries a list says it has; None where it does not say."""
    numbers = [int(number) for number in _ANNOUNCED_ITEMS.findall(page.text)]
    return max(numbers, default=None)


def stem(url: str) -> str:
    """Return what is alike for the addresses of all pages of one list: host and path without
    numbers and suffix.
    """
    parts = urlsplit(url)
    path = re.sub(r"\.\w+$", "", parts.path)
    path = re.sub(r"(^|/)(index|default)(?=[_-]?\d*$)", r"\1", path, flags=re.IGNORECASE)
    return (parts.netloc + re.sub(r"\d+", "", path)).rstrip("/_-")


def is_page_of(url: str, first: str) -> bool:
    """Tell whether an address may be a further page of the list at `first`."""
    one, other = urlsplit(url), urlsplit(first)
    if one.netloc != other.netloc or not _same_fields(one.query, other.query):
        return False
    folder = urlsplit(urljoin(first, ".")).path
    beside = folder != "/" and urlsplit(urljoin(url, ".")).path == folder and not one.query
    return beside or stem(url) == stem(first) or stem(url).startswith(stem(first) + "/")


def _same_fields(one: str, other: str) -> bool:
    first, second = dict(parse_qsl(one)), dict(parse_qsl(other))
    shared = [name for name in first.keys() & second.keys() if not _PAGE_FIELD.match(name)]
    return all(first[name] == second[name] for name in shared)


def steps(page: Page, first: str) -> list[Step]:
    """Return the further pages that a page of the list at `first` offers, each once, in order."""
    found: dict[str, Step] = {}
    for step in _all_steps(page, first):
        if step.body is not None or step.in_pager or is_page_of(step.url, first):
            found.setdefault(step.key, step)
    return list(found.values())


def _all_steps(page: Page, first: str) -> Iterator[Step]:
    yield from _anchor_steps(page, first)
    yield from _select_steps(page)
    yield from _script_steps(page)


def _label(anchor: HtmlElement) -> str:
    text = squeezed(anchor.text_content()).replace(" ", "")
    return text or squeezed(anchor.get("title")).replace(" ", "")


def is_next(anchor: HtmlElement) -> bool:
    """Tell whether a link is the one to the next page."""
    label = _label(anchor)
    classes = (anchor.get("class") or "").lower().split()
    return (
        bool(_NEXT.match(label)) or anchor.get("rel") == "next" or (not label and "next" in classes)
    )


def _anchor_steps(page: Page, first: str) -> Iterator[Step]:
    address = addressing(page, first)
    for anchor in page.tree.iter("a"):
        label = _label(anchor)
        number = _NUMBER.match(label)
        if _BACK.match(label) or (number and int(number[1]) < 2):
            continue
        if number or _LAST.match(label) or is_next(anchor):
            step = _target(page, anchor, int(number[1]) if number else None, address)
            if step:
                same_host = urlsplit(step.url).netloc == urlsplit(page.url).netloc
                yield replace(step, in_pager=same_host and _stands_in_pager(anchor))


def _stands_in_pager(anchor: HtmlElement) -> bool:
    """Tell whether a link stands in a block of nothing but a pager's links, one of them in words:
    numbers alone may be days or years.
    """
    block = anchor.getparent()
    for _ in range(_LEVELS_TO_PAGER):
        if block is None or block.tag == "body":
            return False
        labels = [_label(each) for each in block.iter("a")]
        if not all(map(is_pager_label, filter(None, labels))):
            return False
        worded = any(each.match(label) for each in (_NEXT, _LAST, _BACK) for label in labels)
        if worded and len(labels) > 1:
            return True
        block = block.getparent()
    return False


def _target(
    page: Page, anchor: HtmlElement, number: int | None, address: Callable[[int], Step] | None
) -> Step | None:
    """Return where a pager's link leads: to an address, or where its script says or what number it
    is called with.
    """
    href = next(
        (
            anchor.get(name)
            for name in ("href", "data-href", "data-url")
            if _is_address(anchor.get(name))
        ),
        None,
    )
    leads_to = _LEADS_TO.search(anchor.get("onclick") or "") or _LEADS_TO.search(
        anchor.get("href") or ""
    )
    if href or leads_to:
        url = page.resolve(href or leads_to[2])  # type: ignore[index]
        return Step(url, number) if url else None
    called = _called_with(anchor)
    if called is None or address is None:
        return None
    # The link to page 2 may be called with 1, where pages are counted from 0.
    meant = called >= _SECOND if number is None else called in (number - 1, number)
    return replace(address(called), number=number or called) if meant else None


def _called_with(anchor: HtmlElement) -> int | None:
    call = _CALL.search(f"{anchor.get('onclick') or ''};{anchor.get('href') or ''}")
    return int(call[1]) if call else None


def second_number(page: Page) -> int:
    """Return the number of a list's second page, as its script counts them: 1 where the link to the
    next page is called with 1, else 2.
    """
    calls = [_called_with(anchor) for anchor in page.tree.iter("a") if is_next(anchor)]
    return 1 if 1 in calls else _SECOND


def _is_address(href: str | None) -> bool:
    return bool(href) and not str(href).lower().strip().startswith(("javascript:", "#"))


def addressing(page: Page, first: str) -> Callable[[int], Step] | None:
    """Return how the script or form of a page of the list at `first` turns a number into a page, or
    None where neither shows.
    """
    for prefix, suffix in _templates(page, first):
        start = first if prefix.startswith("&") else ""
        return partial(_templated, page.base, f"{start}{prefix}", suffix)
    form, name = next(_page_forms(page), (None, ""))
    if form is None:
        return None
    return lambda number: _form_step(form, name, number)


def _templates(page: Page, first: str) -> Iterator[tuple[str, str]]:
    """Return what stands before and behind the number in the addresses that scripts make."""
    for found in _HALVES.finditer(page.source):
        yield f"{found[1]}_", found[2]
    for found in _TEMPLATE.finditer(page.source):
        yield found[1], found[2] or ""
    for found in _SEARCH.finditer(page.source):
        yield f"?{found[1]}", ""
    for found in _NUMBER_FIRST.finditer(page.source):
        yield "", found[1]
    numbered = _NUMBERED_FROM_1.search(urlsplit(first).path)
    if numbered:
        yield "", numbered[1]


def _templated(base: str, prefix: str, suffix: str, number: int) -> Step:
    return Step(urljoin(base, f"{prefix}{number}{suffix}"), number)


def _page_forms(page: Page) -> Iterator[tuple[Form, str]]:
    for form in forms_of(page):
        for name in form.fields:
            if _PAGE_FIELD.match(name.rpartition(".")[2]):
                yield form, name


def _form_step(form: Form, name: str, number: int) -> Step:
    fields = {**form.fields, name: str(number)}
    if form.method == "POST":
        return Step(form.action, number, urlencode(fields))
    return Step(f"{form.action.partition('?')[0]}?{urlencode(fields)}", number)


def _select_steps(page: Page) -> Iterator[Step]:
    """Read selects whose options are the addresses of the pages."""
    for option in page.tree.iter("option"):
        number, value = (
            _NUMBER.match(squeezed(option.text_content()).replace(" ", "")),
            option.get("value") or "",
        )
        if number and int(number[1]) > 1 and re.search(r"[./?]", value):
            url = page.resolve(value)
            if url:
                yield Step(url, int(number[1]))


def _script_steps(page: Page) -> Iterator[Step]:
    for pattern, offset in ((_TRS, 1), (_UCAP, 0)):
        pager = pattern.search(page.source)
        for number in range(2, min(int(pager[1]), _MOST_PAGES) + 1) if pager else ():
            yield Step(urljoin(page.url, f"{pager[2]}_{number - offset}.{pager[3]}"), number)  # type: ignore[index]
