"""Each report and each file of practice portals is taken away in turn, by each kind of fault, and
the verdict is read: `ok` never stands over a report that is not there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import pytest
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from crawler.registry.portals import Portal, load_portals
from crawler.runner.run import crawl
from crawler.store.captures import Run
from samples import PracticePortals
from samples.truth import expected_reports
from tests.worlds import write_world

pytestmark = [pytest.mark.loopback, pytest.mark.timeout(1800), pytest.mark.minutes(1.5)]

FAMILIES = (
    "trs",
    "hanweb",
    "gkmlpt",
    "vsb",
    "jpaas",
    "nfcms",
    "hebei",
    "epoint",
    "truecms",
    "jeecms",
)
# Those of which some faults are tried by day.
BY_DAY = FAMILIES[:4]
TITLE = "试山县人民政府2023年政府信息公开工作年度报告"
NOTICE = f"<h1>关于网站栏目调整的通告</h1><p>{'现将政府信息公开有关事项通告如下。' * 30}</p>"
# So many crawls share the faults of a family: one server would not keep up with all portals.
PARTS = 5
# Where nothing comes, so many seconds are waited for it.
SECONDS = 4.0

Answer = Callable[[Scope, Receive, Send], Awaitable[None]]


def page(text: str, status: int = 200, head: str = "") -> Response:
    return HTMLResponse(f"<html><head>{head}</head><body>{text}</body></html>", status)


def refreshing(url: str) -> Response:
    return page("", head=f'<meta http-equiv="refresh" content="0; url={url}">')


async def cut(scope: Scope, receive: Receive, send: Send) -> None:
    """Announce more than comes."""
    headers = [(b"content-type", b"text/html"), (b"content-length", b"9999")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": TITLE.encode(), "more_body": True})
    raise ConnectionAbortedError


async def cut_between_chunks(scope: Scope, receive: Receive, send: Send) -> None:
    """Break off where nobody announced how much there is."""
    headers = [(b"content-type", b"text/html")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": TITLE.encode(), "more_body": True})
    raise ConnectionAbortedError


async def silent(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer nothing until the other side gives up."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def silent_after_its_beginning(scope: Scope, receive: Receive, send: Send) -> None:
    """Send headers and some words, and no more."""
    headers = [(b"content-type", b"text/html")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": TITLE.encode(), "more_body": True})
    await silent(scope, receive, send)


# What an address answers in the place of what it had; `{path}` is its own.
FAULTS: dict[str, Answer | Callable[[str], Response]] = {
    "404": lambda path: page("404", 404),
    "410": lambda path: page("410", 410),
    "500": lambda path: page("500", 500),
    "missing, said with 200": lambda path: page("您访问的页面不存在或已删除"),
    "empty": lambda path: PlainTextResponse(""),
    "an empty page": lambda path: page(""),
    "no content": lambda path: Response(status_code=204),
    "a part": lambda path: page(TITLE, 206),
    "cut": cut,
    "cut between chunks": cut_between_chunks,
    "no answer": silent,
    "no end": silent_after_its_beginning,
    "refreshes itself": refreshing,
    "redirects to itself": lambda path: RedirectResponse(path, 302),
    "leads to the home page": lambda path: RedirectResponse("/", 302),
    "leads to another site": lambda path: RedirectResponse("http://127.0.0.77:9/a.html", 302),
    "login": lambda path: page('<form>请登录<input type="password"></form>'),
    "maintenance": lambda path: page("系统维护中，请稍后访问"),
    "forbidden": lambda path: page("403", 403),
    "challenge by status": lambda path: page("<script>$_ts = {}</script>", 412),
    "challenge by script": lambda path: page(
        "<script>document.cookie='a=1';location.reload()</script>"
    ),
    "too many requests": lambda path: page("请求过于频繁，请稍后再试"),
    "a notice under its title": lambda path: page(NOTICE, head=f"<title>{TITLE}</title>"),
    "its title alone": lambda path: page(f"<h1>{TITLE}</h1>", head=f"<title>{TITLE}</title>"),
    "closed by robots.txt": lambda path: page("", 404),
}
# Those that speak to the connection themselves.
SPEAKING = (cut, cut_between_chunks, silent, silent_after_its_beginning)


@dataclass(frozen=True)
class Taken:
    """What a portal has not got any more, and how it says so."""

    path: str
    fault: str


class FaultyPortals(PracticePortals):
    """Practice portals of which each answers otherwise for one address. `taken`: by portal."""

    taken: dict[str, Taken]

    async def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> None:
        portal, _ = self._applications[scope["server"][0]]
        answer = self._fault(portal, scope)
        if answer is None:
            await super()._dispatch(scope, receive, send)
        else:
            await answer(scope, receive, send)

    def _fault(self, portal: str, scope: Scope) -> Answer | None:
        query = scope["query_string"].decode("latin-1")
        path = scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")
        taken = self.taken.get(portal)
        if taken is None:
            return None
        if taken.fault == "closed by robots.txt" and path == "/robots.txt":
            return PlainTextResponse(f"User-agent: *\nDisallow: {taken.path}\n")
        if path != taken.path:
            return None
        fault = FAULTS[taken.fault]
        return fault if fault in SPEAKING else fault(path)  # type: ignore[call-arg, return-value]


def documents_of(worlds: Path, portal: str) -> list[str]:
    """The addresses of a portal's reports and files."""
    reports = [each for each in expected_reports(worlds=worlds) if each.portal == portal]
    files = [each.attachment for each in reports if each.attachment]
    return [each.path for each in reports] + files


