"""What the arithmetic of the form can restore: cells that the layout lost, where one solution
exists and no other.

The solver is Z3 (linear integer arithmetic with disjunctions). Weighed against it: OR-Tools CP-SAT
(needs bounded variables and brings numpy, pandas and protobuf), python-constraint (enumerates
finite domains only), a MILP through scipy (no disjunctions without big-M). Z3 takes unbounded
integers and "either these cells or those" as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import chain, combinations, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import z3


class Lost(Enum):
    """Stands for a cell that the layout lost."""

    LOST = "lost"


LOST = Lost.LOST
# A blank counts as 0 in sums, and stays blank in the result.
Item = int | None | Lost
Line = tuple[Item, ...]
CellName = tuple[str, str]


@dataclass(frozen=True)
class Equation:
    """The sum of the left cells equals the sum of the right cells."""

    left: tuple[CellName, ...]
    right: tuple[CellName, ...]


# More ways than this to fit a line into its columns mean that the line says nothing.
_MOST_CANDIDATES = 2000
# What a blank prints, so that it is told from 0.
_NOT_PRINTED = -1
# Deterministic effort limit of Z3 (not seconds, so that the same bytes give the same reading).
_EFFORT = 3_000_000


@dataclass(frozen=True)
class DamagedLine:
    """The ways in which a damaged row may fit its columns.

    `keeps_blanks` says that a blank cell would have left a trace: what is missing was lost, and may
    be restored. Otherwise what is missing may have been blank, and only the places of what is
    printed may be told. `run_together` are the ways in which no cell is missing, but two numbers
    are printed as one. They give no figures; where one of them fits the sums too, it speaks against
    those of `lines`.
    """

    lines: tuple[Line, ...]
    keeps_blanks: bool = True
    run_together: tuple[Line, ...] = ()


def damaged_line(
    items: Sequence[int | None], width: int, keeps_blanks: bool = True
) -> DamagedLine | None:
    """Every way to fit printed items, in their order, into `width` columns; None where there are
    too many, or none.

    Too many items: ghost columns print blanks and zeros, so only those may go. Too few: cells may
    be lost anywhere.
    """
    if len(items) > width:
        lines = _distinct(_without_ghosts(items, width))
    else:
        gaps = combinations(range(width), width - len(items))
        lines = _distinct(_with_gaps(items, set(gap), width) for gap in gaps)
    return (
        DamagedLine(tuple(lines), keeps_blanks, tuple(_run_together(items, width)))
        if lines
        else None
    )


def merged_lines(ways: Sequence[DamagedLine]) -> DamagedLine | None:
    """Several sets of ways to fit one row as one set; None where there are none, or too many."""
    lines = _distinct(chain.from_iterable(way.lines for way in ways))
    if not lines:
        return None
    together = dict.fromkeys(chain.from_iterable(way.run_together for way in ways))
    return DamagedLine(tuple(lines), ways[0].keeps_blanks, tuple(together))


def _run_together(items: Sequence[int | None], width: int) -> Iterator[Line]:
    """Every way to take one number for two where a row has one item too few."""
    for at, item in enumerate(items if len(items) == width - 1 else ()):
        digits = str(item or 0)
        for cut in range(1, len(digits)):
            first, second = digits[:cut], digits[cut:]
            if str(int(second)) == second:
                yield (*items[:at], int(first), int(second), *items[at + 1 :])


def _without_ghosts(items: Sequence[int | None], width: int) -> Iterator[Line]:
    """Choices of `width` items that keep all numbers above 0; blanks go before zeros do."""
    needed = [at for at, item in enumerate(items) if item]
    zeros = [at for at, item in enumerate(items) if item == 0]
    blanks = [at for at, item in enumerate(items) if item is None]
    if len(needed) > width:
        return
    always, spare = (
        (needed, zeros) if len(needed) + len(zeros) >= width else (needed + zeros, blanks)
    )
    for chosen in combinations(spare, width - len(always)):
        yield tuple(items[at] for at in sorted([*always, *chosen]))


def _with_gaps(items: Sequence[int | None], gaps: set[int], width: int) -> Line:
    rest = iter(items)
    return tuple(LOST if column in gaps else next(rest) for column in range(width))


def _distinct(lines: Iterable[Line]) -> list[Line] | None:
    found: dict[Line, None] = {}
    for effort, line in enumerate(lines):
        found[line] = None
        if len(found) > _MOST_CANDIDATES or effort > 100 * _MOST_CANDIDATES:
            return None
    return list(found)


def restored(
    damaged: Mapping[str, DamagedLine | None],
    columns: Sequence[str],
    known: Mapping[CellName, int],
    equations: Sequence[Equation],
) -> dict[CellName, int]:
    """The cells of damaged rows of which the sums leave no doubt, by row and column.

    A row that gives no line to fit (None), and sums that have no solution, restore nothing.
    """
    lines = {name: line for name, line in damaged.items() if line is not None}
    solved = solve(lines, columns, known, equations) if lines else None
    return solved or {}


def solve(
    rows: Mapping[str, DamagedLine],
    columns: Sequence[str],
    known: Mapping[CellName, int],
    equations: Sequence[Equation],
) -> dict[CellName, int] | None:
    """The cells of damaged rows that have the same value in every solution.

    `rows` gives for each damaged row the ways to fit it over `columns`; `known` holds the cells
    that were read. An equation counts only where all its cells are known or belong to a damaged
    row. Returns None where the equations have no solution, and leaves out cells that have more than
    one.
    """
    solved = _solved(rows, columns, known, equations)
    if solved is None or not any(row.run_together for row in rows.values()):
        return solved
    either = {
        name: replace(row, lines=(*row.lines, *row.run_together)) for name, row in rows.items()
    }
    return _solved(either, columns, known, equations)


def _solved(
    rows: Mapping[str, DamagedLine],
    columns: Sequence[str],
    known: Mapping[CellName, int],
    equations: Sequence[Equation],
) -> dict[CellName, int] | None:
    import z3

    context = z3.Context()
    solver = z3.SolverFor("QF_LIA", ctx=context)
    solver.set("rlimit", _EFFORT)
    names = list(product(rows, columns))
    variables = {name: z3.Int(".".join(name), context) for name in names}
    printed = {name: z3.Int(f"printed.{'.'.join(name)}", context) for name in names}
    for row, line in rows.items():
        cells = [(variables[row, column], printed[row, column]) for column in columns]
        solver.add(*(cell >= 0 for cell, _ in cells))
        solver.add(z3.Or([_fits(cells, way, line.keeps_blanks, context) for way in line.lines]))
    for equation in equations:
        terms = _terms(equation, known, variables)
        if terms is not None:
            solver.add(z3.Sum(terms[0]) == z3.Sum(terms[1]))
    fixed = _backbone(solver, printed)
    if fixed is None:
        return None
    return {name: value for name, value in fixed.items() if value != _NOT_PRINTED}


def _fits(
    cells: Sequence[tuple[z3.ArithRef, z3.ArithRef]],
    line: Line,
    keeps_blanks: bool,
    context: z3.Context,
) -> z3.BoolRef:
    """One way to fit a row: what each cell counts in sums, and what it prints."""
    import z3

    wanted = []
    for (cell, printed), item in zip(cells, line, strict=True):
        if item is LOST:
            wanted.append(printed == (cell if keeps_blanks else _NOT_PRINTED))
        else:
            wanted += [cell == (item or 0), printed == (_NOT_PRINTED if item is None else item)]
    return z3.And([*wanted, z3.BoolVal(True, context)])


def _terms(
    equation: Equation, known: Mapping[CellName, int], variables: Mapping[CellName, z3.ArithRef]
) -> tuple[list[z3.ArithRef], list[z3.ArithRef]] | None:
    """Both sides as Z3 terms; None where a cell is neither known nor to be found, or none is to be
    found.
    """
    names = (*equation.left, *equation.right)
    sought = [variables[name] for name in names if name in variables]
    if not sought or not {*names} <= variables.keys() | known.keys():
        return None
    zero = sought[0] - sought[0]
    left = [zero, *(variables.get(name, known.get(name)) for name in equation.left)]
    right = [zero, *(variables.get(name, known.get(name)) for name in equation.right)]
    return left, right


def _backbone(
    solver: z3.Solver, variables: Mapping[CellName, z3.ArithRef]
) -> dict[CellName, int] | None:
    """Cells that no second model changes: ask for a model that differs in one of them until there
    is none.
    """
    import z3

    fixed: dict[CellName, int] | None = None
    while (answer := solver.check()) == z3.sat:
        model = solver.model()
        found = {
            name: model.eval(cell, model_completion=True).as_long()
            for name, cell in variables.items()
        }
        fixed = (
            found
            if fixed is None
            else {name: value for name, value in fixed.items() if found[name] == value}
        )
        if not fixed:
            return fixed
        solver.add(z3.Or([variables[name] != value for name, value in fixed.items()]))
    # An answer that is not a plain "no" (the effort ran out) proves nothing about the cells that
    # are left.
    return fixed if answer == z3.unsat else None
