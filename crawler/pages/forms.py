"""The forms of a page as a browser would send them: hidden fields, texts and choices as they
stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.pages.page import Page

# What a browser sends only when it is clicked, or with a file in hand.
_NOT_SENT = ("submit", "button", "image", "reset", "file")
_TICKED = ("checkbox", "radio")


@dataclass(frozen=True)
class Form:
    """A form: where it goes, by which method, and the fields that go along, with the values that
    the page gives.
    """

    action: str
    method: str
    fields: dict[str, str]


def forms_of(page: Page) -> Iterator[Form]:
    """Return the forms of a page in order; those that lead off the web are left out."""
    for element in page.tree.iter("form"):
        action = page.resolve(element.get("action") or "") or page.url
        fields = {field.get("name") or "": _value(field) for field in _fields(element)}
        fields.pop("", None)
        yield Form(action, (element.get("method") or "get").upper(), fields)


def _fields(form: HtmlElement) -> Iterator[HtmlElement]:
    for field in form.iter("input", "select", "textarea"):
        kind = (field.get("type") or "text").lower()
        unticked = kind in _TICKED and field.get("checked") is None
        if not unticked and (field.tag != "input" or kind not in _NOT_SENT):
            yield field


def _value(field: HtmlElement) -> str:
    if field.tag == "textarea":
        return field.text_content()
    if field.tag != "select":
        return field.get("value") or ""
    options = list(field.iter("option"))
    chosen = next(
        (option for option in options if option.get("selected") is not None),
        options[0] if options else None,
    )
    if chosen is None:
        return ""
    return chosen.get("value", chosen.text_content().strip())
