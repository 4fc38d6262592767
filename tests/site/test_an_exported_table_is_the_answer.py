"""Who asks for a whole table gets the file that was exported, as long as it is of the archive that
is served.
"""

from __future__ import annotations

import asyncio
import csv
import gzip
import hashlib
import io
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from datasette.app import Datasette

from publish import export
from publish.schema.metadata import metadata
from tests.site.archives import build_archive

WHOLE = "/archive/reports.csv?_stream=on&_dl=on"
PLAIN = {"accept-encoding": "identity"}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    export(build_archive(folder / "archive.db"), folder / "exports", ("csv", "jsonl"))
    return folder


def ask(folder: Path, path: str, **headers: str) -> httpx.Response:
    # Datasette knows the digest of a file to which nobody writes.
    site = Datasette(immutables=[str(folder / "archive.db")], metadata=metadata())
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return asyncio.run(site.client.get(path, headers=PLAIN | named))


def file(folder: Path, path: str = "csv/reports.csv") -> bytes:
    return (folder / "exports" / path).read_bytes()


@pytest.mark.parametrize("path", [WHOLE, "/archive/reports.csv?_stream=on", "/archive/reports.csv"])
def test_a_whole_table_is_the_exported_file_with_length_and_digest(
    original: Path, path: str
) -> None:
    answer = ask(original, path)
    assert answer.content == file(original)
    assert answer.headers["content-length"] == str(len(answer.content))
    assert answer.headers["etag"] == f'"{hashlib.sha256(answer.content).hexdigest()}"'
    assert "Accept-Encoding" in answer.headers["vary"]


def test_a_download_that_broke_off_goes_on(original: Path) -> None:
    tag = ask(original, WHOLE).headers["etag"]
    rest = ask(original, WHOLE, range="bytes=100-", if_range=tag)
    assert (rest.status_code, rest.content) == (206, file(original)[100:])
    other = ask(original, WHOLE, range="bytes=100-", if_range='"another"')
    assert (other.status_code, other.content) == (200, file(original))


def test_who_has_the_file_is_told_so(original: Path) -> None:
    tag = ask(original, WHOLE).headers["etag"]
    again = ask(original, WHOLE, if_none_match=tag)
    assert (again.status_code, again.content) == (304, b"")


def test_the_compressed_twin_is_sent_to_who_takes_it(original: Path) -> None:
    answer = ask(original, WHOLE, accept_encoding="br, gzip")
    twin = file(original, "csv/reports.csv.gz")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-length"] == str(len(twin))
    assert answer.content == gzip.decompress(twin) == file(original)
    assert answer.headers["etag"] != ask(original, WHOLE).headers["etag"]


def test_json_lines_are_exported_ones_too(original: Path) -> None:
    answer = ask(original, "/archive/applications.jsonl?_dl=on")
    assert answer.content == file(original, "jsonl/applications.jsonl")
    assert "etag" in answer.headers


@pytest.mark.parametrize(
    "other",
    ["year__exact=2023", "_sort_desc=year", "_size=1", "_labels=on", "_header=off", "_where=1=1"],
)
def test_who_wants_other_rows_gets_them_from_the_archive(original: Path, other: str) -> None:
    answer = ask(original, f"{WHOLE}&{other}")
    assert answer.status_code == 200
    assert "content-length" not in answer.headers
    assert answer.content != file(original)


def test_an_export_of_another_archive_answers_nothing(tmp_path: Path) -> None:
    export(build_archive(tmp_path / "archive.db"), tmp_path / "exports", ("csv",))
    with closing(sqlite3.connect(tmp_path / "archive.db")) as archive, archive:
        archive.execute("update reports set title = 'another'")
    answer = ask(tmp_path, WHOLE)
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["title"] for row in rows} == {"another"}


def test_a_file_that_is_not_what_the_package_says_answers_nothing(tmp_path: Path) -> None:
    export(build_archive(tmp_path / "archive.db"), tmp_path / "exports", ("csv",))
    with (tmp_path / "exports/csv/reports.csv").open("ab") as cut:
        os.truncate(cut.fileno(), 50)
    answer = ask(tmp_path, WHOLE)
    assert len(list(csv.DictReader(io.StringIO(answer.text)))) > 1


def test_the_twin_is_in_the_package_with_its_digest_and_can_be_had(original: Path) -> None:
    described = json.loads(file(original, "datapackage.json"))["resources"]
    twins = {one["path"]: one["gzip"] for one in described}
    twin = twins["csv/reports.csv"]
    content = file(original, twin["path"])
    assert twin["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert twin["bytes"] == len(content)
    answer = ask(original, f"/exports/{twin['path']}")
    assert answer.content == content
    assert "content-encoding" not in answer.headers
