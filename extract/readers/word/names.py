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


VALUE = W + "val"


def child(parent: _Element | None, name: str) -> _Element | None:
    """The first child of a name without prefix; None where there is no such child, or no parent."""
    # Documents have thousands of small elements: this takes half the time of `find`, which parses
    # paths.
    return next(parent.iterchildren(W + name), None) if parent is not None else None


def properties(root: _Element, *names: str) -> list[dict[_Element | None, _Element]]:
    """For each name the properties inside `root`, by the element that has them: w:p of w:pPr of
    w:pStyle.

    Few elements have any, so that they are looked for in one pass, and not each element asked.
    """
    found: dict[object, dict[_Element | None, _Element]] = {W + name: {} for name in names}
    for element in root.iter(*(W + name for name in names)):
        parent = element.getparent()
        if parent is not None:
            found[element.tag][parent.getparent()] = element
    return list(found.values())


def value(parent: _Element | None, *path: str) -> str | None:
    """The w:val of the element that `path` (names without prefix) leads to; None where it or its
    value is missing.
    """
    for step in path:
        parent = child(parent, step)
    return parent.get(VALUE) if parent is not None else None


def number(parent: _Element | None, *path: str) -> int | None:
    """As `value`, for a whole number; None for anything else."""
    return integer(value(parent, *path))


def integer(text: str | None) -> int | None:
    """A whole number of up to eight digits; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else None


def is_on(parent: _Element | None, name: str) -> bool:
    """Whether a switch is on: it is there, and its value does not say no."""
    found = child(parent, name)
    return found is not None and found.get(VALUE, "1") not in _FALSE
