"""The wall round each document: what passes a limit costs itself only, and the next one is read."""

from __future__ import annotations

import io
import os
import signal
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import extract
from extract.worker import Limits, Worker, read_limited
from tests.extract.readers.drawn import sound_document

pytestmark = [pytest.mark.slow, pytest.mark.minutes(1.2)]


@pytest.fixture
def small() -> Iterator[Worker]:
    with Worker(
        Limits(cpu_seconds=3, wall_seconds=30, memory_bytes=1 << 30, output_bytes=1 << 20)
    ) as made:
        yield made


def failure(reading: extract.Reading) -> str:
    assert reading.quality == "unparsed"
    (issue,) = reading.issues
    assert issue.code == "extract_failed"
    return issue.message


def nested(depth: int) -> bytes:
    return b"<html><body>" + b"<div>" * depth + b"x" + b"</div>" * depth


def docx_with(part: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", part)
    return buffer.getvalue()


ENTITIES = b'<!DOCTYPE a [<!ENTITY a "%b">%b]><a>&j;</a>' % (
    b"x" * 1000,
    b"".join(b'<!ENTITY %c "%b">' % (c, b"&%c;" % (c - 1) * 10) for c in range(ord("b"), ord("k"))),
)
# How each is made: some of them are large.
ZOO: dict[str, Callable[[], bytes]] = {
    "html nested 20 000 deep": lambda: nested(20_000),
    "table that spans 65 534 columns and rows": lambda: (
        b"<table><tr><td rowspan=65534 colspan=65534>1</td></tr></table>" * 50
    ),
    "docx that is a bomb": lambda: docx_with(b"<a>" + b" " * 300_000_000 + b"</a>"),
    "docx with entities that multiply": lambda: docx_with(ENTITIES),
    "zip without an end": lambda: b"PK\x03\x04" + b"\x00" * 10_000,
    "text of one line": lambda: b"9" * 20_000_000,
    "nothing": bytes,
    "noise": lambda: bytes(range(256)) * 4_000,
}


@pytest.mark.parametrize("name", ZOO)
def test_hostile_files_cost_themselves_only(name: str, small: Worker) -> None:
    reading = small.read(ZOO[name](), name)
    assert reading.quality == "unparsed"
    assert all("\n" not in issue.message for issue in reading.issues)
    assert small.read(sound_document(), "sound").quality == "verified"


def test_a_worker_reads_what_extract_reads_and_is_used_again(small: Worker) -> None:
    first = small.read(sound_document(), "年报.docx")
    process = small._process
    assert first.as_json(all_cells=True) == extract.read(sound_document(), "年报.docx").as_json(
        all_cells=True
    )
    assert small.read(sound_document()).quality == "verified"
    assert small._process is process


def busy(data: bytes, name: str) -> extract.Reading:
    """Stands in for a reader: a document's text says how it misbehaves."""
    if data == b"cpu":
        while True:
            pass
    if data == b"litter":
        tempfile.mkdtemp(prefix="litter-")
        os.kill(os.getpid(), signal.SIGKILL)
    if data == b"wall":
        time.sleep(600)
    if data == b"memory":
        return extract.read(b"x" * (4 << 30), name)
    if data == b"crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if data == b"defect":
        raise IndexError("list index\nout of range")
    reading = extract.read(data, name)
    if data == b"output":
        reading.media_type = "x" * (2 << 20)
    return reading


@pytest.fixture
def misbehaving() -> Iterator[Worker]:
    limits = Limits(cpu_seconds=2, wall_seconds=120, memory_bytes=1 << 30, output_bytes=1 << 20)
    with Worker(limits, reader=busy) as made:
        yield made


def test_a_reading_that_sleeps_is_ended_by_the_clock() -> None:
    with Worker(Limits(wall_seconds=45), reader=busy) as made:
        assert failure(made.read(b"wall")) == "reading took longer than 45 seconds"
        assert made.read(sound_document()).quality == "verified"


@pytest.mark.parametrize(
    ("way", "message"),
    [
        ("cpu", "reading took more than 2 seconds of processor time, or all memory"),
        ("memory", "reading needs more than 1073741824 bytes of memory"),
        ("crash", "the reader crashed (status -11)"),
        ("defect", "the reader failed: IndexError: list index out of range"),
    ],
)
def test_the_message_says_which_limit_ended_a_reading(
    way: str, message: str, misbehaving: Worker
) -> None:
    reading = misbehaving.read(way.encode(), f"{way}.txt")
    assert failure(reading) == message
    assert (reading.file, reading.media_type, len(reading.sha256)) == (
        f"{way}.txt",
        "text/plain",
        64,
    )
    assert misbehaving.read(sound_document()).quality == "verified"


def test_a_killed_worker_leaves_no_temporary_files(
    misbehaving: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert "or all memory" in failure(misbehaving.read(b"litter"))
    assert list(tmp_path.iterdir()) == []


def test_a_reading_that_is_too_large_is_refused(misbehaving: Worker) -> None:
    assert failure(misbehaving.read(b"output")).endswith("the limit is 1048576")


def test_a_file_that_is_too_large_is_not_read() -> None:
    with Worker(Limits(input_bytes=1000)) as made:
        assert (
            failure(made.read(sound_document()))
            == f"the file has {len(sound_document())} bytes, the limit is 1000"
        )
        assert made._process is None


def test_a_worker_is_replaced_after_its_number_of_documents() -> None:
    with Worker(Limits(documents=2)) as made:
        processes = []
        for _ in range(3):
            assert made.read(b"one line").quality == "unparsed"
            processes.append(made._process)
    assert processes[0] is processes[1]
    assert processes[1] is not processes[2]


def test_one_call_reads_with_a_worker_of_its_own_process() -> None:
    assert read_limited(sound_document(), "年报.docx").quality == "verified"
    assert read_limited(sound_document(), "年报.docx").file == "年报.docx"
