"""What is measured: the full reading, and other libraries doing the smaller part that they do.

A reader imports its library when it is chosen, so that a process pays, in memory too, for its own
subject alone.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

Reader = Callable[[bytes], object]
Table = list[list[str]]
# Row and column spans as they stand beside each other: (text, rows, columns).
Spanned = Sequence[tuple[str, int, int]]


@dataclass(frozen=True)
class Subject:
    """A library in one of its uses: the formats that it reads, and the modules without which it
    cannot be measured.
    """

    name: str
    formats: tuple[str, ...]
    modules: tuple[str, ...]
    reader: Callable[[], Reader]

    @property
    def installed(self) -> bool:
        return all(find_spec(module) is not None for module in self.modules)


def gongkai() -> Reader:
    """The full reading: encoding, article, tables, identity, checks."""
    import extract

    return lambda data: extract.read(data).as_json()


def pandas_with(flavor: str) -> Callable[[], Reader]:
    def reader() -> Reader:
        import pandas  # type: ignore[import-not-found,import-untyped,unused-ignore]

        return lambda data: pandas.read_html(io.StringIO(_decoded(data)), flavor=flavor)

    return reader


def _decoded(data: bytes) -> str:
    """The least that whoever calls pandas must do: it does not find out the encoding of what
    declares none.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def beautifulsoup_alone() -> Reader:
    """Every table's cells with their spans expanded, as one would write it with BeautifulSoup."""
    from bs4 import BeautifulSoup, Tag

    def read(data: bytes) -> list[Table]:
        tables = BeautifulSoup(data, "lxml").find_all("table")
        return [expanded(_rows(table)) for table in tables]

    def _rows(table: Tag) -> list[list[tuple[str, int, int]]]:
        rows = table.find_all("tr")
        return [[_soup_cell(cell) for cell in row.find_all(["td", "th"])] for row in rows]

    def _soup_cell(cell: object) -> tuple[str, int, int]:
        assert isinstance(cell, Tag)
        return cell.get_text(strip=True), _span(cell.get("rowspan")), _span(cell.get("colspan"))

    return read


def lxml_alone() -> Reader:
    """Every table's cells with their spans expanded, as one would write it with lxml."""
    import lxml.html

    def read(data: bytes) -> list[Table]:
        tables = lxml.html.document_fromstring(data).iter("table")
        return [expanded(_rows(table)) for table in tables]

    def _rows(table: _Element) -> list[list[tuple[str, int, int]]]:
        return [[_lxml_cell(cell) for cell in row.iter("td", "th")] for row in table.iter("tr")]

    def _lxml_cell(cell: _Element) -> tuple[str, int, int]:
        return (
            "".join(map(str, cell.itertext())).strip(),
            _span(cell.get("rowspan")),
            _span(cell.get("colspan")),
        )

    return read


def _span(printed: object) -> int:
    return int(printed) if isinstance(printed, str) and printed.isdigit() else 1


def expanded(rows: Sequence[Spanned]) -> Table:
    """Rows in which a spanning cell's text stands wherever it reaches."""
    table: Table = []
    above: dict[tuple[int, int], str] = {}
    for at, row in enumerate(rows):
        line: list[str] = []
        for text, height, width in row:
            while (at, len(line)) in above:
                line.append(above.pop((at, len(line))))
            for column in range(len(line), len(line) + width):
                above |= {(at + down, column): text for down in range(1, height)}
            line += [text] * width
        while (at, len(line)) in above:
            line.append(above.pop((at, len(line))))
        table.append(line)
    return table


def python_docx() -> Reader:
    """The text of every cell of every table."""
    import docx

    def read(data: bytes) -> list[Table]:
        tables = docx.Document(io.BytesIO(data)).tables
        return [[[cell.text for cell in row.cells] for row in table.rows] for table in tables]

    return read


def pdfplumber_alone() -> Reader:
    import pdfplumber  # type: ignore[import-not-found,import-untyped,unused-ignore]

    def read(data: bytes) -> object:
        with pdfplumber.open(io.BytesIO(data)) as document:
            return [page.extract_tables() for page in document.pages]

    return read


def docling() -> Reader:
    from docling.datamodel.base_models import (  # type: ignore[import-not-found,import-untyped,unused-ignore]
        DocumentStream,
    )
    from docling.document_converter import (  # type: ignore[import-not-found,import-untyped,unused-ignore]
        DocumentConverter,
    )

    converter = DocumentConverter()

    def read(data: bytes) -> object:
        suffix = "pdf" if data.startswith(b"%PDF") else "docx" if data.startswith(b"PK") else "html"
        return converter.convert(DocumentStream(name=f"report.{suffix}", stream=io.BytesIO(data)))

    return read


OURS = "gongkai, full reading"
SUBJECTS = (
    Subject(OURS, ("html", "docx", "pdf", "xlsx", "text"), (), gongkai),
    Subject("pandas.read_html (lxml)", ("html",), ("pandas", "lxml"), pandas_with("lxml")),
    Subject("pandas.read_html (bs4)", ("html",), ("pandas", "bs4", "html5lib"), pandas_with("bs4")),
    Subject("BeautifulSoup alone", ("html",), ("bs4",), beautifulsoup_alone),
    Subject("lxml alone", ("html",), ("lxml",), lxml_alone),
    Subject("python-docx", ("docx",), ("docx",), python_docx),
    Subject("pdfplumber extract_tables", ("pdf",), ("pdfplumber",), pdfplumber_alone),
    Subject("docling", ("html", "docx", "pdf"), ("docling",), docling),
)
