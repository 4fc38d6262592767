"""Hostile documents behind the wall: what each gives, within its memory and its time, and that the next one is read."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable, Iterator

import pytest

from extract.worker import Limits, Worker
from samples.word import word_document
from tests.extract.drawn import report_of
from tests.extract.test_archive import packed
from tests.extract.test_pdf_hostile import one_page, pdf

# The address space of the worker, libraries included, and the patience for one document on a busy machine.
MEMORY = 1 << 30
SECONDS = 90.0
CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
SOUND = word_document(report_of("2021", 3))
CELL = "<tr><td colspan=65534 rowspan=65534>一、本年新收政府信息公开申请数量</td></tr>"


def pages(kids: bytes, count: int) -> bytes:
    tree = b"<< /Type /Pages /Parent 2 0 R /Kids [%b] /Count %d >>" % (kids, count)
    return pdf([CATALOGUE, tree, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"])


def html(body: str) -> bytes:
    return f"<html><body>{body}</body></html>".encode()


# What it is: how it is made, the code of the issue that says what happened, and words of its message.
ZOO: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "pdf of three million operators": (lambda: one_page(b"0 0 m 9 9 l S\n" * 3_000_000), "unreadable", "draws"),
    "pdf with a stream of 300 MB": (lambda: one_page(b" " * 300_000_000), "no_table", ""),
    "pdf of 100 000 pages": (lambda: pages(b"3 0 R " * 100_000, 100_000), "unreadable", "100000 pages"),
    "pdf whose page tree runs in a circle": (lambda: pages(b"2 0 R", 1), "unreadable", "damaged"),
    "pdf with a malformed cross-reference": (
        lambda: pages(b"3 0 R", 1).replace(b"0000000000 65535 f", b"99999999999 -1 x"),
        "no_table",
        "",
    ),
    "html with a cell of 10 MB": (lambda: html(f"<table><tr><td>{'公' * 3_500_000}</td></tr></table>"), "no_table", ""),
    "html of spans of 65 534": (lambda: html(f"<table>{CELL * 200}</table>"), "no_table", ""),
    "html nested 20 000 deep": (lambda: html("<div>" * 20_000 + "一、总体情况"), "deep_nesting", "flattened"),
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
    started = time.monotonic()
    reading = worker.read(data, name)
    assert time.monotonic() - started < SECONDS
    assert reading.quality == "unparsed"
    assert [words in issue.message for issue in reading.issues if issue.code == code] == [True]
    assert len(reading.as_json(all_cells=True)["sections"]) <= 1
    assert worker.read(SOUND).quality == "verified"


def test_names_that_climb_out_of_an_archive_are_read_and_shown_without_their_way_up(worker: Worker) -> None:
    data = packed([("../../../etc/年报.docx", SOUND), ("..\\..\\run.bat", b"del *.*")])
    reading = worker.read(data, "年报.zip")
    assert reading.quality == "verified"
    assert [issue.message for issue in reading.issues if issue.code == "other_members"] == [
        "etc/年报.docx was read; not read: run.bat"
    ]


def test_macros_in_a_document_are_left_alone(worker: Worker) -> None:
    buffer = io.BytesIO(SOUND)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"Sub AutoOpen()" * 100)
    assert worker.read(buffer.getvalue()).quality == "verified"
