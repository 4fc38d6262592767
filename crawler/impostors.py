"""Recognises answers that are not what was asked for: challenges, refusals, missing pages said with 200."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from crawler.encodings import decode_text
from crawler.pages import Page

CHALLENGE, REFUSAL, MISSING, NOT_A_DOCUMENT = "challenge", "refused", "missing", "not a document"
_HTML = re.compile(rb"^\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|script|meta|!--)", re.IGNORECASE)
_DOCUMENT_SUFFIX = re.compile(r"\.(docx?|wps|pdf|ofd|xlsx?|et|zip|rar|7z|jpe?g|png|tiff?)$", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    """What an answer is instead: `kind` is one of this module's constants, `sign` what gave it away."""

    kind: str
    sign: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.sign}"


@cache
def _signs() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("impostors.yml").read_text(encoding="utf-8"))
    return data


def is_html(body: bytes) -> bool:
    """Tell whether a body begins like an HTML page."""
    return bool(_HTML.match(body[:512]))


def _challenge(status: int, body: bytes) -> Finding | None:
    for entry in _signs()["challenges"]:
        if status in entry["statuses"]:
            return Finding(CHALLENGE, f"{entry['product']}, status {status}")
    if b"<script" not in body.lower() or len(body) > 200_000:
        return None
    source = decode_text(body)
    marks = (
        entry["product"] for entry in _signs()["challenges"] if any(re.search(mark, source) for mark in entry["marks"])
    )
    product = next(marks, None)
    if product is None or len(Page("", body).text) > _signs()["longest_challenge"]:
        return None
    return Finding(CHALLENGE, f"{product}, status {status}")


def _missing(body: bytes) -> Finding | None:
    page = Page("", body)
    if len(page.text) > _signs()["missing"]["longest"]:
        return None
    words = f"{page.title} {page.text}"
    found = next((pattern for pattern in _signs()["missing"]["words"] if re.search(pattern, words, re.I)), None)
    return Finding(MISSING, f"the page says {found}") if found else None


def recognise(status: int, body: bytes, kind: str, file_name: str) -> Finding | None:
    """Return what an answer is instead of the page or file that was asked for, or None when it may be it.

    `body` is decoded; `kind` is the capture kind of the request; `file_name` the last part of its address.
    """
    found = _challenge(status, body)
    if found is None and status in _signs()["refusals"] and kind != "robots":
        found = Finding(REFUSAL, f"status {status}")
    if found is not None or status != 200 or kind == "robots" or not is_html(body):
        return found
    if kind == "attachment" and _DOCUMENT_SUFFIX.search(file_name):
        return Finding(NOT_A_DOCUMENT, "an HTML page under a file's name")
    return _missing(body)
