"""The small faults: a comparison turned, a condition left out, a number one off, a step skipped."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)
# A change of one node of a copied tree.
Change = Callable[[ast.AST], None]


@dataclass(frozen=True)
class Mutant:
    """One fault: the file, the line, what was done there, and to which node of the tree."""

    path: Path
    line: int
    what: str
    at: int
    change: Change

    @property
    def name(self) -> str:
        """File, line and change, for people."""
        return f"{self.path.parent.name}/{self.path.name}:{self.line} {self.what}"

    def tree(self) -> ast.Module:
        """The file with the fault in it."""
        tree = ast.parse(self.path.read_text(encoding="utf-8"))
        # `walk` meets the nodes in the same order each time.
        self.change(list(ast.walk(tree))[self.at])
        return ast.fix_missing_locations(tree)


def mutants(path: Path) -> Iterator[Mutant]:
    """All faults of one file, each alone, in the order of its lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for at, node in enumerate(ast.walk(tree)):
        for what, change in _changes(node):
            yield Mutant(path, getattr(node, "lineno", 0), what, at, change)


def _changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    """What may be done to a node."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _TURNED:
        yield f"{_shown(node)}: turned", _turn
    elif isinstance(node, ast.BoolOp):
        for operand, value in enumerate(node.values):
            yield f"{_shown(value)}: left out of a condition", _leave_out(operand)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield f"{_shown(node)}: turned", _without_not
    elif isinstance(node, ast.If):
        yield f"if {_shown(node.test)}: never", _never
    elif _is_number(getattr(node, "value", None)) and isinstance(node, (ast.Assign, ast.AnnAssign)):
        yield f"{_shown(node)}: another number", _another_number
    else:
        yield from _changes_inside(node)


def _changes_inside(node: ast.AST) -> Iterator[tuple[str, Change]]:
    """What may be done to the parts of a node: its filters, its steps."""
    if isinstance(node, _COMPREHENSIONS):
        for at, generator in enumerate(node.generators):
            if generator.ifs:
                yield f"if {_shown(generator.ifs[0])}: always", _without_filter(at)
    elif isinstance(node, (ast.FunctionDef, ast.For, ast.While)) and len(node.body) > 1:
        for at, step in enumerate(node.body):
            if _is_step(step):
                yield f"{_shown(step)}: skipped", _skip(at)


def _shown(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 60 else text[:57] + "..."


def _is_number(node: object) -> bool:
    number = node.value if isinstance(node, ast.Constant) else None
    return isinstance(number, (int, float)) and not isinstance(number, bool)


def _is_step(step: ast.stmt) -> bool:
    """Whether a statement only adds to something, or calls something for what it does."""
    is_call = isinstance(step, ast.Expr) and isinstance(step.value, ast.Call)
    return is_call or isinstance(step, ast.AugAssign)


def _turn(node: ast.AST) -> None:
    assert isinstance(node, ast.Compare)
    node.ops = [_TURNED[type(node.ops[0])]()]


def _leave_out(operand: int) -> Change:
    def change(node: ast.AST) -> None:
        assert isinstance(node, ast.BoolOp)
        neutral = isinstance(node.op, ast.And)
        node.values[operand] = ast.Constant(neutral)

    return change


def _without_not(node: ast.AST) -> None:
    assert isinstance(node, ast.UnaryOp)
    node.operand = ast.UnaryOp(ast.Not(), node.operand)


def _never(node: ast.AST) -> None:
    assert isinstance(node, ast.If)
    # What the condition names with := is still named.
    node.test = ast.BoolOp(ast.And(), [node.test, ast.Constant(False)])


def _without_filter(at: int) -> Change:
    def change(node: ast.AST) -> None:
        assert isinstance(node, _COMPREHENSIONS)
        first = node.generators[at].ifs[0]
        node.generators[at].ifs[0] = ast.BoolOp(ast.Or(), [first, ast.Constant(True)])

    return change


def _another_number(node: ast.AST) -> None:
    assert isinstance(node, (ast.Assign, ast.AnnAssign))
    assert isinstance(node.value, ast.Constant)
    number = node.value.value
    assert isinstance(number, (int, float))
    node.value = ast.Constant(number + 1 if isinstance(number, int) else number / 3)


def _skip(at: int) -> Change:
    def change(node: ast.AST) -> None:
        assert isinstance(node, (ast.FunctionDef, ast.For, ast.While))
        node.body[at] = ast.Pass()

    return change
