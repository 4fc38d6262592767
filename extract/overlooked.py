"""Statutory tables that a reading has not, although the document shows that they are there.

A report may lack a table: it was never printed, is a picture, or stands in an attachment. A reading
may also have overlooked one. Three things tell the second from the first: the section of the table
holds a grid of figures, the document prints labels of the table outside of any table, or its prose
says that requests were received. Such a reading is `doubtful`, whatever its other tables are,
because a figure that stands in the document is not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from extract import forms
from extract.document import Block, Document, Grid, Paragraph
from extract.forms.statutory import NUMBERED, Statutory
from extract.identity import prose
from extract.identity.sections import Section, parts
from foundation.normalise import label_key

# A grid of fewer figures, or fewer labels outside of a table, may be there by chance.
_FEWEST_FIGURES = 4
_FEWEST_LABELS = 3
_LONGEST_LABEL = 60


def overlooked(
    document: Document,
    sections: Sequence[Section],
    missing: Iterable[Statutory],
    year: int | None,
) -> list[Statutory]:
    """Those of the missing numbered tables of which the document shows traces."""
    blocks = dict(parts(document))
    return [
        table
        for table in sorted(missing)
        if any(map(_holds_figures, blocks.get(int(table), ())))
        or _labels(document, table) >= _FEWEST_LABELS
        or (table is Statutory.REQUESTS and bool(prose.stated_new_received(sections, year)))
    ]


def _holds_figures(block: Block) -> bool:
    if not isinstance(block, Grid):
        return False
    printed = [cell for cell in block.cells if cell.number("count").status == "printed"]
    return len(printed) >= _FEWEST_FIGURES


def _labels(document: Document, table: Statutory) -> int:
    """How many lines outside of tables begin with a label of the table, and are no prose."""
    lines = [
        line
        for block in document.blocks
        if isinstance(block, Paragraph)
        for line in block.text.splitlines()
    ]
    keys = (label_key(line) for line in lines if len(line) <= _LONGEST_LABEL and "。" not in line)
    return sum(any(word in key for word in _words()[table]) for key in keys)


@cache
def _words() -> dict[Statutory, frozenset[str]]:
    """Labels that no prose uses: of table 2 the header words, of the others rows and columns."""
    form = forms.form("2021")
    headers = [word for name in forms.FORM_NAMES for word in forms.form(name).header_words]
    rows = [row.label for row in form.table3.rows if len(row.label) > len("信访举报投诉类申请")]
    disputes = ["未经复议直接起诉", "复议后起诉", "结果维持", "结果纠正", "尚未审结"]
    return {
        table: frozenset(map(label_key, words))
        for table, words in zip(NUMBERED, (headers, rows, disputes), strict=True)
    }
