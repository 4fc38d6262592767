"""A hit in a report's text leads to its sentence: the section open, the words marked."""

from __future__ import annotations

from tests.site.archives import NEW
from tests.site.conftest import Get, parsed, text_of


def test_the_link_of_a_hit_lands_on_the_marked_sentence(get: Get) -> None:
    [link, *_] = parsed(get("/search?q=成效&kind=sections")).xpath(
        "//section[@id='sections']/ol/li/a"
    )
    path, _, place = link.get("href").partition("#")
    page = parsed(get(path))
    [line] = page.xpath("//*[@id=$place]", place=place)
    assert text_of(line) == "成效明显。"
    assert [mark.text for mark in line.xpath(".//mark")] == ["成效"]
    [section] = line.xpath("ancestor::details")
    assert section.get("open") is not None


def test_sections_without_the_word_stay_closed(get: Get) -> None:
    sections = parsed(get(f"/report/{NEW}?find=没有的词")).xpath("//details[@class='prose']")
    assert sections and not [one for one in sections if one.get("open") is not None]


def test_a_word_of_a_heading_opens_its_section(get: Get) -> None:
    page = parsed(get(f"/report/{NEW}?find=总体"))
    [section] = page.xpath("//details[@class='prose'][@open]")
    assert section.xpath("./summary/@id") == ["text-1-hit"]


def test_without_a_search_nothing_is_marked_and_the_first_is_open(get: Get) -> None:
    page = parsed(get(f"/report/{NEW}"))
    assert page.xpath("//section[@id='text']//mark") == []
    assert len(page.xpath("//details[@class='prose'][@open]")) == 1
