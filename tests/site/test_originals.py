"""The document as it was captured: shown with the figure's cell marked, given away as it came, and
never let act.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from warcio.archiveiterator import ArchiveIterator

from publish import originals as folder
from publish.site.pages.report import originals
from publish.site.serving.work_queue import Line
from tests.site.captured import NEW, OLD, PDF, Captured
from tests.site.conftest import Get, parsed, text_of

RAW = "sandbox; default-src 'none'"
MADE = "sandbox allow-same-origin; default-src 'none'"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Captured]:
    yield Captured(tmp_path_factory.mktemp("captured"))


def frame_of(site: Captured, path: str) -> tuple[str, html.HtmlElement]:
    """The address of the frame in a page, and the document in it."""
    [frame] = parsed(site.get(path)).xpath("//iframe")
    assert frame.get("sandbox") == "allow-same-origin"
    view = site.get(frame.get("src").partition("#")[0])
    assert view.status_code == 200
    return frame.get("src"), parsed(view)


def test_the_page_of_a_figure_shows_the_document_with_its_cell_marked(site: Captured) -> None:
    capture = site.capture("a.html")
    address, document = frame_of(site, f"/report/{capture['report']}/3/granted/total")
    assert address == f"/source/{capture['id']}/view?cell=3.granted.total#c-3.granted.total"
    [cell] = document.xpath("//*[@id='c-3.granted.total']")
    assert (cell.tag, cell.text_content(), cell.get("class")) == ("td", "9", "mark")


def test_the_older_version_of_a_report_is_shown_with_its_own_figures(site: Captured) -> None:
    change = site.rows("select * from changes where column_key = 'total'")[0]
    shown = {}
    for side in ("old", "new"):
        _, document = frame_of(site, f"/source/{change[f'{side}_capture']}")
        shown[side] = document.xpath("//*[@id='c-3.granted.total']")[0].text_content()
    assert shown == {"old": "7", "new": "9"}
    links = parsed(site.get(f"/report/{change['report']}")).xpath(
        "//section[@id='changes']//td/a/@href"
    )
    cells = {link.partition("?cell=")[2] for link in links}
    assert len(cells) == len(links) // 2 and "3.granted.total" in cells
    assert [link.partition("?")[0] for link in links[:2]] == [
        f"/source/{change['old_capture']}",
        f"/source/{change['new_capture']}",
    ]


def test_a_pdf_is_shown_as_pictures_that_the_site_serves(site: Captured) -> None:
    capture = site.capture("c.pdf")
    address, document = frame_of(site, f"/report/{capture['report']}/4/review/total")
    assert address.endswith("#c-4.review.total") and document.xpath(
        "//span[@id='c-4.review.total'][@style]"
    )
    pages = document.xpath("//img/@src")
    assert pages == ["page-1.png", "page-2.png", "page-3.png", "page-4.png"]
    picture = site.get(f"/source/{capture['id']}/{pages[2]}")
    assert picture.headers["content-type"] == "image/png" and picture.content.startswith(
        b"\x89PNG\r\n"
    )
    assert site.get(f"/source/{capture['id']}/page-5.png").status_code == 404


def test_a_word_file_is_shown_as_what_was_read_of_it(site: Captured) -> None:
    capture = site.capture("d.docx")
    _, document = frame_of(site, f"/source/{capture['id']}")
    total = site.rows(
        "select total from applications where outcome = 'total' and report = ?", capture["report"]
    )
    assert document.xpath("//td[@id='c-3.total.total']")[0].text_content() == str(total[0]["total"])
    assert "不是原来的版式" in text_of(document.xpath("//p[@class='manner']")[0])


def test_the_bytes_come_as_they_were_captured(site: Captured) -> None:
    for ends, body in (("a.html", NEW), ("c.pdf", PDF)):
        capture = site.capture(ends)
        response = site.get(f"/source/{capture['id']}/original")
        assert response.content == body and hashlib.sha256(body).hexdigest() == capture["sha256"]
    change = site.rows("select old_capture from changes")[0]
    assert site.get(f"/source/{change['old_capture']}/original").content == OLD


def test_a_browser_gets_web_pages_in_a_sandbox_and_all_else_as_a_download(site: Captured) -> None:
    page, pdf = site.capture("a.html"), site.capture("c.pdf")
    raw = site.get(f"/source/{page['id']}/original")
    assert (
        raw.headers["content-type"] == "text/html; charset=utf-8"
        and "content-disposition" not in raw.headers
    )
    kept = site.get(f"/source/{page['id']}/original?download=1")
    assert (
        kept.headers["content-disposition"]
        == f'attachment; filename="{page["sha256"][:12]}-a.html"'
    )
    given = site.get(f"/source/{pdf['id']}/original")
    assert given.headers["content-type"] == "application/pdf"
    assert (
        given.headers["content-disposition"] == f'attachment; filename="{pdf["sha256"][:12]}-c.pdf"'
    )


def test_what_comes_from_documents_is_walled_in(site: Captured) -> None:
    page, pdf = site.capture("a.html")["id"], site.capture("c.pdf")["id"]
    expected = {
        f"{page}/original": RAW,
        f"{pdf}/original": RAW,
        f"{pdf}/page-1.png": RAW,
        f"{page}/view": MADE,
    }
    for path, policy in expected.items():
        headers = site.get(f"/source/{path}").headers
        assert headers["content-security-policy"].startswith(policy)
        assert "script" not in headers["content-security-policy"]
        assert (
            headers["x-content-type-options"] == "nosniff" and headers["x-robots-tag"] == "noindex"
        )
    outer = site.get(f"/source/{page}").headers
    assert (
        "frame-src 'self'" in outer["content-security-policy"]
        and outer["x-frame-options"] == "DENY"
    )


def test_the_view_of_a_hostile_page_holds_nothing_that_acts(site: Captured) -> None:
    view = site.get(f"/source/{site.capture('a.html')['id']}/view").text
    assert (
        "<script" not in view
        and "evil" not in view
        and "onerror" not in view
        and "<img" not in view
    )
    assert "9" in view


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site that remembers no document from the tests before."""
    monkeypatch.setattr(originals, "_shown", {})


