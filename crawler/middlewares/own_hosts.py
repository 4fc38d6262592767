"""Keeps a crawl on the portal's own hosts and away from private networks.

Hosts are checked before every request, also those that a redirect makes. Network addresses are
checked where the name is resolved for the connection, so that nothing can change between check and
connect.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IAddress, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.context import ALL, Component, Context
from crawler.middlewares import Unreached
from crawler.registry.hosts import bare, host_and_port, may_connect


class OffList(IgnoreRequest):
    """The host does not belong to the portal: raised before the request is sent."""


class AddressRefused(Unreached):
    """The host's name leads to a private address: raised when the connection was to be made."""


class HostsMiddleware(Component):
    """Refuses and records requests to hosts that the portal's file does not name."""

    def process_request(self, request: Request) -> None:
        """Let the portal's own hosts pass. Raises OffList."""
        came_by = request.meta.get("redirect_urls", [""])[-1]
        if came_by.startswith("https:") and request.url.startswith("http:"):
            self._context.evidence.downgraded.setdefault(came_by, request.url)
        portal = self._context.portal
        if portal.owns(request.url) or portal.adopt(request.url):
            return
        host = host_and_port(request.url)[0]
        self._context.evidence.off_list_hosts.setdefault(host, request.url)
        told = f"{host} does not belong to {self._context.portal.id}"
        if request.meta.get("kind") == "home":
            told += f"; if the portal has moved there: gongkai portals add {request.url}"
        raise OffList(told)


@implementer(IResolutionReceiver)
class _Filter:
    """Passes on those resolved addresses that may be connected to, and notes the others."""

    def __init__(self, receiver: Any, host: str, asking: list[Context]) -> None:
        self._receiver = receiver
        self._host = host
        self._asking = asking
        self._allow_loopback = bool(asking) and all(each.portal.allow_loopback for each in asking)
        self._refused: str | None = None
        self._passed = False

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:  # noqa: N802, N803
        self._receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802
        number = str(getattr(address, "host", ""))
        if may_connect(number, self._allow_loopback):
            self._passed = True
            self._receiver.addressResolved(address)
        else:
            self._refused = number

    def resolutionComplete(self) -> None:  # noqa: N802
        if self._refused and not self._passed:
            for context in self._asking:
                context.evidence.refused_addresses[self._host] = self._refused
        self._receiver.resolutionComplete()


class GuardedResolver(CachingHostnameResolver):
    """Scrapy's caching resolver, which forgets addresses that a crawl may not connect to.

    One serves all crawls of a process: a name is asked for by those portals whose host it is.
    """

    contexts: list[Context]

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> GuardedResolver:
        """Build the resolver; Scrapy calls this."""
        resolver = super().from_crawler(crawler, reactor)
        resolver.contexts = crawler.settings[ALL].contexts
        return resolver

    def resolveHostName(  # noqa: N802
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        """Resolve a name as Scrapy does, through the filter."""
        asking = [
            context for context in self.contexts if bare(hostName) in context.portal.host_names
        ]
        guarded: Any = _Filter(resolutionReceiver, hostName, asking)
        return super().resolveHostName(
            guarded, hostName, portNumber, addressTypes, transportSemantics
        )


class AddressMiddleware(Component):
    """Turns "no address" into AddressRefused where the resolver refused one, so that it is not
    tried again.
    """

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raise AddressRefused for a host whose addresses were all refused."""
        host = host_and_port(request.url)[0]
        refused = self._context.evidence.refused_addresses.get(host)
        if refused is not None and not isinstance(exception, IgnoreRequest):
            raise AddressRefused(
                f"{host} leads to {refused}, an address that may not be crawled"
            ) from exception
