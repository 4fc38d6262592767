"""Tells why a page was not had: it is not there, not to be had this time, or holds nothing."""

from __future__ import annotations

from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.middlewares.impostors import Impostor
from crawler.pages.forwarding import frames_of
from crawler.pages.impostors import SHUTTING, Instead, kind_of_problem
from crawler.pages.menus import menu_links
from crawler.pages.page import Page

_GONE = (404, 410)
# So many of a page's first words show what it is.
_SHOWN = 60
_UNREADABLE = "home page holds nothing that can be read"


def is_missing(failure: Failure) -> bool:
    """Tell whether the portal says that there is no such page: 404, 410, or in words with status
    200.
    """
    value = failure.value
    if isinstance(value, HttpError):
        return value.response.status in _GONE
    said = kind_of_problem(str(value)) if isinstance(value, Impostor) else None
    return said == Instead.MISSING


def unreadable_answer(failure: Failure) -> str | None:
    """Say what a home page is instead of one, where it came and shuts nobody out; else None."""
    value = failure.value
    said = kind_of_problem(str(value)) if isinstance(value, Impostor) else None
    return None if said is None or said in SHUTTING else f"{_UNREADABLE}: {value}"


def unreadable_page(page: Page) -> str | None:
    """Say what a home page holds that only a browser would fill: no link, menu or frame, but
    scripts, or no word at all; None for any other.
    """
    if page.anchors or frames_of(page) or menu_links(page):
        return None
    if page.text and next(page.tree.iter("script"), None) is None:
        return None
    return f"{_UNREADABLE}: {page.text[:_SHOWN] or 'no words'}"


def reason_of(failure: Failure) -> str:
    """Say in a line why a request brought nothing."""
    if isinstance(failure.value, HttpError):
        return f"status {failure.value.response.status}"
    text = str(failure.value).splitlines()
    return f"{type(failure.value).__name__}: {text[0] if text else ''}".rstrip(": ")
