"""What a report's cells show: the text of each figure, and how a careful reader has to take it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from extract.forms import FORM_NAMES, form
from samples.figures import Figures, Row
from samples.world import Number, Oddity

Place = tuple[int | Literal["statistics"], str, str | None]
"""Table number, row key, column key (table 2 and the statistics table: the figure's key, None)."""

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
STAND_INS: dict[str, tuple[Number, str]] = {"": (None, "blank"), "/": (None, "not_applicable")}


@dataclass(frozen=True)
class Printed:
    """A cell: its text, the value that this text states, and the status form.md gives it."""

    text: str
    value: Number
    status: str = "printed"

    @property
    def plain(self) -> bool:
        """Whether the text is the number and nothing else."""
        return self.status == "printed" and self.text == str(self.value)


def _places(figures: Figures) -> Iterator[tuple[Place, Number]]:
    layout = form(FORM_NAMES[0])  # tables 3 and 4 have the same columns in every form
    for key, value in figures.table2.items():
        yield (2, key, None), value
    for key, value in figures.statistics.items():
        yield ("statistics", key, None), value
    for number, rows, matrix in (
        (3, figures.table3, layout.table3),
        (4, figures.table4, layout.table4),
    ):
        for row, values in rows.items():
            for column, count in zip(matrix.column_keys, values, strict=True):
                yield (number, row, column), count


def _number_text(place: Place, value: Number, oddity: Oddity) -> str:
    if place[0] != 2 or isinstance(value, str):
        return str(value)
    if place[1].endswith("_change") and value:
        return f"{value:+d}"
    if oddity.digits == "thousands":
        return f"{value:,}"
    return str(value).translate(FULL_WIDTH) if oddity.digits == "full_width" else str(value)


def _stand_in(text: str, value: Number) -> Printed:
    stated, status = STAND_INS.get(text, (value, "printed"))
    return Printed(text, stated, status)


def _printed(place: Place, value: Number, oddity: Oddity) -> Printed:
    if value is None:
        return _stand_in("", None)
    if value in (0, "0") and place[0] in oddity.zeros:
        return _stand_in(oddity.zeros[place[0]], value)
    return Printed(_number_text(place, value, oddity), value)


def _special(entry: list[Any]) -> tuple[Place, Printed]:
    table, row, column, text, value = entry
    return (table, row, column), Printed(text, value)


def printed_cells(figures: Figures, oddity: Oddity) -> dict[Place, Printed]:
    """Every cell of the tables that has a key, in the order of the form."""
    cells = {place: _printed(place, value, oddity) for place, value in _places(figures)}
    return cells | dict(_special(entry) for entry in oddity.printed)


def _count(value: Number) -> int | None:
    return None if value is None else int(value)


def _rows(cells: dict[Place, Printed], number: int) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for (table, row, _), cell in cells.items():
        if table == number:
            rows[row] = (*rows.get(row, ()), _count(cell.value))
    return rows


def _values(cells: dict[Place, Printed], table: int | str) -> dict[str, Number]:
    return {row: cell.value for (found, row, _), cell in cells.items() if found == table}


def stated_figures(form_name: str, cells: dict[Place, Printed]) -> Figures:
    """The figures that the printed cells state: what a reading of the report has to come to."""
    return Figures(
        form_name, _values(cells, 2), _rows(cells, 3), _rows(cells, 4), _values(cells, "statistics")
    )
