from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from gongkai.reference import GENERAL, failures
from tests.house.house import TOP, sources, tree

RANGES = {
    "extract": range(10, 20),
    "crawler": range(20, 40),
    "publish": range(40, 60),
    "samples": range(60, 70),
    "gongkai": range(80, 110),
    "foundation": range(71, 74),
}


def test_no_two_failures_share_a_status() -> None:
    statuses = Counter([*GENERAL, *(status for status, _ in failures())])
    assert [status for status, count in statuses.items() if count > 1] == []


@pytest.mark.parametrize(("status", "failure"), failures(), ids=str)
def test_a_failure_is_in_its_packages_range_and_described(
    status: int, failure: type[Exception]
) -> None:
    page = (TOP / "docs" / "exit-statuses.md").read_text(encoding="utf-8")
    assert status in RANGES[failure.__module__.partition(".")[0]]
    assert f"| {status} | `{failure.__module__}.{failure.__name__}` |" in page


def is_exception(node: ast.ClassDef) -> bool:
    names = {
        base.id if isinstance(base, ast.Name) else getattr(base, "attr", "") for base in node.bases
    }
    return any(name.endswith(("Error", "Exception")) for name in names)


def caught_names(path: Path) -> set[str]:
    """Names that the except clauses of a file catch."""
    clauses = [
        node.type
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and node.type
    ]
    return {
        name.id for clause in clauses for name in ast.walk(clause) if isinstance(name, ast.Name)
    }


def test_an_exception_without_a_status_is_caught_by_name_in_its_package() -> None:
    caught = {
        (path.relative_to(TOP).parts[0], name) for path in sources() for name in caught_names(path)
    }
    strays = [
        (path.relative_to(TOP).parts[0], node.name)
        for path in sources()
        # What the foundation raises is translated by the packages that stand on it.
        if path.name != "errors.py" and path.relative_to(TOP).parts[0] != "foundation"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and is_exception(node)
    ]
    assert set(strays) - caught == set()
