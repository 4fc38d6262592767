"""Which hosts and network addresses a crawl may reach."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def host_and_port(url: str) -> tuple[str, int]:
    """Return the lower-case host of a web address and its port (the scheme's default where none is
    written).
    """
    parts = urlsplit(url)
    return (parts.hostname or "").rstrip("."), parts.port or DEFAULT_PORTS.get(parts.scheme, 0)


def bare(host: str) -> str:
    """Return the host without a leading `www.`: portals answer under both names."""
    return host.removeprefix("www.")


def _embedded(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address carries (mapped, 6to4, NAT64), else the address
    itself.
    """
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def is_loopback_host(host: str) -> bool:
    """Tell whether a host, as written, is this machine: a loopback address or `localhost`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def may_connect(address: str, allow_loopback: bool) -> bool:
    """Tell whether a resolved address may be connected to: public ones, and loopback where the
    portal allows it.
    """
    parsed = _embedded(ipaddress.ip_address(address.split("%")[0]))
    if parsed.is_loopback:
        return allow_loopback
    return parsed.is_global and not parsed.is_multicast
