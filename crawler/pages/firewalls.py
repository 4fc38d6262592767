"""Recognises firewalls and gateways that shut us out: by status, by headers, by what their pages
hold and say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from crawler.pages.answer import Answer, Finding, Instead, is_html
from crawler.pages.page import Page
from crawler.pages.signs import SIGNS, Firewall, Words

# Longer pages are no challenges: they are not searched for signs of one, in bytes.
_LONGEST_SOURCE = 200_000
# Names and values, as data in a script have them.
_DATA = re.compile(r"""["']\w+["']\s*:""")
# The fewest characters of a script that may be a challenge, where it is all that a page holds.
_LEAST_SCRIPT = 200
# The parts of a page that nobody sees.
_UNSEEN = ("html", "head", "body", "meta", "title", "script", "noscript", "style")
# What an interface that answers in JSON calls what it has to say.
_MESSAGE = ("msg", "message", "error", "errmsg", "info", "reason", "detail")


def shut_out(answer: Answer) -> Finding | None:
    """Return by which sign an answer is a challenge or a refusal; None where it is neither."""
    found = next(_by_status(answer), None) or next(_by_scripts(answer), None)
    if found is None and answer.status in SIGNS.refusals and answer.kind != "robots":
        found = Finding(Instead.REFUSAL, _signed(answer))
    return found


def shut_out_in_words(answer: Answer) -> Iterator[Finding]:
    """Return by which words, or by which lack of any, an answer with any status refuses."""
    if not is_html(answer.body):
        yield from _by_message(answer)
        return
    for entry in SIGNS.words:
        said = said_by(answer, entry) if entry.kind == Instead.CHALLENGE else None
        if said:
            yield Finding(Instead.CHALLENGE, f"{_signed(answer)}, the page says {said}")
    if _holds_a_challenge_alone(answer):
        yield Finding(Instead.CHALLENGE, f"{_signed(answer)}, a page of scripts without text")


def said_by(answer: Answer, entry: Words) -> str | None:
    """Return the words by which a page says that it is of a kind; None where it does not."""
    page = answer.page
    if len(page.text) > entry.longest or len(page.anchors) > entry.most_links:
        return None
    if entry.kinds and answer.kind not in entry.kinds:
        return None
    if entry.field and not entry.field.search(page.source):
        return None
    words = f"{page.title} {page.text}".strip()
    return next((found[0] for each in entry.words for found in [each.search(words)] if found), None)


def is_shell(page: Page) -> bool:
    """Tell whether a page is empty until a browser fills it: hardly any words, and nothing that
    leads on.
    """
    return len(page.text) < SIGNS.longest_shell and not _any(SIGNS.leads_on, page.source)


def _any(patterns: Sequence[re.Pattern[str]], text: str) -> bool:
    return any(each.search(text) for each in patterns)


def _signed(answer: Answer) -> str:
    """Name the firewall that an answer gives away, where it does, and the status."""
    product = _product(answer)
    return f"{product}, status {answer.status}" if product else f"status {answer.status}"


def _product(answer: Answer) -> str | None:
    source = answer.page.source if len(answer.body) <= _LONGEST_SOURCE else ""
    for entry in SIGNS.firewalls:
        if _any((*entry.names, *entry.marks), source) or _adds(entry, answer):
            return entry.product
    return None


def _adds(entry: Firewall, answer: Answer) -> bool:
    return any(_any(entry.headers, line) for line in answer.headers)


def _by_status(answer: Answer) -> Iterator[Finding]:
    for entry in SIGNS.firewalls:
        if answer.status not in entry.statuses:
            continue
        if entry.unless is None or not entry.unless.search(answer.page.source):
            yield Finding(Instead.CHALLENGE, f"{entry.product}, status {answer.status}")


def _by_scripts(answer: Answer) -> Iterator[Finding]:
    if len(answer.body) > _LONGEST_SOURCE or b"<script" not in answer.body.lower():
        return
    source = answer.page.source
    products = [entry.product for entry in SIGNS.firewalls if _any(entry.marks, source)]
    if answer.status in SIGNS.script_statuses:
        products.append("page of scripts")
    if products and len(answer.page.text) <= SIGNS.longest_challenge:
        yield Finding(Instead.CHALLENGE, f"{products[0]}, status {answer.status}")


def _holds_a_challenge_alone(answer: Answer) -> bool:
    """Tell whether a page is nothing but a script that makes and runs another, or any script where
    a firewall has added its headers. Data that a script of the site would show are neither.
    """
    if not _holds_scripts_alone(answer.page):
        return False
    scripts = " ".join(each.text or "" for each in answer.page.tree.iter("script"))
    if _any(SIGNS.runs, scripts):
        return len(scripts) >= _LEAST_SCRIPT
    sent_by_firewall = any(_adds(entry, answer) for entry in SIGNS.firewalls)
    return sent_by_firewall and not _DATA.search(scripts)


def _holds_scripts_alone(page: Page) -> bool:
    """Tell whether a page holds no words, no element to be filled, no script of the site."""
    if page.text or not is_shell(page):
        return False
    seen = [each for each in page.tree.iter() if isinstance(each.tag, str)]
    plain = all(each.tag in _UNSEEN and not each.get("id") for each in seen)
    scripts = [each for each in seen if each.tag == "script"]
    return plain and bool(scripts) and not any(each.get("src") for each in scripts)


def _by_message(answer: Answer) -> Iterator[Finding]:
    """Read what an interface answers in the place of data."""
    refusing = [entry for entry in SIGNS.words if entry.kind == Instead.CHALLENGE]
    for message in _messages(answer.body):
        said = any(_any(each.words, message) for each in refusing)
        if said or _any(SIGNS.messages, message):
            yield Finding(Instead.CHALLENGE, f"{_signed(answer)}, the answer says {message}")


def _messages(body: bytes) -> list[str]:
    """Return what a short answer in JSON tells in words."""
    if len(body) > SIGNS.longest_message or not body.lstrip().startswith(b"{"):
        return []
    try:
        data = json.loads(body)
    except ValueError:
        return []
    return [str(text) for name, text in data.items() if name.lower() in _MESSAGE and text]
