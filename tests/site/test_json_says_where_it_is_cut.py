"""JSON that does not hold every row says so in a header, whatever its shape, and leads to all."""

from __future__ import annotations

import re

import pytest

from publish.schema.queries import queries
from publish.site.pages.developers.examples import EXAMPLES
from publish.site.serving.json_rows import CUT
from tests.site.conftest import Get

SQL = "/archive.json?sql=select+id+from+sections"


def alternate(link: str) -> str:
    """The address of all rows, of a Link header."""
    [address] = re.findall(r'<([^>]+)>; rel="alternate"', link)
    return str(address)


@pytest.mark.parametrize("shape", ["array", "arrays", "objects", "arrayfirst"])
@pytest.mark.parametrize(
    ("address", "given"),
    [(SQL, 1000), ("/archive/sections.json?_size=max", 1000), ("/archive/sections.json?", 100)],
)
def test_a_cut_answer_has_the_header_and_a_way_to_all_rows(
    shape: str, address: str, given: int, get: Get
) -> None:
    response = get(f"{address}&_shape={shape}")
    assert response.headers[CUT] == str(given)
    whole = get(alternate(response.headers["link"]))
    assert len(whole.text.splitlines()) > given
    assert len(whole.text.splitlines()) == len(get("/archive/sections.jsonl").text.splitlines())


def test_the_next_page_is_named_beside_all_rows(get: Get) -> None:
    link = get("/archive/sections.json?_shape=array").headers["link"]
    assert 'rel="next"' in link and 'rel="alternate"' in link


@pytest.mark.parametrize(
    "address",
    ["/archive/agencies.json?_shape=array", "/archive.json?sql=select+1&_shape=array"],
)
def test_a_whole_answer_has_no_such_header(address: str, get: Get) -> None:
    assert CUT not in get(address).headers


def test_an_error_stays_an_error(get: Get) -> None:
    response = get("/archive.json?sql=selec&_shape=array")
    assert response.status_code == 400 and CUT not in response.headers


def test_the_examples_for_programs_use_what_is_whole(get: Get) -> None:
    for example in EXAMPLES.values():
        assert "_shape=array" not in example.path


def test_every_question_is_given_whole(get: Get) -> None:
    for query in queries():
        assert CUT not in get(f"/archive/{query.name}.json?_shape=array").headers
