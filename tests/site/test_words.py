"""The site speaks Chinese and English, and remembers which."""

from __future__ import annotations

import string

import pytest

from publish.errors import SchemaInvalid
from publish.schema.tables import Text
from publish.site.wording.words import COOKIE, LANGUAGES, collected, texts
from tests.site.archives import NEW
from tests.site.conftest import Get, parsed, text_of
from tests.site.examples import DATASETTE_PAGES, SMALL, pages

PAGES = [*pages(SMALL), *DATASETTE_PAGES, f"/archive/reports/{NEW}", "/nothing"]


@pytest.mark.parametrize("name", sorted(texts()))
def test_every_text_has_both_languages_and_the_same_values(name: str) -> None:
    text = texts()[name]
    zh, en = (
        {part[1] for part in string.Formatter().parse(each)} - {None} for each in (text.zh, text.en)
    )
    assert text.zh and text.en
    # The article is numbered in Chinese as the form prints it.
    assert zh == en or name == "form.article"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_the_cookie_decides_the_language(get: Get, path: str, language: str) -> None:
    page = parsed(get(path, cookies={COOKIE: language}))
    navigation = text_of(page.xpath("//header/div/nav")[0])
    assert ("机关与地区" in navigation, "Agencies" in navigation) == (
        language != "en",
        language != "zh",
    )
    assert page.get("lang") == ("en" if language == "en" else "zh-CN")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_in_english_has_no_chinese_of_its_own_and_the_other_way_round(
    get: Get, path: str
) -> None:
    english = parsed(get(path, cookies={COOKIE: "en"}))
    chinese = parsed(get(path, cookies={COOKIE: "zh"}))
    assert english.xpath("//main//span[@class='zh']") == []
    assert chinese.xpath("//main//span[@class='en']") == []
    assert english.xpath("//main//span[@class='en']") and chinese.xpath("//main//span[@class='zh']")


def test_a_text_that_stands_in_two_files_is_refused() -> None:
    one, two = {"b": Text(zh="一", en="One")}, {"b": Text(zh="二", en="Two")}
    with pytest.raises(SchemaInvalid, match=r"two\.yml: a\.b stands in another file too"):
        collected({"one.yml": {"a": one}, "two.yml": {"a": two}})


def test_without_a_choice_both_languages_stand(get: Get) -> None:
    labels = parsed(get(f"/report/{NEW}")).xpath("//th[contains(., '予以公开')]")
    assert text_of(labels[0]) == "（一）予以公开 Granted"


def test_a_foreign_cookie_counts_as_no_choice(get: Get) -> None:
    assert parsed(get("/", cookies={COOKIE: "<b>"})).get("class") == "language-both"


@pytest.mark.parametrize(
    "target, expected",
    [
        (f"/report/{NEW}", f"/report/{NEW}"),
        ("//example.org/", "/"),
        ("/\\example.org", "/"),
        ("https://example.org/", "/"),
        ("/a%0d%0aset-cookie:x", "/"),
        ("", "/"),
    ],
)
def test_choosing_a_language_sets_the_cookie_and_stays_on_the_site(
    get: Get, target: str, expected: str
) -> None:
    response = get(f"/-/language/en?next={target}", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (302, expected)
    assert response.headers["set-cookie"].startswith(f"{COOKIE}=en;")


def test_the_switch_comes_back_to_the_page_it_stands_on(get: Get) -> None:
    links = parsed(get("/archive/reports?_sort=year&year=2023")).xpath(
        "//div[@class='languages']/a/@href"
    )
    assert links[1] == "/-/language/zh?next=/archive/reports%3F_sort%3Dyear%26year%3D2023"
