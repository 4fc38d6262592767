"""A mutant put into a process of its own, which reads the golden documents and runs the tests."""

from __future__ import annotations

import ast
import functools
import importlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

from tests.extract.tables import test_golden as golden
from tests.mutation.mutants import Mutant

TOP = Path(__file__).parent.parent.parent
TESTS = ("tests/extract/tables", "tests/extract/test_reading.py")
# A mutant that makes a loop endless is noticed too.
LONGEST_SECONDS = 120
KILLED, SURVIVED, UNFIT = 1, 0, 3


def start(mutant: Mutant) -> int:
    """Try a mutant in a child of this process; the child's number is given, and its exit status
    says what became of it.
    """
    child = os.fork()
    if child:
        return child
    status = KILLED
    try:
        signal.alarm(LONGEST_SECONDS)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        status = _status(mutant)
    finally:
        os._exit(status)


def warm_up() -> None:
    """Load what the readings need, so that each child has it already."""
    for path in golden.documents():
        golden.compared(path.read_bytes(), path.name)


def _status(mutant: Mutant) -> int:
    if not _put_in(mutant):
        return UNFIT
    for path in golden.documents():
        expected = path.with_name(path.name + golden.ENDING).read_text(encoding="utf-8")
        if golden.written(golden.compared(path.read_bytes(), path.name)) != expected:
            return KILLED
    arguments = ["-x", "-q", "-p", "no:cacheprovider", "--no-header", *TESTS]
    return SURVIVED if pytest.main(arguments) == pytest.ExitCode.OK else KILLED


def _put_in(mutant: Mutant) -> bool:
    """Give the functions and numbers of the loaded module those of the mutant; False where the
    change is in none of them.
    """
    name = mutant.path.relative_to(TOP).with_suffix("").as_posix().replace("/", ".")
    module = importlib.import_module(name)
    codes = dict(_codes(compile(mutant.tree, str(mutant.path), "exec")))
    found = False
    for function in _functions(module):
        code = codes.get(function.__qualname__)
        if code is not None and code.co_freevars == function.__code__.co_freevars:
            found = found or code.co_code != function.__code__.co_code
            found = found or code.co_consts != function.__code__.co_consts
            function.__code__ = code
    return _put_in_numbers(mutant, module) or found


def _codes(code: CodeType) -> Iterator[tuple[str, CodeType]]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant.co_qualname, constant
            yield from _codes(constant)


def _functions(module: ModuleType) -> Iterator[FunctionType]:
    for value in vars(module).values():
        yield from _inside(value, module)
        if isinstance(value, type) and value.__module__ == module.__name__:
            for member in vars(value).values():
                yield from _inside(member, module)


def _inside(value: Any, module: ModuleType) -> Iterator[FunctionType]:
    """The functions that a name stands for, in a property, a class method or a cache."""
    if isinstance(value, property):
        value = value.fget
    elif isinstance(value, functools.cached_property):
        value = value.func
    value = getattr(value, "__func__", value)
    value = getattr(value, "__wrapped__", value)
    if isinstance(value, FunctionType) and value.__module__ == module.__name__:
        yield value


def _put_in_numbers(mutant: Mutant, module: ModuleType) -> bool:
    changed = False
    for statement in mutant.tree.body:
        if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Constant):
            continue
        (target,) = statement.targets
        if isinstance(target, ast.Name):
            changed = changed or getattr(module, target.id) != statement.value.value
            setattr(module, target.id, statement.value.value)
    return changed


if sys.platform == "win32":
    raise ImportError("mutants are tried in forked processes, which this system does not have")
