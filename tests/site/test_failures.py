"""What went wrong is told to the one who asked, in words and at once; what a reader mistyped is not
printed.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from datasette.app import Datasette

from publish import site
from tests.site.archives import AGENCY
from tests.site.conftest import Get, parsed, text_of

MISREAD = (
    "_through={}",
    "_through=",
    "_through=[]",
    "_through=null",
    '_through={"table":"reports","column":"agency"}',
    '_through={"table":["a"],"column":"agency","value":{}}',
    "_searchx=1",
    "year__in=[1",
    "_where=1;drop",
    "_timelimit=x",
)
ENDLESS = "with+recursive+n(i)+as+(select+1+union+all+select+i%2B1+from+n)+select+count(*)+from+n"
MISTAKES = [
    ("/archive?sql=select+from", 400, "syntax error"),
    ("/archive?sql=drop+table+reports", 400, "Statement must be a SELECT"),
    (f"/archive?sql={ENDLESS}", 400, "SQL query took too long"),
    ("/archive/nothing", 404, "Table not found"),
    ("/archive/reports/nothing", 404, "Record not found"),
    ("/archive/reports?_sort=nothing", 400, "Cannot sort table by nothing"),
    ("/archive/sections?_where=nonsense", 400, "no such column"),
]


@pytest.mark.parametrize("path, status, told", MISTAKES)
def test_a_mistake_is_told_on_a_page_and_as_json(
    get: Get, path: str, status: int, told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    page = get(path)
    assert page.status_code == status and told in text_of(parsed(page).xpath("//main")[0])
    base, mark, query = path.partition("?")
    as_json = get(f"{base}.json{mark}{query}")
    assert as_json.status_code == status and told in as_json.text and as_json.json()["ok"] is False
    assert "Traceback" not in capfd.readouterr().err


def test_a_page_that_a_busy_machine_cannot_make_in_time_asks_to_come_again(archive: Path) -> None:
    impatient = Datasette(files=[str(archive)], settings={"sql_time_limit_ms": 0})
    answer = asyncio.run(impatient.client.get(f"/agency/{AGENCY}"))
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")


@pytest.mark.parametrize("ending", ["", ".json", ".csv"])
@pytest.mark.parametrize("arguments", MISREAD)
def test_an_argument_that_cannot_be_read_is_a_mistake_of_the_reader(
    get: Get, arguments: str, ending: str, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = get(f"/archive/agencies{ending}?{quote(arguments, safe='=&')}")
    assert answer.status_code == 400
    assert "An argument of the address cannot be read" in answer.text
    assert "Traceback" not in capfd.readouterr().err


def test_the_arguments_of_a_form_are_no_rows(get: Get) -> None:
    answer = get("/archive/agencies.csv?_filter_column=name&_filter_op=exact&_filter_value=x")
    assert answer.status_code == 400
    assert "arguments are those of a form" in answer.text


def test_a_defect_of_the_site_is_no_mistake_of_the_reader(
    get: Get, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("defect")

    monkeypatch.setattr(site, "_link", broken)
    answer = get("/archive/reports?_size=1")
    assert answer.status_code == 500
    assert "KeyError" in capfd.readouterr().err


def test_a_mistake_costs_no_more_than_a_page(get: Get) -> None:
    get("/archive/nothing?warm=1")
    begun = time.process_time()
    for number in range(10):
        assert get(f"/archive/nothing?{number}").status_code == 404
    assert time.process_time() - begun < 1.0
