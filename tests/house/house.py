"""What the rules of the house look at: the files of the project, and its Python as syntax trees."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TOP = Path(__file__).parent.parent.parent
PACKAGES = ("foundation", "extract", "crawler", "publish", "samples", "gongkai")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that is, or would be, under version control."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=TOP, capture_output=True, check=True).stdout.decode()
    paths = (TOP / name for name in sorted(set(listed.split("\0"))) if name)
    return tuple(path for path in paths if path.is_file())


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def sources() -> list[Path]:
    """The Python files of the packages."""
    return [
        path
        for path in project_files()
        if path.suffix == ".py" and path.relative_to(TOP).parts[0] in PACKAGES
    ]


def files_of_tests() -> list[Path]:
    """The files whose functions pytest runs."""
    return [
        path for path in project_files() if path.name.startswith("test_") and path.suffix == ".py"
    ]


def functions(path: Path) -> Iterator[Function]:
    """Every function of a file, methods and inner ones included."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def fenced_blocks(path: Path) -> list[str]:
    """The code blocks of a Markdown page, without their fences."""
    return path.read_text(encoding="utf-8").split("```")[1::2]
