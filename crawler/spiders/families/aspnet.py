"""ASP.NET portals: pages of a list by query string, or by postback of the page's own form with its
view state.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from lxml.html import HtmlElement
from scrapy import Request

from crawler.pages.forms import Form, forms_of
from crawler.pages.page import Page
from crawler.spiders.channel import Channel
from crawler.spiders.families.generic import GenericSpider
from crawler.spiders.paging.pagers import Step, is_next
from foundation.normalise import squeezed

# __doPostBack('AspNetPager1','2'), and the longer call of pages that check their input first.
_POSTBACK = re.compile(
    r"(?:__doPostBack\(|WebForm_PostBackOptions\()\s*['\"]([^'\"]+)['\"]\s*,\s*['\"]([^'\"]*)['\"]"
)


@dataclass
class Postbacks:
    """How far a list is asked for by its form. `number`: that of the page that came last."""

    number: int = 1


class AspnetSpider(GenericSpider):
    """Postbacks go one after another, because the view state of each answer is what the next one
    has to send.
    """

    name = "aspnet"

    def next_pages(self, page: Page, channel: Channel, news: int) -> Iterator[Request]:
        """Ask for the pages that have an address; where the pager posts, for the next one."""
        addressed = list(super().next_pages(page, channel, news))
        yield from addressed
        announced = channel.listing.pages_announced
        posted = channel.state(Postbacks) or channel.begin(Postbacks())
        number = posted.number + 1
        if addressed or not news or (announced is not None and number > announced):
            return
        step = _postback(page, number)
        if step is not None:
            posted.number = number
            yield self.request_step(step, channel)


def _postback(page: Page, number: int) -> Step | None:
    """Return the form as the browser would post it for page `number`, or None where the pager does
    not lead on.
    """
    form = next((form for form in forms_of(page) if "__VIEWSTATE" in form.fields), None)
    if form is None:
        return None
    event = _event(page, number)
    if event is not None:
        target, argument = event
        fields = {**form.fields, **_page_input(form, target, number)}
        fields |= {"__EVENTTARGET": target, "__EVENTARGUMENT": argument}
        return Step(form.action, number, urlencode(fields))
    button = next((each for each in page.tree.iter("input") if _is_next_button(each)), None)
    if button is None:
        return None
    return Step(
        form.action,
        number,
        urlencode({**form.fields, button.get("name") or "": button.get("value") or ""}),
    )


def _event(page: Page, number: int) -> tuple[str, str] | None:
    """Return target and argument of the pager's call for page `number`: by its number, or else by
    the next link.
    """
    following = None
    for anchor in page.tree.iter("a"):
        call = _POSTBACK.search(f"{anchor.get('href') or ''} {anchor.get('onclick') or ''}")
        if call is None or anchor.get("disabled") is not None:
            continue
        label = squeezed(anchor.text_content()).strip("[]【】 ")
        if label == str(number) or (is_next(anchor) and call[2] in (str(number), f"Page${number}")):
            return call[1], call[2]
        if is_next(anchor):
            following = following or (call[1], call[2])
    return following


def _page_input(form: Form, target: str, number: int) -> dict[str, str]:
    """Return the pager's own field for a page number, which AspNetPager names after itself."""
    return {name: str(number) for name in form.fields if name == f"{target}_input"}


def _is_next_button(element: HtmlElement) -> bool:
    kind = (element.get("type") or "").lower()
    named = re.match(r"下一?页$", squeezed(element.get("value")))
    return kind in ("submit", "button", "image") and bool(named) and element.get("disabled") is None
