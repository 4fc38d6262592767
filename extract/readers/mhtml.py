"""MHTML (RFC 2557): a web page and its parts as one mail, as Word and Excel save it and name .doc
or .xls.
"""

from __future__ import annotations

import email
import email.policy
from collections.abc import Sequence
from dataclasses import replace
from email.message import Message

from extract.document import Block, Document
from extract.errors import Unreadable
from extract.media_types import MHTML
from extract.readers.blocks import within

MAX_PARTS = 500
MAX_PAGES = 40


def read_mhtml(data: bytes) -> Document:
    """Read the page that the mail begins with; of a frameset, the pages in its frames.

    Raises Unreadable where it holds no page, and what the reader of HTML raises.
    """
    message = email.message_from_bytes(data.lstrip(), policy=email.policy.compat32)
    parts = [part for part in message.walk() if not part.is_multipart()]
    if len(parts) > MAX_PARTS:
        raise Unreadable(f"the web archive has {len(parts)} parts, more than {MAX_PARTS}")
    pages = [part for part in parts if part.get_content_type() in _PAGES]
    if not pages:
        raise Unreadable("the web archive holds no page: fetch it again")
    contents = [(_name(page), _bytes(page)) for page in pages]
    start = _start(message, pages)
    is_frameset = b"<frameset" in contents[start][1].lower()
    if is_frameset and len(contents) > 1:
        return _joined([page for at, page in enumerate(contents) if at != start][:MAX_PAGES])
    return _read(contents[start][1])


_PAGES = ("text/html", "application/xhtml+xml")


def _start(message: Message, pages: Sequence[Message]) -> int:
    """Which page the mail says to begin with; the first where it says none."""
    named = message.get_param("start")
    for at, page in enumerate(pages):
        if named and page.get("Content-ID", "").strip() == named:
            return at
    return 0


def _name(part: Message) -> str:
    return str(part.get("Content-Location", "")).replace("\\", "/").rpartition("/")[2]


def _bytes(part: Message) -> bytes:
    """The page as it was sent; in UTF-8 with its mark where only the mail says in which encoding
    it is.
    """
    content = part.get_payload(decode=True)
    page = content if isinstance(content, bytes) else b""
    declared = part.get_content_charset()
    encoding = "gb18030" if declared in _CHINESE else declared or ""
    if declared is None or b"charset" in page[:4096].lower():
        return page
    try:
        return b"\xef\xbb\xbf" + page.decode(encoding).encode()
    except (LookupError, UnicodeDecodeError):
        return page


_CHINESE = ("gb2312", "gbk", "x-gbk")


def _read(page: bytes) -> Document:
    from extract.readers.html.read import read_html

    return replace(read_html(page), media_type=MHTML)


def _joined(pages: Sequence[tuple[str, bytes]]) -> Document:
    """The pages of frames as one document, each place with the page's name before it."""
    found: list[Block] = []
    issues: list[tuple[str, str]] = []
    for name, page in pages:
        document = _read(page)
        found += [within(block, name) for block in document.blocks]
        issues += document.issues
    return Document(MHTML, tuple(found), issues=tuple(dict.fromkeys(issues)))
