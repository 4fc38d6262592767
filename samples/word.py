"""The reports as DOCX, with merged cells as Word makes them; the same report always gives the same
bytes.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from docx.table import _Cell

from samples.grids import Table
from samples.prose import Block
from samples.reports import Report

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def _fill(cell: _Cell, text: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(text).font.size = Pt(9)


def _add_table(document: WordDocument, table: Table) -> None:
    drawn = document.add_table(rows=table.height, cols=table.width, style="Table Grid")
    # Taken once: python-docx works the whole table out again for every access.
    cells = [row.cells for row in drawn.rows]
    for box in table.boxes:
        corner = cells[box.row][box.column]
        if box.row_span * box.column_span > 1:
            corner = corner.merge(
                cells[box.row + box.row_span - 1][box.column + box.column_span - 1]
            )
        _fill(corner, box.text)


def _add_block(document: WordDocument, block: Block) -> None:
    if block.table:
        _add_table(document, block.table)
    elif block.kind == "heading":
        document.add_heading(block.text, level=1)
    else:
        paragraph = document.add_paragraph(block.text)
        if block.kind == "signature":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _set_properties(document: WordDocument, report: Report) -> None:
    stamp = datetime(report.signed_on.year, report.signed_on.month, report.signed_on.day, 9)
    properties = document.core_properties
    properties.title, properties.author = report.title, report.agency.name
    properties.created = properties.modified = stamp
    properties.last_modified_by, properties.comments, properties.revision = (
        report.agency.name,
        "",
        1,
    )


def _without_timestamps(archive: bytes) -> bytes:
    fixed = BytesIO()
    with ZipFile(BytesIO(archive)) as source, ZipFile(fixed, "w") as target:
        for name in source.namelist():
            target.writestr(ZipInfo(name, ZIP_EPOCH), source.read(name), ZIP_DEFLATED)
    return fixed.getvalue()


@cache
def word_document(report: Report) -> bytes:
    """The whole report as DOCX, with its title, text and tables."""
    document = Document()
    _set_properties(document, report)
    document.add_heading(report.title, level=0)
    for block in report.full_blocks:
        _add_block(document, block)
    written = BytesIO()
    document.save(written)
    return _without_timestamps(written.getvalue())
