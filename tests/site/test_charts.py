"""Charts: the same data as a specification, a picture and rows, in the reader's language, without
another host.
"""

from __future__ import annotations

import asyncio
import csv
import gzip
import io
import json
import subprocess
import sys

import pytest

from publish.site.charts import drawing
from publish.site.serving.work_queue import TooManyWaiting
from tests.site.archives import AGENCY
from tests.site.conftest import Get, parsed

REQUESTS = f"agency={AGENCY}"


def test_the_specification_holds_the_figures_and_gaps(get: Get) -> None:
    found = json.loads(get(f"/chart/agency-requests.json?{REQUESTS}&language=zh").text)
    values = {row["year"]: row["value"] for row in found["data"]["values"]}
    assert list(values) == list(range(2014, 2024))
    assert values[2023] == 1016 and values[2021] is None and values[2014] is None
    assert found["encoding"]["y"]["title"] == "本年新收申请（件）"


@pytest.mark.parametrize(
    ("language", "title"), [("zh", "年度"), ("en", "Year"), ("both", "年度 / Year")]
)
def test_it_speaks_the_readers_language(get: Get, language: str, title: str) -> None:
    found = json.loads(get(f"/chart/agency-requests.json?{REQUESTS}&language={language}").text)
    assert found["encoding"]["x"]["title"] == title


def test_dark_pages_get_light_ink(get: Get) -> None:
    inks = [
        json.loads(get(f"/chart/agency-requests.json?{REQUESTS}&theme={theme}").text)["config"][
            "title"
        ]["color"]
        for theme in ("light", "dark")
    ]
    assert inks == ["#1f1d1a", "#ebe6dc"]


def test_a_chart_is_drawn_as_svg_and_png(get: Get) -> None:
    svg, png = (
        get(f"/chart/agency-requests.{form}?{REQUESTS}&language=zh") for form in ("svg", "png")
    )
    assert svg.headers["content-type"] == "image/svg+xml" and "历年收到的申请" in svg.text
    assert "<script" not in svg.text
    assert png.headers["content-type"] == "image/png" and png.content.startswith(b"\x89PNG")


def test_the_rows_behind_a_chart_are_csv(get: Get) -> None:
    rows = list(csv.DictReader(io.StringIO(get(f"/chart/agency-contested.csv?{REQUESTS}").text)))
    assert {row["series"] for row in rows} == {"reviews", "litigation"}
    newest = {row["series"]: row["value"] for row in rows if row["year"] == "2023"}
    assert newest["reviews"] == "1189"


def test_every_chart_of_a_page_is_at_its_addresses(get: Get) -> None:
    for path in (f"/agency/{AGENCY}", "/region/990101", f"/compare?agency={AGENCY}"):
        page = parsed(get(path))
        drawings = page.xpath("//div[@class='drawing']")
        addresses = [
            drawing.get(f"data-{theme}") for drawing in drawings for theme in ("light", "dark")
        ]
        assert addresses and {get(address).status_code for address in addresses} == {200}
        # What is inside noscript is text to a parser that runs scripts, and elements to this one.
        assert len(page.xpath("//noscript//img")) == len(drawings)


def test_the_libraries_come_from_this_site_and_are_kept_for_long(get: Get) -> None:
    address = parsed(get(f"/agency/{AGENCY}")).xpath("//script/@data-library")[0]
    answer = get(address, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200 and "immutable" in answer.headers["cache-control"]
    assert "window.vegaEmbed" in answer.text and len(gzip.compress(answer.content)) < 400_000
    assert get("/-/charts/0.0.js").status_code == 404


@pytest.mark.parametrize(
    "path", ["/chart/agency-requests.svg?agency=none", "/chart/none.svg", "/chart/region-x.json"]
)
def test_a_chart_that_there_is_not_is_a_page_that_says_so(get: Get, path: str) -> None:
    assert get(path).status_code == 404


def test_too_many_at_once_are_refused() -> None:
    async def ask() -> list[object]:
        specifications = [
            {"mark": "bar", "data": {"values": []}, "height": 10 + n} for n in range(20)
        ]
        return await asyncio.gather(
            *(drawing.draw(one, "svg") for one in specifications), return_exceptions=True
        )

    answers = asyncio.run(ask())
    assert sum(isinstance(answer, TooManyWaiting) for answer in answers) == 4
    assert sum(isinstance(answer, bytes) for answer in answers) == 16


def test_the_libraries_are_made_beside_the_site_which_would_stand_still() -> None:
    """The package holds the interpreter for two seconds: no page was answered meanwhile."""
    code = (
        "import asyncio, sys\n"
        "from publish.site.charts.drawing import library\n"
        "made = asyncio.run(library())\n"
        "print(made[:2].hex(), 'vl_convert' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "1f8b False\n"
