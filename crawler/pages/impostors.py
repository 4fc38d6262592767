"""Recognises answers that are not what was asked for: challenges, refusals, missing pages said with
200.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from crawler.encodings import decode_text
from crawler.pages.page import Page
from crawler.registry.hosts import host_and_port
from foundation.rules import AnyCase, Rules, load


class Instead(StrEnum):
    """What an answer is instead of what was asked for; the log keeps the word."""

    CHALLENGE = "challenge"
    REFUSAL = "refused"
    LOGIN = "login"
    MISSING = "missing"
    MAINTENANCE = "maintenance"
    NOT_A_DOCUMENT = "not a document"


# Findings after which nothing is gained by asking on: the portal does not want us.
SHUTTING = (Instead.CHALLENGE, Instead.REFUSAL, Instead.LOGIN)
_HTML = re.compile(
    rb"^\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|script|meta|title|body|style|!--)",
    re.IGNORECASE,
)
_DOCUMENT_SUFFIX = re.compile(
    r"\.(docx?|wps|pdf|ofd|xlsx?|et|zip|rar|7z|jpe?g|png|tiff?)$", re.IGNORECASE
)
_HOME = re.compile(r"/?|/(index|default)\.\w+")
# Office programs save pages of HTML under their own suffixes; those are documents.
_OFFICE_HTML = re.compile(rb"urn:schemas-microsoft-com:(office|vml)|ProgId", re.IGNORECASE)
# What servers say of answers that hold nothing or a part only, which nobody asked for.
_IN_PART = (204, 205, 206)
# Longer pages are no challenges: they are not searched for signs of one, in bytes.
_LONGEST_SOURCE = 200_000


@dataclass(frozen=True)
class Finding:
    """What an answer is instead, and the sign that gave it away."""

    kind: Instead
    sign: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.sign}"


@dataclass(frozen=True)
class _Answer:
    status: int
    body: bytes
    kind: str
    url: str
    came_by: tuple[str, ...]

    @property
    def is_document(self) -> bool:
        """Whether a report or something that belongs to one was asked for."""
        return self.kind in ("report", "attachment")

    @property
    def claims_a_file(self) -> bool:
        """Whether the address asked for bears the name of a document file."""
        return any(
            _DOCUMENT_SUFFIX.search(urlsplit(url).path) for url in (self.url, *self.came_by[:1])
        )


class _Product(Rules):
    """A firewall: the statuses that it alone answers with, and marks in the source of its pages."""

    product: str
    statuses: tuple[int, ...]
    marks: tuple[AnyCase, ...]


class _Words(Rules):
    """What pages of one kind say, with the most visible characters that such a page has.

    `field`: a page of this kind also holds this in its source.
    """

    kind: Instead
    longest: int
    field: AnyCase | None = None
    words: tuple[AnyCase, ...]


class _Signs(Rules):
    """What impostors.yml says."""

    challenges: tuple[_Product, ...]
    script_statuses: frozenset[int]
    refusals: frozenset[int]
    longest_challenge: int
    words: tuple[_Words, ...]
    landings: tuple[AnyCase, ...]
    least_report: int
    report_words: tuple[AnyCase, ...]
    longest_shell: int
    leads_on: tuple[AnyCase, ...]
    longest_message: int


_SIGNS = load(__package__, "impostors.yml", _Signs)


def is_html(body: bytes) -> bool:
    """Tell whether a body begins like an HTML page."""
    return bool(_HTML.match(body[:512]))


def _any(patterns: Sequence[AnyCase], text: str) -> str | None:
    return next((each.pattern for each in patterns if each.search(text)), None)


def _challenge(answer: _Answer) -> Iterator[Finding]:
    for entry in _SIGNS.challenges:
        if answer.status in entry.statuses:
            yield Finding(Instead.CHALLENGE, f"{entry.product}, status {answer.status}")
    if b"<script" not in answer.body.lower() or len(answer.body) > _LONGEST_SOURCE:
        return
    products = list(_products(answer))
    if products and len(Page("", answer.body).text) <= _SIGNS.longest_challenge:
        yield Finding(Instead.CHALLENGE, f"{products[0]}, status {answer.status}")


def _products(answer: _Answer) -> Iterator[str]:
    source = decode_text(answer.body)
    yield from (entry.product for entry in _SIGNS.challenges if _any(entry.marks, source))
    if answer.status in _SIGNS.script_statuses:
        yield "page of scripts"


def _refused(answer: _Answer) -> Iterator[Finding]:
    if answer.status in _SIGNS.refusals and answer.kind != "robots":
        yield Finding(Instead.REFUSAL, f"status {answer.status}")


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
    if _any(_SIGNS.landings, path):
        return Finding(Instead.MISSING, f"the address leads to {path}")
    return None


def _said(answer: _Answer, page: Page) -> Iterator[Finding]:
    words = f"{page.title} {page.text}"
    for entry in _SIGNS.words:
        if len(page.text) > entry.longest:
            continue
        if entry.field and not entry.field.search(page.source):
            continue
        found = _any(entry.words, words)
        if found:
            yield Finding(entry.kind, f"the page says {found}")


def _misnamed(answer: _Answer, page: Page) -> Iterator[Finding]:
    if (
        not answer.is_document
        or not answer.claims_a_file
        or _OFFICE_HTML.search(answer.body[:4096])
    ):
        return
    if len(page.text) < _SIGNS.least_report or not _any(_SIGNS.report_words, page.text):
        yield Finding(Instead.NOT_A_DOCUMENT, "an HTML page under a file's name")


def _empty_shell(answer: _Answer, page: Page) -> Iterator[Finding]:
    if answer.kind == "report" and not answer.claims_a_file and is_shell(page):
        yield Finding(
            Instead.NOT_A_DOCUMENT, "an empty page; if a browser shows more, write render: true"
        )


def is_shell(page: Page) -> bool:
    """Tell whether a page is empty until a browser fills it: hardly any words, and nothing that
    leads on.
    """
    return len(page.text) < _SIGNS.longest_shell and not _any(_SIGNS.leads_on, page.source)


def _without_content(answer: _Answer) -> Iterator[Finding]:
    if not answer.is_document:
        return
    if not answer.body.strip():
        yield Finding(Instead.NOT_A_DOCUMENT, "empty")
    elif (
        answer.claims_a_file
        and len(answer.body) <= _SIGNS.longest_message
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


def _instead(answer: _Answer) -> Iterator[Finding]:
    """What a page with status 200 may be instead, the surest first."""
    if not is_html(answer.body):
        yield from _without_content(answer)
        return
    page = Page("", answer.body)
    yield from _said(answer, page)
    yield from _misnamed(answer, page)
    yield from _empty_shell(answer, page)


def recognise(
    status: int, body: bytes, kind: str, url: str, came_by: Sequence[str] = ()
) -> Finding | None:
    """Return what an answer is instead of the page or file that was asked for, or None when it may
    be it.

    `body` is decoded; `kind` is the capture kind of the request; `url` is where the answer came
    from, `came_by` the addresses that led there by redirects, the one that was asked for first.
    """
    answer = _Answer(status, body, kind, url, tuple(came_by))
    found = next(_challenge(answer), None) or next(_refused(answer), None)
    if found is None and status in _IN_PART:
        return Finding(Instead.NOT_A_DOCUMENT, f"status {status}: nothing, or a part only")
    if found is not None or status != 200 or kind == "robots":
        return found
    return next(_instead(answer), None)
