"""Work ends when the one who asked for it is gone.

A table of a million rows whose reader has left would otherwise be read to its end for nobody, and
keep a place that others wait for.
"""

from __future__ import annotations

import asyncio
from typing import Final, NoReturn

from publish.site.serving.asgi import Application, Message, Receive, Scope, Send

_WITHOUT_BODY: Final = ("GET", "HEAD")


def while_wanted(application: Application) -> Application:
    """The same application, whose work on a GET is given up when its connection closes."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope.get("method") in _WITHOUT_BODY:
            await _Answer(receive, send).run(application, scope)
        else:
            await application(scope, receive, send)

    return wrapped


class _Answer:
    """One answer, and whether somebody still waits for it."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._is_sent = False
        self._is_unwanted = False

    async def run(self, application: Application, scope: Scope) -> None:
        """Answer, or stop where nobody waits any more."""
        answering = asyncio.current_task()
        assert answering is not None
        watching = asyncio.create_task(self._watch(answering))
        try:
            await application(scope, _Nothing(), self._sent)
        except asyncio.CancelledError:
            if not self._is_unwanted:
                raise
            answering.uncancel()
        finally:
            watching.cancel()

    async def _watch(self, answering: asyncio.Task[object]) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        if not self._is_sent:
            self._is_unwanted = True
            answering.cancel()

    async def _sent(self, message: Message) -> None:
        # The server tells the end of a connection also when the answer is complete.
        is_last = message["type"] == "http.response.body" and not message.get("more_body")
        self._is_sent = self._is_sent or is_last
        await self._send(message)


class _Nothing:
    """What is received of a request without a body: that it has none, and then nothing more."""

    def __init__(self) -> None:
        self._is_told = False

    async def __call__(self) -> Message:
        if self._is_told:
            await _for_ever()
        self._is_told = True
        return {"type": "http.request", "body": b"", "more_body": False}


async def _for_ever() -> NoReturn:
    await asyncio.Future()
    raise AssertionError("nothing ends this wait but its end")
