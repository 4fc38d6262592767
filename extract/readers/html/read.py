"""HTML pages: one pass over the tree, text into paragraphs, tables into grids, the page's shell
into metadata.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from extract.document import Block, Document, Grid, Paragraph, Place
from extract.identity.information import information
from extract.readers import blocks
from extract.readers.decoding import decoded
from extract.readers.html import shell as html_shell
from extract.readers.html.cell_doubts import CellDoubts, is_spacer
from extract.readers.html.parse import Parsed, parse
from extract.readers.html.scripts import find_embedded
from extract.readers.html.shown import Shown, show
from extract.readers.html.tables import Paths, is_layout, read_grid, read_table
from extract.readers.html.text import BREAK, ROLES, Role, mark_lines, raw_text, text_of, tidy
from extract.readers.html.verbatim import verbatim_blocks
from foundation.bodies import find_body, find_chrome, words_in

if TYPE_CHECKING:
    from lxml.etree import _Element

# A page with less text than this, no table, and a frame, is a shell round the document in the
# frame.
_LEAST_TEXT = 200
_REPORT_TITLE = re.compile("公开.*(?:报告|年报)")
_UNHIDDEN = (("hidden_report", "the report stands in an element that only a script makes visible"),)


def read_html(data: bytes) -> Document:
    """Read an HTML page: the article's blocks in reading order, the rest of the page as metadata.

    Cells carry absolute element paths of the parsed tree. Beside meta elements and labelled lines,
    `metadata` may hold `refresh` (where the page sends the reader, or the document that its frame
    shows) and `images` (addresses of pictures in the article, one a line); `articletitle` is the
    shell's heading where no meta element gives it. Raises Undecodable.
    """
    text = decoded(data)
    parsed = parse(text.text)
    title = next(parsed.root.iter("title"), None)
    shown = show(parsed)
    walk, embedded = _walk(parsed, shown, text.text)
    return Document(
        media_type="text/html",
        blocks=tuple(walk.article),
        title=" ".join(text_of(title).split()) if title is not None else "",
        metadata=_metadata(parsed.root, walk),
        links=tuple(walk.links),
        issues=(
            *(*text.issues, *parsed.issues, *walk.doubts.issues()),
            *(_UNHIDDEN if shown.unhidden or embedded else ()),
            *_unread_pictures(walk),
        ),
        before=tuple(walk.before()),
    )


def _unread_pictures(walk: _Walk) -> Iterator[tuple[str, str]]:
    """A picture that stands alone in a report may be one of its tables."""
    if walk.pictures and any(words_in("".join(part.text.split())) for part in walk.paragraphs()):
        yield (
            "picture_not_read",
            f"{len(walk.pictures)} pictures stand in the text and were not looked at",
        )


def _walk(parsed: Parsed, shown: Shown, source: str) -> tuple[_Walk, bool]:
    """The page walked over, and whether its report was found in a script or the like."""
    body = _body(parsed.root)
    mark_lines(body, shown.raises)
    words = html_shell.report_words(body)
    embedded = None if words else find_embedded(source)
    walk = _Walk(Paths(parsed.root, parsed.rebuilt), body, shown.doubts)
    if embedded is not None:
        walk.read(body, {}, walk.shell)
        tree, inside = embedded.parsed.root, show(embedded.parsed)
        walk.doubts = inside.doubts
        mark_lines(tree, inside.raises)
        inner = _body(tree)
        walk.turn_to(Paths(tree, embedded.parsed.rebuilt, f"{embedded.path}#"), inner)
        walk.read(inner, {}, walk.article)
        return walk, True
    found = find_body(body, words)
    if found is None:
        walk.read(body, dict.fromkeys(find_chrome(body), walk.shell), walk.article)
        return walk, False
    walk.turn_to(walk.paths, found.element)
    sinks = {found.element: walk.article}
    if not found.named:
        walk.informs = True
        sinks |= dict.fromkeys(found.furniture, walk.shell)
    walk.read(body, sinks, walk.shell)
    return walk, False


def _body(root: _Element) -> _Element:
    body = root.find("body")
    return root if body is None else body


def _metadata(root: _Element, walk: _Walk) -> dict[str, str]:
    values = html_shell.head_values(root)
    tables = [block for block in walk.article if isinstance(block, Grid)]
    labelled = information([*walk.shell, *(walk.article if walk.informs else tables)])
    values = {**labelled, **values}
    heading = walk.shell_heading()
    if heading:
        values.setdefault("articletitle", heading)
    if walk.images:
        values["images"] = "\n".join(walk.images)
    if (
        walk.frames
        and not tables
        and sum(len(block.text) for block in walk.paragraphs()) < _LEAST_TEXT
    ):
        values.setdefault("refresh", walk.frames[0])
    return values


def _is_title(text: str) -> bool:
    return (
        len(text) <= blocks.LONGEST_TITLE
        and _REPORT_TITLE.search("".join(text.split())) is not None
        and ">" not in text
    )


class _Walk:
    """One pass over a body; every block goes to the sink of the part of the page in which it
    stands.
    """

    def __init__(self, paths: Paths, body: _Element, doubts: CellDoubts) -> None:
        self.article: list[Block] = []
        self.shell: list[Block] = []
        self.links: list[tuple[str, str]] = []
        self.images: list[str] = []
        self.pictures: set[_Element] = set()  # those that stand where text might, below its begin
        self.frames: list[str] = []
        self.container: _Element | None = None
        # Whether the article may hold what the page says about it: date and publisher.
        self.informs = True
        self.paths = paths
        self.doubts = doubts
        self._around: set[_Element] = set()
        self._block = body
        self._line: list[str] = []
        self._linked = 0  # characters of the line that lead elsewhere
        self._heading = False
        self._sink = self.shell
        self._sinks: Mapping[_Element, list[Block]] = {}
        self._lead = 0
        self._empty = 0  # blank elements since the last block

    def turn_to(self, paths: Paths, container: _Element) -> None:
        """Say which element holds the article, and how elements are named from here on."""
        self.paths, self.container, self.informs = paths, container, False
        self._around = set(container.iterancestors("table"))
        self._lead = len(self.shell)

    def read(
        self, body: _Element, sinks: Mapping[_Element, list[Block]], default: list[Block]
    ) -> None:
        """Read a body: what stands in an element of `sinks` goes there, everything else to
        `default`.
        """
        self._sinks, self._sink, self._block = sinks, default, body
        self._read_inside(body)
        self._flush()

    def paragraphs(self) -> list[Paragraph]:
        """The article's paragraphs."""
        return [block for block in self.article if isinstance(block, Paragraph)]

    def shell_heading(self) -> str:
        """The heading before the article, if any: one that names a report, in a heading element at
        best.
        """
        shown = (block for block in self.before() if isinstance(block, Paragraph))
        before = [block for block in shown if not block.linked]
        headings = [block for block in before if block.heading]
        titles = [block for block in (*before, *headings) if _is_title(block.text)]
        found = titles or headings
        return " ".join(found[-1].text.split()) if found else ""

    def before(self) -> list[Block]:
        """What the page shows in front of the end of the article, outside of it."""
        return self.shell[: self._lead]

    def _read_inside(self, element: _Element) -> None:
        line, sinks = self._line, self._sinks
        if element.text:
            line.append(element.text)
        for child in element:
            if child in sinks:
                self._read_part(child)
            else:
                role = ROLES.get(child.tag)
                if role is None:
                    self._read_inside(child)
                else:
                    self._read_child(child, role)
            if child.tail:
                line.append(child.tail)

    def _read_part(self, element: _Element) -> None:
        """An element with a sink of its own."""
        self._flush()
        outer, self._sink = self._sink, self._sinks[element]
        if element is self.container:
            self._lead = len(self.shell)
        if element.tag == "table":
            self._read_table(element)
        else:
            self._read_block(element, False)
        self._sink = outer

    def _read_child(self, child: _Element, role: Role) -> None:
        if role == "break":
            self._line.append(BREAK)
        elif role == "link":
            self._read_link(child)
        elif role == "block" or role == "heading":
            self._read_block(child, role == "heading")
        elif role == "table":
            self._flush()
            self._read_table(child)
        elif role == "verbatim":
            self._read_verbatim(child)
        else:
            self._note_resource(child, role)

    def _read_link(self, child: _Element) -> None:
        """Text that leads elsewhere; where a block stands in it, that block is told by its own
        links.
        """
        self._note_link(child)
        start = len(self._line)
        self._read_inside(child)
        if (child.get("href") or "").strip():
            self._linked += sum(len("".join(part.split())) for part in self._line[start:])

    def _read_block(self, child: _Element, heading: bool) -> None:
        self._flush()
        outer = self._block, self._heading
        self._block, self._heading = child, heading or self._heading
        before = len(self._sink), self._empty
        self._read_inside(child)
        self._flush()
        self._block, self._heading = outer
        if (len(self._sink), self._empty) == before:
            pictures = [image for image in child.iter("img") if not is_spacer(image)]
            self._empty += not pictures
            if self.article and self._sink is self.article:
                self.pictures.update(pictures)

    def _read_verbatim(self, child: _Element) -> None:
        """Text whose author set it out: tables stand in it as in a plain text file."""
        found = verbatim_blocks(raw_text(child).split(BREAK), Place(self.paths.of(child)))
        if found:
            self._flush()
            self._add(*found)
        else:
            self._line.append(raw_text(child))

    def _read_table(self, element: _Element) -> None:
        table = read_table(element)
        if element in self._around or is_layout(table):
            self._read_block(element, False)
            return
        grid = read_grid(table, self.paths, self.doubts)
        self._add(*(Paragraph(caption, place=grid.place) for caption in table.captions))
        if any(cell.text.strip() for cell in grid.cells):
            self._add(grid)
        for found in element.iter("a", "img"):
            if found.tag == "a":
                self._note_link(found)
            else:
                self._note_resource(found, "picture")

    def _note_link(self, element: _Element) -> None:
        target = (element.get("href") or "").strip()
        if target and self._sink is self.article:
            self.links.append(
                (" ".join(text_of(element).split()) or (element.get("title") or "").strip(), target)
            )

    def _note_resource(self, element: _Element, role: Role) -> None:
        address = (element.get("src") or element.get("data") or "").strip()
        if not address or self._sink is not self.article:
            return
        if role == "picture":
            self.images.append(address)
        elif role == "frame":
            self.frames.append(address)

    def _flush(self) -> None:
        if not self._line:
            return
        text = tidy("".join(self._line))
        linked, self._linked = self._linked, 0
        self._line.clear()
        if text.strip():
            mostly = 2 * linked > len("".join(text.split()))
            place = Place(self.paths.of(self._block))
            text = self.doubts.text(self._block, text, place.path or "")
            self._add(*blocks.paragraphs(text, self._heading, place, self._empty, mostly))

    def _add(self, *found: Block) -> None:
        self._sink.extend(found)
        self._empty = 0 if found else self._empty
        if found and self._sink is self.article:
            self._lead = len(self.shell)
