from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.house import TOP, Function, functions, sources

MOST_DECISIONS = 12
# A few may come in while many write at once; the number only falls.
MOST_DENSE = 5
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)


def inside(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes of a function without those of functions inside it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, (Function, ast.ClassDef)):
            yield child
            yield from inside(child)


def decisions(function: Function) -> int:
    """McCabe's number, with comprehensions, boolean operators and conditional expressions
    counted.
    """
    branches = (ast.If, ast.For, ast.While, ast.ExceptHandler, ast.IfExp, ast.match_case)
    count = 1
    for node in inside(function):
        if isinstance(node, branches):
            count += 1
        elif isinstance(node, ast.comprehension):
            count += 1 + len(node.ifs)
        elif isinstance(node, ast.BoolOp):
            count += len(node.values) - 1
    return count


def functions_of(*folders: str) -> list[tuple[str, Function]]:
    """The functions of all files below some folders, each with its name."""
    found: list[tuple[str, Function]] = []
    for path in sources():
        name = path.relative_to(TOP).as_posix()
        if name.startswith(folders):
            found += [(f"{name}: {function.name}", function) for function in functions(path)]
    return found


def test_a_function_that_reads_or_publishes_decides_few_things() -> None:
    found = functions_of("extract/", "publish/")
    assert len(found) > 1000
    dense = [name for name, function in found if decisions(function) > MOST_DECISIONS]
    assert [name for name in dense if name.startswith("extract/tables/")] == []
    assert len(dense) <= MOST_DENSE, dense


def test_a_comprehension_that_reads_tables_has_one_loop() -> None:
    found = functions_of("extract/tables/")
    assert len(found) > 100
    dense = [
        name
        for name, function in found
        for node in inside(function)
        if isinstance(node, COMPREHENSIONS) and len(node.generators) > 1
    ]
    assert dense == []
