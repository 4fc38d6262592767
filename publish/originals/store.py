"""The bytes of a captured document, by its row in the archive."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.store.captures import CaptureStore
from extract.media_types import media_type

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,20})", re.IGNORECASE)


@dataclass(frozen=True)
class Content:
    """A captured document: its bytes, decoded and proved by their digest, the type that they prove
    to be, and the charset that its server named.
    """

    data: bytes
    media_type: str
    charset: str | None


def content(state: Path, capture: Mapping[str, Any]) -> Content:
    """The content of a row of `captures`. Raises UnknownPortal, MissingRecord, DigestMismatch (all
    CrawlerError).
    """
    store = CaptureStore(state, capture["portal"])
    logged = store.at(capture["warc_file"], capture["warc_offset"])
    data = store.payload(logged)
    named = _CHARSET.search(store.response(logged).header("Content-Type"))
    return Content(data, media_type(data), named[1] if named else None)
