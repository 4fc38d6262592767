"""What is shown of a captured document: every figure's cell marked where it is printed, and nothing
of it that acts.
"""

from __future__ import annotations

import io
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from lxml import html
from PIL import Image

from crawler.errors import DigestMismatch, MissingRecord, UnknownPortal
from extract.document import Place
from publish.originals.page import inert_page
from publish.originals.places import Standing, Standings
from publish.originals.shown import Shown, show
from publish.originals.store import content
from tests.corpus import make
from tests.extract.readers.drawn import draw_report, report_of
from tests.publish.practice import PracticeCrawl, balanced, page, report_page

AGENCY = "尚志市亚布力镇人民政府"
HOSTILE = (
    "<script>document.title='run'</script><img src=x onerror=alert(1) alt='图示'><svg"
    " onload=alert(2)><a href='x'>s</a></svg><iframe src='//evil.example'></iframe><form"
    " action='//evil.example'><input value=typed><b onclick=alert(3)>粗体</b></form><a"
    " href='javascript:alert(4)' id='c-3.total.total'"
    " style='background:u\\72l(//evil.example)'>链接</a><p style='color:red'"
    " onmouseover=alert(5)>红字</p><math><mtext><style><img src=x"
    " onerror=alert(6)></style></mtext></math><noscript><p title='</noscript><img src=x"
    " onerror=alert(7)>'></noscript><base href='//evil.example'><meta http-equiv=refresh"
    " content='0;url=//evil.example'>"
)


def marks(shown: Shown) -> dict[str, str]:
    """The text of each marked place, by the name of its figure."""
    root = html.fromstring(f"<div>{shown.body}</div>")
    found = root.xpath("//*[starts-with(@id, 'c-')]")
    return {
        element.get("id").removeprefix("c-"): element.text_content().strip() for element in found
    }


def printed(shown: Shown) -> Iterator[tuple[str, str]]:
    for figure in shown.figures:
        if figure.value.status == "printed" and figure.source and figure.source.column is not None:
            name = ".".join(part for part in (str(figure.table), figure.row, figure.column) if part)
            yield name, figure.value.raw or str(figure.value.value)


@pytest.mark.parametrize(
    "format, manner",
    [
        ("html", "page"),
        ("docx", "blocks"),
        ("xlsx", "blocks"),
        ("ofd", "blocks"),
        ("text", "blocks"),
    ],
)
def test_every_figure_has_a_mark_at_the_cell_that_prints_it(format: str, manner: str) -> None:
    for sample in make(3, 2, format=format, layout="clean"):
        shown = show(sample.data)
        expected, marked = dict(printed(shown)), marks(shown)
        assert shown.manner == manner and len(expected) > 190
        assert {name: "".join(marked[name].split()) for name in expected} == {
            name: "".join(raw.split()) for name, raw in expected.items()
        }
        assert shown.marked >= expected.keys()


def test_a_pdf_is_shown_as_pictures_with_a_box_round_each_cell() -> None:
    shown = show(draw_report(report_of("2021")))
    assert (shown.manner, [image.page for image in shown.images]) == ("pictures", [1, 2, 3, 4])
    assert shown.marked >= dict(printed(shown)).keys() and len(shown.marked) == 200
    styles = dict(re.findall(r'id="c-([^"]+)" class="mark box" style="([^"]+)"', shown.body))
    box = {
        key: float(value.rstrip("%"))
        for key, value in (part.split(":") for part in styles["3.total.total"].split(";"))
    }
    page = next(
        image
        for image in shown.images
        if 'id="c-3.total.total"'
        in shown.body.partition(f'id="page-{image.page}"')[2].partition("<figure")[0]
    )
    picture = Image.open(io.BytesIO(page.png))
    assert (
        picture.format == "PNG"
        and abs(picture.width / picture.height - page.width / page.height) < 0.01
    )
    left, top = box["left"] / 100 * picture.width, box["top"] / 100 * picture.height
    inside = picture.crop(
        (
            int(left) + 3,
            int(top) + 3,
            int(left + box["width"] / 100 * picture.width) - 3,
            int(top + box["height"] / 100 * picture.height) - 3,
        )
    )
    # The ruling lines stand round the box, and the printed digits in it.
    assert inside.convert("L").getextrema()[0] < 100


