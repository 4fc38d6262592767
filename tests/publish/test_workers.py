from __future__ import annotations

import os
import signal
import time

import pytest

from publish.workers import Failure, Limits, run


def work(task: str) -> str:
    """What a document may do to its reader."""
    if task == "crash":
        os.kill(os.getpid(), signal.SIGKILL)
    if task == "hang":
        time.sleep(60)
    if task == "eat":
        return str(len(bytearray(8 * 2**30)))
    if task == "raise":
        raise ValueError("two\nlines")
    return task.upper()


def outcomes(tasks: list[str], processes: int, limits: Limits | None = None) -> dict[str, str | Failure]:
    return dict(run(work, tasks, processes, limits))


@pytest.mark.parametrize("processes", [1, 2])
def test_one_failing_task_costs_itself_only(processes: int) -> None:
    tasks = ["a", "crash", "b", "raise", "c", "eat", "d"]
    assert outcomes(tasks, processes) == {
        "a": "A",
        "b": "B",
        "c": "C",
        "d": "D",
        "crash": Failure("crashed", "exit status -9"),
        "raise": Failure("raised", "ValueError: two"),
        "eat": Failure("limit", "needs more memory than it may have"),
    }


def test_a_task_that_hangs_is_ended() -> None:
    begun = time.monotonic()
    found = outcomes(["hang", "a", "b"], 1, Limits(seconds=1.0))
    assert found == {"hang": Failure("limit", "not done after 1 seconds"), "a": "A", "b": "B"}
    assert time.monotonic() - begun < 20


def test_nothing_to_do_starts_nothing() -> None:
    assert outcomes([], 4) == {}


def test_processes_end_when_the_caller_stops_listening() -> None:
    found = run(work, ["a", "hang", "hang"], 2)
    assert next(found) == ("a", "A")
    begun = time.monotonic()
    found.close()  # type: ignore[attr-defined]
    assert time.monotonic() - begun < 10
