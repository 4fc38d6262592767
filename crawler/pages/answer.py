"""An answer of a server as it is judged, and what it may be found to be instead of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from urllib.parse import urlsplit

from crawler.pages.page import Page, page_of

_HTML = re.compile(
    rb"^\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|script|meta|title|body|style|!--)",
    re.IGNORECASE,
)
_DOCUMENT_SUFFIX = re.compile(
    r"\.(docx?|wps|pdf|ofd|xlsx?|et|zip|rar|7z|jpe?g|png|tiff?)$", re.IGNORECASE
)


class Instead(StrEnum):
    """What an answer is instead of what was asked for; the log keeps the word."""

    CHALLENGE = "challenge"
    REFUSAL = "refused"
    LOGIN = "login"
    MISSING = "missing"
    MAINTENANCE = "maintenance"
    MOVED = "moved"
    DEFAULT_PAGE = "default page"
    NOT_A_DOCUMENT = "not a document"


@dataclass(frozen=True)
class Finding:
    """What an answer is instead, and the sign that gave it away."""

    kind: Instead
    sign: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.sign}"


@dataclass(frozen=True)
class Answer:
    """An answer: decoded `body`, the capture `kind` of its request, where it came from, the
    addresses that led there, and its `headers` as lines `name: value`.
    """

    status: int
    body: bytes
    kind: str
    url: str
    came_by: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()

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

    @cached_property
    def page(self) -> Page:
        """The body as a page."""
        return page_of(self.url, self.body)


def is_html(body: bytes) -> bool:
    """Tell whether a body begins like an HTML page."""
    return bool(_HTML.match(body[:512]))
