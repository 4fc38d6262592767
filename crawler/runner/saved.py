"""Pages that a browser saved, as the captures of a run: a probe walks them as it walks a site.

A browser writes into a page where it is from ("saved from url=…"), as MHTML in a header. A page
that does not say so is named in addresses.tsv beside it: its file, a tab, its address.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.policy import default
from pathlib import Path
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.utils.request import fingerprint

from crawler.errors import SavedPagesUnreadable
from crawler.registry.portals import Portal
from crawler.store.preparing import Fetched
from crawler.store.warc import Archived
from crawler.store.writer import CaptureWriter

ADDRESSES = "addresses.tsv"
_PAGES = (".html", ".htm", ".shtml", ".xhtml")
_ARCHIVES = (".mhtml", ".mht")
# Chrome, Edge and Internet Explorer write this behind the doctype, with the address's length.
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->", re.IGNORECASE)
_CANONICAL = re.compile(
    rb"""<link\b[^>]*\brel=["']?canonical["']?[^>]*\bhref=["']([^"']+)""", re.IGNORECASE
)
# How much of a page is searched for its address.
_HEAD = 20_000


@dataclass(frozen=True)
class SavedPage:
    """A saved page: the address that it is from, its type, and its bytes."""

    url: str
    media_type: str
    body: bytes


def saved_pages(folder: Path) -> list[SavedPage]:
    """Read the saved pages of a folder and of those below it, in order of their names.

    Raises SavedPagesUnreadable where there are none, or one does not say where it is from.
    """
    named = dict(_named(folder))
    files = sorted(each for each in folder.rglob("*") if each.suffix.lower() in _PAGES + _ARCHIVES)
    # The folder of a page's own pictures and frames.
    own = [each for each in files if not each.parent.name.endswith(("_files", ".files"))]
    if not own:
        raise SavedPagesUnreadable(f"{folder}: holds no saved page (.html, .mhtml).")
    return [_page(file, named.get(file.relative_to(folder).as_posix())) for file in own]


def _named(folder: Path) -> Iterator[tuple[str, str]]:
    file = folder / ADDRESSES
    for line in file.read_text("utf-8").splitlines() if file.is_file() else ():
        name, _, url = line.partition("\t")
        yield name.strip(), url.strip()


def _page(file: Path, named: str | None) -> SavedPage:
    data = file.read_bytes()
    if file.suffix.lower() in _ARCHIVES:
        url, media_type, body = _of_archive(data)
    else:
        url, media_type, body = _address_in(data), "text/html", data
    url = named or url
    if urlsplit(url).scheme not in ("http", "https"):
        raise SavedPagesUnreadable(
            f"{file}: does not say where it is from; write a line into {ADDRESSES} beside it: its"
            " name, a tab, its address."
        )
    return SavedPage(url, media_type, body)


def _address_in(data: bytes) -> str:
    found = _SAVED_FROM.search(data[:_HEAD]) or _CANONICAL.search(data[:_HEAD])
    return found[1].decode("utf-8", "replace") if found else ""


def _of_archive(data: bytes) -> tuple[str, str, bytes]:
    """Return the address, type and bytes of the page in an MHTML file: its first part of HTML."""
    message = email.message_from_bytes(data, policy=default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            body = part.get_payload(decode=True)
            charset = part.get_content_charset()
            told = f"text/html; charset={charset}" if charset else "text/html"
            url = message.get("Snapshot-Content-Location") or part.get("Content-Location") or ""
            return str(url), told, body if isinstance(body, bytes) else b""
    return "", "text/html", b""


def home_of(pages: list[SavedPage]) -> str:
    """Return the address of the page that is most likely the home page: the one of the shortest."""
    return min((page.url for page in pages), key=lambda url: (len(urlsplit(url).path), len(url)))


def keep(pages: list[SavedPage], portal: Portal, state: Path) -> None:
    """Keep saved pages in a state folder as the beginning of a run, with no robots.txt: nobody is
    asked for anything.
    """
    with closing(CaptureWriter(state, portal)) as writer:
        hosts = dict.fromkeys(_origin(page.url) for page in pages)
        for origin in hosts:
            writer.append(_fetched(f"{origin}/robots.txt", "text/plain", b"", "robots", 404))
        for page in pages:
            kind = "home" if page.url == portal.home else "list"
            writer.append(_fetched(page.url, page.media_type, page.body, kind, 200))


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _fetched(url: str, media_type: str, body: bytes, kind: str, status: int) -> Fetched:
    answer = Archived(status, [("Content-Type", media_type)], body)
    return Fetched(url, "GET", fingerprint(Request(url)).hex(), answer, kind)