def test_a_page_turned_on_its_side_is_shown_upright() -> None:
    document = pypdfium2.PdfDocument(draw_report(report_of("2021")))
    for one in document:
        one.set_rotation(90)
    turned = io.BytesIO()
    document.save(turned)
    shown = show(turned.getvalue())
    assert {Image.open(io.BytesIO(image.png)).size for image in shown.images} == {(992, 1404)}
    assert len(shown.marked) == 200


def test_nothing_of_a_hostile_page_acts_or_loads() -> None:
    body = report_page(AGENCY, 2023, table3=balanced(7)).replace(
        b"<h1>", HOSTILE.encode() + b"<h1>"
    )
    shown = show(body)
    root = html.fromstring(f"<div>{shown.body}</div>")
    tags = {element.tag for element in root.iter()}
    assert not tags & {
        "script",
        "img",
        "svg",
        "math",
        "iframe",
        "form",
        "input",
        "a",
        "style",
        "base",
        "meta",
        "noscript",
    }
    attributes = {name for element in root.iter() for name in element.attrib}
    assert attributes <= {"class", "id", "style", "colspan", "rowspan"}
    assert (
        "evil" not in shown.body
        and "alert" not in shown.body
        and "document.title" not in shown.body
    )
    assert [element.text_content() for element in root.xpath("//*[@class='picture']")] == ["▨ 图示"]
    assert root.xpath("//p[@style='color:red']/text()") == ["红字"] and "粗体" in shown.body
    # The page's own id is not taken for a mark.
    assert (
        marks(shown)["3.total.total"] == "7" and len(root.xpath("//*[@id='c-3.total.total']")) == 1
    )


def test_two_figures_of_one_cell_both_lead_to_it() -> None:
    place = Place(path="/html/body/table/tr/td")
    both = Standings(
        (Standing("4.review.total", place, None), Standing("4.review.other", place, None))
    )
    body, marked = inert_page(
        b"<html><body><table><tr><td>12</td></tr></table></body></html>", both
    )
    cell = html.fromstring(body).xpath("//td")[0]
    assert cell.get("id") == "c-4.review.total" and cell.xpath("./span/@id") == ["c-4.review.other"]
    assert cell.text_content() == "12" and marked == {"4.review.total", "4.review.other"}


def test_a_page_without_figures_is_shown_as_what_was_read_of_it() -> None:
    shown = show(page("通知", "<h1>通知</h1><p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"))
    assert (shown.manner, shown.marked) == ("blocks", frozenset())
    assert "&lt;script&gt;" in shown.body and "<script" not in shown.body


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.4 nothing", b"PK\x03\x04 nothing", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_what_cannot_be_read_is_not_shown_and_says_why(data: bytes) -> None:
    shown = show(data)
    assert (shown.manner, shown.body) == ("none", "") and shown.reason


def test_the_bytes_come_back_with_the_charset_that_the_server_named(state: Path) -> None:
    crawl = PracticeCrawl(state)
    body = report_page(AGENCY, 2023)
    capture = crawl.capture("a.html", body)
    again = crawl.capture("b.html", body)
    crawl.finish()
    for one in (capture, again):
        row = {"portal": one.portal, "warc_file": one.warc_file, "warc_offset": one.warc_offset}
        found = content(state, row)
        assert (found.data, found.charset) == (body, "utf-8")


def test_what_is_missing_or_changed_is_told_apart(state: Path) -> None:
    crawl = PracticeCrawl(state)
    capture = crawl.capture("a.html", report_page(AGENCY, 2023))
    crawl.finish()
    row = {
        "portal": capture.portal,
        "warc_file": capture.warc_file,
        "warc_offset": capture.warc_offset,
    }
    with pytest.raises(UnknownPortal):
        content(state, {**row, "portal": "elsewhere"})
    with pytest.raises(MissingRecord):
        content(state, {**row, "warc_offset": 7})
    file = state / capture.warc_file
    whole = file.read_bytes()
    file.write_bytes(whole[: capture.warc_offset] + b"x" * 20)
    with pytest.raises(MissingRecord):
        content(state, row)
    file.write_bytes(whole)
    with sqlite3.connect(state / "captures" / capture.portal / "log.db") as log:
        log.execute("update captures set sha256 = ?", ("0" * 64,))
    with pytest.raises(DigestMismatch):
        content(state, row)
