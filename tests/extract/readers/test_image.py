from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib.utils import ImageReader

import extract
from extract.document import Grid
from extract.errors import NeedsTool, Unreadable
from extract.readers.image import read_image
from extract.readers.pdf import read_pdf
from tests.extract.readers.drawn import HEIGHT, WIDTH, Drawing, report_of
from tests.rasters import pictures_of

pytest.importorskip("rapidocr", reason="the extra `ocr` is not installed")

import cv2
import numpy
from PIL import Image, ImageDraw, ImageFont

from extract.readers.pictures import pixels
from extract.readers.pictures import recognition as ocr
from extract.readers.pictures.cells import CellReading, Text, resolve

pytestmark = [pytest.mark.slow, pytest.mark.minutes(0.6)]
CHINESE_FONTS = (
    sorted(Path("/usr/share/fonts").rglob("*CJK*Regular.ttc"))
    if Path("/usr/share/fonts").is_dir()
    else []
)
needs_chinese_font = pytest.mark.skipif(
    not CHINESE_FONTS, reason="no Chinese font to draw a scan with"
)
ROWS = [["2024", "37", "0"], ["8", "", "1605"], ["0", "/", "41"]]


def table_picture(rows: list[list[str]] = ROWS, tilt: float = 0.0) -> Any:
    """A ruled table of figures on a page of 150 dots per inch."""
    picture = Image.new("RGB", (1240, 900), "white")
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(26)
    xs, ys = [100, 420, 740, 1060], [100, 180, 260, 340]
    for x in xs:
        draw.line((x, ys[0], x, ys[-1]), fill="black", width=2)
    for y in ys:
        draw.line((xs[0], y, xs[-1], y), fill="black", width=2)
    for y, row in zip(ys, rows, strict=False):
        for x, text in zip(xs, row, strict=False):
            draw.text((x + 140, y + 26), text, fill="black", font=font)
    return picture.rotate(tilt, fillcolor="white", resample=Image.Resampling.BICUBIC)


def saved(picture: Any, form: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, form, **options)
    return buffer.getvalue()


def rows_of(data: bytes) -> list[list[list[str]]]:
    return [
        [[cell.text for cell in row] for row in block.rows]
        for block in read_image(data).blocks
        if isinstance(block, Grid)
    ]


def test_a_table_in_a_picture_is_read_and_says_so() -> None:
    document = read_image(saved(table_picture(), dpi=(150, 150)))
    (grid,) = [block for block in document.blocks if isinstance(block, Grid)]
    assert [[cell.text for cell in row] for row in grid.rows] == ROWS
    assert not grid.ragged
    assert document.media_type == "image/png"
    assert document.issues == (
        ("read_by_ocr", "1 pages are pictures and were read by character recognition"),
    )
    box = grid.cells[0].place.box
    assert box is not None
    assert box == pytest.approx((48.0, 48.0, 201.6, 86.4), abs=1.0)
    assert grid.cells[0].place.page == 1


@pytest.mark.parametrize("tilt", [1.5, -3.0])
def test_a_tilted_picture_is_straightened(tilt: float) -> None:
    assert rows_of(saved(table_picture(tilt=tilt))) == [ROWS]


def test_a_picture_that_lies_on_its_side_is_turned() -> None:
    assert rows_of(saved(table_picture().rotate(90, expand=True))) == [ROWS]


def test_each_frame_of_a_tiff_is_a_page() -> None:
    other = table_picture([["5", "6", "7"], ["1", "2", "3"], ["0", "0", "0"]])
    data = saved(
        table_picture().convert("L"), "TIFF", save_all=True, append_images=[other.convert("L")]
    )
    document = read_image(data)
    assert document.media_type == "image/tiff"
    assert {block.place.page for block in document.blocks} <= {1, 2}
    cells = [cell for block in document.blocks if isinstance(block, Grid) for cell in block.cells]
    assert [cell.text for cell in cells if cell.place.page == 2] == [
        "5",
        "6",
        "7",
        "1",
        "2",
        "3",
        "0",
        "0",
        "0",
    ]


def test_a_smudged_figure_is_doubted() -> None:
    picture = table_picture()
    ImageDraw.Draw(picture).ellipse((895, 120, 925, 160), fill="black")
    document = read_image(saved(picture))
    (grid,) = [block for block in document.blocks if isinstance(block, Grid)]
    texts = [cell.text for cell in grid.cells]
    assert texts[2].endswith("?")
    assert [texts[0], texts[1], *texts[3:]] == ["2024", "37", "8", "", "1605", "0", "/", "41"]
    assert document.issues[1] == (
        "ocr_low_confidence",
        "1 cells could not be recognised with confidence",
    )


