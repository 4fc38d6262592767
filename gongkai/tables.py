"""Tables that people keep as CSV, TSV or XLSX, as rows by the names of their columns."""

from __future__ import annotations

import csv
from pathlib import Path

from extract.errors import ExtractError
from extract.readers.sheets.xlsx import read_xlsx
from gongkai.errors import FileMissing, TableUnreadable

Rows = list[dict[str, str]]
_WORKBOOKS = (".xlsx", ".xlsm")
# What tables in text are written in: UTF-8 with or without a mark, or as Chinese Excel saves them.
_ENCODINGS = ("utf-8-sig", "gb18030")


def read_table(file: Path) -> Rows:
    """Return the rows of a table by the names in its first row. Raises FileMissing, or
    TableUnreadable for what is no table.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise FileMissing(f"{file}: cannot be read ({error.strerror}); name another file.") from (
            error
        )
    lines = _of_workbook(file, content) if file.suffix.lower() in _WORKBOOKS else _of_text(content)
    if not lines:
        raise TableUnreadable(f"{file}: holds no rows; the first one names the columns.")
    names = [name.strip() for name in lines[0]]
    return [dict(zip(names, map(str.strip, line), strict=False)) for line in lines[1:] if any(line)]


def _of_workbook(file: Path, content: bytes) -> list[list[str]]:
    try:
        sheets = read_xlsx(content).sheets
    except ExtractError as error:
        raise TableUnreadable(f"{file}: {error}") from error
    fields = next((sheet.fields for sheet in sheets if sheet.fields), {})
    width = max((column for _, column in fields), default=-1) + 1
    rows = sorted({row for row, _ in fields})
    return [
        [fields[row, column].text if (row, column) in fields else "" for column in range(width)]
        for row in rows
    ]


def _of_text(content: bytes) -> list[list[str]]:
    decoded = (_decoded(content, encoding) for encoding in _ENCODINGS)
    text = next(filter(None, decoded), "")
    head = text.partition("\n")[0]
    separator = max("\t,;", key=head.count)
    return [line for line in csv.reader(text.splitlines(), delimiter=separator) if any(line)]


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None
