"""A small archive with figures of its own, made through the publisher's schema, for tests of the
site.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from extract import forms
from publish.archive import reading_rows
from publish.archive.prepared_rows import OF_A_READING
from publish.archive.totals import write_totals
from publish.schema import ddl
from publish.schema import fulltext as search

AGENCY, HOSTILE_AGENCY = "990101-aaaaaaaa", "990101-bbbbbbbb"
FORMER_AGENCY = "990199-0f0f0f0f"
NEW, OLD, HOSTILE, ANNEX = (
    f"{AGENCY}-2023",
    f"{AGENCY}-2020",
    f"{HOSTILE_AGENCY}-2022",
    f"{AGENCY}-2014",
)
HOSTILE_TEXT = '<script>alert(1)</script>\u202e"><img src=x onerror=alert(2)>'
SHA256 = "ab" * 32
Reading = dict[str, Any]


def reading(form_name: str) -> Reading:
    """Tables 2 to 4 with a number of its own in every cell, counted from 1000, so that no two can
    be mixed up.
    """
    form = forms.form(form_name)
    numbers = iter(range(1000, 2000))
    table2: dict[str, int | str] = {figure.key: next(numbers) for figure in form.figures}
    table2 |= {figure.key: "2.29" for figure in form.figures if figure.type == "amount"}
    printed = [row for row in form.table3.row_keys if row not in form.table3_omits]
    table3: dict[str, list[int | None]] = {row: [None] * 7 for row in form.table3.row_keys}
    table3 |= {row: [next(numbers) for _ in form.table3.columns] for row in printed}
    table4 = {row: [next(numbers) for _ in form.table4.columns] for row in form.table4.row_keys}
    return {
        "form": form_name,
        "table2": table2,
        "table3": table3,
        "table4": table4,
        "statistics": [],
        "sections": [
            {"number": 1, "heading": "总体情况", "text": "本机关认真做好公开工作。\n成效明显。"}
        ],
        "cells": [],
        "tables": [_piece(3, form.table3), _piece(4, form.table4)],
        "checks": [],
        "issues": [],
    }


def _piece(number: int, matrix: forms.Matrix) -> dict[str, Any]:
    return {
        "table": number,
        "index": number - 2,
        "source": {"path": f"/html/body/table[{number}]", "page": None},
        "rows": [{"key": key, "row": index + 3} for index, key in enumerate(matrix.row_keys)],
        "columns": [
            {"key": key, "column": index + 3} for index, key in enumerate(matrix.column_keys)
        ],
    }


def cell(row: str, column: str, status: str, raw: str, value: int | None = None) -> dict[str, Any]:
    """A cell of table 3 that says more than a number."""
    source = {"path": "/html/body/table[3]", "page": 4, "table": 1, "row": 8, "column": 9}
    return {
        "table": 3,
        "row": row,
        "column": column,
        "value": value,
        "raw": raw,
        "status": status,
        "source": source,
    }


def odd_reading() -> Reading:
    """Form 2019 with a cell of each status, and with a failed, a passed and an open check."""
    odd = reading("2019")
    columns = list(forms.form("2019").table3.column_keys)
    odd["cells"] = [
        cell("granted", "natural_person", "blank", ""),
        cell("granted", "business", "not_applicable", "/"),
        cell("granted", "research", "unreadable", "1 2"),
        cell("granted", "nonprofit", "inferred", "", 77),
        cell("granted", "legal_service", "printed", "22（其中修订16件）", 22),
    ]
    for special in odd["cells"]:
        odd["table3"]["granted"][columns.index(special["column"])] = special["value"]
    odd["table3"]["carried_out"] = [None] * 7
    odd["checks"] = [
        _check("applicants_sum", "new_received", "pass", 5, 5),
        _check("balance", "business", "fail", 60, 61, assumed=True),
        _check("route_sum", "review", "not_computable", None, None),
    ]
    odd["issues"] = [
        {"code": "note_in_cell", "message": "note beside the number: granted.legal_service"}
    ]
    return odd


def _check(
    rule: str, subject: str, result: str, left: int | None, right: int | None, assumed: bool = False
) -> dict[str, Any]:
    check = {"rule": rule, "subject": subject, "left": left, "right": right, "result": result}
    return {**check, "assumed_blank_zero": assumed}


def hostile_reading() -> Reading:
    """Text that a hostile document may hold, everywhere a document's text is shown."""
    hostile = {
        **reading("2021"),
        "table2": None,
        "table3": None,
        "table4": None,
        "tables": [],
        "form": None,
    }
    hostile["sections"] = [{"number": None, "heading": HOSTILE_TEXT, "text": HOSTILE_TEXT}]
    hostile["issues"] = [{"code": "odd", "message": HOSTILE_TEXT}]
    return hostile


