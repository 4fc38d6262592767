from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.house import TOP, Function, files_of_tests, functions

RAISING = {"raises", "warns", "fail"}


def claims(test: Function) -> list[ast.expr]:
    """What a test asserts: the conditions of its assert statements, and calls that fail by
    themselves.
    """
    found: list[ast.expr] = []
    for node in ast.walk(test):
        if isinstance(node, ast.Assert):
            found.append(node.test)
        elif isinstance(node, ast.Call):
            name = (
                node.func.attr
                if isinstance(node.func, ast.Attribute)
                else getattr(node.func, "id", "")
            )
            if name in RAISING or name.startswith("assert_"):
                found.append(node)
    return found


def is_hollow(claim: ast.expr) -> bool:
    """Whether a claim holds for almost any value: a constant, or `x is not None`."""
    if isinstance(claim, ast.Constant):
        return True
    return isinstance(claim, ast.Compare) and isinstance(claim.ops[0], ast.IsNot)


@pytest.mark.parametrize(
    "path", files_of_tests(), ids=lambda path: path.relative_to(TOP / "tests").as_posix()
)
def test_every_test_claims_a_value(path: Path) -> None:
    tests = [function for function in functions(path) if function.name.startswith("test_")]
    hollow = [test.name for test in tests if all(is_hollow(claim) for claim in claims(test))]
    assert hollow == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("pass", []),
        ("assert True", [True]),
        ("assert answer is not None", [True]),
        ("assert answer == 3", [False]),
        ("with pytest.raises(KeyError): call()", [False]),
    ],
)
def test_a_hollow_claim_is_told_from_a_real_one(body: str, expected: list[bool]) -> None:
    test = ast.parse(f"def test_it():\n    {body}\n").body[0]
    assert isinstance(test, ast.FunctionDef)
    assert [is_hollow(claim) for claim in claims(test)] == expected
