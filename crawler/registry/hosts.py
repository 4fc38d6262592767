"""Which hosts and network addresses a crawl may reach."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from functools import cache, lru_cache
from urllib.parse import urlsplit

from tldextract import TLDExtract

DEFAULT_PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

# Every part of a crawl asks the same few addresses for their host: what was told is kept.
_REMEMBERED = 4096

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@lru_cache(maxsize=_REMEMBERED)
def host_and_port(url: str) -> tuple[str, int]:
    """Return the lower-case host of a web address and its port (the scheme's default where none is
    written).
    """
    parts = urlsplit(url)
    return (parts.hostname or "").rstrip("."), parts.port or DEFAULT_PORTS.get(parts.scheme, 0)


def bare(host: str) -> str:
    """Return the host without a leading `www.`: portals answer under both names."""
    return host.removeprefix("www.")


def registered_domain(host: str) -> str:
    """Return the domain of a host that somebody registered (zwgk.a.gov.cn: a.gov.cn), by the
    public suffix list; empty for an address of numbers.
    """
    if _is_address(host):
        return ""
    found = _suffixes()(host)
    if found.suffix:
        return found.top_domain_under_public_suffix
    # The list's own rule for what it does not know: the last label is the suffix.
    return ".".join(host.split(".")[-2:])


@cache
def _suffixes() -> TLDExtract:
    # The list that comes with the package: none is fetched.
    return TLDExtract(suffix_list_urls=(), cache_dir=None)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def are_sisters(host: str, other: str) -> bool:
    """Tell whether two different hosts lie under one registered domain."""
    domain = registered_domain(host)
    return bool(domain) and bare(host) != bare(other) and domain == registered_domain(other)


def belongs_to(host: str, site: str, others: Iterable[str]) -> bool:
    """Tell whether a host that nobody has registered belongs to a site under the same registered
    domain, and to none of the `others`.

    It belongs to the site below whose own domain it lies; where it lies below none, to the only
    one of that registered domain.
    """
    relatives = [bare(other) for other in others if are_sisters(other, site)]
    if not are_sisters(host, site) or bare(host) in relatives:
        return False
    own = bare(site)
    if not host.endswith(f".{own}"):
        return not relatives
    return not any(host.endswith(f".{other}") and len(other) > len(own) for other in relatives)


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
