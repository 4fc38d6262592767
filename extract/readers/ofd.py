"""OFD (GB/T 33190): characters and lines from the pages' XML, read by position like those of a
PDF.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import ofdkit
from ofdkit.package import Package

from extract.document import Document
from extract.errors import Unreadable
from extract.readers.container_limits import check_archive
from extract.readers.positions.geometry import Page
from extract.readers.positions.layout import read_layout
from extract.readers.positions.ofd_canvas import MAX_OBJECTS, POINTS, Canvas, moved_rule, spread
from extract.readers.positions.ofd_style import draw_params, is_shown, name_of, numbers

MEDIA_TYPE = "application/ofd"
MAX_PAGES = 400
_FEWEST_GLYPHS = 12
# The order in which layers are painted.
_LAYERS = {"Background": 0, "Body": 1, "Foreground": 2}


def read_ofd(data: bytes) -> Document:
    """Read an OFD. Places are pages and boxes in points. Raises Unreadable, also for scans, and
    Locked.
    """
    check_archive(data)
    try:
        with ofdkit.open(data) as document, Package(data) as package:
            if len(document.pages) > MAX_PAGES:
                raise Unreadable(
                    f"the OFD has {len(document.pages)} pages, more than the limit of {MAX_PAGES}"
                )
            resources = _resources(package)
            pages = [_page(page, package, resources) for page in document.pages]
            title = (document.info.title or "").strip()
    except (ofdkit.OFDError, zipfile.BadZipFile, zlib.error, ValueError, RecursionError) as error:
        raise Unreadable(f"the OFD is damaged: {' '.join(str(error).split())[:120]}") from None
    if pages and sum(len(page.glyphs) for page in pages) < _FEWEST_GLYPHS:
        raise Unreadable("the OFD holds pictures of its pages: save it as PDF and read that")
    layout = read_layout(pages)
    return Document(MEDIA_TYPE, layout.blocks, title=title, issues=layout.issues)


def _page(page: ofdkit.Page, package: Package, resources: _Resources) -> Page:
    canvas = Canvas(page.box, resources.params)
    for root in _sheets(page, package, resources):
        for layer in _layers(root):
            canvas.paint(layer, (0.0, 0.0), layer.get("DrawParam"))
    for appearance in resources.appearances.get(page.id or "", ()):
        box = numbers(appearance.get("Boundary"))
        canvas.paint(appearance, (box[0], box[1]) if len(box) >= 2 else (0.0, 0.0), None)
    if canvas.objects > MAX_OBJECTS:
        raise Unreadable(f"page {page.index + 1} of the OFD has more than {MAX_OBJECTS} objects")
    for run in page.runs:
        if (run.object_id or "") not in canvas.ids:
            canvas.write(spread(run), 0.0)
    left, top, width, height = page.box
    seen = tuple(canvas.painting.seen())
    return Page(
        page.index + 1,
        width * POINTS,
        height * POINTS,
        seen,
        tuple(moved_rule(rule, left, top) for rule in canvas.rules),
        tuple(canvas.painting.shadows),
    )


@dataclass(frozen=True)
class _Resources:
    """What the pages of a document share: drawing parameters, the appearances of annotations by the
    number of their page, and the parts of templates by their number.
    """

    params: Mapping[str, Element]
    appearances: Mapping[str, Sequence[Element]]
    templates: Mapping[str, str]


def _resources(package: Package) -> _Resources:
    appearances: dict[str, list[Element]] = {}
    for part in package.names:
        if part.lower().endswith("annotations.xml"):
            for page, appearance in _appearances(package, part):
                appearances.setdefault(page, []).append(appearance)
    return _Resources(draw_params(package), appearances, dict(_templates(package)))


def _templates(package: Package) -> Iterator[tuple[str, str]]:
    """The numbers of the templates that a document names, and their parts."""
    for part in package.names:
        if not part.lower().endswith("document.xml"):
            continue
        for common in package.read_xml(part):
            for template in common if name_of(common) == "CommonData" else ():
                named = name_of(template) == "TemplatePage" and template.get("BaseLoc")
                if named and (found := package.resolve(part, named)):
                    yield template.get("ID") or "", found


def _sheets(page: ofdkit.Page, package: Package, resources: _Resources) -> Iterator[Element]:
    """The page and the templates that it names, in the order in which they are painted."""
    if not page.location:
        return
    root = package.read_xml(page.location)
    named = [one for one in root if name_of(one) == "Template"]
    parts = [(one, resources.templates.get(one.get("TemplateID") or "")) for one in named]
    yield from (package.read_xml(part) for one, part in parts if part and _is_under(one))
    yield root
    yield from (package.read_xml(part) for one, part in parts if part and not _is_under(one))


def _is_under(template: Element) -> bool:
    return template.get("ZOrder", "Background") != "Foreground"


def _appearances(package: Package, part: str) -> Iterator[tuple[str, Element]]:
    """The appearances of the annotations that a part lists, with the number of the page of each."""
    for entry in package.read_xml(part):
        location = next((one.text for one in entry if name_of(one) == "FileLoc"), None)
        file = package.resolve(part, location) if location else None
        for note in package.read_xml(file) if file else ():
            if not is_shown(note) or note.get("Type") == "Link":
                continue
            for child in note:
                if name_of(child) == "Appearance":
                    yield entry.get("PageID") or "", child


def _layers(root: Element) -> list[Element]:
    """The layers of a page in the order in which they are painted."""
    found = [
        layer
        for content in root
        if name_of(content) == "Content"
        for layer in content
        if name_of(layer) == "Layer"
    ]
    return sorted(found, key=lambda layer: _LAYERS.get(layer.get("Type", "Body"), 1))
