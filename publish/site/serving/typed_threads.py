"""Typed SQL has threads of its own: whoever asks for what takes long must not take the threads in
which pages are made.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextvars import ContextVar
from typing import Any, Final, TypeVar
from urllib.parse import parse_qs

from publish.site.serving.asgi import Application, Receive, Scope, Send

Result = TypeVar("Result")

_ARGUMENTS: Final = ("sql", "_where")
_is_typed: Final = ContextVar("is_typed", default=False)


class DividedThreads(Executor):
    """Datasette's threads, and others, one fewer, in which the SQL runs that anybody typed."""

    def __init__(self, threads: int) -> None:
        self._pages = ThreadPoolExecutor(threads, thread_name_prefix="pages")
        self._typed = ThreadPoolExecutor(max(1, threads - 1), thread_name_prefix="typed-sql")

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """Run it in a thread of the kind that the request under way is of."""
        threads = self._typed if _is_typed.get() else self._pages
        return threads.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the threads of both kinds."""
        for threads in (self._pages, self._typed):
            threads.shutdown(wait, cancel_futures=cancel_futures)


def typed_apart(application: Application) -> Application:
    """The same application, where what is asked for a request with typed SQL counts as such."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_of_typed_sql(scope):
            await application(scope, receive, send)
            return
        token = _is_typed.set(True)
        try:
            await application(scope, receive, send)
        finally:
            _is_typed.reset(token)

    return wrapped


def _is_of_typed_sql(scope: Scope) -> bool:
    if scope["type"] != "http":
        return False
    query = bytes(scope.get("query_string", b"")).decode("latin-1")
    return any(name in _ARGUMENTS for name in parse_qs(query, keep_blank_values=True))
