"""Hostile text stays text, and every response carries the headers that keep it so."""

from __future__ import annotations

import pytest

from tests.site.archives import HOSTILE, HOSTILE_TEXT
from tests.site.conftest import Get, parsed
from tests.site.examples import DATASETTE_PAGES, HOSTILE_ONES, SMALL, others, pages

HOSTILE_PAGES = [
    # The hostile report has no figures, and so no page of one.
    *(path for path in pages(HOSTILE_ONES) if SMALL["figure"] not in path),
    *DATASETTE_PAGES,
    f"/archive/reports/{HOSTILE}",
    "/compare?find=alert",
]
PAGES = sorted({*pages(SMALL), *HOSTILE_PAGES, "/nothing"})
# A captured document comes in a sandbox of its own: tests/site/test_originals.py.
SANDBOXED = f"/source/{SMALL['capture']}/view"
OTHERS = [
    *(path for path in others(SMALL) if path != SANDBOXED),
    "/archive/reports.json",
    "/archive/reports.csv",
    "/-/static-plugins/gongkai/site.css",
]


@pytest.mark.parametrize("path", HOSTILE_PAGES)
def test_hostile_text_is_shown_and_does_nothing(get: Get, path: str) -> None:
    response = get(path)
    page = parsed(response)
    assert response.status_code == 200
    assert not page.xpath("//img[not(ancestor::noscript)] | //iframe | //object")
    # Blocks of data are not run.
    assert not page.xpath("//script[not(@src)][not(@type='application/ld+json')]")
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    addresses = [value.strip().lower() for value in page.xpath("//@href | //@src | //@action")]
    assert [
        value for value in addresses if value.startswith(("javascript:", "data:", "vbscript:"))
    ] == []


def test_hostile_text_is_there_as_text(get: Get) -> None:
    assert parsed(get(f"/report/{HOSTILE}")).xpath("//h1")[0].text_content() == HOSTILE_TEXT


@pytest.mark.parametrize("path", HOSTILE_PAGES)
def test_text_that_turns_the_direction_of_writing_turns_nothing_but_itself(
    get: Get, path: str
) -> None:
    css = get("/-/static-plugins/gongkai/site.css").text
    isolated = css.partition(" { unicode-bidi: isolate; }")[0].rpartition("\n")[2].split(", ")
    assert "a" in isolated and "span" in isolated
    blocks = {"td", "th", "p", "h1", "title", "pre", "dd", "li"}
    for element in parsed(get(path)).iter():
        if "\u202e" in (element.text or ""):
            assert element.tag in {*isolated, *blocks} and element.text_content() == element.text
        assert "\u202e" not in (element.tail or "") or element.getparent().tag in isolated


@pytest.mark.parametrize("path", PAGES)
def test_pages_need_no_inline_script_or_style_and_no_other_host(get: Get, path: str) -> None:
    response = get(path)
    page = parsed(response)
    assert response.status_code == (404 if path == "/nothing" else 200)
    inline = "//script[not(@src)][not(@type='application/ld+json')][normalize-space()]"
    assert not page.xpath(f"{inline} | //style")
    loaded = page.xpath(
        "//script/@src | //link[@rel='stylesheet' or @rel='icon']/@href | //img/@src |"
        " //@data-library"
    )
    assert loaded and all(
        address.startswith(("/-/static", "/-/charts/", "/chart/")) for address in loaded
    )


@pytest.mark.parametrize("path", [*PAGES, *OTHERS])
def test_every_response_carries_the_security_headers(get: Get, path: str) -> None:
    headers = get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert (policy["default-src"], policy["script-src"], policy["style-src"]) == (
        "'none'",
        "'self'",
        "'self'",
    )
    # The chart alone, which is made for the pages of others.
    is_frame = path.startswith("/explore/embed?")
    assert policy["frame-ancestors"] == ("*" if is_frame else "'none'")
    assert policy["base-uri"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers.get("x-frame-options") == (None if is_frame else "DENY")
    assert headers["referrer-policy"] == "no-referrer"


def test_what_the_pages_load_is_there(get: Get) -> None:
    loaded = set()
    for path in ("/", "/archive", "/archive/reports"):
        loaded |= set(
            parsed(get(path)).xpath(
                "//script/@src | //link[@rel='stylesheet' or @rel='icon']/@href"
            )
        )
    assert {address: get(address).status_code for address in loaded} == dict.fromkeys(loaded, 200)


@pytest.mark.parametrize(
    "path",
    [
        "/wp-login.php",
        "/a/b/c",
        "/report",
        "/report/",
        "/agency/none",
        "/region/000000",
        "/chart/agency-requests.svg",
    ],
)
def test_an_unknown_address_is_a_cheap_page_of_the_site(
    get: Get, path: str, capfd: pytest.CaptureFixture[str]
) -> None:
    response = get(path)
    assert response.status_code == 404
    assert parsed(response).xpath("//h1") and "Traceback" not in capfd.readouterr().err


def test_robots_are_kept_from_query_addresses(get: Get) -> None:
    assert get("/robots.txt").text.splitlines()[:2] == ["User-agent: *", "Disallow: /*?"]
