"""What a new archive says otherwise than the one it is about to replace, and why.

Both are compared report by report, in SQLite, before the swap. A cause is told for each change: the
document is another one, the extractor is, or neither, and then what was put together from several
documents.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from extract.forms.statutory import Statutory
from foundation.databases import read_only
from foundation.json_values import JsonObject
from publish.archive.totals import printed_figures

KINDS: Final = ("figure", "quality", "identity", "date")
CAUSES: Final = ("extractor", "document", "both", "archive")
NAMED: Final = 1000
"""Changes that a comparison names; it counts all."""

# Tables of figures, and what their rows are told apart by beside the report.
_FIGURES = {"disclosures": (), "applications": ("outcome",), "reviews": ("route",)}
_CAUSE = """case
  when o.document is not n.document and o.extractor is not n.extractor then 'both'
  when o.document is not n.document then 'document'
  when o.extractor is not n.extractor then 'extractor'
  else 'archive' end"""


@dataclass(frozen=True)
class Change:
    """One thing that the new archive says otherwise; `what` is a figure, or a column of the
    report.
    """

    kind: str
    report: str
    what: str
    old: object
    new: object
    cause: str


@dataclass(frozen=True)
class Comparison:
    """All changes counted by kind and cause, and the first of them by name.

    `old_extractors` and `new_extractors` made the figures of each; `added` and `removed` count
    reports that only one of the two has, under any identity.
    """

    old_extractors: tuple[str, ...]
    new_extractors: tuple[str, ...]
    counts: dict[tuple[str, str], int]
    added: int
    removed: int
    changes: tuple[Change, ...]

    @property
    def is_upgrade(self) -> bool:
        """Whether another extractor made figures of the new archive."""
        return not set(self.new_extractors) <= set(self.old_extractors)

    @property
    def total(self) -> int:
        """How many changes there are, named or not."""
        return sum(self.counts.values())

    def as_json(self) -> JsonObject:
        """The comparison as one JSON object."""
        return {
            "extractors": {"old": list(self.old_extractors), "new": list(self.new_extractors)},
            "reports": {"added": self.added, "removed": self.removed},
            "counts": {
                kind: {cause: self.counts.get((kind, cause), 0) for cause in CAUSES}
                for kind in KINDS
            },
            "changes": [vars(change) for change in self.changes],
            "left_out": self.total - len(self.changes),
        }


def compare(old: Path, new: Path) -> Comparison | None:
    """Compare the archive `new` with `old`; None where `old` is missing or is none that can be
    compared.
    """
    if not old.is_file():
        return None
    with closing(sqlite3.connect(read_only(new), uri=True)) as connection:
        try:
            connection.execute("attach ? as old", (read_only(old),))
            return _comparison(connection)
        except sqlite3.Error:
            return None


def _comparison(connection: sqlite3.Connection) -> Comparison:
    counts: Counter[tuple[str, str]] = Counter()
    named: list[Change] = []
    for change in _changes(connection):
        counts[change.kind, change.cause] += 1
        if len(named) < NAMED:
            named.append(change)
    return Comparison(
        old_extractors=_extractors(connection, "old"),
        new_extractors=_extractors(connection, "main"),
        counts=dict(counts),
        added=_alone(connection, "main", "old"),
        removed=_alone(connection, "old", "main"),
        changes=tuple(named),
    )


def _extractors(connection: sqlite3.Connection, schema: str) -> tuple[str, ...]:
    rows = connection.execute(f"select distinct extractor from {schema}.reports order by 1")
    return tuple(extractor for (extractor,) in rows)


def _alone(connection: sqlite3.Connection, schema: str, other: str) -> int:
    """How many reports of one archive the other has neither by their name nor by their
    document.
    """
    [count] = connection.execute(
        f"""select count(*) from {schema}.reports r
        where r.id not in (select id from {other}.reports)
          and r.document not in (select document from {other}.reports)"""
    ).fetchone()
    return int(count)


def _changes(connection: sqlite3.Connection) -> Iterator[Change]:
    """Identities first, which a person must see, then qualities, dates and figures."""
    yield from _identities(connection)
    for kind, column in (
        ("quality", "quality"),
        ("identity", "form"),
        ("date", "published_on"),
        ("date", "signed_on"),
    ):
        yield from _of_reports(connection, kind, column)
    for table, key in _FIGURES.items():
        yield from _of_figures(connection, table, key)
    yield from _of_statistics(connection)


def _identities(connection: sqlite3.Connection) -> Iterator[Change]:
    """Documents that were the report of one agency and year and are that of another."""
    rows = connection.execute(
        f"""select n.id, o.id, {_CAUSE} from old.reports o join main.reports n using (document)
        where n.id <> o.id
          and o.id not in (select id from main.reports)
          and n.id not in (select id from old.reports)
        order by n.id, o.id"""
    )
    for report, before, cause in rows:
        yield Change("identity", report, "id", before, report, cause)


def _of_reports(connection: sqlite3.Connection, kind: str, column: str) -> Iterator[Change]:
    rows = connection.execute(
        f"""select n.id, o.{column}, n.{column}, {_CAUSE}
        from old.reports o join main.reports n using (id)
        where o.{column} is not n.{column} order by n.id"""
    )
    for report, old, new, cause in rows:
        yield Change(kind, report, column, old, new, cause)


def _of_figures(
    connection: sqlite3.Connection, table: str, key: tuple[str, ...]
) -> Iterator[Change]:
    """The figures that differ in a table with one column a figure, in reports that both have; a row
    that one of them lacks is a row of nulls.
    """
    columns = _shared_columns(connection, table)
    row = ", ".join(("report", *key))
    names = " || '.' || ".join(f"k.{name}" for name in key) or "null"
    sides = ", ".join(f"a.{column}, b.{column}" for column in columns)
    differing = " or ".join(f"a.{column} is not b.{column}" for column in columns)
    rows = connection.execute(
        f"""select n.id, {names}, {_CAUSE}, {sides}
        from (select {row} from old.{table} union select {row} from main.{table}) k
        join old.reports o on o.id = k.report join main.reports n on n.id = k.report
        left join old.{table} a using ({row}) left join main.{table} b using ({row})
        where {differing} order by n.id"""
    )
    for report, name, cause, *values in rows:
        for column, old, new in zip(columns, values[::2], values[1::2], strict=True):
            if old != new:
                what = ".".join(filter(None, (table, name, column)))
                yield Change("figure", report, what, old, new, cause)


def _of_statistics(connection: sqlite3.Connection) -> Iterator[Change]:
    """The indicators of 2014 that differ; of several with one label in one report nothing is
    told.
    """
    once = "select report, row_key, max(value) as value from {}.statistics group by 1, 2"
    rows = connection.execute(
        f"""select n.id, a.row_key, a.value, b.value, {_CAUSE}
        from ({once.format("old")} having count(*) = 1) a
        join ({once.format("main")} having count(*) = 1) b using (report, row_key)
        join old.reports o on o.id = a.report join main.reports n on n.id = a.report
        where a.value is not b.value order by n.id, a.row_key"""
    )
    for report, label, old, new, cause in rows:
        yield Change("figure", report, f"{Statutory.STATISTICS}.{label}", old, new, cause)


def _shared_columns(connection: sqlite3.Connection, table: str) -> list[str]:
    """The columns of figures that both archives have; an amount counts once, as it is printed."""
    there = {row[1] for row in connection.execute(f"pragma old.table_info({table})")}
    return [name for name in printed_figures(table) if name in there]
