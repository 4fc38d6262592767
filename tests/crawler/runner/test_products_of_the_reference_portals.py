"""The portals of `cases/portals/products.py` (reference documents): products, pagers that only a
script draws, home pages that lead on, and refusals.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import ThreadingHTTPServer
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from threading import Thread
from types import ModuleType

import pytest

from crawler.registry.portals import Portal
from crawler.runner.run import crawl
from crawler.store.captures import Run

pytestmark = [pytest.mark.loopback]

FILE = "cases/portals/products.py"


def loaded(path: Path) -> ModuleType:
    spec = spec_from_file_location("reference_products", path)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def described(name: str, home: str) -> Portal:
    return Portal(
        id=name, name=f"练习{name}", region="990200", home=home, delay=0.0, allow_loopback=True
    )


@pytest.fixture(scope="module")
def runs(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Run]]:
    products = loaded(shared / FILE)
    sys.modules.pop("reference_products", None)
    portals = []
    with ExitStack() as servers:
        for number, name in enumerate(products.names, start=1):
            server = ThreadingHTTPServer((f"127.0.77.{number}", 0), products.H)
            server.daemon_threads = True
            servers.enter_context(server)
            Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
            servers.callback(server.shutdown)
            home = f"http://127.0.77.{number}:{server.server_address[1]}/"
            portals.append(described(name, home))
        ended = crawl(portals, tmp_path_factory.mktemp("state"), None, lambda *_: None)
        yield {run.portal: run for run in ended}


def outcomes(runs: dict[str, Run], prefixes: tuple[str, ...]) -> dict[str, tuple[str | None, int]]:
    """Verdict and number of reports of the portals whose names begin so."""
    return {
        name: (run.verdict, run.reports) for name, run in runs.items() if name.startswith(prefixes)
    }


def test_products_give_all_reports_of_both_pages_and_of_all_agencies(
    runs: dict[str, Run],
) -> None:
    others = ("b", "jp", "h")
    plain = tuple(name for name in runs if not name.startswith(others) or name == "hualist")
    found = outcomes(runs, plain)
    assert found.pop("pclist") in {("incomplete", 12), ("ok", 24)}
    assert len(found) == 9
    assert {name: end for name, end in found.items() if end != ("ok", 24)} == {}


def test_a_pager_that_only_a_script_draws_is_never_ok(runs: dict[str, Run]) -> None:
    found = outcomes(runs, ("jp",))
    assert len(found) == 4
    assert {name: end for name, end in found.items() if end != ("incomplete", 12)} == {}


def test_home_pages_that_lead_on_are_followed(runs: dict[str, Run]) -> None:
    found = outcomes(runs, ("h",))
    assert len(found) == 8
    assert {name: end for name, end in found.items() if end != ("ok", 24)} == {}


def test_refusals_block_and_say_by_status_or_words(runs: dict[str, Run]) -> None:
    found = outcomes(runs, ("b",))
    assert len(found) == 13
    assert {name: end for name, end in found.items() if end != ("blocked", 0)} == {}
    reasons = {name: " ".join(runs[name].evidence["reasons"]) for name in found}
    signs = ("status", "the page says", "ever new cookies")
    assert [name for name, said in reasons.items() if not any(sign in said for sign in signs)] == []
    assert "leads to http://127.0.77.1" in reasons["bmoved"]
