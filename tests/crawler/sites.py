"""A small real server for the crawler's tests: routes, and a log of what was asked for."""

from __future__ import annotations

import os
import socket
import ssl
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from crawler.registry.portals import Portal
from crawler.runner.run import crawl
from crawler.store.captures import Run

LOOK_ALIKES = [
    "演示县政府网站工作年度报表（2023年度）",
    "演示县2023年法治政府建设年度报告",
    "一图读懂：演示县2023年政府信息公开工作年度报告",
    "关于做好2023年政府信息公开工作年度报告编制工作的通知",
]


@dataclass
class Answer:
    """What a route answers; `truncated` announces more bytes than it sends, `pause` comes first, in
    seconds.

    `raw` goes over the line as it is, status line and all, and the connection ends; with `reset` it
    is broken off.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    truncated: bool = False
    pause: float = 0.0
    raw: Iterable[bytes] = ()
    reset: bool = False


def html(text: str, status: int = 200, **headers: str) -> Answer:
    return Answer(text.encode(), status, {"Content-Type": "text/html; charset=utf-8", **headers})


@dataclass
class Site:
    """`routes`: an answer, or a function that makes one of the request. `before` may drop a request
    unanswered.
    """

    routes: dict[str, Answer | Callable[[BaseHTTPRequestHandler], Answer]] = field(
        default_factory=dict
    )
    asked: list[tuple[str, str, float]] = field(default_factory=list)
    before: Callable[[int], bool] = lambda count: True
    base: str = ""

    def paths(self) -> list[str]:
        return [path for _, path, _ in self.asked]

    def portal(self, **fields: Any) -> Portal:
        given = {
            "id": "yanshi",
            "name": "演示县人民政府",
            "home": f"{self.base}/",
            "delay": 0.0,
            "family": "trs",
        }
        return Portal.model_validate({**given, "allow_loopback": True, **fields})


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65536

        def do_GET(self) -> None:
            if not site.before(len(site.asked) + 1):
                self.close_connection = True
                return
            self.posted = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            site.asked.append((self.command, self.path, time.monotonic()))
            route = site.routes.get(self.path, html("<html><body>404</body></html>", 404))
            answer = route if isinstance(route, Answer) else route(self)
            time.sleep(answer.pause)
            if answer.raw:
                self.send_raw(answer)
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header(
                "Content-Length", str(len(answer.body) + (100 if answer.truncated else 0))
            )
            self.end_headers()
            self.wfile.write(answer.body)
            self.close_connection = answer.truncated

        do_POST = do_GET  # noqa: N815

        def send_raw(self, answer: Answer) -> None:
            self.close_connection = True
            with suppress(ConnectionError):
                for part in answer.raw:
                    self.wfile.write(part)
                self.wfile.flush()
            if answer.reset:
                # Closing with lingering for no time sends a reset in the place of an orderly end.
                self.connection.setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                )
                self.connection.close()

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def serving(
    site: Site, address: str = "127.0.0.1", secured: ssl.SSLContext | None = None
) -> Iterator[Site]:
    with ThreadingHTTPServer((address, 0), _handler(site)) as server:
        server.daemon_threads = True
        site.base = f"{'https' if secured else 'http'}://{address}:{server.server_address[1]}"
        if secured:
            server.socket = secured.wrap_socket(
                server.socket, server_side=True, do_handshake_on_connect=False
            )
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


def revalidating(
    body: bytes, media_type: str, etag: str
) -> Callable[[BaseHTTPRequestHandler], Answer]:
    """A route that answers 304 to whoever names its entity tag."""

    def answer(request: BaseHTTPRequestHandler) -> Answer:
        if request.headers.get("If-None-Match") == etag:
            return Answer(status=304, headers={"ETag": etag})
        return Answer(body, headers={"Content-Type": media_type, "ETag": etag})

    return answer


def report_page(title: str, link: str = "") -> bytes:
    table = "<table><tr><td>规章</td><td>1</td></tr></table>"
    return f"""<html><head><title>{title}</title></head><body><h1>{title}</h1><a href="/other.pdf">无关文件</a>
        <div class="TRS_Editor"><p>{"本报告依据条例编制。" * 20}</p>{table}{link}</div></body></html>""".encode()


def list_page(items: list[tuple[str, str]], total: int, number: int) -> str:
    rows = "".join(
        f'<li><a href="{href}">{title}</a><span>2024-01-19</span></li>' for href, title in items
    )
    pager = f'<script>createPageHTML({total}, {number}, "index", "html");</script>'
    return f"<html><head><title>年报</title></head><body><ul>{rows}</ul>{pager}</body></html>"


CHANNEL = "/zwgk/zfxxgknb/"


def trs_site(reports: int = 6, per_page: int = 4) -> Site:
    """A TRS portal: home, a channel of several pages with reports and look-alikes, every second
    with an attachment.
    """
    site = Site()
    items = []
    for number in range(reports):
        path, title = (
            f"202401/t20240119_{1000 + number}.html",
            f"演示县第{number}局2023年政府信息公开工作年度报告",
        )
        file = f"P02024011900000000{number}.docx"
        link = f'<a href="./{file}">附件</a>' if number % 2 else ""
        site.routes[CHANNEL + path] = revalidating(
            report_page(title, link), "text/html", f'"r{number}"'
        )
        content = b"PK\x03\x04" + str(number).encode()
        site.routes[f"{CHANNEL}202401/{file}"] = revalidating(
            content, "application/octet-stream", f'"a{number}"'
        )
        items.append((f"./{path}", title))
    items += [
        (f"./202401/t20240119_{2000 + number}.html", title)
        for number, title in enumerate(LOOK_ALIKES)
    ]
    pages = [items[start : start + per_page] for start in range(0, len(items), per_page)]
    for number, shown in enumerate(pages):
        name = f"index_{number}.html" if number else ""
        site.routes[CHANNEL + name] = html(list_page(shown, len(pages), number))
    menu = (
        f'<a href="{CHANNEL}">政府信息公开年报</a><a href="/xwzx/">要闻动态</a><a'
        ' href="/wznb/">政府网站年度报表</a>'
    )
    site.routes["/"] = html(f"<html><head><title>演示县</title></head><body>{menu}</body></html>")
    return site


def crawled(site: Site, state: Path, contact: str | None = None, **fields: Any) -> Run:
    """Crawl the site's portal, described with these fields, and return the run."""
    [run] = crawl([site.portal(**fields)], state, contact, lambda *_: None)
    return run


def crawl_in_process_of_its_own(portals: Portal | list[Portal], state: Path) -> list[str]:
    """The command line of a Python process that crawls one portal or several, and prints their
    verdicts.
    """
    described = [
        each.model_dump_json() for each in (portals if isinstance(portals, list) else [portals])
    ]
    code = f"""
from pathlib import Path
from crawler.store.captures import Run
from crawler.registry.portals import Portal
from crawler.runner.run import crawl
portals = [Portal.model_validate_json(each) for each in {described!r}]
print(*(run.verdict for run in crawl(portals, Path({str(state)!r}), None, lambda *progress: None)))
"""
    return [sys.executable, "-c", code]


def run_in_process_of_its_own(
    portals: Portal | list[Portal], state: Path, environment: dict[str, str]
) -> list[str]:
    """Crawl in a process with more in its environment than this one has; return the verdicts."""
    command = crawl_in_process_of_its_own(portals, state)
    surroundings = {**os.environ, **environment}
    done = subprocess.run(
        command, capture_output=True, text=True, env=surroundings, timeout=600, check=False
    )
    assert not done.stderr, done.stderr
    return done.stdout.split()
