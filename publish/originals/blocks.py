"""A document of any format as plain HTML: its headings, paragraphs and tables as they were read,
cells marked.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from extract.document import Cell, Document, Grid, Paragraph
from publish.originals.places import MARK, Slot, Standings

# What one page shows of a document; more than any report has.
MOST_BLOCKS = 5_000


def plain_blocks(document: Document, standings: Standings) -> tuple[str, frozenset[str]]:
    """The document as HTML, and the names of the figures that are marked in it."""
    shown = document.blocks[:MOST_BLOCKS]
    grids = sum(isinstance(block, Grid) for block in shown)
    marked = (names for slot, names in standings.by_slot.items() if slot[0] <= grids)
    return Markup("\n").join(_blocks(shown, standings)), frozenset(
        name for names in marked for name in names
    )


def _blocks(blocks: tuple[Paragraph | Grid, ...], standings: Standings) -> Iterator[Markup]:
    number = 0
    for block in blocks:
        if isinstance(block, Grid):
            number += 1
            yield _table(block, number, standings)
        else:
            yield Markup("<h3>{}</h3>" if block.heading else "<p>{}</p>").format(block.text)


def _table(grid: Grid, number: int, standings: Standings) -> Markup:
    lines = (
        Markup("<tr>{}</tr>").format(
            Markup("").join(_cell(cell, (number, at, cell.column), standings) for cell in row)
        )
        for at, row in enumerate(grid.rows)
    )
    caption = (
        Markup("<caption>{}</caption>").format(grid.place.sheet) if grid.place.sheet else Markup("")
    )
    return Markup("<table>{}<tbody>{}</tbody></table>").format(caption, Markup("\n").join(lines))


def _cell(cell: Cell, slot: Slot, standings: Standings) -> Markup:
    names = standings.by_slot.get(slot, ())
    mark = Markup(' id="{}{}" class="mark"').format(MARK, names[0]) if names else Markup("")
    points = Markup("").join(
        Markup('<span id="{}{}" class="mark"></span>').format(MARK, name) for name in names[1:]
    )
    spans = Markup("").join(
        Markup(' {}="{}"').format(name, span)
        for name, span in (("rowspan", cell.row_span), ("colspan", cell.column_span))
        if span > 1
    )
    return Markup("<td{}{}>{}{}</td>").format(spans, mark, points, cell.text)
