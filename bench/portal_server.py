"""One site of many static pages on as many loopback addresses as are asked for, in a process of its
own.

A TRS column: lists of 20 articles, each article a report of 8 KB with a validator, so that a second
crawl can ask whether it changed. Prints the port when it listens; ends with its input.
"""

from __future__ import annotations

import socket
import sys
import threading
from hashlib import sha256

import uvicorn
from starlette.types import Receive, Scope, Send

ITEMS = 20
_FILLER = "<p>" + "本机关依法公开政府信息，接受社会监督。" * 130 + "</p>"


def addresses(count: int) -> list[str]:
    """Loopback addresses for that many hosts."""
    return [f"127.0.{40 + number // 250}.{number % 250 + 1}" for number in range(count)]


def _article(number: int) -> str:
    return f"/nb/202401/t20240115_{number:06d}.html"


def _title(number: int) -> str:
    return f"第{number}号单位2023年政府信息公开工作年度报告"


class Site:
    """The pages of one host: all hosts are alike."""

    def __init__(self, articles: int) -> None:
        self._articles = articles
        self._lists = -(-articles // ITEMS)

    def page(self, path: str) -> str | None:
        """The HTML at a path, or None."""
        if path == "/":
            return '<html><body><a href="/nb/">政府信息公开年报</a></body></html>'
        if path.startswith("/nb/20"):
            return self._report(int(path[-11:-5]))
        if path == "/nb/":
            return self._list(0)
        if path.startswith("/nb/index_"):
            return self._list(int(path[10:-5]))
        return None

    def _list(self, page: int) -> str:
        numbers = range(page * ITEMS, min((page + 1) * ITEMS, self._articles))
        rows = "".join(
            f'<li><a href="{_article(n)}">{_title(n)}</a><span>2024-01-15</span></li>'
            for n in numbers
        )
        pager = f'<script>createPageHTML({self._lists}, {page}, "index", "html");</script>'
        return f"<html><body><ul>{rows}</ul>{pager}</body></html>"

    def _report(self, number: int) -> str:
        title = _title(number)
        head = f"<head><title>{title}</title></head>"
        return f"<html>{head}<body><h1>{title}</h1>{_FILLER}</body></html>"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        text = self.page(scope["path"])
        body = (text or "<html><body>404</body></html>").encode()
        tag = f'"{sha256(body).hexdigest()[:16]}"'.encode()
        known = dict(scope["headers"]).get(b"if-none-match") == tag
        status = 404 if text is None else 304 if known else 200
        headers = [(b"content-type", b"text/html; charset=utf-8"), (b"etag", tag)]
        body = b"" if known else body
        headers += [] if known else [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _listen(hosts: int) -> list[socket.socket]:
    listeners: list[socket.socket] = []
    for address in addresses(hosts):
        # asyncio sends small answers at once only where the protocol is named.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, listeners[0].getsockname()[1] if listeners else 0))
        listener.listen(128)
        listeners.append(listener)
    return listeners


def main(hosts: int, articles: int) -> None:
    """Serve until the input ends."""
    listeners = _listen(hosts)
    server = uvicorn.Server(
        uvicorn.Config(Site(articles), log_level="error", interface="asgi3", lifespan="off")
    )
    threading.Thread(target=server.run, args=(listeners,), daemon=True).start()
    print(listeners[0].getsockname()[1], flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
