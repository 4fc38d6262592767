"""Redirects and addresses that try to lead a crawl where it must not go."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from twisted.internet.address import IPv4Address, IPv6Address

from crawler.evidence import Evidence
from crawler.middlewares.own_hosts import GuardedResolver
from crawler.registry.hosts import may_connect
from crawler.runner.run import crawl
from crawler.store.captures import CaptureStore
from tests.crawler.certificates import certify, secured
from tests.crawler.sites import CHANNEL, Answer, Site, crawled, html, list_page, serving, trs_site

PATH = f"{CHANNEL}202401/t20240119_1000.html"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(trs_site(reports=2, per_page=9)) as site:
        yield site


@pytest.mark.loopback
def test_twenty_hops_are_too_many_and_five_are_not(site: Site, state: Path) -> None:
    def hops(name: str, count: int, end: str) -> None:
        for number in range(count):
            target = f"/{name}{number + 1}.html" if number + 1 < count else end
            site.routes[f"/{name}{number}.html"] = Answer(status=302, headers={"Location": target})

    hops("long", 20, PATH)
    hops("short", 5, PATH)
    titles = [f"演示县第{name}局2023年政府信息公开工作年度报告" for name in ("一", "二")]
    site.routes[CHANNEL] = html(
        list_page([("/long0.html", titles[0]), ("/short0.html", titles[1])], 1, 0)
    )
    run = crawled(site, state)
    assert (run.verdict, run.reports) == ("incomplete", 1)
    assert list(run.evidence["reports_fetched"]["examples"]) == [f"{site.base}/short0.html"]
    assert len([path for path in site.paths() if path.startswith("/long")]) == 11


@pytest.mark.loopback
def test_every_hop_is_kept(site: Site, state: Path) -> None:
    moved = f"{CHANNEL}202401/t20240119_1999.html"
    site.routes[moved] = site.routes[PATH]
    site.routes[PATH] = Answer(status=301, headers={"Location": moved})
    assert crawled(site, state).verdict == "ok"
    captures = CaptureStore(state, "yanshi").captures("report")
    assert [
        (each.url.rpartition("_")[2], each.status) for each in captures if "_1001" not in each.url
    ] == [
        ("1000.html", 301),
        ("1999.html", 200),
    ]


@pytest.mark.loopback
def test_two_addresses_of_one_report_cost_one_request_for_it(site: Site, state: Path) -> None:
    title = "演示县第三局2023年政府信息公开工作年度报告"
    items = [(PATH, title), ("/short.html", f"{title}（全文）")]
    site.routes["/short.html"] = Answer(status=302, headers={"Location": PATH})
    site.routes[CHANNEL] = html(list_page(items, 1, 0))
    run = crawled(site, state)
    assert (run.verdict, site.paths().count(PATH)) == ("ok", 1)


TARGETS = [
    "127.0.0.1", "169.254.169.254", "10.0.0.1", "192.168.0.1", "172.16.0.1", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "::1", "::", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
    "64:ff9b::a00:1", "2002:a00:1::1", "fe80::1%eth0",
]  # fmt: skip


@pytest.mark.parametrize("address", TARGETS)
def test_no_private_address_may_be_connected_to(address: str) -> None:
    assert not may_connect(address, allow_loopback=False)


@pytest.mark.parametrize("address", ["221.208.94.1", "2400:da00::1", "::ffff:221.208.94.1"])
def test_public_addresses_may_be_connected_to(address: str) -> None:
    assert may_connect(address, allow_loopback=False)


@pytest.mark.loopback
@pytest.mark.parametrize(
    "host", ["[::1]", "[::ffff:127.0.0.1]", "0x7f000001", "0177.0.0.1", "017700000001"]
)
def test_loopback_in_disguise_is_not_asked(site: Site, state: Path, host: str) -> None:
    site.routes[PATH] = Answer(
        status=302, headers={"Location": site.base.replace("127.0.0.1", host) + "/secret"}
    )
    run = crawled(site, state)
    assert (run.verdict, "/secret" in site.paths()) == ("incomplete", False)


class _Names:
    """A resolver whose answers change from one asking to the next."""

    def __init__(self, *answers: list[Any]) -> None:
        self._answers = list(answers)

    def resolveHostName(self, receiver: Any, *arguments: Any, **named: Any) -> Any:  # noqa: N802
        receiver.resolutionBegan(self)
        for address in self._answers.pop(0):
            receiver.addressResolved(address)
        receiver.resolutionComplete()
        return self


class _Receiver:
    def __init__(self) -> None:
        self.addresses: list[str] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        """Nothing to prepare."""

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        """Nothing to finish."""


def test_a_name_that_changes_to_a_private_address_between_two_connections_leads_nowhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from scrapy.resolver import dnscache

    public, private = IPv4Address("TCP", "221.208.94.1", 80), IPv4Address("TCP", "10.0.0.1", 80)
    names = _Names([public], [private], [private, public, IPv6Address("TCP", "::1", 80)])

    class Reactor:
        nameResolver = names  # noqa: N815

    resolver = GuardedResolver(Reactor(), 10)
    strict = {"allow_loopback": False, "delay": 1.0}
    asking, other = (
        SimpleNamespace(portal=Site().portal(home=f"http://{host}/", **strict), evidence=Evidence())
        for host in ("rebound.example", "other.example")
    )
    resolver.contexts = [asking, other]  # type: ignore[list-item]
    seen = []
    for _ in range(3):
        dnscache.clear()
        receiver = _Receiver()
        resolver.resolveHostName(receiver, "rebound.example", 80)  # type: ignore[arg-type]
        seen.append(receiver.addresses)
    assert seen == [["221.208.94.1"], [], ["221.208.94.1"]]
    assert asking.evidence.refused_addresses == {"rebound.example": "10.0.0.1"}
    assert other.evidence.refused_addresses == {}


@pytest.mark.loopback
def test_a_step_from_https_to_http_is_noted(site: Site, state: Path) -> None:
    with serving(
        trs_site(reports=1, per_page=9), "127.0.0.2", secured(certify(state.parent, "127.0.0.2"))
    ) as safe:
        safe.routes[PATH] = Answer(status=302, headers={"Location": f"{site.base}{PATH}"})
        portal = safe.portal(
            hosts=["127.0.0.1"], tls={"verify": False, "reason": "its own certificate"}
        )
        [run] = crawl([portal], state, None, lambda *_: None)
    assert run.verdict == "ok"
    assert run.evidence["downgraded"]["examples"] == {f"{safe.base}{PATH}": f"{site.base}{PATH}"}
