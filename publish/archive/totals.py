"""Totals that need a look at every row, added up once when the archive is built, so that no page
has to.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final

from publish.schema import tables as schema

FIGURES: Final = "figures"
"""Name in `row_totals` under which the figures of the statutory tables are counted."""
TABLES: Final = ("coverage_totals", "check_totals", "row_totals")
_COVERAGE: Final = """
insert into coverage_totals (id, region, year, status, agencies)
select row_number() over (order by a.region, c.year, c.status), a.region, c.year, c.status, count(*)
from coverage c join agencies a on a.id = c.agency group by a.region, c.year, c.status
"""
_CHECKS: Final = """
insert into check_totals (id, rule, region, failed, reports)
select row_number() over (order by k.rule, a.region), k.rule, a.region, count(*),
  count(distinct k.report)
from checks k join reports r on r.id = k.report join agencies a on a.id = r.agency
where k.result = 'fail' group by k.rule, a.region
"""


def write_totals(connection: sqlite3.Connection) -> None:
    """Fill the tables of totals out of all others, which must be whole by now."""
    connection.execute(_COVERAGE)
    connection.execute(_CHECKS)
    for name, count in _counts():
        connection.execute(f"insert into row_totals (name, rows) values ('{name}', ({count}))")


def _counts() -> Iterator[tuple[str, str]]:
    """What is counted: the rows of every other table, and every figure that is a number; an amount
    counts once.
    """
    for table in schema.tables():
        if table.name not in TABLES:
            yield table.name, f"select count(*) from {table.name}"
    printed = {name: printed_figures(name) for name in ("disclosures", "applications", "reviews")}
    sums = [
        f"(select {' + '.join(f'total({c} is not null)' for c in found)} from {n})"
        for n, found in printed.items()
    ]
    yield (
        FIGURES,
        f"select cast({' + '.join(sums)} + (select count(value) from statistics) as integer)",
    )


def printed_figures(table: str) -> list[str]:
    """The columns of a table that hold figures, an amount once, as it is printed."""
    columns = [
        column.name for column in schema.table(table).columns if column.type in ("integer", "real")
    ]
    exact = {schema.exact_amount(name) for name in columns if schema.exact_amount(name) != name}
    return [name for name in columns if name.endswith(schema.AMOUNT_SUFFIX) or name not in exact]