def test_a_dash_is_a_dash_and_no_chinese_one() -> None:
    rows = [["-", "37", "0"], ["8", "-", "16"], ["0", "", "41"]]
    assert rows_of(saved(table_picture(rows))) == [rows]


def test_dirt_in_a_blank_cell_is_no_figure() -> None:
    picture = table_picture()
    ImageDraw.Draw(picture).ellipse((560, 210, 563, 213), fill="black")
    assert rows_of(saved(picture)) == [ROWS]


def test_a_red_seal_over_a_table_hides_no_figure() -> None:
    picture = table_picture()
    ImageDraw.Draw(picture).ellipse((300, 140, 520, 300), outline=(235, 40, 40), width=8)
    assert rows_of(saved(picture)) == [ROWS]


def answering(answers: list[tuple[str, float]]) -> Any:
    """Stands in for the recogniser of crops: it answers with what it is given, in this order."""
    left = iter(answers)
    return lambda crops: [next(left) for _ in crops]


BOX = (10.0, 10.0, 90.0, 40.0)


@pytest.mark.parametrize(
    ("page", "crops", "read", "doubtful"),
    [
        ([("12", 0.99)], [("12", 0.99)], "12", 0),
        ([("12", 0.99)], [("17", 0.99)], "17?", 1),
        ([("12", 0.45)], [("12", 0.99)], "12?", 1),
        ([("12", 0.99)], [("12", 0.6)], "12", 0),
        ([("12", 0.7)], [("12", 0.7)], "12?", 1),
        ([], [("3", 0.99), ("3", 0.98)], "3", 0),
        ([], [("3", 0.99), ("8", 0.98)], "3?", 1),
        ([], [("", 0.0), ("", 0.0)], "?", 1),
        ([("O", 0.9)], [("0", 0.9)], "0?", 1),
        ([("O", 0.9)], [("O", 0.9)], "?", 1),
        ([("予以公开", 0.6)], [("予以公示", 0.9)], "予以公开", 0),
    ],
)
def test_a_figure_counts_only_where_two_readings_agree(
    page: list[tuple[str, float]], crops: list[tuple[str, float]], read: str, doubtful: int
) -> None:
    texts = [Text(text, score, BOX) for text, score in page]
    cell = CellReading(BOX, texts, [(20.0, 15.0, 60.0, 35.0)], False)
    found, doubts = resolve(answering(crops), numpy.full((60, 120), 255, numpy.uint8), [cell], 20.0)
    assert ([one.text for one in found], doubts) == ([read], doubtful)


@pytest.mark.parametrize(
    ("mark", "page", "crop", "read"),
    [
        ("/", "/", "1", "/"),
        ("/", "1", "1", "/"),
        ("/", "7", "7", "7?"),
        ("-", "", "一", "-"),
        ("-", "", "1", "1?"),
        ("■", "00", "00", "00?"),
        ("|", "1", "1", "1?"),
        ("/", "一", "1", "/"),
        ("", "1", "1", "1"),
    ],
)
def test_the_shape_of_the_ink_is_a_witness(mark: str, page: str, crop: str, read: str) -> None:
    texts = [Text(page, 0.99, BOX)] if page else []
    cell = CellReading(BOX, texts, [(20.0, 15.0, 60.0, 35.0)], False, mark)
    answers = [(crop, 0.99)] * 2
    found, _ = resolve(answering(answers), numpy.full((60, 120), 255, numpy.uint8), [cell], 20.0)
    assert [one.text for one in found] == [read]


