"""Reports in other clothes than their own: read all the same, or named by what they are."""

from __future__ import annotations

import base64
import io
import quopri
import zipfile
from pathlib import Path

import pytest

import extract
from extract.document import Document, Grid, Paragraph
from extract.errors import UnknownFormat
from extract.formats import read_document
from extract.media_types import media_type
from samples.word import word_document
from tests.extract.readers.drawn import report_of
from tests.extract.readers.test_pdf import assert_figures
from tests.extract.readers.word_files import archive, docx, part

PAGE = "<html><body><p>规章</p><table><tr><td>处罚</td><td>57</td></tr></table></body></html>"


def report_docx() -> bytes:
    return word_document(report_of("2021", 3))


def renamed(data: bytes, names: dict[str, str]) -> bytes:
    """A package with parts under other names, and the same words for them inside."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename in ("[Content_Types].xml", "_rels/.rels"):
                for old, new in names.items():
                    content = content.replace(old.encode(), new.encode())
            target.writestr(names.get(entry.filename, entry.filename), content)
    return made.getvalue()


def flat(data: bytes) -> bytes:
    """A package as one XML file."""
    parts = []
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        for name in ("_rels/.rels", "word/document.xml", "word/styles.xml"):
            written = source.read(name).decode().partition("?>")[2]
            kind = "document.main" if "document" in name else "styles"
            parts.append(
                f'<pkg:part pkg:name="/{name}" pkg:contentType="application/vnd.openxmlformats-'
                f'officedocument.wordprocessingml.{kind}+xml"><pkg:xmlData>{written}</pkg:xmlData>'
                "</pkg:part>"
            )
    space = "http://schemas.microsoft.com/office/2006/xmlPackage"
    whole = f'<pkg:package xmlns:pkg="{space}">{"".join(parts)}</pkg:package>'
    return f'<?xml version="1.0" encoding="UTF-8"?>{whole}'.encode()


def texts(document: Document) -> list[str]:
    return [
        text
        for block in document.blocks
        for text in (
            [cell.text for cell in block.cells] if isinstance(block, Grid) else [block.text]
        )
    ]


@pytest.mark.parametrize("junk", [b"\r\n\r\n", b"\xef\xbb\xbf \n", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_package_behind_other_bytes_is_read(junk: bytes) -> None:
    assert_figures(extract.read(junk + report_docx()).as_json(), report_of("2021", 3))


def test_a_pdf_that_a_page_speaks_of_is_no_pdf() -> None:
    assert media_type(b"<html><body>%PDF-1.4 is a format</body></html>") == "text/html"


@pytest.mark.parametrize("name", ["word/document3.xml", "content/main.xml", "word\\document.xml"])
def test_the_main_part_may_have_any_name(name: str) -> None:
    data = renamed(report_docx(), {"word/document.xml": name})
    moved = renamed(data, {"word/_rels/document.xml.rels": "rels.xml"})
    assert_figures(extract.read(moved).as_json(), report_of("2021", 3))


def test_a_flat_package_is_read_like_its_packed_one() -> None:
    reading = extract.read(flat(report_docx())).as_json()
    assert_figures(reading, report_of("2021", 3))
    assert reading["media_type"] == "application/vnd.ms-word.flat-opc+xml"


def test_characters_that_xml_forbids_are_left_out() -> None:
    body = "<w:body><w:p><w:r><w:t>年\x0b度&#x1;报&#65535;告</w:t></w:r></w:p></w:body>"
    (block,) = read_document(archive({"word/document.xml": part("document", body)})).blocks
    assert isinstance(block, Paragraph)
    assert block.text == "年度报告"


def chunk(name: str, content: bytes) -> Document:
    """A Word document with a part of another format in its body."""
    relation = f'<Relationship Id="c" Type="x/aFChunk" Target="{name}"/>'
    whole = docx('<w:altChunk r:id="c"/>', rels=relation)
    made = io.BytesIO(whole)
    with zipfile.ZipFile(made, "a") as added:
        added.writestr(f"word/{name}", content)
    return read_document(made.getvalue())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("c.htm", PAGE.encode()),
        ("c.docx", docx("<w:p><w:r><w:t>规章</w:t></w:r></w:p>")),
    ],
)
def test_a_document_inside_a_document_is_read_in_its_place(name: str, content: bytes) -> None:
    document = chunk(name, content)
    assert texts(document)[0] == "规章"
    assert str(document.blocks[0].place.path).startswith(f"body/altChunk(word/{name})!")


def test_a_part_that_cannot_be_read_is_named() -> None:
    assert dict(chunk("c.bin", b"7z\xbc\xaf\x27\x1c rest").issues) == {
        "part_unreadable": "part word/c.bin: no reader for application/x-7z-compressed: convert it"
        " to HTML, DOCX or plain text"
    }


def mail(encoding: str, content: bytes, charset: str) -> bytes:
    """A page saved as a web archive, behind a part that is none."""
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\nnotice\r\n'
    first = "--b\r\nContent-Type: text/xml\r\n\r\n<xml/>\r\n"
    second = (
        f"--b\r\nContent-Location: file:///C:/1.htm\r\nContent-Transfer-Encoding: {encoding}\r\n"
        f'Content-Type: text/html; charset="{charset}"\r\n\r\n'
    )
    return f"{head}{first}{second}".encode() + content + b"\r\n--b--\r\n"


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_a_web_archive_is_read_as_its_page(charset: str) -> None:
    page = PAGE.encode(charset)
    for data in (
        mail("base64", base64.encodebytes(page), charset),
        mail("quoted-printable", quopri.encodestring(page), charset),
    ):
        document = read_document(data)
        assert document.media_type == "multipart/related"
        assert texts(document) == ["规章", "处罚", "57"]


def test_what_has_no_reader_is_named_by_its_format() -> None:
    types = '<Types><Override ContentType="application/vnd.ms-excel.sheet.binary.main"/></Types>'
    with pytest.raises(UnknownFormat, match=r"vnd\.ms-excel\.sheet\.binary"):
        read_document(archive({"[Content_Types].xml": types, "xl/workbook.bin": b"\x83"}))
    with pytest.raises(UnknownFormat, match="x-7z-compressed"):
        read_document(b"7z\xbc\xaf\x27\x1c rest")


def test_the_cases_in_other_clothes_are_read_as_what_they_hold(shared: Path) -> None:
    folder = shared / "cases" / "documents"
    base = extract.read((folder / "00_base.html").read_bytes()).as_json()
    for name in (
        "40_docx_document2.docx",
        "42_docx_altchunk.docx",
        "43_doc_mhtml_quoted_printable.doc",
        "45_xls_spreadsheetml_2003.xls",
    ):
        read = extract.read((folder / name).read_bytes()).as_json()
        for key in ("agency", "year", "quality", "table2", "table3", "table4"):
            assert read[key] == base[key], (name, key)
