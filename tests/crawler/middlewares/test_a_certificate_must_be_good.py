"""TLS: what is wrong with a certificate ends the connection, unless the portal's file excuses it
with a reason.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from OpenSSL import SSL
from pydantic import ValidationError

from crawler.middlewares.legacy_tls import LEGACY_SERVER_CONNECT, LegacyPolicy
from crawler.registry.portals import Portal
from crawler.store.captures import CaptureStore
from tests.crawler.certificates import certify, long_ago, secured
from tests.crawler.sites import Site, crawled, run_in_process_of_its_own, serving, trs_site

pytestmark = [pytest.mark.loopback]

HOST = "127.0.0.1"
EXCUSE = {"verify": False, "reason": "certificate expired in 2024, its office was told"}


@pytest.fixture
def site() -> Site:
    return trs_site(reports=1, per_page=9)


BAD = {
    "expired": (HOST, -30),
    "another name": ("127.0.0.99", 30),
    "signed by nobody known": (HOST, 30),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_certificate_ends_the_connection(
    site: Site, state: Path, tmp_path: Path, fault: str
) -> None:
    address, days = BAD[fault]
    with serving(site, HOST, secured(certify(tmp_path, address, days))):
        run = crawled(site, state)
    assert (run.verdict, run.requests, site.asked) == ("unreachable", 0, [])
    told = str(run.evidence["unreachable"]["examples"])
    assert "certificate verify failed" in told or "VerificationError" in told


@pytest.mark.parametrize("fault", BAD)
def test_an_excuse_with_a_reason_is_kept_with_every_capture(
    site: Site, state: Path, tmp_path: Path, fault: str
) -> None:
    address, days = BAD[fault]
    with serving(site, HOST, secured(certify(tmp_path, address, days))):
        run = crawled(site, state, tls=EXCUSE)
    assert (run.verdict, run.reports) == ("ok", 1)
    told = "not verified (certificate expired in 2024, its office was told)"
    assert {each.tls for each in CaptureStore(state, "yanshi").captures()} == {told}
    assert run.evidence["ledger"]["tls"] == told


def test_plain_http_is_told_from_secured(site: Site, state: Path) -> None:
    with serving(site):
        crawled(site, state)
    assert {each.tls for each in CaptureStore(state, "yanshi").captures()} == {None}


def test_a_good_certificate_is_verified(site: Site, state: Path, tmp_path: Path) -> None:
    certificate = certify(tmp_path, HOST)
    # OpenSSL trusts the authorities that this variable names; a process of its own reads it.
    trusting = {"SSL_CERT_FILE": str(certificate)}
    with serving(site, HOST, secured(certificate)):
        assert run_in_process_of_its_own(site.portal(), state, trusting) == ["ok"]
    assert {each.tls for each in CaptureStore(state, "yanshi").captures()} == {"verified"}


def test_old_protocols_are_refused_and_allowed_by_the_portals_file(
    site: Site, state: Path, tmp_path: Path
) -> None:
    with serving(site, HOST, long_ago(certify(tmp_path, HOST))):
        refused = crawled(site, state.with_name("strict"), tls=EXCUSE)
        allowed = crawled(site, state, tls={**EXCUSE, "legacy": True})
    assert (refused.verdict, refused.requests) == ("unreachable", 0)
    assert (allowed.verdict, allowed.reports) == ("ok", 1)
    assert "not verified, legacy (" in allowed.evidence["ledger"]["tls"]


def test_servers_without_secure_renegotiation_are_accepted_by_legacy_connections_only() -> None:
    class Creator:
        def __init__(self) -> None:
            self.context = SSL.Context(SSL.TLS_CLIENT_METHOD)

        def clientConnectionForTLS(self, protocol: object) -> SSL.Connection:  # noqa: N802
            return SSL.Connection(self.context, None)

    class Policy:
        creator = Creator()

        def creatorForNetloc(self, hostname: bytes, port: int) -> Creator:  # noqa: N802
            return self.creator

    assert not Policy.creator.context.set_options(0) & LEGACY_SERVER_CONNECT
    connection = LegacyPolicy(Policy()).creatorForNetloc(b"a", 443).clientConnectionForTLS(None)
    assert connection.set_options(0) & LEGACY_SERVER_CONNECT


def test_a_portal_that_speaks_plain_http_alone_is_crawled_by_it(site: Site, state: Path) -> None:
    with serving(site):
        run = crawled(site, state, home=site.base.replace("http:", "https:") + "/")
        plain = crawled(site, state.with_name("plain"))
    assert (run.verdict, plain.verdict) == ("ok", "ok")
    assert run.evidence["other_scheme"]["examples"] == {
        site.base.replace("http:", "https:") + "/": site.base + "/"
    }


@pytest.mark.parametrize(
    "tls", [{"verify": False}, {"verify": False, "reason": ""}, {"verify": False, "why": "so"}]
)
def test_an_excuse_needs_a_reason(tls: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Portal.model_validate(
            {"id": "a", "name": "甲", "home": "https://www.yanshi.example/", "tls": tls}
        )
