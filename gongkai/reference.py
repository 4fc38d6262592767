"""Writes what of docs/ comes out of the code: commands.md from the help texts, exit-statuses.md
from the exception classes, house.md from what each module says of itself, codebook.md from the
schema.

`python -m gongkai.reference` writes them; with `--check` it fails where they differ from the code.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click

from gongkai.cli import INTERRUPTED, gongkai
from gongkai.codebook_page import codebook_page
from gongkai.complaints import CRASHED, INPUT_OUTPUT_FAILED
from gongkai.errors import DocumentsStale

TOP = Path(__file__).parent.parent
DOCS = TOP / "docs"
PACKAGES = ("foundation", "extract", "crawler", "publish", "gongkai", "samples")
WIDTH = 88
GENERATED = "<!-- Written by `make docs`; change the code, not this page. -->"

GENERAL = {
    0: "Done.",
    1: (
        "`gongkai extract`: at least one file was read, but is no report with tables that can be"
        " read."
    ),
    2: "The command line is wrong: an unknown option, a missing argument.",
    CRASHED: "Something nobody expected; the message names a log file to report it with.",
    INPUT_OUTPUT_FAILED: "The system refused a file: no permission, no space.",
    INTERRUPTED: "Stopped with Ctrl-C.",
}


def _commands(command: click.Command, context: click.Context) -> Iterator[click.Context]:
    yield context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            member = command.get_command(context, name)
            if member is not None:
                yield from _commands(
                    member, click.Context(member, context, name, terminal_width=WIDTH)
                )


def commands_page() -> str:
    """The help text of every command, under a heading each."""
    top = click.Context(gongkai, info_name="gongkai", terminal_width=WIDTH)
    parts = ["# Commands", GENERATED]
    for context in _commands(gongkai, top):
        parts += [
            f"## `{context.command_path}`",
            f"```text\n{context.command.get_help(context)}\n```",
        ]
    return "\n\n".join(parts) + "\n"


def failures() -> list[tuple[int, type[Exception]]]:
    """Every exception class of the packages that ends the program with a status of its own, by
    status.
    """
    found: list[tuple[int, type[Exception]]] = []
    for package in PACKAGES:
        for member in vars(import_module(f"{package}.errors")).values():
            if (
                inspect.isclass(member)
                and issubclass(member, Exception)
                and hasattr(member, "exit_status")
            ):
                found.append((member.exit_status, member))
    return sorted(found, key=lambda failure: (failure[0], failure[1].__name__))


def statuses_page() -> str:
    """One table row for each exit status."""
    rows = [f"| {status} | | {meaning} |" for status, meaning in sorted(GENERAL.items())]
    for status, failure in failures():
        meaning = " ".join((inspect.getdoc(failure) or "").split())
        rows.append(f"| {status} | `{failure.__module__}.{failure.__name__}` | {meaning} |")
    text = (
        "Every way to fail has a status of its own, so that a script can tell them apart; "
        "the reason stands in one line on stderr, after `gongkai:`."
    )
    head = "| status | exception | when |\n|---:|---|---|"
    return "\n\n".join(["# Exit statuses", GENERATED, text, "\n".join([head, *rows])]) + "\n"


def _says(module: Path) -> str:
    """What a module says of itself in the first paragraph of its docstring."""
    docstring = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    return " ".join(docstring.partition("\n\n")[0].split()).replace("|", r"\|")


def _room(folder: Path) -> str:
    """A folder with its modules, and what each is for."""
    modules = [path for path in sorted(folder.glob("*.py")) if path.name != "__init__.py"]
    rows = [f"| `{path.name}` | {_says(path)} |" for path in modules]
    head = [f"## `{folder.relative_to(TOP)}/`", _says(folder / "__init__.py")]
    return "\n\n".join([*head, "\n".join(["| module | |", "|---|---|", *rows])] if rows else head)


def house_page() -> str:
    """Every folder of the packages with its modules, in the order of the data's way."""
    order = ("foundation", "crawler", "extract", "publish", "samples", "gongkai")
    rooms = [
        _room(path.parent)
        for package in order
        for path in sorted((TOP / package).rglob("__init__.py"))
    ]
    text = "Every room of the house, by what its modules say of themselves. How they work together:"
    head = ["# The house", GENERATED, f"{text} [architecture.md](architecture.md)."]
    return "\n\n".join([*head, *rooms]) + "\n"


def pages() -> dict[Path, str]:
    """What each generated page has to say."""
    return {
        DOCS / "commands.md": commands_page(),
        DOCS / "exit-statuses.md": statuses_page(),
        DOCS / "house.md": house_page(),
        DOCS / "codebook.md": codebook_page(GENERATED),
    }


def check() -> None:
    """Raise DocumentsStale for the first page that is not what the code gives."""
    for path, text in pages().items():
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            raise DocumentsStale(f"docs/{path.name} is not in step with the code: run `make docs`")


@click.command()
@click.option(
    "--check", "only_check", is_flag=True, help="Write nothing; fail where a page is not in step."
)
def main(only_check: bool) -> None:
    """Write the generated pages of docs/."""
    if only_check:
        try:
            check()
        except DocumentsStale as error:
            raise click.ClickException(str(error)) from error
        return
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
