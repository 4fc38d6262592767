from __future__ import annotations

import ast
from statistics import median, quantiles

from tests.house.house import TOP, Function, functions, sources

LONGEST_FILE = 400
LONGEST_FUNCTION = 60


def length(function: Function) -> int:
    """Lines of a function from its name to its end, without the docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is None:
        return lines
    return lines - ((first.end_lineno or first.lineno) - first.lineno + 1)


def test_files_can_be_read_at_a_sitting() -> None:
    long = [
        path.relative_to(TOP).as_posix()
        for path in sources()
        if len(path.read_bytes().splitlines()) > LONGEST_FILE
    ]
    assert long == []


def test_functions_fit_on_half_a_screen() -> None:
    lengths = [length(function) for path in sources() for function in functions(path)]
    assert median(lengths) <= 10
    assert quantiles(lengths, n=10)[-1] < 30


def test_no_function_is_a_script() -> None:
    long = [
        f"{path.relative_to(TOP)}: {function.name}"
        for path in sources()
        for function in functions(path)
        if length(function) > LONGEST_FUNCTION
    ]
    assert long == []