@pytest.mark.usefixtures("forgetful")
def test_without_the_captures_the_pages_say_so(
    site: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    capture = site.capture("a.html")
    monkeypatch.setattr(folder, "STATE", "gone")
    for path in (f"/source/{capture['id']}", f"/report/{capture['report']}/3/granted/total"):
        response = site.get(path)
        text = text_of(parsed(response).xpath("//main")[0])
        assert (
            response.status_code == 200
            and "没有随附采集存档" in text
            and "served without the captures" in text
        )
        assert capture["sha256"] in text and not parsed(response).xpath("//iframe")
    for path in ("original", "view", "page-1.png"):
        assert site.get(f"/source/{capture['id']}/{path}").status_code == 404


@pytest.mark.usefixtures("forgetful")
def test_a_damaged_archive_file_is_told_from_a_missing_one(tmp_path: Path) -> None:
    site = Captured(tmp_path)
    capture = site.capture("a.html")
    file = site.state / capture["warc_file"]
    file.write_bytes(b"")
    view = site.get(f"/source/{capture['id']}/view")
    assert view.status_code == 404 and "存档文件缺失或已损坏" in view.text
    assert (
        "restore the file from a copy" in view.text
        and site.get(f"/source/{capture['id']}").status_code == 200
    )
    assert site.get(f"/source/{capture['id']}/original").status_code == 404
    file.unlink()
    page = parsed(site.get(f"/source/{capture['id']}"))
    assert "存档文件缺失或已损坏" in text_of(page.xpath("//main")[0]) and not page.xpath("//iframe")


def test_a_figure_that_the_document_does_not_show_is_told(site: Captured) -> None:
    view = site.get(f"/source/{site.capture('a.html')['id']}/view?cell=3.granted.nobody")
    assert view.status_code == 200 and "没有找到这一格" in view.text
    assert (
        "没有找到这一格"
        not in site.get(f"/source/{site.capture('a.html')['id']}/view?cell=3.granted.total").text
    )


@pytest.mark.usefixtures("forgetful")
def test_a_frame_says_when_too_many_ask(site: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(originals, "_line", Line("full", 0))
    capture = site.capture("c.pdf")["id"]
    view = site.get(f"/source/{capture}/view")
    assert (
        view.status_code == 429 and view.headers["retry-after"] == "5" and "请稍后再试" in view.text
    )
    assert view.headers["x-frame-options"] == "SAMEORIGIN"
    for path in (f"/source/{capture}/original", f"/source/{capture}/page-1.png"):
        assert site.get(path).status_code == 429


def test_the_page_of_a_figure_looks_at_no_document(
    site: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(originals, "shown_of", None)
    assert site.get(f"/report/{site.capture('a.html')['report']}/3/total/total").status_code == 200


@pytest.mark.parametrize(
    "path", ["/source/0000000000000000", "/source/0000000000000000/view", "/source/xyz", "/source/"]
)
def test_an_unknown_capture_is_a_page_that_says_so(get: Get, path: str) -> None:
    response = get(path)
    assert response.status_code == 404 and parsed(response).xpath("//h1")


def test_a_report_gives_its_archived_responses_away(site: Captured) -> None:
    capture = site.capture("a.html")
    older = site.rows(
        "select url, sha256 from captures where report = ? order by fetched_at, id",
        capture["report"],
    )
    warc = site.get(f"/report/{capture['report']}/records.warc.gz")
    records = ArchiveIterator(io.BytesIO(warc.content))
    digests = [
        hashlib.sha256(one.content_stream().read()).hexdigest()
        for one in records
        if one.rec_type == "response"
    ]
    assert digests == [row["sha256"] for row in older] and len(digests) == 2
    assert (
        warc.headers["content-disposition"] == f'attachment; filename="{capture["report"]}.warc.gz"'
    )
    wacz = site.get(f"/report/{capture['report']}/records.wacz")
    assert wacz.headers["content-type"] == "application/wacz"
    described = json.loads(zipfile.ZipFile(io.BytesIO(wacz.content)).read("datapackage.json"))
    assert described["mainPageUrl"] == capture["url"]
    links = parsed(site.get(f"/report/{capture['report']}")).xpath(
        "//section[@id='download']//a/@href"
    )
    assert {f"/report/{capture['report']}/records.{form}" for form in ("wacz", "warc.gz")} <= set(
        links
    )


def test_records_of_what_is_not_there_are_not_found(
    site: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert site.get("/report/none/records.wacz").status_code == 404
    monkeypatch.setattr(folder, "STATE", "gone")
    response = site.get(f"/report/{site.capture('a.html')['report']}/records.wacz")
    assert response.status_code == 404 and "没有随本站提供" in response.text
