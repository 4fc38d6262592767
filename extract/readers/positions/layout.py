"""Pages into blocks: what laid-out formats (PDF, OFD, pictures) have in common once characters and
lines are known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.document import Block, Grid
from extract.readers.doubts import Doubts
from extract.readers.positions import fragments, spaced
from extract.readers.positions.fragments import Fragment
from extract.readers.positions.geometry import Box, Glyph, Page
from extract.readers.positions.lines import Line, lines
from extract.readers.positions.paragraphs import Margins, Writer, is_page_number, margins
from extract.readers.positions.ruled import Skeleton, skeletons
from extract.readers.positions.shadows import marked
from foundation.normalise import squash

# Share of the page's height at its head and foot where running heads stand.
_EDGE = 0.12


@dataclass(frozen=True)
class Layout:
    """The blocks of a document's pages in reading order, and doubts as (code, message)."""

    blocks: tuple[Block, ...]
    issues: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Seen:
    """A page's lines outside of tables, and its tables, from top to bottom."""

    page: Page
    items: tuple[Line | Fragment | Grid, ...]
    doubtful: int

    @property
    def lines(self) -> list[Line]:
        return [item for item in self.items if isinstance(item, Line)]


def read_layout(pages: Sequence[Page]) -> Layout:
    """Read pages: ruled tables, tables by position, paragraphs; page numbers and running heads are
    dropped.
    """
    doubts = Doubts()
    seen = [_see(page, doubts) for page in pages]
    heads = _running_heads(seen)
    kept = [_Seen(one.page, tuple(_body(one, heads)), one.doubtful) for one in seen]
    doubtful = sum(one.doubtful for one in kept)
    issues = []
    if doubtful:
        issues.append(
            (
                "cut_figure",
                (
                    f"{doubtful} cells hold digits that run over their border, or lie partly"
                    " outside of the page"
                ),
            )
        )
    return Layout(tuple(_flow(kept)), (*issues, *doubts.issues()))


def _see(page: Page, doubts: Doubts) -> _Seen:
    tables = skeletons(page.rules, page.glyphs)
    held: list[list[Glyph]] = [[] for _ in tables]
    outside: list[Glyph] = []
    for glyph in page.glyphs:
        holders = [number for number, table in enumerate(tables) if table.holds(glyph)]
        (held[min(holders, key=lambda n: _area(tables[n]))] if holders else outside).append(glyph)
    filled = [
        fragments.fill(table, glyphs, outside, page, doubts)
        for table, glyphs in zip(tables, held, strict=True)
        if glyphs
    ]
    items: list[Line | Fragment | Grid] = [
        *_running_text(outside, page, doubts),
        *(part for part, _ in filled),
    ]
    items.sort(key=lambda item: _box(item)[1])
    return _Seen(page, tuple(items), sum(doubtful for _, doubtful in filled))


def _area(table: Skeleton) -> float:
    x0, top, x1, bottom = table.box
    return (x1 - x0) * (bottom - top)


def _running_text(glyphs: Sequence[Glyph], page: Page, doubts: Doubts) -> Iterator[Line | Grid]:
    found = lines(glyphs)
    done = 0
    for stretch in spaced.stretches(found):
        yield from found[done : stretch.start]
        grid = spaced.grid(found[stretch.start : stretch.end], page.number)
        yield marked(grid, page, doubts)
        done = stretch.end
    yield from found[done:]


def _box(item: Line | Fragment | Grid) -> Box:
    if isinstance(item, Grid):
        return item.place.box or (0, 0, 0, 0)
    return item.box


def _running_heads(seen: Sequence[_Seen]) -> set[tuple[str, int]]:
    """Lines at the head or foot of two pages or more, with the same words at the same height."""
    counts = Counter(
        key for one in seen for key in {_head(line, one.page) for line in one.lines} if key
    )
    return {key for key, count in counts.items() if key and count > 1}


def _head(line: Line, page: Page) -> tuple[str, int] | None:
    if page.height * _EDGE < line.box[1] and line.box[3] < page.height * (1 - _EDGE):
        return None
    return squash(line.text), round(line.box[1] / 4)


def _body(one: _Seen, heads: set[tuple[str, int]]) -> Iterator[Line | Fragment | Grid]:
    """A page's items without its number, and without a running head that the first page has
    shown.
    """
    for item in one.items:
        if isinstance(item, Line):
            if is_page_number(item, one.page.height):
                continue
            if one.page.number > 1 and _head(item, one.page) in heads:
                continue
        yield item


def _flow(seen: Sequence[_Seen]) -> Iterator[Block]:
    """All items in reading order; tables and paragraphs go on over page breaks where nothing stands
    between.
    """
    whole = margins([line for one in seen for line in one.lines])
    writer = Writer()
    table: Fragment | None = None
    for one in seen:
        page_margins = margins(one.lines) or whole
        for item in one.items:
            if table is not None:
                joined = fragments.join(table, item) if isinstance(item, Fragment) else None
                if joined is not None:
                    table = joined
                    continue
                yield table.grid()
                table = None
            yield from _write(writer, item, one.page.number, page_margins)
            table = item if isinstance(item, Fragment) else None
    yield from _last(writer, table)


def _write(
    writer: Writer, item: Line | Fragment | Grid, page: int, page_margins: Margins | None
) -> Iterator[Block]:
    paragraph = writer.take(item, page, page_margins) if isinstance(item, Line) else writer.finish()
    if paragraph is not None:
        yield paragraph
    if isinstance(item, Grid):
        yield item


def _last(writer: Writer, table: Fragment | None) -> Iterator[Block]:
    paragraph = writer.finish()
    if paragraph is not None:
        yield paragraph
    if table is not None:
        yield table.grid()
