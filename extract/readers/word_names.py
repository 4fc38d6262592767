"""Names of WordprocessingML elements, and how their attributes are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# The strict variant of the standard (ISO/IEC 29500) names the same elements otherwise.
STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R[1:-1].encode()),
)
_FALSE = frozenset({"0", "false", "off", "none"})


def value(parent: _Element | None, *path: str) -> str | None:
    """The w:val of the element that `path` (names without prefix) leads to; None where it or its value is missing."""
    for step in path:
        if parent is None:
            return None
        parent = parent.find(W + step)
    return parent.get(W + "val") if parent is not None else None


def number(parent: _Element | None, *path: str) -> int | None:
    """As `value`, for a whole number; None for anything else."""
    return integer(value(parent, *path))


def integer(text: str | None) -> int | None:
    """A whole number of up to eight digits; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else None


def is_on(parent: _Element | None, name: str) -> bool:
    """Whether a switch is on: it is there, and its value does not say no."""
    found = parent.find(W + name) if parent is not None else None
    return found is not None and found.get(W + "val", "1") not in _FALSE
