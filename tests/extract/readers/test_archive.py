from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence

import pytest

import extract
from extract import formats, tools
from extract.document import Grid
from extract.errors import Locked, NeedsTool, UnknownFormat, Unreadable
from extract.readers.containers import read_rar, read_zip, safe_name
from samples.word import word_document
from tests.extract.readers.drawn import report_of
from tests.extract.readers.test_pdf import assert_figures

needs_bsdtar = pytest.mark.skipif(tools.BSDTAR.find() is None, reason="bsdtar is not installed")
NOTICE = "关于报送年度报告的通知\n请于一月底前报送。\n".encode()


@pytest.fixture(autouse=True)
def archives_are_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        formats._READERS, "application/zip", ("extract.readers.containers", "read_zip")
    )
    monkeypatch.setitem(
        formats._READERS, "application/vnd.rar", ("extract.readers.containers", "read_rar")
    )


def packed(members: Sequence[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def rar(members: Sequence[tuple[str, bytes]]) -> bytes:
    """A RAR 4 archive of members that are stored as they are."""
    archive = b"Rar!\x1a\x07\x00" + _block(0x73, 0, bytes(6))
    for name, data in members:
        encoded = name.encode("ascii")
        fields = struct.pack(
            "<IIBIIBBHI",
            len(data),
            len(data),
            3,
            zlib.crc32(data),
            0x5A21_0000,
            20,
            0x30,
            len(encoded),
            0x81A4,
        )
        archive += _block(0x74, 0x8000, fields + encoded) + data
    return archive + _block(0x7B, 0x4000, b"")


def _block(kind: int, flags: int, body: bytes) -> bytes:
    head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head


def report_docx() -> bytes:
    return word_document(report_of("2021", 3))


def test_the_member_with_the_tables_is_read_and_the_others_are_named() -> None:
    document = read_zip(
        packed(
            [
                ("说明.txt", NOTICE),
                ("附件/年报.docx", report_docx()),
                ("logo.png", b"\x89PNG\r\n\x1a\n"),
            ]
        )
    )
    places = {block.place.path for block in document.blocks}
    assert all(str(path).startswith("附件/年报.docx!") for path in places)
    cells = [cell for block in document.blocks if isinstance(block, Grid) for cell in block.cells]
    assert str(cells[0].place.path).startswith("附件/年报.docx!")
    assert document.issues[-1] == (
        "other_members",
        "附件/年报.docx was read; not read: 说明.txt, logo.png",
    )
    assert document.media_type == "application/zip"


def test_a_packed_report_is_read_exactly() -> None:
    reading = extract.read(packed([("年报.docx", report_docx())])).as_json()
    assert_figures(reading, report_of("2021", 3))
    assert (reading["quality"], reading["media_type"], reading["issues"]) == (
        "verified",
        "application/zip",
        [],
    )


def test_an_archive_in_an_archive_is_opened_and_one_deeper_is_not() -> None:
    once = packed([("内.zip", packed([("年报.docx", report_docx())]))])
    assert str(read_zip(once).blocks[0].place.path).startswith("内.zip!年报.docx!")
    with pytest.raises(Unreadable, match="archive in an archive in an archive"):
        read_zip(packed([("外.zip", once)]))


def test_names_in_gbk_are_read() -> None:
    data = packed([("AAAA.txt", NOTICE), ("b.txt", NOTICE)])
    renamed = data.replace(b"AAAA.txt", "年报".encode("gb18030") + b".txt")
    assert dict(read_zip(renamed).issues)["other_members"].startswith("年报.txt was read")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("C:\\报告\\..\\年报.doc", "C:/报告/年报.doc"),
        ("/年报\u202efdp.exe\n", "年报fdp.exe"),
        ("..", "unnamed"),
        ("长" * 500, "长" * 120),
    ],
)
def test_names_lead_nowhere(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_an_archive_that_unpacks_to_very_much_is_refused() -> None:
    with pytest.raises(Unreadable, match="more than the limit"):
        read_zip(packed([("bomb.txt", bytes(300_000_000))]))


def test_members_that_overlap_are_refused() -> None:
    data = bytearray(packed([("a.txt", NOTICE), ("b.txt", NOTICE)]))
    second = data.rfind(b"PK\x01\x02")
    data[second + 42 : second + 46] = bytes(4)
    with pytest.raises(Unreadable, match=r"damaged at b\.txt"):
        read_zip(bytes(data))


def test_very_many_members_are_refused() -> None:
    with pytest.raises(Unreadable, match="3000 members, more than the limit of 2000"):
        read_zip(packed([(f"{number}.txt", b"x") for number in range(3_000)]))


def test_archives_without_a_readable_member_are_refused_in_a_line() -> None:
    with pytest.raises(UnknownFormat, match="holds no file"):
        read_zip(packed([("empty/", b"")]))
    with pytest.raises(Unreadable, match="damaged"):
        read_zip(b"PK\x03\x04" + bytes(60))
    locked = bytearray(packed([("a.txt", NOTICE)]))
    locked[locked.find(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Locked, match="encrypted"):
        read_zip(bytes(locked))


@needs_bsdtar
def test_a_rar_is_read_exactly() -> None:
    data = rar([("readme.txt", NOTICE), ("report.docx", report_docx())])
    reading = extract.read(data).as_json()
    assert_figures(reading, report_of("2021", 3))
    assert (reading["quality"], reading["media_type"]) == ("verified", "application/vnd.rar")


@needs_bsdtar
def test_a_damaged_rar_is_refused_in_a_line() -> None:
    data = rar([("report.docx", report_docx())])
    with pytest.raises(Unreadable, match="bsdtar cannot read the file"):
        read_rar(data[:4000])


def test_a_rar_without_its_tool_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "extract.tools.BSDTAR",
        tools.Tool("bsdtar", ("not-there",), "RAR archives stay unread", "x"),
    )
    with pytest.raises(NeedsTool) as raised:
        read_rar(rar([("a.txt", NOTICE)]))
    assert raised.value.tool == "bsdtar"


def test_every_report_of_an_archive_has_a_reading_of_its_own() -> None:
    first, second = report_of("2021", 3), report_of("2019", 3)
    again = word_document(second)
    inner = packed([("乙.docx", again), ("丙.docx", again)])
    data = packed([("甲.docx", word_document(first)), ("内.zip", inner), ("说明.txt", NOTICE)])
    reading = extract.read(data, "汇总.zip")
    (other,) = reading.further
    forms = {one.as_json()["form"]: one.as_json() for one in (reading, other)}
    assert_figures(forms["2021"], first)
    assert_figures(forms["2019"], second)
    assert (reading.file, other.file) == ("汇总.zip", "汇总.zip!甲.docx")
    told = {issue.code: issue.message for issue in reading.issues}
    assert told["further_reports"] == "内.zip was read; read beside it: 甲.docx"
    assert told["other_members"].endswith("not read: 说明.txt")
