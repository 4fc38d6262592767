"""The Document model: what every reader makes of a file, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from extract.cells.contents import Contents, contents_of
from extract.cells.numbers import Kind, Value, parse, parse_figure
from extract.cells.units import Unit
from foundation.light import value
from foundation.normalise import label_key


@value(frozen=True, slots=True)
class Place:
    """Where something stands in its document.

    `path` is a DOM path (HTML), or a line span (text); `page` counts from 1 (PDF), `sheet` names a
    sheet. What a format does not have is None.
    """

    path: str | None = None
    page: int | None = None
    sheet: str | None = None
    box: tuple[float, float, float, float] | None = None


@value(frozen=True, slots=True)
class Cell:
    """One cell of a grid: its text (lines kept as newlines) and its position in the expanded grid,
    counted from 0.

    A cell that spans several rows or columns appears once, at its top left corner. What it holds
    and its key are worked out when they are first asked for, and kept.
    """

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    place: Place = field(default_factory=Place)
    _holds: Contents | None = field(default=None, init=False, repr=False, compare=False)
    _key: str | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def holds(self) -> Contents:
        """What stands in the cell: nothing, a figure, words, or a mark in place of a figure."""
        held = self._holds
        if held is None:
            held = contents_of(self.text)
            object.__setattr__(self, "_holds", held)
        return held

    @property
    def key(self) -> str:
        """The comparable core of the text, by which labels are looked up (`label_key`)."""
        key = self._key
        if key is None:
            key = label_key(self.text)
            object.__setattr__(self, "_key", key)
        return key

    @property
    def is_blank(self) -> bool:
        """Whether nothing is printed in the cell."""
        return (self._holds or self.holds) == "blank"

    @property
    def is_words(self) -> bool:
        """Whether the cell holds words: nothing that a figure may look like, nor a mark."""
        return (self._holds or self.holds) == "words"

    @property
    def columns(self) -> range:
        """The columns that the cell covers."""
        return range(self.column, self.column + self.column_span)

    def number(self, kind: Kind, unit: Unit | None = None) -> Value:
        """What the cell says as a number of a kind (`extract.cells.numbers.parse`)."""
        return parse(self.text, kind, unit)

    def figure(self, kind: Kind, unit: Unit | None = None) -> Value:
        """What the cell says where it is known to hold a figure
        (`extract.cells.numbers.parse_figure`).
        """
        return parse_figure(self.text, kind, unit)


@dataclass(frozen=True)
class Grid:
    """A table: its cells in reading order. `ragged` says that the format knows cells but not their
    columns.

    A ragged grid (tab-separated text) gives each cell the column that it would have if nothing
    before it in the row spanned or was lost, so column numbers are a hint and order is all that can
    be relied on. `loose` says that blank cells may have left no trace, so that a missing cell may
    have been a blank one.
    """

    cells: tuple[Cell, ...]
    place: Place = field(default_factory=Place)
    ragged: bool = False
    loose: bool = False

    @cached_property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """The cells that start in each row, row by row, from left to right; a row without any is
        empty.
        """
        height = max((cell.row + 1 for cell in self.cells), default=0)
        rows: list[list[Cell]] = [[] for _ in range(height)]
        for cell in self.cells:
            rows[cell.row].append(cell)
        return tuple(tuple(sorted(row, key=lambda cell: cell.column)) for row in rows)


@dataclass(frozen=True)
class Paragraph:
    """A line or paragraph of running text outside of tables.

    `heading` is set where the markup says so (h1…h6). `empty_before` counts the empty lines or
    paragraphs right before it: where a table lost its lines, an empty one may be a blank cell.
    `linked` says that most of its text leads to another page.
    """

    text: str
    heading: bool = False
    place: Place = field(default_factory=Place)
    empty_before: int = 0
    linked: bool = False


Block = Paragraph | Grid


@dataclass(frozen=True)
class Document:
    """A file as its reader understood it: blocks in reading order, and what the shell around them
    says.

    `title` is the document's own title where the format has one (HTML title element, DOCX
    properties); `metadata` holds named values of the shell (HTML meta elements, labelled lines of
    an information table) with lower-case names; `links` are (text, target) pairs found in the body;
    `before` are the blocks of the page that stand in front of the end of the article and not in it
    (banner, path, title, line of the date). `issues` are doubts of the reader itself as
    (code, message). `further` are other reports in the same archive, none of them the one that the
    blocks are of.
    """

    media_type: str
    blocks: tuple[Block, ...]
    title: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
    links: tuple[tuple[str, str], ...] = ()
    before: tuple[Block, ...] = ()
    issues: tuple[tuple[str, str], ...] = ()
    further: tuple[Member, ...] = ()


@dataclass(frozen=True)
class Member:
    """A further document of an archive that holds tables of the form: its name there, the digest of
    its bytes, and what its reader made of it.
    """

    name: str
    sha256: str
    document: Document
