"""A pool of processes in which a task that crashes, hangs or eats memory costs itself only.

concurrent.futures breaks as a whole when one of its processes dies, and cannot say which task killed it; a hostile
document may do exactly that. Here every process has one task at a time and a pipe of its own, so the one that fails is
known, and another process takes its place.
"""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, ForkServerProcess
from typing import Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Limits:
    """What one task may use: seconds of wall time, and bytes of address space of its process."""

    seconds: float = 120.0
    memory: int = 3 * 2**30


@dataclass(frozen=True)
class Failure:
    """Why a task gave no result: `limit` (time or memory), `crashed` (the process died), `raised`; and details."""

    reason: str
    detail: str


class _Worker(Generic[Task, Result]):
    """One process with its pipe, and the task it has in hand."""

    def __init__(self, context: ForkServerContext, work: Callable[[Task], Result], limits: Limits) -> None:
        self.pipe, other = context.Pipe()
        self._limits = limits
        self._process: ForkServerProcess = context.Process(
            target=_serve, args=(other, work, limits.memory), daemon=True
        )
        self._process.start()
        other.close()
        self.task: Task | None = None
        self._deadline = 0.0

    def give(self, task: Task) -> None:
        self.task = task
        self._deadline = time.monotonic() + self._limits.seconds
        self.pipe.send(task)

    def take(self) -> Result | Failure:
        """The result of the task in hand; a Failure where the process died over it."""
        try:
            outcome: Result | Failure = self.pipe.recv()
        except (EOFError, OSError):
            self.stop()
            return Failure("crashed", f"exit status {self._process.exitcode}")
        return outcome

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    @property
    def seconds_left(self) -> float:
        return self._deadline - time.monotonic()

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.join()
        self.pipe.close()


def run(
    work: Callable[[Task], Result], tasks: Iterable[Task], processes: int, limits: Limits | None = None
) -> Iterator[tuple[Task, Result | Failure]]:
    """Do every task in one of `processes` processes; give each with its result or Failure, in order of completion.

    `work` must be a function of a module, and its tasks and results must pickle.
    """
    pool = _Pool(work, deque(tasks), limits or Limits())
    try:
        yield from pool.run(processes)
    finally:
        pool.stop()


class _Pool(Generic[Task, Result]):
    def __init__(self, work: Callable[[Task], Result], tasks: deque[Task], limits: Limits) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([work.__module__])
        self._work = work
        self._tasks = tasks
        self._limits = limits
        self._busy: dict[Connection, _Worker[Task, Result]] = {}

    def run(self, processes: int) -> Iterator[tuple[Task, Result | Failure]]:
        for _ in range(min(processes, len(self._tasks))):
            self._employ(_Worker(self._context, self._work, self._limits))
        while self._busy:
            patience = max(0.0, min(worker.seconds_left for worker in self._busy.values()))
            for pipe in wait(list(self._busy), timeout=patience):
                if isinstance(pipe, Connection):
                    yield self._finished(self._busy.pop(pipe))
            for worker in [worker for worker in self._busy.values() if worker.seconds_left <= 0]:
                yield self._overdue(self._busy.pop(worker.pipe))

    def _employ(self, worker: _Worker[Task, Result]) -> None:
        """Give the worker the next task, or send it home when there is none."""
        if not self._tasks:
            worker.stop()
            return
        worker.give(self._tasks.popleft())
        self._busy[worker.pipe] = worker

    def _finished(self, worker: _Worker[Task, Result]) -> tuple[Task, Result | Failure]:
        task, outcome = worker.task, worker.take()
        assert task is not None
        self._employ(worker if worker.alive else _Worker(self._context, self._work, self._limits))
        return task, outcome

    def _overdue(self, worker: _Worker[Task, Result]) -> tuple[Task, Result | Failure]:
        task = worker.task
        assert task is not None
        worker.stop()
        self._employ(_Worker(self._context, self._work, self._limits))
        return task, Failure("limit", f"not done after {self._limits.seconds:g} seconds")

    def stop(self) -> None:
        for worker in self._busy.values():
            worker.stop()
        self._busy.clear()


def _serve(pipe: Connection, work: Callable[[Task], Result], memory: int) -> None:
    """What a process does: take a task, do it, send the result; until the pipe closes."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        pipe.send(_outcome(work, task))


def _outcome(work: Callable[[Task], Result], task: Task) -> Result | Failure:
    try:
        return work(task)
    except MemoryError:
        return Failure("limit", "needs more memory than it may have")
    except Exception as error:  # whatever a document does to its reader, the others go on
        return Failure("raised", f"{type(error).__name__}: {error}".splitlines()[0][:300])
