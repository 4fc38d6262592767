"""Hostile documents behind the wall: what each gives, within its memory and its time, and that the
next one is read.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

import pytest

from extract.worker import Limits, Worker
from tests.extract.readers.drawn import sound_document
from tests.extract.readers.sheets.test_sheet import workbook
from tests.extract.readers.test_archive import packed
from tests.extract.readers.test_pdf_hostile import one_page, pdf

pytestmark = pytest.mark.slow


# The address space of the worker, libraries included, and the patience for one document on a busy
# machine.
MEMORY = 1 << 30
SECONDS = 90.0
CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ENTITIES = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10))
LAUGHS = f'<!DOCTYPE a [<!ENTITY a0 "ha">{ENTITIES}]>'
CELL = "<tr><td colspan=65534 rowspan=65534>一、本年新收政府信息公开申请数量</td></tr>"


def pages(kids: bytes, count: int) -> bytes:
    tree = b"<< /Type /Pages /Parent 2 0 R /Kids [%b] /Count %d >>" % (kids, count)
    return pdf([CATALOGUE, tree, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"])


def html(body: str) -> bytes:
    return f"<html><body>{body}</body></html>".encode()


def word(document: str) -> bytes:
    """A Word document whose main part is `document`, the other parts sound."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sound_document())) as sound:
        parts = [
            (name, sound.read(name)) for name in sound.namelist() if name != "word/document.xml"
        ]
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in [*parts, ("word/document.xml", document.encode())]:
            archive.writestr(name, data)
    return buffer.getvalue()


def word_body(body: str, before: str = "") -> bytes:
    return word(
        f'<?xml version="1.0"?>{before}<w:document {WORD}><w:body>{body}</w:body></w:document>'
    )


def picture(width: int, height: int) -> bytes:
    """A PNG that says to be large, and holds one row."""
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(bytes(width // 8 + 2))),
        (b"IEND", b""),
    ]
    chunks = (struct.pack(">I", len(data)) + kind + data for kind, data in parts)
    sums = (struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        part + crc for part, crc in zip(chunks, sums, strict=True)
    )


def picture_on_a_page(side: int) -> bytes:
    """A PDF with a picture of `side` by `side` points, nearly all of which its stream lacks."""
    data = zlib.compress(bytes(side * 1000))
    form = (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray"
        b" /BitsPerComponent 8"
    )
    image = form % (side, side) + b" /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (
        len(data),
        data,
    )
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << %b"
        b" >> >>"
    )
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    draw = b"<< /Length 33 >>\nstream\nq 595 0 0 842 0 0 cm /I Do Q     \nendstream"
    return pdf([CATALOGUE, tree, page % b"/XObject << /I 4 0 R >>", image, draw])


def archive_of_archives(depth: int) -> bytes:
    data = b"0" * 1_000_000
    for _ in range(depth):
        data = packed([(f"{number}.zip", data) for number in range(10)])
    return data


def sheet_of_rows(count: int) -> bytes:
    """A workbook of empty rows with one figure in the last cell that a sheet may have."""
    rows = "".join(f'<row r="{number}"/>' for number in range(1, count))
    last = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook({"表": ([["1"]], [])}))) as sound,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in sound.namelist():
            data = sound.read(name)
            if name == "xl/worksheets/sheet1.xml":
                start, end = (
                    data.index(b"<sheetData>") + len(b"<sheetData>"),
                    data.index(b"</sheetData>"),
                )
                data = data[:start] + (rows + last).encode() + data[end:]
            archive.writestr(name, data)
    return buffer.getvalue()


