from __future__ import annotations

import os
import signal
import time

import pytest

from extract.reading import Reading
from extract.understanding import read
from extract.worker import Limits, Worker
from publish.collect.workers import run

pytestmark = pytest.mark.slow


def reader(data: bytes, name: str) -> Reading:
    """What a document may do to its reader."""
    if data == b"crash":
        os.kill(os.getpid(), signal.SIGABRT)
    if data == b"hang":
        time.sleep(600)
    if data == b"raise":
        raise ValueError("two\nlines")
    return read(data, name)


def outcome(worker: Worker, task: str) -> str:
    """The code of the first issue that reading the task gives."""
    worker._reader = reader
    return worker.read(task.encode()).issues[0].code


def outcomes(tasks: list[str], processes: int, limits: Limits | None = None) -> dict[str, str]:
    return dict(run(outcome, tasks, processes, limits))


@pytest.mark.parametrize("processes", [1, 2])
def test_one_failing_task_costs_itself_only(processes: int) -> None:
    tasks = ["a", "crash", "b", "raise", "c"]
    found = outcomes(tasks, processes)
    assert sorted(found) == sorted(tasks)
    assert {task for task, code in found.items() if code == "extract_failed"} == {"crash", "raise"}


def test_a_task_that_hangs_is_ended() -> None:
    found = outcomes(["hang", "a", "b"], 1, Limits(wall_seconds=30.0))
    assert [task for task, code in found.items() if code == "extract_failed"] == ["hang"]


def test_nothing_to_do_starts_nothing() -> None:
    assert outcomes([], 4) == {}


def test_readings_end_when_the_caller_stops_listening() -> None:
    found = run(outcome, ["a", "hang", "hang", "hang"], 2)
    assert next(found)[0] == "a"
    # What hangs would hang for ten minutes, and the limit of a test is five.
    found.close()  # type: ignore[attr-defined]
