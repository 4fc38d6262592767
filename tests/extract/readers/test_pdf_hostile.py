"""Hostile PDF files, built by hand: each is refused in a line, or costs no more than its limits."""

from __future__ import annotations

import time
import zlib
from collections.abc import Sequence

import pytest

from extract.errors import Unreadable
from extract.readers.pdf import read_pdf
from extract.readers.positions import drawing
from tests.extract.readers.drawn import Drawing

pytestmark = pytest.mark.slow


def pdf(objects: Sequence[bytes]) -> bytes:
    """A PDF of numbered objects, of which the first is the catalogue."""
    body = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, table)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        len(body),
    )
    return body + end + trailer


def one_page(content: bytes, resources: bytes = b"<< >>") -> bytes:
    """A PDF of one page that draws `content`."""
    packed = zlib.compress(content, 9)
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed)
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources %b >>"
        % resources
    )
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page,
            stream,
        ]
    )


def test_a_million_operators_are_refused() -> None:
    started = time.monotonic()
    with pytest.raises(Unreadable, match="page 1 of the PDF draws"):
        read_pdf(one_page(b"0 0 m 9 9 l S\n" * 1_000_000))
    assert time.monotonic() - started < 60


def test_one_path_of_many_segments_is_refused() -> None:
    with pytest.raises(Unreadable, match="line segments"):
        read_pdf(one_page(b"0 0 m\n" + b"9 9 l 99 99 l\n" * 150_000 + b"S"))


def test_a_hundred_thousand_pages_are_refused() -> None:
    kids = b" ".join(b"3 0 R" for _ in range(100_000))
    data = pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%b] /Count 100000 >>" % kids,
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        ]
    )
    with pytest.raises(Unreadable, match="100000 pages, more than the limit of 400"):
        read_pdf(data)


def test_a_page_tree_that_runs_in_a_circle_ends() -> None:
    data = pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 3 /Parent 3 0 R >>",
            b"<< /Type /Pages /Kids [2 0 R] /Count 3 /Parent 2 0 R >>",
        ]
    )
    with pytest.raises(Unreadable, match="damaged"):
        read_pdf(data)


def test_forms_that_draw_themselves_end() -> None:
    form = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 3 0 R >> >>"
        b" /Length 4 >>"
    )
    resources = b"<< /XObject << /F 3 0 R >> >>"
    page = (
        b"<< /Type /Page /Parent 5 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources %b >>"
        % resources
    )
    data = pdf(
        [
            b"<< /Type /Catalog /Pages 5 0 R >>",
            page,
            form + b"\nstream\n/F Do\nendstream",
            b"<< /Length 5 >>\nstream\n/F Do\nendstream",
            b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>",
        ]
    )
    assert read_pdf(data).blocks == ()


def test_a_font_that_names_a_file_as_its_character_map_reads_nothing_from_it() -> None:
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /..#2F..#2Fetc#2Fpasswd"
        b" /DescendantFonts [] >>"
    )
    data = one_page(b"BT /F 9 Tf 72 700 Td <0041> Tj ET", b"<< /Font << /F %b >> >>" % font)
    assert all("root" not in repr(block) for block in read_pdf(data).blocks)


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7", b"%PDF-1.7\n" + bytes(4096), b"%PDF-1.4\n%%EOF", b""]
)
def test_what_is_no_pdf_is_called_damaged(data: bytes) -> None:
    with pytest.raises(Unreadable, match="damaged"):
        read_pdf(data)


def test_a_pdf_cut_short_is_read_as_far_as_it_goes_or_refused() -> None:
    drawing = Drawing()
    drawing.paragraph("一、总体情况", indent=False)
    whole = drawing.finish()
    for share in (0.3, 0.6, 0.9):
        try:
            document = read_pdf(whole[: int(len(whole) * share)])
        except Unreadable:
            continue
        assert {block.text for block in document.blocks} <= {"一、总体情况"}


def test_a_drawing_of_very_many_lines_makes_no_table() -> None:
    lines = b"".join(b"0 %d m 500 %d l S\n" % (y / 10, y / 10) for y in range(2_100))
    columns = b"".join(b"%d 0 m %d 300 l S\n" % (x / 10, x / 10) for x in range(2_100))
    assert drawing.MAX_RULES < 4_200
    assert read_pdf(one_page(lines + columns)).blocks == ()
