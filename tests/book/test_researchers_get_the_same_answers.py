"""Every question of the researchers' page, asked on the site, in SQL, in Python and in R: the
answers are those that the page shows.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.book.examples import DOCS, SITE, Example, examples, rows, same

PAGE = DOCS / "researchers.md"
ASKED = [example for page in sorted(DOCS.glob("*.md")) for example in examples(page, "sql")]
QUESTIONS = examples(PAGE, "sql")
ADDRESSES = [
    (page.name, address)
    for page in sorted(DOCS.glob("*.md"))
    for address in re.findall(
        r"`(/(?:archive|report|agency|coverage|search|explore|downloads)\b[^`<]*)`",
        page.read_text(encoding="utf-8"),
    )
]
pytestmark = [pytest.mark.loopback, pytest.mark.minutes(1)]


def answered(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    address = f"{(folder / 'archive.db').as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as archive:
        return archive.execute(sql).fetchall()


def differences(found: list[Any], told: list[list[str]]) -> list[tuple[Any, Any]]:
    """Rows that are not the same, side by side."""
    if len(found) != len(told):
        return [(found, told)]
    return [
        (one, other)
        for one, other in zip(found, told, strict=True)
        if len(one) != len(other) or not all(map(same, one, other))
    ]


def test_there_are_twelve_questions_in_three_languages() -> None:
    blocks = [len(examples(PAGE, language)) for language in ("sql", "python", "r")]
    # One block more of Python and of R says how to begin.
    assert blocks == [12, 13, 13]


@pytest.mark.parametrize("example", ASKED, ids=str)
def test_sql_answers_what_the_page_shows(example: Example, folder: Path) -> None:
    found = answered(folder, example.code)
    if example.answer is None:
        assert found != []
    else:
        assert differences(found, rows(example.answer)) == []


def test_python_answers_what_the_page_shows(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas", reason="pandas is not installed: it comes with the extra `bench`")
    monkeypatch.chdir(folder)
    session: dict[str, Any] = {}
    beginning, *asked = examples(PAGE, "python")
    exec(beginning.code, session)
    for question, example in zip(QUESTIONS, asked, strict=True):
        exec(example.code, session)
        found = session["answer"].astype(object).values.tolist()
        assert differences(found, rows(question.answer or "")) == [], str(example)
    session["archive"].close()


def test_r_answers_what_the_page_shows(folder: Path, site: str) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed: `Rscript` is not found")
    beginning, *asked = examples(PAGE, "r")
    script = [beginning.code.replace(SITE, site)]
    for number, example in enumerate(asked):
        script.append(example.code)
        script.append(f'write.csv(answer, "answer-{number}.csv", row.names = FALSE)')
    (folder / "questions.R").write_text("\n".join(script), encoding="utf-8")
    run = subprocess.run(
        ["Rscript", "questions.R"],
        cwd=folder,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    for number, question in enumerate(QUESTIONS):
        found = rows((folder / f"answer-{number}.csv").read_text(encoding="utf-8"))
        assert differences(found, rows(question.answer or "")) == [], question.code


@pytest.mark.parametrize(("page", "address"), sorted(set(ADDRESSES)))
def test_every_address_on_a_page_is_answered(page: str, address: str, site: str) -> None:
    answer = httpx.get(site + address, timeout=60, trust_env=False)
    assert answer.status_code == 200, page


def blocks(page: Path) -> list[str]:
    """The code blocks of a page, without comments."""
    found = examples(
        page, "sh", "sql", "python", "r", "csv", "text", "yaml", "ini", "cron", "nginx"
    )
    return [re.sub(r"\s*#.*", "", example.code) for example in found]


@pytest.mark.parametrize("name", ["start", "researchers", "operators", "legal"])
def test_both_languages_show_the_same_examples(name: str) -> None:
    assert blocks(DOCS / f"{name}.zh.md") == blocks(DOCS / f"{name}.md")
