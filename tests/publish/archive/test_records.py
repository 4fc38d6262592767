"""WARC and WACZ of captures: records byte for byte, digests that hold, an index whose places lead
to the records.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from crawler.errors import MissingRecord
from crawler.store.captures import Capture
from publish.originals.wacz import sort_key, write_package
from publish.originals.warc_records import write_records
from tests.publish.practice import PracticeCrawl, report_page

PAGE, ANNEX = report_page("尚志市水务局", 2023), b"%PDF-1.4 " + bytes(range(256)) * 400


def row(capture: Capture) -> dict[str, Any]:
    return {"id": f"{capture.id:016x}", **vars(capture)}


@pytest.fixture
def rows(state: Path) -> list[dict[str, Any]]:
    crawl = PracticeCrawl(state)
    crawl.capture("list.html", b"<p>list</p>", "list")
    page = crawl.capture("a.html?b=2&a=1", PAGE, link_text="年报")
    crawl.capture("other.html", b"<p>other</p>")
    annex = crawl.capture("c.pdf", ANNEX, "attachment", page_url=page.url)
    crawl.finish()
    return [row(page), row(annex)]


def written(state: Path, rows: list[dict[str, Any]]) -> bytes:
    target = io.BytesIO()
    write_records(state, rows, "r.warc.gz", target)
    return target.getvalue()


def package(state: Path, rows: list[dict[str, Any]]) -> zipfile.ZipFile:
    target = io.BytesIO()
    write_package(state, rows, "水务局2023年报告", target)
    return zipfile.ZipFile(target)


def test_the_file_holds_the_records_of_these_captures_and_no_others(
    state: Path, rows: list[dict[str, Any]]
) -> None:
    records = ArchiveIterator(io.BytesIO(written(state, rows)), check_digests="raise")
    found = [
        (one.rec_type, one.rec_headers.get_header("WARC-Target-URI"), one.content_stream().read())
        for one in records
    ]
    assert [kind for kind, _, _ in found] == ["warcinfo", "response", "response"]
    assert found[1:] == [("response", rows[0]["url"], PAGE), ("response", rows[1]["url"], ANNEX)]


def test_records_are_the_archives_own_bytes(state: Path, rows: list[dict[str, Any]]) -> None:
    made = written(state, rows)
    for one in rows:
        own = (state / one["warc_file"]).read_bytes()[one["warc_offset"] :][: one["warc_length"]]
        assert made.count(own) == 1


def test_the_request_comes_along_where_the_archive_has_it(
    state: Path, rows: list[dict[str, Any]]
) -> None:
    file = state / rows[1]["warc_file"]
    with file.open("rb") as stream:
        stream.seek(rows[1]["warc_offset"])
        identity = next(iter(ArchiveIterator(stream))).rec_headers.get_header("WARC-Record-ID")
    for concurrent, expected in (
        (identity, ["response", "request"]),
        ("<urn:uuid:other>", ["response"]),
    ):
        whole = file.read_bytes()[: rows[1]["warc_offset"] + rows[1]["warc_length"]]
        request = io.BytesIO()
        writer = WARCWriter(request, gzip=True, warc_version="1.1")
        headers = {"WARC-Concurrent-To": concurrent}
        content = io.BytesIO(b"GET /c.pdf HTTP/1.1\r\nHost: test.example\r\n\r\n")
        writer.write_record(
            writer.create_warc_record(rows[1]["url"], "request", content, warc_headers_dict=headers)
        )
        file.write_bytes(whole + request.getvalue())
        found = [one.rec_type for one in ArchiveIterator(io.BytesIO(written(state, rows[1:])))]
        assert found == ["warcinfo", *expected]
        index = package(state, rows[1:]).read("indexes/index.cdx").decode().splitlines()
        assert len(index) == 1


def test_the_same_captures_give_the_same_files(state: Path, rows: list[dict[str, Any]]) -> None:
    assert written(state, rows) == written(state, rows)
    targets = [io.BytesIO(), io.BytesIO()]
    for target in targets:
        write_package(state, rows, "t", target)
    assert targets[0].getvalue() == targets[1].getvalue()


def test_the_package_names_its_files_with_their_digests(
    state: Path, rows: list[dict[str, Any]]
) -> None:
    made = package(state, rows)
    assert {one.compress_type for one in made.infolist()} == {zipfile.ZIP_STORED}
    described = json.loads(made.read("datapackage.json"))
    assert (described["profile"], described["wacz_version"]) == ("data-package", "1.1.1")
    assert (described["mainPageUrl"], described["title"]) == (rows[0]["url"], "水务局2023年报告")
    paths = ["archive/data.warc.gz", "indexes/index.cdx", "pages/pages.jsonl"]
    assert [one["path"] for one in described["resources"]] == paths
    for one in described["resources"]:
        data = made.read(one["path"])
        assert one["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}" and one["bytes"] == len(
            data
        )
    digest = json.loads(made.read("datapackage-digest.json"))
    expected = f"sha256:{hashlib.sha256(made.read('datapackage.json')).hexdigest()}"
    assert digest == {"path": "datapackage.json", "hash": expected}


def test_every_file_begins_where_the_directory_of_the_package_says(
    state: Path, rows: list[dict[str, Any]]
) -> None:
    """ReplayWeb.page takes a file whose entry has no extra field to begin behind its name, and does
    not look there.
    """
    target = io.BytesIO()
    write_package(state, rows, "t", target)
    with zipfile.ZipFile(target) as made:
        for member in made.infolist():
            begins = member.header_offset + 30 + len(member.filename.encode()) + len(member.extra)
            assert target.getvalue()[begins:][: member.file_size] == made.read(member)


def test_the_places_of_the_index_lead_to_the_records(
    state: Path, rows: list[dict[str, Any]]
) -> None:
    made = package(state, rows)
    warc, lines = (
        made.read("archive/data.warc.gz"),
        made.read("indexes/index.cdx").decode().splitlines(),
    )
    assert lines == sorted(lines) and len(lines) == 2
    bodies = {}
    for line in lines:
        key, stamp, fields = line.split(" ", 2)
        entry = json.loads(fields)
        assert key == sort_key(entry["url"]) and len(stamp) == 14 and stamp.isdigit()
        assert (entry["status"], entry["filename"]) == ("200", "data.warc.gz")
        member = warc[int(entry["offset"]) :][: int(entry["length"])]
        record = next(iter(ArchiveIterator(io.BytesIO(member))))
        assert record.rec_headers.get_header("WARC-Payload-Digest") == entry["digest"]
        assert record.rec_headers.get_header("WARC-Target-URI") == entry["url"]
        bodies[entry["url"]] = record.content_stream().read()
    assert bodies == {rows[0]["url"]: PAGE, rows[1]["url"]: ANNEX}


def test_the_pages_are_listed_with_titles_and_times(
    state: Path, rows: list[dict[str, Any]]
) -> None:
    lines = [
        json.loads(line)
        for line in package(state, rows).read("pages/pages.jsonl").decode().splitlines()
    ]
    assert lines[0] == {"format": "json-pages-1.0", "id": "pages", "title": "水务局2023年报告"}
    assert [(one["url"], one["ts"], one["title"]) for one in lines[1:]] == [
        (rows[0]["url"], rows[0]["fetched_at"], "年报"),
        (rows[1]["url"], rows[1]["fetched_at"], "水务局2023年报告"),
    ]


@pytest.mark.parametrize(
    "url, key",
    [
        ("http://www.Shangzhi.gov.cn/Col/a.html", "cn,gov,shangzhi)/col/a.html"),
        ("https://a.gov.cn:443", "cn,gov,a)/"),
        ("http://a.gov.cn:8080/x?b=2&a=1", "cn,gov,a:8080)/x?a=1&b=2"),
        ("http://127.0.20.1:8430/", "1,20,0,127:8430)/"),
    ],
)
def test_addresses_are_sorted_as_replay_programs_look_them_up(url: str, key: str) -> None:
    assert sort_key(url) == key


@pytest.mark.parametrize("damage", ["missing", "empty", "elsewhere", "short"])
def test_a_damaged_archive_file_gives_no_package(
    state: Path, rows: list[dict[str, Any]], damage: str
) -> None:
    file = state / rows[0]["warc_file"]
    if damage == "missing":
        file.unlink()
    elif damage == "empty":
        file.write_bytes(b"")
    elif damage == "elsewhere":
        rows[0]["warc_offset"] += 3
    else:
        file.write_bytes(file.read_bytes()[: rows[1]["warc_offset"] + 90])
    with pytest.raises(MissingRecord):
        written(state, rows)
