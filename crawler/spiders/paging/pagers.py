"""Finds how a server-rendered list goes on, by the structure of its pager and not by the product
that wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.pages.forms import Form, forms_of
from crawler.pages.page import Page, identity, squeezed

# Beyond this a number is no page of a list.
_MOST_PAGES = 2000

_NEXT = re.compile(r"^(下一?[页頁]|后一?页|next(page)?|[>›»]{1,2})$", re.IGNORECASE)
_LAST = re.compile(r"^(尾页|末页|最后一?页|最末页|last(page)?|[>›»]+[|])$", re.IGNORECASE)
_BACK = re.compile(
    r"^(首页|第一页|上一?[页頁]|前一?页|prev(ious)?(page)?|first(page)?|[<‹«]{1,2})$", re.IGNORECASE
)
_NUMBER = re.compile(r"^[\[【(（]?第?(\d{1,4})页?[\])】）]?$")

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
_PAGE_FIELD = re.compile(
    r"^(page|pages|p|pn|page_?no|page_?num(ber)?|page_?index|curr?(ent)?_?page(_?no|_?num)?|cpage|to_?page|goto_?page)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Step:
    """A further page of a list: its number where the pager prints one, its address, and the form to
    post, if any.
    """

    url: str
    number: int | None = None
    body: str | None = None

    @property
    def key(self) -> str:
        """What is alike for all ways to the same page."""
        return f"{identity(self.url)} {self.body or ''}"


def is_pager_label(text: str) -> bool:
    """Tell whether a link of these words turns the pages of a list."""
    label = text.replace(" ", "")
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
        if step.body is not None or is_page_of(step.url, first):
            found.setdefault(step.key, step)
    return list(found.values())


def _all_steps(page: Page, first: str) -> Iterator[Step]:
    address = _addressing(page, first)
    by_anchor = list(_anchor_steps(page, address))
    yield from by_anchor
    yield from _select_steps(page)
    yield from _script_steps(page)
    if not by_anchor and address is not None:
        for number in range(2, (announced_pages(page) or 1) + 1):
            yield address(number)


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


def _anchor_steps(page: Page, address: Callable[[int], Step] | None) -> Iterator[Step]:
    for anchor in page.tree.iter("a"):
        label = _label(anchor)
        number = _NUMBER.match(label)
        if _BACK.match(label) or (number and int(number[1]) < 2):
            continue
        if number or _LAST.match(label) or is_next(anchor):
            step = _target(page, anchor, int(number[1]) if number else None, address)
            if step:
                yield step


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
    scripts = f"{anchor.get('onclick') or ''};{anchor.get('href') or ''}"
    leads_to = _LEADS_TO.search(anchor.get("onclick") or "") or _LEADS_TO.search(
        anchor.get("href") or ""
    )
    if href or leads_to:
        url = page.resolve(href or leads_to[2])  # type: ignore[index]
        return Step(url, number) if url else None
    call = _CALL.search(scripts)
    if call is None or address is None or int(call[1]) < 2:
        return None
    return address(int(call[1]))


def _is_address(href: str | None) -> bool:
    return bool(href) and not str(href).lower().strip().startswith(("javascript:", "#"))


def _addressing(page: Page, first: str) -> Callable[[int], Step] | None:
    """Return how the page's own script or form turns a number into a page, or None where neither
    shows.
    """
    template = _TEMPLATE.search(page.source)
    if template:
        prefix, suffix = template[1], template[2] or ""
        start = first if prefix.startswith("&") else ""
        return lambda number: Step(urljoin(page.base, f"{start}{prefix}{number}{suffix}"), number)
    form, name = next(_page_forms(page), (None, ""))
    if form is None:
        return None
    return lambda number: _form_step(form, name, number)


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
