from __future__ import annotations

import io
import time
import zipfile

import pytest

from extract.document import Grid, Paragraph
from extract.errors import Unreadable
from extract.readers.word import package as word_package
from extract.readers.word.read import read_docx
from tests.extract.readers.word_files import archive, cell, docx, paragraph, part, table


def refusal(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read_docx(data)
    assert refused.value.exit_status == 11
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_truncated_archives_are_refused_at_every_length() -> None:
    whole = docx(paragraph("公开" * 50) + table(cell("1") + cell("2")), styles="")
    for length in range(0, len(whole), 37):
        assert "not a whole Word document" in refusal(whole[:length])


def test_damaged_part_is_refused() -> None:
    whole = bytearray(docx(paragraph("公开信息" * 200)))
    with zipfile.ZipFile(io.BytesIO(whole)) as opened:
        entry = opened.getinfo("word/document.xml")
    middle = entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 2
    whole[middle] ^= 0xFF
    assert "word/document.xml" in refusal(bytes(whole))


def test_archive_without_a_document_or_a_body_is_refused() -> None:
    assert "no part word/document.xml" in refusal(archive({"word/styles.xml": part("styles", "")}))
    assert "no body" in refusal(archive({"word/document.xml": part("document", "")}))


def test_broken_xml_of_the_document_is_refused_and_of_styles_is_noted() -> None:
    assert "not valid XML" in refusal(archive({"word/document.xml": "<w:document"}))
    assert "not valid XML" in refusal(archive({"word/document.xml": b""}))
    document = read_docx(
        archive(
            {
                "word/document.xml": part("document", f"<w:body>{paragraph('文')}</w:body>"),
                "word/styles.xml": "<",
            }
        )
    )
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["文"]
    assert [code for code, _ in document.issues] == ["part_unreadable"]


def test_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = part("document", f"<w:body>{paragraph(' ' * 40_000_000)}</w:body>")
    started = time.process_time()
    assert "unpacks to more than" in refusal(archive({"word/document.xml": bomb}))
    assert time.process_time() - started < 10


def test_part_and_entry_limits_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_package, "MAX_PART_BYTES", 1000)
    assert "more than 1000 bytes" in refusal(
        docx("".join(paragraph(str(n * 7919)) for n in range(200)))
    )
    monkeypatch.setattr(word_package, "MAX_PARTS", 10)
    assert "11 parts, more than 10" in refusal(archive({f"p{n}": "" for n in range(11)}))


def test_entities_are_neither_expanded_nor_fetched() -> None:
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    for entity in ("&a11;", "&f;"):
        document = part("document", f"<w:body>{paragraph(entity)}</w:body>").replace(
            "?>",
            f'?><!DOCTYPE x [<!ENTITY a0 "公开">{bomb}<!ENTITY f SYSTEM "file:///etc/hostname">]>',
            1,
        )
        assert "word/document.xml" in refusal(archive({"word/document.xml": document}))


def test_elements_nested_beyond_reason_are_refused() -> None:
    assert "not valid XML" in refusal(
        docx("<w:sdt><w:sdtContent>" * 3000 + "</w:sdtContent></w:sdt>" * 3000)
    )


def test_tables_nested_as_deep_as_xml_may_be_are_read() -> None:
    depth = 60
    body = "<w:tbl><w:tr><w:tc>" * depth + paragraph("底") + "</w:tc></w:tr></w:tbl>" * depth
    assert [
        block.text for block in read_docx(docx(body)).blocks if isinstance(block, Paragraph)
    ] == ["底"]


def test_encrypted_part_is_refused() -> None:
    whole = bytearray(docx(paragraph("文")))
    whole[6] |= 1  # the flag in the local header …
    whole[whole.rindex(b"PK\x01\x02") + 8] |= 1  # … and in the directory
    assert "encrypted" in refusal(bytes(whole))


def test_macros_and_names_that_climb_out_of_the_archive_are_never_opened() -> None:
    data = archive(
        {
            "word/document.xml": part(
                "document", f"<w:body>{table(cell('1') + cell('2'))}</w:body>"
            ),
            "../../escape.xml": "<",
            "word/vbaProject.bin": b"\x00" * 100,
        }
    )
    [grid] = read_docx(data).blocks
    assert isinstance(grid, Grid)
    assert [item.text for item in grid.cells] == ["1", "2"]


def test_reading_is_deterministic() -> None:
    data = docx(paragraph("甲") + table(cell("1") + cell("2"), cell("3") + cell("4")))
    assert read_docx(data) == read_docx(data)