@pytest.mark.parametrize(
    ("lean", "shape"), [(0, ""), (5, pixels.DOUBTFUL_STROKE), (9, "/"), (-9, "")]
)
def test_a_lone_stroke_is_told_by_how_far_it_leans(lean: int, shape: str) -> None:
    page = numpy.full((100, 200), 255, numpy.uint8)
    cv2.line(page, (100 - lean // 2, 65), (100 + lean - lean // 2, 37), 0, 3)
    # The ruling lines of the cell are near, and no part of the stroke.
    cv2.rectangle(page, (60, 30), (140, 72), 0, 2)
    left, right = sorted((100 - lean // 2, 100 + lean - lean // 2))
    box = (left - 1.0, 36.0, right + 2.0, 67.0)
    assert pixels.mark(page, [box], 36.0) == shape


def test_a_text_that_runs_over_two_cells_is_read_cell_by_cell() -> None:
    texts = [Text("1 2", 0.99, (10, 10, 150, 40))]
    cells = [
        CellReading((0, 0, 80, 50), texts, [(20.0, 15.0, 40.0, 35.0)], True),
        CellReading((80, 0, 160, 50), texts, [(120.0, 15.0, 140.0, 35.0)], True),
    ]
    answers = [("1", 0.99), ("2", 0.99), ("1", 0.99), ("2", 0.98)]
    found, doubts = resolve(
        answering(answers), numpy.full((60, 200), 255, numpy.uint8), cells, 20.0
    )
    assert ([one.text for one in found], doubts) == (["1", "2"], 0)


def test_ruling_lines_are_told_from_strokes() -> None:
    page = numpy.full((600, 800), 255, numpy.uint8)
    cv2.rectangle(page, (100, 100), (700, 300), 0, 2)
    cv2.line(page, (400, 100), (400, 300), 0, 2)
    cv2.line(page, (200, 150), (200, 190), 0, 3)
    cv2.line(page, (450, 200), (490, 200), 0, 3)
    found = pixels.rules(page)
    assert sorted(round(rule.at, -1) for rule in found if rule.vertical) == [100, 400, 700]
    assert sorted(round(rule.at, -1) for rule in found if not rule.vertical) == [100, 300]


def test_long_pictures_are_cut_where_there_is_least_ink() -> None:
    page = numpy.full((3000, 1000), 255, numpy.uint8)
    for y in range(0, 3000, 50):
        if not 1200 <= y < 1300:
            page[y + 10 : y + 40, 100:900] = 0
    bands = pixels.bands(page)
    assert bands[0][0] == 0
    assert bands[-1][1] == 3000
    assert all(end - start <= 1600 for start, end in bands)
    assert all(not (page[end - 1] == 0).any() for _, end in bands[:-1])


@needs_chinese_font
def test_a_scanned_page_of_table_3_is_read_exactly() -> None:
    report = report_of("2021", 3)
    drawn = next(
        block.table for block in report.full_blocks if block.table and block.table.width == 10
    )
    page = Drawing(size=8, page_numbers=False)
    page.table(drawn, columns=(30, 50, 150, *[31.5] * 7))
    (rendered,) = pictures_of(page.finish(), dots_per_inch=200)
    scan = Drawing(page_numbers=False)
    tilted = rendered.rotate(0.6, fillcolor=255, resample=Image.Resampling.BICUBIC)
    scan.canvas.drawImage(ImageReader(tilted), 0, 0, WIDTH, HEIGHT)
    document = read_pdf(scan.finish())
    (grid,) = [block for block in document.blocks if isinstance(block, Grid)]
    figures = {
        (box.row, box.column): box.text for box in drawn.boxes if box.row >= 3 and box.column >= 3
    }
    assert {
        (cell.row, cell.column): cell.text
        for cell in grid.cells
        if cell.row >= 3 and cell.column >= 3
    } == figures
    assert [code for code, _ in document.issues] == ["read_by_ocr"]


def test_without_recognition_a_picture_needs_its_tool(monkeypatch: pytest.MonkeyPatch) -> None:
    ocr._engine.cache_clear()
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(NeedsTool) as raised:
        read_image(saved(table_picture()))
    assert raised.value.tool == "rapidocr"
    assert "\n" not in str(raised.value)
    ocr._engine.cache_clear()


def test_pictures_that_cannot_hold_a_table_are_refused_in_a_line() -> None:
    with pytest.raises(Unreadable, match="too small"):
        read_image(saved(Image.new("L", (200, 40))))
    with pytest.raises(Unreadable, match="damaged"):
        read_image(saved(table_picture())[:3000])
    with pytest.raises(Unreadable, match="damaged"):
        read_image(b"\x89PNG\r\n\x1a\n" + bytes(100))
    huge = bytearray(saved(Image.new("L", (400, 400))))
    huge[16:24] = (60_000).to_bytes(4, "big") * 2
    import zlib

    huge[29:33] = zlib.crc32(huge[12:29]).to_bytes(4, "big")
    with pytest.raises(Unreadable, match=r"60000 x 60000 pixels|damaged: .*decompression bomb"):
        read_image(bytes(huge))


def test_a_file_that_only_begins_like_a_picture_says_so_in_the_same_words_each_time() -> None:
    readings = [extract.read(b"GIF89a\x01\x00\x01\x00\x00\x00\x00;") for _ in range(2)]
    messages = {issue.message for reading in readings for issue in reading.issues}
    assert messages == {"the picture is damaged: its bytes are of no kind of picture that is read"}
