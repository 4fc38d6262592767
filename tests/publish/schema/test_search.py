from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from publish.schema.fulltext import space_ideographs
from tests.publish.conftest import Archive
from tests.publish.practice import PracticeCrawl, report_page

PROSE = "黄冈市认真贯彻条例，推进基层政务公开 PDF版。"


@pytest.fixture
def archive(state: Path, built: Callable[..., Archive]) -> Archive:
    crawl = PracticeCrawl(state)
    crawl.capture("1.html", report_page("尚志市民政局", 2024, prose=PROSE), link_text="年报")
    crawl.finish()
    return built()


@pytest.mark.parametrize("word", ["黄", "黄冈", "黄冈市", "基层政务", "基层政务公开", "PDF", "pdf"])
def test_words_of_any_length_are_found(word: str, archive: Archive) -> None:
    query = f'"{space_ideographs(word)}"'
    found = archive.values(
        "select number from sections where rowid in (select rowid from sections_fts where"
        " sections_fts match ?)",
        query,
    )
    assert found == [1]


@pytest.mark.parametrize("word", ["冈黄", "黄市", "务政", "教育"])
def test_what_does_not_stand_there_is_not_found(word: str, archive: Archive) -> None:
    query = f'"{space_ideographs(word)}"'
    assert archive.values("select rowid from sections_fts where sections_fts match ?", query) == []


def test_agencies_and_titles_are_searched(archive: Archive) -> None:
    query = f'"{space_ideographs("民政局")}"'
    for name in ("agencies", "reports"):
        assert archive.values(f"select rowid from {name}_fts where {name}_fts match ?", query) == [
            1
        ]


def test_rare_ideographs_are_spaced_and_the_rest_is_left() -> None:
    assert space_ideographs("䶮溪𠮷〇ab 1") == " 䶮  溪  𠮷  〇 ab 1"
