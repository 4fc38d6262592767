"""Recognises answers that are not what was asked for: challenges, refusals, missing pages said with
200.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from urllib.parse import urlsplit

from crawler.encodings import decode_text
from crawler.pages.answer import Answer, Finding, Instead, is_html
from crawler.pages.firewalls import is_shell, said_by, shut_out, shut_out_in_words
from crawler.pages.forwarding import moved_to
from crawler.pages.page import Page
from crawler.pages.signs import SIGNS
from crawler.registry.hosts import bare, host_and_port

__all__ = ["Finding", "Instead", "is_html", "is_shell", "recognise"]

# Findings after which nothing is gained by asking on: the portal does not want us.
SHUTTING = (Instead.CHALLENGE, Instead.REFUSAL, Instead.LOGIN)
_HOME = re.compile(r"/?|/(index|default)\.\w+")
# Office programs save pages of HTML under their own suffixes; those are documents.
_OFFICE_HTML = re.compile(rb"urn:schemas-microsoft-com:(office|vml)|ProgId", re.IGNORECASE)
# What servers say of answers that hold nothing or a part only, which nobody asked for.
_IN_PART = (204, 205, 206)
# What servers answer for pages that are not there, whatever the page says.
_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


def kind_of_problem(problem: str) -> Instead | None:
    """Return what a problem that the log keeps says of an answer; None for any other problem."""
    word = problem.partition(":")[0]
    return Instead(word) if word in tuple(Instead) else None


def leads_nowhere(url: str, target: str) -> Finding | None:
    """Tell whether a document's address leads, by a redirect, to the home page of its host or to a
    page for errors.
    """
    path = urlsplit(target).path
    if _HOME.fullmatch(path) and host_and_port(url) == host_and_port(target):
        return Finding(Instead.MISSING, "the address leads to the home page")
    if any(landing.search(path) for landing in SIGNS.landings):
        return Finding(Instead.MISSING, f"the address leads to {path}")
    return None


def _said(answer: Answer) -> Iterator[Finding]:
    for entry in SIGNS.words:
        said = said_by(answer, entry) if entry.kind != Instead.CHALLENGE else None
        if said and entry.kind == Instead.MOVED:
            yield from _moved(answer, said)
        elif said:
            yield Finding(entry.kind, f"the page says {said}")


def _moved(answer: Answer, said: str) -> Iterator[Finding]:
    """Tell where a site says that it has moved to; one that leads on on its own host has not."""
    page = answer.page
    targets = [moved_to(page), *(link.url for link in page.anchors)]
    hosts = [(url, bare(host_and_port(url)[0])) for url in targets if url]
    own = bare(host_and_port(answer.url)[0])
    abroad = [url for url, host in hosts if host != own]
    if abroad:
        yield Finding(Instead.MOVED, f"the page says {said}; it leads to {abroad[0]}")
    elif not hosts:
        yield Finding(Instead.MOVED, f"the page says {said}")


def _misnamed(answer: Answer) -> Iterator[Finding]:
    if (
        not answer.is_document
        or not answer.claims_a_file
        or _OFFICE_HTML.search(answer.body[:4096])
    ):
        return
    if len(answer.page.text) < SIGNS.least_report or not _is_on_disclosure(answer.page):
        yield Finding(Instead.NOT_A_DOCUMENT, "an HTML page under a file's name")


def _empty_shell(answer: Answer) -> Iterator[Finding]:
    if answer.kind == "report" and not answer.claims_a_file and is_shell(answer.page):
        yield Finding(
            Instead.NOT_A_DOCUMENT, "an empty page; if a browser shows more, write render: true"
        )


def _is_on_disclosure(page: Page) -> bool:
    return any(word.search(page.text) for word in SIGNS.report_words)


def _without_content(answer: Answer) -> Iterator[Finding]:
    # An interface may answer a list with nothing, where it has no more.
    if not answer.body.strip() and (answer.is_document or answer.kind == "home"):
        yield Finding(Instead.NOT_A_DOCUMENT, f"empty, status {answer.status}")
    elif (
        answer.is_document
        and answer.claims_a_file
        and len(answer.body) <= SIGNS.longest_message
        and _is_text(answer.body)
    ):
        yield Finding(Instead.NOT_A_DOCUMENT, "a short text under a file's name")


def _is_text(body: bytes) -> bool:
    if body.startswith((b"%PDF", b"PK", b"{\\rtf")):
        return False
    text = decode_text(body)
    return "�" not in text and all(
        character.isprintable() or character.isspace() for character in text
    )


def _instead(answer: Answer) -> Iterator[Finding]:
    """What a page with status 200 may be instead, the surest first."""
    if not is_html(answer.body):
        yield from _without_content(answer)
        return
    yield from _said(answer)
    yield from _misnamed(answer)
    yield from _empty_shell(answer)


def recognise(
    status: int,
    body: bytes,
    kind: str,
    url: str,
    came_by: Sequence[str] = (),
    headers: Sequence[tuple[str, str]] = (),
) -> Finding | None:
    """Return what an answer is instead of the page or file that was asked for, or None when it may
    be it.

    `body` is decoded; `kind` is the capture kind of the request; `url` is where the answer came
    from, `came_by` the addresses that led there by redirects, the one that was asked for first.
    """
    lines = tuple(f"{name}: {value}" for name, value in headers)
    answer = Answer(status, body, kind, url, tuple(came_by), lines)
    found = shut_out(answer)
    if found is None and status in _IN_PART:
        return Finding(Instead.NOT_A_DOCUMENT, f"status {status}: nothing, or a part only")
    if found is not None or kind == "robots" or status in _GONE:
        return found
    found = next(shut_out_in_words(answer), None)
    if found is not None or status != HTTPStatus.OK:
        return found
    return next(_instead(answer), None)
