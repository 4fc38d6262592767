"""Rows of the archive out of one report's reading: every value as it is printed, None where nothing
is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

from extract import forms
from extract.contract import MatrixRecord, PlaceRecord, ReadingRecord
from extract.forms import indicators
from extract.forms.statutory import Statutory
from publish.archive.computed_totals import computed_totals
from publish.collect.figures import Address, Value, exact, figures, row_keys
from publish.schema.row import Row, clean
from publish.schema.tables import AMOUNT_SUFFIX, exact_amount, figure_columns

LARGEST_INTEGER = 2**63 - 1


def number(value: Value) -> int | float | None:
    """A value as a column without fixed type holds it; a count beyond 64 bits is None (and gets an
    issue).
    """
    if isinstance(value, Decimal):
        return float(value)
    return value if value is None or abs(value) <= LARGEST_INTEGER else None


def whole_yuan(amount: Value) -> int | None:
    """An amount in units of 10,000 yuan as yuan; None where it has a fraction of one, or is
    none.
    """
    if amount is None:
        return None
    yuan = Decimal(amount) * 10_000
    return int(yuan) if yuan == yuan.to_integral_value() and abs(yuan) <= LARGEST_INTEGER else None


def disclosures(report: str, reading: ReadingRecord) -> Iterator[Row]:
    """The row of table 2, if the document has it: a column for every figure of every form."""
    if not reading["table2"]:
        return
    found = {key: exact(value) for key, value in reading["table2"].items()}
    row: Row = {"report": report}
    for key in forms.disclosure_keys():
        row[key] = number(found.get(key))
        if key.endswith(AMOUNT_SUFFIX):
            row[exact_amount(key)] = whole_yuan(found.get(key))
    yield row


def applications(report: str, reading: ReadingRecord) -> Iterator[Row]:
    """The rows of table 3."""
    return _matrix(report, reading["table3"], "outcome", _form().table3)


def reviews(report: str, reading: ReadingRecord) -> Iterator[Row]:
    """The rows of table 4."""
    return _matrix(report, reading["table4"], "route", _form().table4)


def totals(report: str, reading: ReadingRecord) -> Iterator[Row]:
    """The row of totals, if the document has table 3 or 4; its columns are those of tables.yml.

    A total that is blank although its parts are printed is computed, and named in `computed`.
    """
    requests, disputes = reading["table3"] or {}, reading["table4"] or {}
    if not requests and not disputes:
        return
    table3, table4 = _form().table3, _form().table4
    received = requests.get(table3.row_keys[0], [])
    row: Row = {
        "report": report,
        **dict.fromkeys(column.name for column in figure_columns("totals")),
    }
    row |= {key: number(exact(values[-1])) for key, values in requests.items()}
    row |= {
        f"received_from_{key}": number(exact(value))
        for key, value in zip(table3.column_keys[:-1], received, strict=False)
    }
    for route, values in disputes.items():
        row |= {
            f"{route}_{key}": number(exact(value))
            for key, value in zip(table4.column_keys, values, strict=False)
        }
    computed = computed_totals(reading, _form())
    row |= {key: number(total) for key, total in computed.items()}
    row["computed"] = f" {' '.join(computed)} " if computed else None
    yield row


def oversized(reading: ReadingRecord) -> Iterator[Address]:
    """Figures that no column can hold."""
    return (
        address
        for address, value in figures(reading).items()
        if value is not None and number(value) is None
    )


def fractional(reading: ReadingRecord) -> Iterator[Address]:
    """Amounts with a fraction of a yuan."""
    for key, printed in (reading["table2"] or {}).items():
        amount = exact(printed) if key.endswith(AMOUNT_SUFFIX) else None
        if amount is not None and whole_yuan(amount) is None:
            yield Address(Statutory.DISCLOSURES, key)


def sections(report: str, reading: ReadingRecord) -> Iterator[Row]:
    """The sections, in printed order."""
    for section in reading["sections"]:
        heading, text = clean(section["heading"]), clean(section["text"])
        yield {"report": report, "number": section["number"], "heading": heading, "text": text}


def statistics(report: str, reading: ReadingRecord) -> Iterator[Row]:
    """The indicators of the form of 2014."""
    for key, entry in zip(row_keys(reading), reading["statistics"], strict=True):
        row = {name: clean(entry[name]) for name in ("chapter", "label", "unit")}
        value = number(exact(entry["value"]))
        yield {
            "report": report,
            **row,
            "value": value,
            "exact": clean(entry["value"]),
            "indicator": indicators.key_of(entry["label"], entry["chapter"]),
            "row_key": clean(key),
        }


def cells(report: str, reading: ReadingRecord) -> Iterator[Row]:
    """The cells that are more than a plain number, with their places."""
    for cell in reading["cells"]:
        source = cell["source"]
        yield {
            "report": report,
            "statutory_table": Statutory.of_record(cell["table"]),
            "row_key": clean(cell["row"]),
            "column_key": cell["column"],
            "value": number(exact(cell["value"])),
            "raw": clean(cell["raw"]),
            "status": cell["status"],
            **_place(source),
            "table_index": source["table"] if source else None,
            "row_index": source["row"] if source else None,
            "column_index": source["column"] if source else None,
        }


def tables(report: str, reading: ReadingRecord) -> Iterator[Row]:
    """The pieces of tables, with the maps that lead every figure to its cell."""
    for table in reading["tables"]:
        yield {
            "report": report,
            "statutory_table": Statutory.of_record(table["table"]),
            "table_index": table["index"],
            **_place(table["source"]),
            "row_map": json.dumps({clean(entry["key"]): entry["row"] for entry in table["rows"]}),
            "column_map": json.dumps({entry["key"]: entry["column"] for entry in table["columns"]}),
        }


def document_checks(report: str, reading: ReadingRecord) -> Iterator[Row]:
    """The checks that the extractor made within the document."""
    for check in reading["checks"]:
        yield {
            "report": report,
            "rule": check["rule"],
            "subject": clean(check["subject"]),
            "left_value": _side(check["left"]),
            "right_value": _side(check["right"]),
            "result": check["result"],
            "assumed_blank_zero": int(check["assumed_blank_zero"]),
            "source": "document",
            "compared_report": None,
            "succession": None,
        }


def _matrix(
    report: str, table: MatrixRecord | None, key: str, matrix: forms.Matrix
) -> Iterator[Row]:
    for row, values in (table or {}).items():
        counts = {
            column: number(exact(value))
            for column, value in zip(matrix.column_keys, values, strict=False)
        }
        yield {"report": report, key: row, **dict.fromkeys(matrix.column_keys), **counts}


def _place(source: PlaceRecord | None) -> Row:
    source = source or {}
    return {
        "path": clean(source.get("path")),
        "page": source.get("page"),
        "sheet": clean(source.get("sheet")),
    }


def _side(value: object) -> int | float | str | None:
    """A side of a check: counts as they are, dates and the like as text."""
    if value is None or isinstance(value, int):
        return number(value)
    return value if isinstance(value, float) else clean(str(value))


def _form() -> forms.Form:
    return forms.form(forms.FORM_NAMES[0])
