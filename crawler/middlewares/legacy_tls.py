"""Connections to servers that know only the TLS of long ago, for portals whose file asks for it
with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scrapy.crawler import Crawler
from twisted.internet.interfaces import IAcceptableCiphers, IOpenSSLClientConnectionCreator
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.middlewares.connections import BoundedDownloadHandler

# OpenSSL's SSL_OP_LEGACY_SERVER_CONNECT: servers without secure renegotiation (RFC 5746) are
# accepted.
LEGACY_SERVER_CONNECT = 0x4


@dataclass(frozen=True)
class _Cipher:
    fullName: str  # noqa: N815


@implementer(IAcceptableCiphers)
class _AllCiphers:
    """Every cipher at OpenSSL's lowest level of security, below which the protocols before TLS 1.2
    do not exist.

    Twisted's own reader of cipher strings loses the level.
    """

    def selectCiphers(self, availableCiphers: Any) -> tuple[_Cipher, ...]:  # noqa: N802, N803
        return (_Cipher("ALL"), _Cipher("@SECLEVEL=0"))


@implementer(IOpenSSLClientConnectionCreator)
class _LegacyConnections:
    def __init__(self, creator: Any) -> None:
        self._creator = creator

    def clientConnectionForTLS(self, tlsProtocol: Any) -> Any:  # noqa: N802, N803
        connection = self._creator.clientConnectionForTLS(tlsProtocol)
        connection.set_options(LEGACY_SERVER_CONNECT)
        return connection


@implementer(IPolicyForHTTPS)
class LegacyPolicy:
    """Scrapy's policy of secure connections, with servers allowed that lack secure
    renegotiation.
    """

    def __init__(self, policy: Any) -> None:
        self._policy = policy

    def creatorForNetloc(self, hostname: bytes, port: int) -> _LegacyConnections:  # noqa: N802
        """Return what makes the connections to a host."""
        return _LegacyConnections(self._policy.creatorForNetloc(hostname, port))


class LegacyDownloadHandler(BoundedDownloadHandler):
    """The usual handler; the oldest protocol is in the settings, all else can only be allowed
    here.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        policy: Any = self._contextFactory
        policy.tls_ciphers = _AllCiphers()
        self._contextFactory: Any = LegacyPolicy(policy)