def verdicts(folder: Path, families: dict[str, list[Taken]]) -> dict[tuple[str, Taken], Run]:
    """Crawl a portal for each thing that is taken away, all at once."""
    worlds, registry, state = folder / "worlds", folder / "portals", folder / "var"
    taken: dict[str, Taken] = {}
    worlds.mkdir()
    for family, each in families.items():
        for one in each:
            number = len(taken) + 1
            file = worlds / f"{write_world(worlds, family, number)}.yml"
            named = file.rename(worlds / f"{family}-{number}.yml")
            taken[named.stem] = one
    with FaultyPortals(port=0, worlds=worlds) as practice:
        practice.taken = taken
        practice.write_registry(registry)
        portals = [hurried(portal) for portal in load_portals(registry)]
        runs = crawl(portals, state, None, lambda *_: None)
    return {(run.portal.partition("-")[0], taken[run.portal]): run for run in runs}


def hurried(portal: Portal) -> Portal:
    known = {"delay": 0.0, "timeout": SECONDS, "family": portal.id.partition("-")[0]}
    return portal.model_copy(update=known)


def everything(tmp_path: Path) -> dict[str, list[str]]:
    """The addresses of all documents of a portal of each family."""
    folder = tmp_path / "all"
    folder.mkdir()
    for number, family in enumerate(FAMILIES, 1):
        write_world(folder, family, number)
    return {family: documents_of(folder, family) for family in FAMILIES}


def test_what_is_taken_away_by_some_fault_is_never_ok(tmp_path: Path) -> None:
    faults = cycle(FAULTS)
    chosen = {
        family: [Taken(path, next(faults)) for path in paths]
        for family, paths in everything(tmp_path).items()
        if family in BY_DAY
    }
    found = verdicts(tmp_path, chosen)
    assert len(found) == sum(map(len, chosen.values())) >= len(FAULTS)
    assert {taken for taken, run in found.items() if run.verdict == "ok"} == set()


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("family", FAMILIES)
def test_whatever_is_taken_away_by_whatever_fault_is_never_ok(
    family: str, part: int, tmp_path: Path
) -> None:
    paths = everything(tmp_path)[family]
    faults = list(FAULTS)[part::PARTS]
    chosen = {family: [Taken(path, fault) for path in paths for fault in faults]}
    found = verdicts(tmp_path, chosen)
    assert {taken for taken, run in found.items() if run.verdict == "ok"} == set()
