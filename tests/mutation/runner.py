"""The tests, collected once; each mutant is put into a child of this process, which runs them."""

from __future__ import annotations

import ast
import functools
import importlib
import os
import resource
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

from tests.mutation.mutants import Mutant

TOP = Path(__file__).parent.parent.parent
TESTS = ("tests/extract/tables", "tests/extract/test_reading.py")
# Golden documents go through most of the tables: they notice a fault first.
FIRST = "test_golden.py"
PACKAGE = "extract.tables"
# A mutant that makes a loop endless is noticed too. Seconds of the processor, not of the clock.
LONGEST_SECONDS = 60
KILLED, SURVIVED, UNFIT = 1, 0, 3


class TestsFail(Exception):
    """The tests fail without any fault put in, so that they can tell of none."""


class Tests:
    """A plugin of pytest that calls `work` with itself in the place of running the tests once."""

    __test__ = False
    items: list[pytest.Item]

    def __init__(self, work: Callable[[Tests], None]) -> None:
        self._work = work
        self._end: Exception | None = None

    def run(self) -> None:
        """Collect the tests, see that they pass, and do the work. Raises TestsFail, and what the
        work raises.
        """
        pytest.main(["-q", "-s", "-p", "no:cacheprovider", "--no-header", *TESTS], plugins=[self])
        if self._end is not None:
            raise self._end

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items = sorted(session.items, key=lambda item: item.path.name != FIRST)
        try:
            # This also loads all that readings need, so that each child has it already.
            if not self.items or self.fail():
                raise TestsFail("the tests fail as they are: nothing can be said of faults")
            self._work(self)
        except Exception as error:
            self._end = error
        return True

    def fail(self) -> bool:
        """Run the tests until one of them fails."""
        for item, following in pairwise([*self.items, None]):
            assert item is not None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if item.session.testsfailed:
                return True
        return False

    def start(self, mutant: Mutant) -> int:
        """Try a mutant in a child of this process; the child's number is given, and its exit status
        says what became of it.
        """
        child = os.fork()
        if child:
            return child
        status = KILLED
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_SECONDS, LONGEST_SECONDS))
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            if not _put_in(mutant):
                status = UNFIT
            elif not self.fail():
                status = SURVIVED
        finally:
            os._exit(status)


def _forget() -> None:
    """Empty the caches of the tables: what the sound code had found would hide a fault."""
    for name, module in sys.modules.items():
        if name.startswith(PACKAGE):
            for value in vars(module).values():
                if isinstance(value, functools._lru_cache_wrapper):
                    value.cache_clear()


def _put_in(mutant: Mutant) -> bool:
    """Give the functions and numbers of the loaded module those of the mutant; False where the
    change is in none of them.
    """
    name = mutant.path.relative_to(TOP).with_suffix("").as_posix().replace("/", ".")
    module = importlib.import_module(name)
    tree = mutant.tree()
    codes = dict(_codes(compile(tree, str(mutant.path), "exec")))
    found = False
    for function in _functions(module):
        code = codes.get(function.__qualname__)
        if code is not None and code.co_freevars == function.__code__.co_freevars:
            found = found or code.co_code != function.__code__.co_code
            found = found or code.co_consts != function.__code__.co_consts
            function.__code__ = code
    found = _put_in_numbers(tree, module) or found
    _forget()
    return found


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


def _put_in_numbers(tree: ast.Module, module: ModuleType) -> bool:
    changed = False
    for statement in tree.body:
        if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Constant):
            continue
        (target,) = statement.targets
        if isinstance(target, ast.Name):
            changed = changed or getattr(module, target.id) != statement.value.value
            setattr(module, target.id, statement.value.value)
    return changed