def annex_reading() -> Reading:
    """Form 2014: no statutory tables but indicators."""
    annex = {**hostile_reading(), "form": "2014", "sections": [], "issues": []}
    annex["statistics"] = [
        {
            "chapter": "一、主动公开情况",
            "label": "主动公开政府信息数",
            "unit": "条",
            "value": "365",
        },
        {"chapter": "一、主动公开情况", "label": "制发规范性文件总数", "unit": "件", "value": None},
    ]
    blank = {**cell("制发规范性文件总数", "", "blank", ""), "table": "statistics", "column": None}
    annex["cells"] = [blank]
    return annex


def build_archive(path: Path, more_sections: int = 0) -> Path:
    """Write the archive to `path`; `more_sections` adds as many rows to `sections`."""
    database = Database(path)
    for statement in ddl.statements():
        database.execute(statement)
    _write_places(database)
    _write_report(database, NEW, reading("2021"), quality="verified", published_on="2024-01-20")
    _write_report(database, OLD, odd_reading(), quality="source_error", published_on="2021-03-01")
    _write_report(
        database,
        HOSTILE,
        hostile_reading(),
        quality="unparsed",
        title=HOSTILE_TEXT,
        url="javascript:alert(3)",
        page_url="javascript:alert(4)",
    )
    _write_report(database, ANNEX, annex_reading(), quality="doubtful", title=None)
    _write_more(database, more_sections)
    search.build_indexes(database)
    for statement in ddl.finishing_statements():
        database.execute(statement)
    write_totals(database.conn)
    database.conn.commit()
    database.close()
    return path


def _write_places(database: Database) -> None:
    database["regions"].insert_all(
        [
            {"code": "990000", "name": "云岭省", "level": "province", "parent": None},
            {"code": "990101", "name": "松江县", "level": "county", "parent": "990000"},
        ]
    )
    database["portals"].insert(
        {
            "id": "songjiang",
            "name": "松江县人民政府",
            "region": "990101",
            "home": "http://127.0.0.1/",
            "hosts": "[]",
        }
        | {"agencies": 2, "reports": 4, "verdict": "blocked", "family": "trs", "robots": "rules"}
        | {"last_crawl": "2024-05-03T00:00:00Z"}
    )
    database["crawls"].insert_all(
        {
            "id": f"songjiang:{day}",
            "portal": "songjiang",
            "started_at": f"2024-05-0{day}T00:00:00Z",
            "ended_at": None,
        }
        | {
            "verdict": verdict,
            "requests": 10 * day,
            "bytes": 1,
            "reports": 0,
            "robots": "rules",
            "delay": 2.5,
        }
        | {"evidence": "{}"}
        for day, verdict in ((1, "ok"), (2, "unreachable"), (3, "blocked"))
    )
    agency = {"kind": "department", "level": "county", "region": "990101", "portal": "songjiang"}
    database["agencies"].insert_all(
        [
            {
                "id": AGENCY,
                "name": "松江县水务局",
                **agency,
                "first_year": 2014,
                "last_year": 2023,
                "reports": 3,
            },
            {
                "id": HOSTILE_AGENCY,
                "name": HOSTILE_TEXT,
                **agency,
                "first_year": 2022,
                "last_year": 2022,
                "reports": 1,
            },
        ]
    )
    database["aliases"].insert({"id": FORMER_AGENCY, "agency": AGENCY})


def capture_of(report: str) -> str:
    """The id of the one capture of a report."""
    return f"{len(report)}{report[-4:]}".ljust(16, "0")[:16]


def _write_report(database: Database, report: str, found: Reading, **differing: Any) -> None:
    agency, year = report.rsplit("-", 1)
    capture = capture_of(report)
    row = {
        "id": report,
        "agency": agency,
        "year": int(year),
        "form": found["form"],
        "title": f"松江县水务局{year}年政府信息公开工作年度报告",
        "portal": "songjiang",
        "url": f"http://127.0.0.1/{year}/t1.html",
        "page_url": f"http://127.0.0.1/{year}/t1.html",
        "document": SHA256,
        "media_type": "text/html",
        "capture": capture,
        "extractor": "0.1.0",
        "failed_checks": sum(check["result"] == "fail" for check in found["checks"]),
        "issues": len(found["issues"]),
        "versions": 1,
        "first_seen": "2024-05-01T00:00:00Z",
        "last_seen": "2024-06-01T00:00:00Z",
    } | differing
    database.execute("pragma foreign_keys = off")
    database["reports"].insert(row)
    database["captures"].insert(_capture(capture, report, row["url"]))
    for name, made in _rows(report, found).items():
        first = database[name].count + 1
        numbered = "id" in database[name].columns_dict
        database[name].insert_all(
            {"id": first + n, **new} if numbered else new for n, new in enumerate(made)
        )


