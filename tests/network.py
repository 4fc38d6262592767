"""Keeps the tests on this machine: an audit hook that refuses every other address."""

from __future__ import annotations

import ipaddress
import sys

# Audit events that name the far end of a connection: (event, position of the address among its
# arguments).
ADDRESSED = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1}
foreign: list[str] = []


def is_on_this_machine(host: str) -> bool:
    """Tell loopback addresses, and the one name for them, from all others."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host == "localhost"
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def refuse_foreign(event: str, arguments: tuple[object, ...]) -> None:
    """Audit hook: refuse connections, datagrams and look-ups that would leave this machine.

    The interpreter calls it for every socket, whichever library opened it and whatever was patched;
    it cannot be removed. What it refused is kept, because code under test may swallow the error.
    """
    if event in ADDRESSED:
        address = arguments[ADDRESSED[event]]
        host = address[0] if isinstance(address, tuple) and address else None
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if isinstance(host, str) and host and not is_on_this_machine(host):
        foreign.append(f"{event} {host}")
        raise PermissionError(f"tests stay on this machine: {event} {host}")


def stay() -> None:
    """Put the hook in force, once and for the whole life of this process."""
    sys.addaudithook(refuse_foreign)
