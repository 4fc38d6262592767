"""Tables in the terminal: words are never cut, and where no terminal is, lines are as long as they
need to be.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

# Wide enough for any line that a program may want to read.
UNBOUNDED = 400


def show_listing(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows under their headings; long text is folded in a terminal, and left whole in a
    pipe.
    """
    table = Table(*headings, box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in table.columns:
        column.overflow = "fold"
    for row in rows:
        table.add_row(*row)
    Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else UNBOUNDED).print(
        table
    )
