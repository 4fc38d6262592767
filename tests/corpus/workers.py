"""Reads documents in processes of their own, each with a wall limit, so that one that hangs costs
itself alone.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from tests.corpus.model import Sample

_CONTEXT = multiprocessing.get_context("spawn")


@dataclass(frozen=True)
class Answer:
    """What came of one document: its reading in JSON, or the error that ended it; seconds of wall
    time.
    """

    sample: Sample
    reading: dict[str, Any] | None
    error: str | None
    seconds: float


def _serve(requests: Connection, answers: Connection) -> None:
    import extract

    while True:
        try:
            name, data = requests.recv()
        except EOFError:
            return
        try:
            answers.send((extract.read(data, name).as_json(), None))
        except Exception as error:
            answers.send((None, f"{type(error).__name__}: {error}"))


class _Worker:
    def __init__(self) -> None:
        from_here, self.requests = _CONTEXT.Pipe(duplex=False)
        self.answers, to_here = _CONTEXT.Pipe(duplex=False)
        self.process = _CONTEXT.Process(target=_serve, args=(from_here, to_here), daemon=True)
        self.process.start()
        from_here.close()
        to_here.close()
        self.sample: Sample | None = None
        self.started = 0.0

    def ask(self, sample: Sample) -> None:
        self.sample, self.started = sample, time.monotonic()
        self.requests.send((sample.name, sample.data))

    def stop(self) -> None:
        self.process.kill()
        self.process.join()


def read_all(samples: Iterable[Sample], workers: int = 2, wall: float = 60.0) -> Iterator[Answer]:
    """Read each document; answers come as they are ready. A reading over `wall` seconds is
    ended.
    """
    pending = iter(samples)
    busy = [worker for worker in (_Worker() for _ in range(workers)) if _next(worker, pending)]
    try:
        while busy:
            ready = wait([worker.answers for worker in busy], timeout=0.5)
            for worker in list(busy):
                answer = _answer(worker, worker.answers in ready, wall)
                if answer is not None:
                    yield answer
                    busy.remove(worker)
                    busy += _going_on(worker, answer, pending)
    finally:
        for worker in busy:
            worker.stop()


def _going_on(worker: _Worker, answer: Answer, pending: Iterator[Sample]) -> list[_Worker]:
    """The worker, or one in its place if it ended, at the next document; none when all are read."""
    if answer.error in ("timeout", "died"):
        worker.stop()
        worker = _Worker()
    if _next(worker, pending):
        return [worker]
    worker.stop()
    return []


def _next(worker: _Worker, pending: Iterator[Sample]) -> bool:
    sample = next(pending, None)
    if sample is not None:
        worker.ask(sample)
    return sample is not None


def _answer(worker: _Worker, ready: bool, wall: float) -> Answer | None:
    assert worker.sample is not None
    seconds = time.monotonic() - worker.started
    if ready:
        try:
            reading, error = worker.answers.recv()
        except EOFError:
            reading, error = None, "died"
        return Answer(worker.sample, reading, error, seconds)
    return Answer(worker.sample, None, "timeout", seconds) if seconds > wall else None
