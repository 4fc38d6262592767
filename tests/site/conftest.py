"""A Datasette on the small archive, asked in process: the real application, without a network."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from datasette.app import Datasette
from lxml import html

from publish.schema.metadata import metadata
from publish.site.pages.search import names, query
from tests.site.archives import build_archive

MORE_SECTIONS = 1500
Get = Callable[..., httpx.Response]


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small archive, with more sections than Datasette gives in one page."""
    return build_archive(tmp_path_factory.mktemp("site") / "archive.db", MORE_SECTIONS)


@pytest.fixture(scope="session")
def get(archive: Path) -> Get:
    """Ask the site for a path, once; `cookies` and the like as httpx takes them."""
    settings = {
        "max_returned_rows": 1000,
        "max_csv_mb": 0,
        "suggest_facets": False,
        "sql_time_limit_ms": 5_000,
    }
    site = Datasette(files=[str(archive)], metadata=metadata(), settings=settings)

    asked: dict[str, httpx.Response] = {}

    def ask(path: str, **options: Any) -> httpx.Response:
        name = f"{path} {options}"
        if name not in asked:
            asked[name] = asyncio.run(site.client.get(path, **options))
        return asked[name]

    return ask


@pytest.fixture
def patient_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that counts all hits, and gives up nothing, however busy the machine is."""
    for module, name in ((query, "_TO_COUNT"), (query, "_MILLISECONDS"), (names, "_MILLISECONDS")):
        monkeypatch.setattr(module, name, 60_000)


def parsed(response: httpx.Response) -> html.HtmlElement:
    """The page as a tree."""
    return html.fromstring(response.text)


def text_of(element: html.HtmlElement) -> str:
    """The text of an element, with white space collapsed."""
    return " ".join(element.text_content().split())
