"""One writer for each format: takes a table and its rows, writes one file, and says what the format
could not hold.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from arro3.core import Array, DataType, Field, RecordBatch, RecordBatchReader, Schema
from arro3.io import write_parquet

from publish.exports.sources import Row, Source, Value
from publish.exports.spreadsheet import inert

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

# Of Excel's worksheets, the header's row not counted; text that is longer is refused by the
# program.
SHEET_ROWS: Final = 1_048_575
CELL_LENGTH: Final = 32_767
_CUT = "…[cut / 已截断]"
# Fixed, so that the same archive gives the same bytes.
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_BATCH = 10_000
_ARROW_TYPES = {"integer": DataType.int64(), "real": DataType.float64()}

Writer = Callable[[Path, Source, Iterable[Row]], tuple[str, ...]]


@dataclass(frozen=True)
class Format:
    """A format of the export: its folder, the suffix of its files, its media type, and its
    writer.
    """

    name: str
    suffix: str
    media_type: str
    write: Writer


def _csv(target: Path, source: Source, rows: Iterable[Row]) -> tuple[str, ...]:
    """UTF-8 with LF, values as they are."""
    _write_csv(target, source.names, rows, "utf-8", "\n")
    return ()


def _excel(target: Path, source: Source, rows: Iterable[Row]) -> tuple[str, ...]:
    """With a byte order mark and CRLF; formulas are neutralised."""
    _write_csv(
        target, source.names, ([inert(value) for value in row] for row in rows), "utf-8-sig", "\r\n"
    )
    return ()


def _write_csv(
    target: Path,
    names: Sequence[str],
    rows: Iterable[Sequence[Value]],
    encoding: str,
    line_end: str,
) -> None:
    with target.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator=line_end)
        writer.writerow(names)
        writer.writerows(rows)


def _jsonl(target: Path, source: Source, rows: Iterable[Row]) -> tuple[str, ...]:
    """One object a line; an empty cell is null."""
    with target.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(
                json.dumps(dict(zip(source.names, row, strict=True)), ensure_ascii=False) + "\n"
            )
    return ()


def _parquet(target: Path, source: Source, rows: Iterable[Row]) -> tuple[str, ...]:
    """Typed columns; those that may hold numbers and text hold text."""
    types = [_ARROW_TYPES.get(column.type, DataType.utf8()) for column in source.columns]
    schema = Schema(
        [
            Field(column.name, kind, nullable=True)
            for column, kind in zip(source.columns, types, strict=True)
        ]
    )
    mixed = [number for number, column in enumerate(source.columns) if column.type == "any"]
    batches = (_record_batch(batch, schema, types, mixed) for batch in _batches(rows))
    write_parquet(RecordBatchReader.from_batches(schema, batches), target, compression="zstd(3)")
    return ()


def _record_batch(
    rows: list[Row], schema: Schema, types: list[DataType], mixed: list[int]
) -> RecordBatch:
    columns = [list(column) for column in zip(*rows, strict=True)]
    for number in mixed:
        columns[number] = [None if value is None else str(value) for value in columns[number]]
    arrays = [Array(column, kind) for column, kind in zip(columns, types, strict=True)]
    return RecordBatch.from_arrays(arrays, schema=schema)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    source = iter(rows)
    while batch := list(islice(source, _BATCH)):
        yield batch


def _xlsx(target: Path, source: Source, rows: Iterable[Row]) -> tuple[str, ...]:
    """A workbook with as many sheets as the rows need; text is never taken for a formula or a
    link.
    """
    import xlsxwriter  # type: ignore[import-untyped]

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    workbook = xlsxwriter.Workbook(str(target), options)
    workbook.set_properties(
        {"created": _CREATED, "title": source.title.zh, "comments": source.description.zh}
    )
    head = workbook.add_format({"bold": True})
    cut = 0
    for number, sheet_rows in enumerate(_sheets(rows), start=1):
        sheet = workbook.add_worksheet(source.name[:25] + (f" {number}" if number > 1 else ""))
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, source.names, head)
        cut += sum(_write_line(sheet, line, row) for line, row in enumerate(sheet_rows, start=1))
    workbook.close()
    return (f"{cut} texts are longer than a cell holds and were cut",) if cut else ()


def _sheets(rows: Iterable[Row]) -> Iterator[Iterable[Row]]:
    """The rows in lots that a sheet holds; at least one lot, which may be empty."""
    remaining = iter(rows)
    yield islice(remaining, SHEET_ROWS)
    for first in remaining:
        yield islice(chain((first,), remaining), SHEET_ROWS)


def _write_line(sheet: Worksheet, line: int, row: Row) -> int:
    """Write one row and return how many texts had to be cut."""
    cut = 0
    for column, value in enumerate(row):
        if isinstance(value, str):
            long = len(value) > CELL_LENGTH
            cut += long
            sheet.write_string(
                line, column, value[: CELL_LENGTH - len(_CUT)] + _CUT if long else value
            )
        elif value is not None:
            sheet.write_number(line, column, value)
    return cut


FORMATS: Final = {
    one.name: one
    for one in (
        Format("csv", "csv", "text/csv", _csv),
        Format("excel", "csv", "text/csv", _excel),
        Format(
            "xlsx",
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            _xlsx,
        ),
        Format("parquet", "parquet", "application/vnd.apache.parquet", _parquet),
        Format("jsonl", "jsonl", "application/jsonl", _jsonl),
    )
}
"""All formats by name, in the order in which they are written."""
