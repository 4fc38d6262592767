from __future__ import annotations

from extract.tables.arithmetic import LOST, DamagedLine, Equation, damaged_line, solve

COLUMNS = ("a", "b", "total")


def row_rule(row: str) -> Equation:
    return Equation(((row, "a"), (row, "b")), ((row, "total"),))


def test_a_row_with_one_item_too_few_has_a_gap_at_each_place() -> None:
    assert damaged_line([2, 5], 3) == DamagedLine(((LOST, 2, 5), (2, LOST, 5), (2, 5, LOST)))


def test_blanks_are_dropped_before_numbers() -> None:
    assert damaged_line([None, 1, None, 2, 3], 3) == DamagedLine(((1, 2, 3),))


def test_equal_numbers_too_many_leave_one_line() -> None:
    assert damaged_line([0] * 16, 7) == DamagedLine(((0,) * 7,))


def test_a_lost_cell_is_restored_where_the_other_row_fixes_it() -> None:
    """Row r has 2 and 2 left; the sums over columns leave only (2, 0, 2)."""
    equations = [
        row_rule("r"),
        *(Equation((("r", column),), (("sum", column),)) for column in COLUMNS),
    ]
    known = {("sum", "a"): 2, ("sum", "b"): 0, ("sum", "total"): 2}
    lines = damaged_line([2, 2], 3)
    assert lines is not None
    assert solve({"r": lines}, COLUMNS, known, equations) == {
        ("r", "a"): 2,
        ("r", "b"): 0,
        ("r", "total"): 2,
    }


def test_two_solutions_leave_the_cells_they_differ_in_open() -> None:
    """2 and 2 of three cells may be (2, 0, 2), (0, 2, 2) or (2, 2, 4): no cell is the same in
    all.
    """
    lines = damaged_line([2, 2], 3)
    assert lines is not None
    assert solve({"r": lines}, COLUMNS, {}, [row_rule("r")]) == {}


def test_a_contradiction_gives_nothing() -> None:
    equations = [row_rule("r"), Equation((("r", "total"),), (("sum", "total"),))]
    lines = damaged_line([1, 1, 2], 3)
    assert lines is not None
    assert solve({"r": lines}, COLUMNS, {("sum", "total"): 9}, equations) is None


def test_equations_with_unknown_outside_cells_do_not_count() -> None:
    lines = damaged_line([1, 3], 3)
    assert lines is not None
    equations = [row_rule("r"), Equation((("r", "a"),), (("elsewhere", "a"),))]
    assert solve({"r": DamagedLine(((LOST, 1, 3),))}, COLUMNS, {}, equations) == {
        ("r", "a"): 2,
        ("r", "b"): 1,
        ("r", "total"): 3,
    }


def test_too_many_ways_to_fit_say_nothing() -> None:
    assert damaged_line([0] * 3 + list(range(1, 9)), 7) is None


def test_two_numbers_that_ran_together_are_not_taken_for_a_lost_total() -> None:
    """173, 294, 2, 0 make 469; printed as 173, 2942, 0, 469 they look like four numbers whose total
    was lost.
    """
    columns = ("upheld", "corrected", "other", "pending", "total")
    line = damaged_line([173, 2942, 0, 469], len(columns))
    assert line is not None and (173, 294, 2, 0, 469) in line.run_together
    equation = Equation(
        tuple(("review", column) for column in columns[:-1]), (("review", "total"),)
    )
    assert solve({"review": line}, columns, {}, [equation]) == {("review", "upheld"): 173}
    assert solve({"review": damaged_line([1, 2942, 0, 469], 5)}, columns, {}, [equation]) == {
        ("review", column): value
        for column, value in zip(columns, (1, 2942, 0, 469, 3412), strict=True)
    }