def _rows(report: str, found: Reading) -> dict[str, list[dict[str, Any]]]:
    empty = {"source": "document", "report": report, "capture": None, "portal": None}
    return {
        **{name: list(rows_of(report, found)) for name, rows_of in OF_A_READING},
        "checks": list(reading_rows.document_checks(report, found)),
        "issues": [{**issue, **empty} for issue in found["issues"]],
    }


def _capture(capture: str, report: str, url: str) -> dict[str, Any]:
    return {
        "id": capture,
        "portal": "songjiang",
        "report": report,
        "role": "figures",
        "kind": "report",
        "url": url,
        "status": 200,
        "fetched_at": "2024-05-01T00:00:00Z",
        "last_seen": "2024-06-01T00:00:00Z",
        "media_type": "text/html",
        "sha256": SHA256,
        "length": 54321,
        "warc_file": "captures/songjiang/20240501T000000Z.warc.gz",
        "warc_offset": 98765,
        "warc_length": 4321,
    }


def _write_more(database: Database, more_sections: int) -> None:
    new_capture = database.execute("select capture from reports where id = ?", [NEW]).fetchone()[0]
    old_capture = database.execute("select capture from reports where id = ?", [OLD]).fetchone()[0]
    database["changes"].insert(
        {
            "id": 1,
            "report": NEW,
            "statutory_table": "3",
            "row_key": "granted",
            "column_key": "total",
        }
        | {
            "old_value": 4444,
            "new_value": 5555,
            "old_capture": old_capture,
            "new_capture": new_capture,
        }
        | {"noticed_at": "2024-06-01T00:00:00Z"}
    )
    _write_assessment(database)
    status = {2023: "published", 2020: "late", 2021: "missing"}
    database["coverage"].insert_all(
        {
            "agency": AGENCY,
            "year": year,
            "status": value,
            "deadline": f"{year + 1}-01-31",
            "days_late": None,
        }
        for year, value in status.items()
    )
    formula = '=HYPERLINK("http://127.0.0.1/","点")'
    number = database["sections"].count + 1
    database["sections"].insert_all(
        {
            "id": number + n,
            "report": NEW,
            "number": None,
            "heading": formula,
            "text": f'第{n}行\n"引号",逗号',
        }
        for n in range(more_sections)
    )


def _write_assessment(database: Database) -> None:
    database["assessments"].insert_all(
        {
            "report": report,
            "indicator": indicator,
            "result": result,
            "value": value,
            "evidence": "{}",
        }
        for report, indicator, result, value in (
            (NEW, "published_on_time", "met", 1.0),
            (NEW, "arithmetic", "not_met", 0.25),
            (NEW, "unchanged", "not_assessable", None),
        )
    )
    database["text_reuse"].insert(
        {
            "report": NEW,
            "relation": "last_year",
            "compared_report": OLD,
            "similarity": 0.83,
            "shared": 0.9,
        }
        | {"passage": "认真做好公开工作", "passage_length": 8}
    )


def figures_of(found: Reading) -> dict[str, str]:
    """Every figure of a reading, by its address, as a page shows it; figures that are null are left
    out.
    """
    shown = {f"2.{key}": str(value) for key, value in (found["table2"] or {}).items()}
    for table, matrix in ((3, forms.form("2021").table3), (4, forms.form("2021").table4)):
        for row, values in (found[f"table{table}"] or {}).items():
            pairs = zip(matrix.column_keys, values, strict=True)
            shown |= {
                f"{table}.{row}.{column}": str(value)
                for column, value in pairs
                if value is not None
            }
    return shown


def metadata() -> dict[str, Any]:
    """What metadata.yml says of the full-text index of agencies."""
    text = (
        '{"databases": {"archive": {"tables": {"agencies": {"fts_table": "agencies_fts", "fts_pk":'
        ' "rowid"}}}}}'
    )
    found: dict[str, Any] = json.loads(text)
    return found
