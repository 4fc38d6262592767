from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import pytest

import extract
from extract import formats, tools
from extract.document import Grid, Paragraph
from extract.errors import ExtractError, Locked, NeedsTool, Unreadable
from extract.readers import office, ole
from samples.reports import Report
from samples.word import word_document
from tests.extract.readers.drawn import report_of
from tests.extract.readers.test_pdf import assert_figures

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
needs_libreoffice = pytest.mark.skipif(
    tools.LIBREOFFICE.find() is None, reason="LibreOffice is not installed"
)
needs_antiword = pytest.mark.skipif(
    tools.ANTIWORD.find() is None, reason="antiword is not installed"
)


@pytest.fixture(autouse=True)
def office_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    for media_type in ("application/x-ole-storage", "application/rtf"):
        monkeypatch.setitem(formats._READERS, media_type, ("extract.readers.office", "read_office"))


def saved_as(report: Report, suffix: str, folder: Path) -> bytes:
    """A report as LibreOffice saves it in another format."""
    source = folder / "report.docx"
    source.write_bytes(word_document(report))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [tools.LIBREOFFICE.path(), profile, "--headless", "--convert-to", suffix, str(source)]
    tools.run(command, 120, folder)
    return (folder / f"report.{suffix}").read_bytes()


@pytest.fixture(scope="module")
def doc(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return saved_as(report_of("2021", 3), "doc", tmp_path_factory.mktemp("doc"))


def compound(*names: str, stream: bytes = b"") -> bytes:
    """The outline of an OLE file: a header, a directory sector with these streams, and the start of
    one stream.
    """
    entries = b"".join(
        (name.encode("utf-16-le") + bytes(128))[:128] for name in ("Root Entry", *names)
    )
    return MAGIC + bytes(504) + (entries + bytes(512))[:512] + (stream + bytes(512))[:512]


@needs_libreoffice
def test_a_doc_is_read_exactly(doc: bytes) -> None:
    reading = extract.read(doc).as_json()
    assert_figures(reading, report_of("2021", 3))
    assert reading["quality"] == "verified"
    assert office.read_office(doc).media_type == "application/msword"


@needs_libreoffice
def test_an_rtf_is_read_exactly(tmp_path: Path) -> None:
    reading = extract.read(saved_as(report_of("2019", 3), "rtf", tmp_path)).as_json()
    assert_figures(reading, report_of("2019", 3))
    assert (reading["quality"], reading["media_type"]) == ("verified", "application/rtf")


@needs_libreoffice
def test_a_batch_gives_each_file_its_own_document_or_error(doc: bytes) -> None:
    made = office.convert([doc, b"{\\rtf1 \\ansi Hello}", MAGIC + b"WordDocument" * 99])
    assert [isinstance(one, ExtractError) for one in made] == [False, False, True]
    assert all(zipfile.is_zipfile(io.BytesIO(one)) for one in made[:2] if isinstance(one, bytes))


@needs_libreoffice
def test_nothing_of_a_conversion_is_left_and_no_temporary_name_is_in_the_document(
    doc: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    office._profile.cache_clear()
    document = office.read_office(doc)
    assert "gongkai-" not in repr(document)
    assert [path.name.startswith("gongkai-office-") for path in tmp_path.iterdir()] == [True]
    office._profile.cache_clear()
    assert document == office.read_office(doc)


@needs_libreoffice
def test_the_profile_forbids_macros() -> None:
    settings = Path(office._profile(0).name) / "user" / "registrymodifications.xcu"
    assert (
        '<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value>'
        in settings.read_text()
    )


@needs_libreoffice
@needs_antiword
def test_without_libreoffice_a_doc_gives_its_text_and_no_tables(
    doc: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "extract.tools.LIBREOFFICE", tools.Tool("LibreOffice", ("not-there",), "", "")
    )
    document = office.read_office(doc)
    assert [code for code, _ in document.issues] == ["text_fallback"]
    assert not any(isinstance(block, Grid) for block in document.blocks)
    text = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert report_of("2021", 3).title in text
    assert extract.read(doc).quality == "unparsed"


def test_without_any_tool_a_doc_needs_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    with pytest.raises(NeedsTool) as raised:
        office.read_office(compound("WordDocument"))
    assert raised.value.tool == "LibreOffice"


def test_ole_files_are_told_apart_by_their_streams() -> None:
    assert ole.kind(compound("WordDocument", "1Table")) == "document"
    assert ole.kind(compound("Workbook")) == "sheet"
    assert ole.kind(compound("Book")) == "sheet"
    assert ole.kind(compound("PowerPoint Document")) == "unknown"
    assert ole.kind(compound("EncryptedPackage")) == "locked"
    assert (
        ole.kind(compound("WordDocument", stream=b"\xec\xa5" + bytes(8) + b"\x00\x01")) == "locked"
    )
    assert (
        ole.kind(compound("WordDocument", stream=b"\xec\xa5" + bytes(8) + b"\x00\x02"))
        == "document"
    )
    encrypted = b"\x09\x08\x10\x00\x00\x06" + bytes(14) + b"\x2f\x00\x36\x00"
    assert ole.kind(compound("Workbook", stream=encrypted)) == "locked"


def test_encrypted_and_empty_containers_are_refused_in_a_line() -> None:
    with pytest.raises(Locked, match="encrypted"):
        office.read_office(compound("EncryptedPackage"))
    with pytest.raises(Unreadable, match="without a document"):
        office.read_office(compound("PowerPoint Document"))
