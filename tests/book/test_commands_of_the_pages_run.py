"""The commands of the pages, run as they stand in a folder as the demonstration leaves it; what
cannot be run here is named, with the reason, in commands.yml.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.book.conftest import settled
from tests.book.examples import DOCS, SITE, Example, examples
from tests.demonstration import demonstration
from tests.house.house import TOP
from tests.site.running import Running, running

CHOSEN = yaml.safe_load((Path(__file__).parent / "commands.yml").read_text(encoding="utf-8"))
NOT_RUN, STAND_INS = CHOSEN["not_run"], CHOSEN["stand_ins"]
PAGES = [TOP / "README.md", *(page for page in sorted(DOCS.glob("*.md")) if ".zh" not in page.name)]
# In Chinese the same examples stand, which another test compares.
EXAMPLES = [example for page in PAGES for example in examples(page, "sh")]
KEPT = "kept.db"
DEMONSTRATION = DOCS / "start.md"
pytestmark = [pytest.mark.loopback, pytest.mark.minutes(1)]


def lines_to_run(example: Example) -> list[str]:
    """The lines of a block that are run, with what stands for something put in."""
    lines = example.code.splitlines()
    kept = [line for line in lines if reason_against(line) is None]
    return [stood_in(line) for line in kept]


def reason_against(line: str) -> str | None:
    """The beginning in commands.yml that keeps a line from being run."""
    bare = line.removeprefix(".venv/bin/")
    return next((start for start in NOT_RUN if bare.startswith(start)), None)


def stood_in(line: str) -> str:
    for name, value in STAND_INS.items():
        line = re.sub(rf"\b{re.escape(name)}\b", value, line)
    return line


def does_something(line: str) -> bool:
    """Whether a line is more than a comment or a name that is set for the lines after it."""
    return not line.startswith(("#", "export "))


def run_once() -> list[Example]:
    """The examples that do something, each but once: several pages begin alike."""
    once: dict[tuple[str, str | None], Example] = {}
    for example in EXAMPLES:
        lines = lines_to_run(example)
        if any(map(does_something, lines)):
            said = "\n".join(line.removeprefix(".venv/bin/") for line in lines)
            once.setdefault((said, example.answer), example)
    return list(once.values())


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this module's own, which its commands may change."""
    folder = settled(tmp_path_factory.mktemp("reader"), demonstration(tmp_path_factory)[0])
    shutil.copy(folder / "archive.db", folder / KEPT)
    return folder


@pytest.fixture(scope="module")
def open_site(reader: Path) -> Iterator[Running]:
    with running(reader) as server:
        yield server


def restore(reader: Path) -> None:
    """Put the demonstration's archive back in one step, whatever the example before made of it."""
    shutil.copy(reader / KEPT, reader / "restored.db")
    (reader / "restored.db").replace(reader / "archive.db")


def words(text: str) -> list[str]:
    """The lines of an answer, whatever the space between their words, without the empty ones."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def missing(told: str, printed: str) -> list[str]:
    """The lines that an example shows and its commands did not print."""
    return [line for line in words(told) if line not in words(printed)]


@pytest.mark.parametrize("example", run_once(), ids=str)
def test_an_example_runs_and_prints_what_the_page_shows(
    example: Example, reader: Path, open_site: Running
) -> None:
    restore(reader)
    script = "\n".join(lines_to_run(example)).replace(SITE, open_site.address)
    surroundings = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": str(TOP),
    }
    command = ["bash", "-euo", "pipefail", "-c", script]
    run = subprocess.run(
        command, cwd=reader, env=surroundings, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert missing(example.answer or "", run.stdout) == []


def test_the_demonstration_prints_what_the_start_page_shows(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    _, printed = demonstration(tmp_path_factory)
    demonstrated = next(each for each in examples(DEMONSTRATION, "sh") if "make demo" in each.code)
    assert missing(demonstrated.answer or "", printed) == []
    assert demonstrated.answer is not None


def test_every_reason_not_to_run_a_command_is_used_and_its_test_is_there() -> None:
    used = {reason_against(line) for example in EXAMPLES for line in example.code.splitlines()}
    assert set(NOT_RUN) - used == set()
    named = [entry["tried_by"] for entry in NOT_RUN.values() if "tried_by" in entry]
    assert [path for path in named if not (TOP / path).is_file()] == []
