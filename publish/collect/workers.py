"""Documents read side by side: threads, each with one of the extractor's workers, whose process
bears the limits.

A document that crashes, hangs or eats memory ends its worker's process and costs itself only
(extract/worker.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from queue import SimpleQueue
from typing import Generic, TypeVar

from extract.worker import Limits, Worker

Task = TypeVar("Task")
Result = TypeVar("Result")

# Tasks that wait in line for each worker, so that none is idle; more would only hold their results
# in memory.
AHEAD = 2


def run(
    work: Callable[[Worker, Task], Result],
    tasks: Iterable[Task],
    processes: int,
    limits: Limits | None = None,
) -> Iterator[tuple[Task, Result]]:
    """Do every task with one of `processes` workers; give each with its result, in order of
    completion.

    `work` runs in a thread of this process and raises nothing. Whoever stops listening ends the
    workers at once.
    """
    crew = _Crew(work, [Worker(limits) for _ in range(processes)])
    try:
        yield from crew.run(tasks)
    finally:
        crew.dismiss()


class _Crew(Generic[Task, Result]):
    def __init__(self, work: Callable[[Worker, Task], Result], workers: list[Worker]) -> None:
        self._work = work
        self._workers = workers
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        for worker in workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(max_workers=len(workers))

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Result]]:
        pending: set[Future[tuple[Task, Result]]] = set()
        for task in tasks:
            pending.add(self._threads.submit(self._do, task))
            if len(pending) >= AHEAD * len(self._workers):
                done, pending = wait(pending, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        while pending:
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)

    def _do(self, task: Task) -> tuple[Task, Result]:
        worker = self._idle.get()
        try:
            return task, self._work(worker, task)
        finally:
            self._idle.put(worker)

    def dismiss(self) -> None:
        """End what is under way, whose results nobody wants any more, and then the workers."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._idle.qsize() < len(self._workers):
            for worker in self._workers:
                worker.interrupt()
        self._threads.shutdown(wait=True)
        for worker in self._workers:
            worker.close()
