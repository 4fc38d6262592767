"""HTML tables to grids: which tables hold data, where their cells stand, and the path of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.document import Cell, Grid, Place
from extract.readers import blocks, spans
from extract.readers.html.cell_doubts import CellDoubts
from extract.readers.html.text import mark_inner_tables, text_of, tidy

if TYPE_CHECKING:
    from lxml.etree import _Element

_GROUPS = {"thead": 0, "tbody": 1, "tfoot": 2}
# No table of figures so small has a cell as long as this.
_FEW_CELLS = 20
_ARTICLE = 600


class Paths:
    """Absolute element paths in the manner of lxml's getpath, each level numbered once however
    often it is asked.

    `prefix` says in what the tree is embedded.
    """

    def __init__(self, root: _Element, rebuilt: bool = False, prefix: str = "") -> None:
        self._known: dict[_Element, str] = {root: f"{prefix}/{root.tag!s}"}
        # The tree has lost levels of the source, but no table: their order is what both have.
        if rebuilt:
            tables = enumerate(root.iter("table"), start=1)
            self._known |= {table: f"{prefix}(//table)[{number}]" for number, table in tables}

    def of(self, element: _Element) -> str:
        """The path of an element of the tree."""
        known = self._known.get(element)
        if known is not None:
            return known
        parent = element.getparent()
        assert parent is not None
        self._number(parent, self.of(parent))
        return self._known[element]

    def each(self, elements: Sequence[_Element]) -> list[str]:
        """The paths of elements of the tree."""
        known = self._known
        return [known.get(element) or self.of(element) for element in elements]

    def _number(self, parent: _Element, path: str) -> None:
        children = list(parent)
        tags = [str(child.tag) for child in children]
        total = len(tags)
        if tags.count(tags[0]) == total > 1 and tags[0] != "table":
            step = f"{path}/{tags[0]}["
            self._known.update(
                zip(children, [f"{step}{number}]" for number in range(1, total + 1)], strict=True)
            )
            return
        totals = Counter(tags)
        seen = dict.fromkeys(tags, 0)
        for child, tag in zip(children, tags, strict=True):
            seen[tag] += 1
            step = tag if totals[tag] == 1 else f"{tag}[{seen[tag]}]"
            self._known.setdefault(child, f"{path}/{step}")


@dataclass
class Table:
    """The cells of a table element row by row, the row group of each row, and text that stands
    outside of all cells.
    """

    element: _Element
    rows: list[list[_Element]]
    groups: list[int]
    stray: list[_Element | str]

    @property
    def cells(self) -> int:
        """The number of cells, those of nested tables aside."""
        return sum(map(len, self.rows))

    @property
    def captions(self) -> Iterator[str]:
        """The texts of captions, and of what wrong markup put between rows."""
        for item in self.stray:
            text = tidy(item) if isinstance(item, str) else text_of(item)
            if text.strip():
                yield text.strip()


def read_table(element: _Element) -> Table:
    """The structure of a table element; thead comes first and tfoot last, wherever the source has
    them.
    """
    collector = _Collector()
    collector.table(element)
    order = sorted(range(len(collector.rows)), key=lambda at: collector.kinds[at])
    return Table(
        element,
        [collector.rows[at] for at in order],
        [collector.groups[at] for at in order],
        collector.stray,
    )


class _Collector:
    """Walks the element structure of one table; every tr of a row group, and every cell of a tr, in
    order.
    """

    def __init__(self) -> None:
        self.rows: list[list[_Element]] = []
        self.groups: list[int] = []  # which row group each row belongs to
        self.kinds: list[int] = []  # and its place: head, body or foot
        self.stray: list[_Element | str] = []
        self._group = 0

    def table(self, element: _Element, kind: int = 1) -> None:
        self._keep(element.text)
        loose: list[_Element] | None = None
        for child in element:
            if child.tag in ("td", "th"):
                if loose is None:
                    loose = self._row(kind)
                loose.append(child)
            else:
                loose = None
                self._child(child, kind)
            self._keep(child.tail)

    def _child(self, child: _Element, kind: int) -> None:
        if child.get("hidden") is not None:
            return
        if child.tag == "tr":
            self._cells(child, self._row(kind))
        elif child.tag in _GROUPS:
            self._group += 1
            self.table(child, _GROUPS[str(child.tag)])
            self._group += 1
        elif child.tag not in ("colgroup", "col"):
            self._foreign(child, kind)

    def _foreign(self, child: _Element, kind: int) -> None:
        """An element that may not stand here: forms and the like that wrap rows are looked
        through.
        """
        if next(child.iter("tr"), None) is not None and child.tag != "table":
            self.table(child, kind)
        else:
            self.stray.append(child)

    def _row(self, kind: int) -> list[_Element]:
        row: list[_Element] = []
        self.rows.append(row)
        self.groups.append(self._group)
        self.kinds.append(kind)
        return row

    def _cells(self, element: _Element, row: list[_Element]) -> None:
        self._keep(element.text)
        for child in element:
            if child.get("hidden") is not None:
                pass
            elif child.tag in ("td", "th"):
                row.append(child)
            elif next(child.iter("td", "th"), None) is not None:
                self._cells(child, row)
            else:
                self.stray.append(child)
            self._keep(child.tail)

    def _keep(self, text: str | None) -> None:
        if text and not text.isspace():
            self.stray.append(text)


def is_layout(table: Table) -> bool:
    """Whether a table only arranges the page."""
    nested: int | None = None
    if has_inner_tables(table.element):
        nested = sum(1 for _ in table.element.iterdescendants("td", "th")) - table.cells
    return blocks.is_layout(table.cells, nested, lambda: _longest(table)) or _holds_page(table)


def has_inner_tables(element: _Element) -> bool:
    """Whether tables stand inside a table."""
    return next(element.iterdescendants("table"), None) is not None


def _longest(table: Table) -> int:
    return max((len(text_of(cell)) for row in table.rows for cell in row), default=0)


def _holds_page(table: Table) -> bool:
    """Whether a table has a single column, which relates nothing to anything, or a cell as long as
    an article.
    """
    if all(len(row) <= 1 for row in table.rows):
        return True
    return table.cells <= _FEW_CELLS and _longest(table) >= _ARTICLE


def read_grid(table: Table, paths: Paths, doubts: CellDoubts) -> Grid:
    """The grid of a table: each cell once, at its expanded position, with its text in lines;
    doubted figures are marked.
    """
    if has_inner_tables(table.element):
        mark_inner_tables(table.element)
    asked = [[_spans(cell) for cell in row] for row in table.rows]
    placed = spans.place(asked, _ends(table.groups))
    cells = [
        Cell(doubts.text(cell, text_of(cell), path), number, column, rows, columns, Place(path))
        for number, (row, slots) in enumerate(zip(table.rows, placed, strict=True))
        for cell, (column, rows, columns), path in zip(row, slots, paths.each(row), strict=True)
    ]
    return Grid(cells=tuple(cells), place=Place(path=paths.of(table.element)))


def _spans(cell: _Element) -> tuple[int, int]:
    rows, columns = cell.get("rowspan"), cell.get("colspan")
    if rows is None and columns is None:
        return 1, 1
    return spans.row_span(rows), spans.column_span(columns)


def _ends(groups: list[int]) -> list[int]:
    """For each row, the number after the last row of its group."""
    ends = [0] * len(groups)
    end = len(groups)
    for at in range(len(groups) - 1, -1, -1):
        if at + 1 < len(groups) and groups[at] != groups[at + 1]:
            end = at + 1
        ends[at] = end
    return ends
