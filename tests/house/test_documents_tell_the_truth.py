from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest

from gongkai.cli import COMMANDS, gongkai
from gongkai.reference import check
from tests.house.house import TOP, fenced_blocks

MAKEFILE = (TOP / "Makefile").read_text(encoding="utf-8")
TARGETS = {
    match.group(1): match.group(2)
    for match in re.finditer(r"^([a-z-]+):.*?(?:## (.*))?$", MAKEFILE, re.MULTILINE)
}
WORDS = (
    "setup",
    "demo",
    "test",
    "test-fast",
    "nightly",
    "coverage",
    "check",
    "bench",
    "serve",
    "docs",
    "book",
    "lock",
    "clean",
)
PAGES = [TOP / "README.md", TOP / "README.zh.md", *sorted((TOP / "docs").glob("*.md"))]


def commands(page: Path, program: str) -> list[list[str]]:
    """The lines of a page's code blocks that call a program, split as a shell would, without pipes
    and comments.
    """
    lines = [
        line.strip().removeprefix("$ ")
        for block in fenced_blocks(page)
        for line in block.splitlines()
    ]
    calls = [
        re.split(r"\s[|>&]|\s#\s|\s{3,}", line)[0]
        for line in lines
        if line.startswith(f"{program} ")
    ]
    return [shlex.split(call)[1:] for call in calls]


def test_the_generated_pages_are_in_step_with_the_code() -> None:
    assert check() is None


@pytest.mark.parametrize("word", WORDS)
def test_every_make_word_has_one_line_of_help(word: str) -> None:
    assert 10 < len(TARGETS[word]) < 120


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_word_on_a_page_exists(page: Path) -> None:
    words = {
        argument for call in commands(page, "make") for argument in call if "=" not in argument
    }
    assert words - set(TARGETS) == set()


def parse(arguments: list[str]) -> None:
    """Let click parse a command line without running it; raises click.UsageError for one that is
    wrong.
    """
    command: click.Command = gongkai
    context = click.Context(gongkai, info_name="gongkai")
    while isinstance(command, click.Group):
        found = command.get_command(context, arguments[0])
        if found is None:
            raise click.UsageError(f"no command {arguments[0]}")
        command, arguments = found, arguments[1:]
    options = [argument.partition("=")[0] for argument in arguments if argument.startswith("--")]
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    if unknown := set(options) - known:
        raise click.UsageError(f"no option {unknown}")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_line_on_a_page_is_understood(page: Path) -> None:
    for arguments in commands(page, "gongkai"):
        assert parse(arguments) is None


@pytest.mark.parametrize("wrong", [["fetch"], ["crawl", "--fast"], ["portals", "remove"]])
def test_a_wrong_command_line_would_be_noticed(wrong: list[str]) -> None:
    with pytest.raises(click.UsageError):
        parse(wrong)


def test_the_reference_has_a_heading_for_every_command() -> None:
    page = (TOP / "docs" / "commands.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## `(.*)`$", page, re.MULTILINE)
    assert headings[0] == "gongkai"
    assert {heading.split()[1] for heading in headings[1:]} == set(COMMANDS)


def test_both_readmes_name_the_same_commands() -> None:
    english, chinese = (
        [commands(page, program) for program in ("make", "gongkai")] for page in PAGES[:2]
    )
    assert english == chinese
    assert ["demo"] in english[0]
    assert ["test"] in english[0]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_local_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def direct_dependencies() -> set[str]:
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    wanted = [*project["project"]["dependencies"], *(name for extra in extras for name in extra)]
    return {re.split(r"[<>=!~\[; ]", requirement)[0] for requirement in wanted}


def test_every_dependency_has_its_reason_and_licence() -> None:
    page = (TOP / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in row.split("|")[1:-1]]
        for row in page.splitlines()
        if row.startswith("| `")
    ]
    assert {row[0].strip("`") for row in rows} == direct_dependencies()
    assert [row for row in rows if len(row) != 3 or not all(row)] == []
    assert [row for row in rows if "AGPL" in row[2]] == []


def test_the_lock_pins_every_direct_dependency_with_hashes_and_names_no_address() -> None:
    lock = (TOP / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.findall(r"^([a-z0-9-]+)==\S+.*\\\n    --hash=sha256:", lock, re.MULTILINE)
    assert direct_dependencies() - set(pinned) == set()
    assert "://" not in lock


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_place_in_the_house_that_a_page_names_is_there(page: Path) -> None:
    packages = "foundation|crawler|extract|publish|samples|gongkai|tests|bench"
    named = re.findall(rf"`((?:{packages})/[\w./*-]*)`", page.read_text(encoding="utf-8"))
    # PROVINCE and NAME stand for what the reader chooses.
    fixed = [path for path in named if not re.search("[A-Z]{4}", path)]
    assert [path for path in fixed if not list(TOP.glob(path.rstrip("/")))] == []
