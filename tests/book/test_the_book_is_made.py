"""The site that `make book` makes of docs/: without a warning, without another host, and with a
search that finds Chinese and English words.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from lxml import html

from gongkai.chromium import HOW_TO_GO_ON, find_chromium
from tests.book.examples import DOCS
from tests.house.house import TOP

pytestmark = pytest.mark.loopback
# What a browser fetches by itself, by element and attribute.
LOADED = {
    "link": "href",
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "object": "data",
    "form": "action",
}
FOREIGN = re.compile(r"^\s*(?:[a-z]+:)?//", re.IGNORECASE)
IN_STYLES = re.compile(r"""(?:url\(|@import)\s*["']?\s*((?:https?:)?//[^"')\s]+)""")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the book, made as `make book` does."""
    pytest.importorskip("sphinx", reason="Sphinx is not installed: it comes with the extra `docs`")
    folder = tmp_path_factory.mktemp("book")
    options = ["--quiet", "--fail-on-warning", "--keep-going"]
    command = [sys.executable, "-m", "sphinx", *options, str(DOCS), str(folder)]
    answer = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stderr) == (0, "")
    return folder


def foreign_addresses(page: str) -> list[str]:
    """The addresses on other hosts that a browser would load for a page."""
    tree = html.fromstring(page)
    loaded = [
        element.get(attribute, "")
        for name, attribute in LOADED.items()
        for element in tree.iter(name)
    ]
    styles = [element.text or "" for element in tree.iter("style")]
    return [address for address in loaded if FOREIGN.match(address)] + [
        address for style in styles for address in IN_STYLES.findall(style)
    ]


def test_every_page_of_docs_is_in_the_book(book: Path) -> None:
    pages = {path.relative_to(DOCS).with_suffix(".html").as_posix() for path in DOCS.glob("*.md")}
    assert pages - {path.name for path in book.glob("*.html")} == set()


def test_a_browser_loads_nothing_from_another_host(book: Path) -> None:
    pages = list(book.rglob("*.html"))
    assert len(pages) > 15
    assert [found for page in pages for found in foreign_addresses(page.read_text("utf-8"))] == []
    styles = [path.read_text("utf-8") for path in book.rglob("*.css")]
    assert [found for style in styles for found in IN_STYLES.findall(style)] == []


@pytest.mark.parametrize(
    "element",
    [
        '<script src="https://cdn.example/a.js"></script>',
        '<link rel="stylesheet" href="//cdn.example/a.css">',
        "<style>@import 'https://cdn.example/a.css'</style>",
    ],
)
def test_an_address_of_another_host_would_be_noticed(element: str) -> None:
    assert len(foreign_addresses(f"<html><head>{element}</head><body></body></html>")) == 1


def test_a_chinese_page_says_that_it_is_chinese(book: Path) -> None:
    spoken = {
        name: html.parse(book / name).getroot().get("lang")
        for name in ("start.html", "start.zh.html")
    }
    assert spoken == {"start.html": "en", "start.zh.html": "zh"}


def pages_with(book: Path, *words: str) -> set[str]:
    """The pages that the built index gives for all of these words."""
    script = (book / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(script.removeprefix("Search.setIndex(").removesuffix(")"))
    found = [index["terms"].get(word, []) for word in words]
    numbers = [{each} if isinstance(each, int) else set(each) for each in found]
    return {index["docnames"][number] for number in set.intersection(*numbers)}


def test_the_index_knows_chinese_by_pairs_of_characters_and_english_by_stems(book: Path) -> None:
    assert "legal.zh" in pages_with(book, "验证", "证码")
    assert "faq" in pages_with(book, "deadlin")
    assert pages_with(book, "验码") == set()


@pytest.fixture(scope="module")
def served(book: Path) -> Iterator[str]:
    """The address of the book on this machine."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(book))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


SEARCHED = {
    "验证码": "法律与伦理",
    "证": "法律与伦理",
    "CSV 下载": "研究者手册",
    "garbage": "Questions and answers",
}


def test_a_reader_finds_words_of_both_languages_in_a_browser(served: str) -> None:
    pytest.importorskip("playwright", reason="Playwright comes with the extra `browser`")
    if find_chromium() is None:
        pytest.skip(HOW_TO_GO_ON)
    from tests.browser.visitor import PATIENCE, browser

    found: dict[str, list[str]] = {}
    with browser() as chromium:
        page = chromium.new_page()
        for asked in SEARCHED:
            page.goto(f"{served}/search.html?q={asked}")
            page.wait_for_selector("text=Search finished", timeout=PATIENCE)
            found[asked] = page.locator("ul.search > li > a").all_text_contents()
    assert [asked for asked, title in SEARCHED.items() if title not in found[asked]] == []
