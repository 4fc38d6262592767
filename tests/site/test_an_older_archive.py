"""A site in front of an archive that was built before some of its tables and columns were."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from datasette.app import Datasette

from publish.schema.metadata import metadata
from tests.site.archives import AGENCY, ANNEX, FORMER_AGENCY, NEW, build_archive

OLDER = """
drop view series;
drop table series_years;
drop table aliases;
alter table checks drop column succession;
alter table statistics drop column indicator;
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    path: Path = build_archive(tmp_path_factory.mktemp("older") / "archive.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(OLDER)
    return Datasette(files=[str(path)], metadata=metadata())


def answer(site: Datasette, path: str) -> httpx.Response:
    return asyncio.run(site.client.get(path))


@pytest.mark.parametrize(
    "path",
    [f"/report/{FORMER_AGENCY}-2023", f"/agency/{FORMER_AGENCY}", "/report/nobody-2023.json"],
)
def test_an_unknown_address_is_not_found_where_no_former_ids_are_kept(
    path: str, site: Datasette
) -> None:
    assert answer(site, path).status_code == 404


@pytest.mark.parametrize("path", ["/", f"/report/{NEW}", f"/report/{ANNEX}", f"/agency/{AGENCY}"])
def test_its_pages_are_there(path: str, site: Datasette) -> None:
    assert answer(site, path).status_code == 200