NOTHING = ("no_table", "")
# What it is: how it is made, the code of the issue that says what happened, and words of its
# message.
ZOO: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "pdf of three million operators": (
        lambda: one_page(b"0 0 m 9 9 l S\n" * 3_000_000),
        "unreadable",
        "draws",
    ),
    "pdf with a stream of 300 MB": (lambda: one_page(b" " * 300_000_000), "no_table", ""),
    "pdf of 100 000 pages": (
        lambda: pages(b"3 0 R " * 100_000, 100_000),
        "unreadable",
        "100000 pages",
    ),
    "pdf whose page tree runs in a circle": (lambda: pages(b"2 0 R", 1), "unreadable", "damaged"),
    "pdf with a malformed cross-reference": (
        lambda: pages(b"3 0 R", 1).replace(b"0000000000 65535 f", b"99999999999 -1 x"),
        "no_table",
        "",
    ),
    "html with a cell of 10 MB": (
        lambda: html(f"<table><tr><td>{'公' * 3_500_000}</td></tr></table>"),
        "no_table",
        "",
    ),
    "html of spans of 65 534": (lambda: html(f"<table>{CELL * 200}</table>"), "no_table", ""),
    "html nested 20 000 deep": (
        lambda: html("<div>" * 20_000 + "一、总体情况"),
        "deep_nesting",
        "flattened",
    ),
    "html of tables in tables, 10 000 deep": (
        lambda: html("<table><tr><td>" * 10_000 + "一、总体情况"),
        "deep_nesting",
        "flattened",
    ),
    "html of spans of a thousand million": (
        lambda: html(f"<table>{CELL.replace('65534', '1000000000') * 200}</table>"),
        "no_table",
        "",
    ),
    "text of one line of 10 MB": (
        lambda: "一、总体情况 本年新收政府信息公开申请数量 12 ".encode() * 170_000,
        "no_table",
        "",
    ),
    "docx of a thousand million laughs": (
        lambda: word_body("&a9;", LAUGHS),
        "unreadable",
        "entity",
    ),
    "ofd of a thousand million laughs": (
        lambda: packed([("OFD.xml", f"{LAUGHS}<OFD>&a9;</OFD>".encode())]),
        "unreadable",
        "entity declarations",
    ),
    "docx of tables in tables, 10 000 deep": (
        lambda: word_body("<w:tbl><w:tr><w:tc>" * 10_000 + "</w:tc></w:tr></w:tbl>" * 10_000),
        "unreadable",
        "depth",
    ),
    "xlsx of a million empty rows": (lambda: sheet_of_rows(1_000_000), "unreadable", "cells"),
    "png of 3 600 million points": (lambda: picture(60_000, 60_000), "unreadable", "pixels"),
    "pdf with a picture of 900 million points": (
        lambda: picture_on_a_page(30_000),
        "extract_failed",
        "memory",
    ),
    "zip of zips of zips": (lambda: archive_of_archives(8), "unreadable", "archive in an archive"),
    "zip of a bomb": (lambda: packed([("a.txt", b"0" * 400_000_000)]), "unreadable", "limit"),
}


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(Limits(cpu_seconds=60, wall_seconds=SECONDS, memory_bytes=MEMORY)) as made:
        yield made


@pytest.mark.parametrize("name", ZOO)
def test_a_hostile_document_ends_as_it_should(name: str, worker: Worker) -> None:
    make, code, words = ZOO[name]
    data = make()
    reading = worker.read(data, name)
    assert reading.quality == "unparsed"
    assert [words in issue.message for issue in reading.issues if issue.code == code] == [True]
    assert len(reading.as_json(all_cells=True)["sections"]) <= 1
    assert worker.read(sound_document()).quality == "verified"


def test_names_that_climb_out_of_an_archive_are_read_and_shown_without_their_way_up(
    worker: Worker,
) -> None:
    data = packed([("../../../etc/年报.docx", sound_document()), ("..\\..\\run.bat", b"del *.*")])
    reading = worker.read(data, "年报.zip")
    assert reading.quality == "verified"
    assert [issue.message for issue in reading.issues if issue.code == "other_members"] == [
        "etc/年报.docx was read; not read: run.bat"
    ]


def test_macros_in_a_document_are_left_alone(worker: Worker) -> None:
    buffer = io.BytesIO(sound_document())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"Sub AutoOpen()" * 100)
    assert worker.read(buffer.getvalue()).quality == "verified"
