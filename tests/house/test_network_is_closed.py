from __future__ import annotations

import socket

import pytest
from pytest_socket import SocketBlockedError

from tests.network import foreign, is_on_this_machine


def test_a_unit_test_cannot_open_a_socket() -> None:
    with pytest.raises(SocketBlockedError):
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)


@pytest.mark.loopback
@pytest.mark.parametrize("method", ["connect", "connect_ex"])
@pytest.mark.parametrize(
    ("family", "host"),
    [(socket.AF_INET, "192.0.2.1"), (socket.AF_INET, "10.0.0.1"), (socket.AF_INET6, "2001:db8::1")],
)
def test_a_loopback_test_cannot_reach_another_machine(
    method: str, family: socket.AddressFamily, host: str
) -> None:
    with (
        socket.socket(family) as outward,
        pytest.raises(PermissionError, match="tests stay on this machine"),
    ):
        getattr(outward, method)((host, 80))
    assert foreign == [f"socket.connect {host}"]
    foreign.clear()


@pytest.mark.loopback
def test_a_loopback_test_cannot_send_a_datagram_or_ask_for_a_name() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outward,
        pytest.raises(PermissionError),
    ):
        outward.sendto(b"?", ("192.0.2.1", 53))
    with pytest.raises(PermissionError):
        socket.getaddrinfo("portal.invalid", 80)
    assert foreign == ["socket.sendto 192.0.2.1", "socket.getaddrinfo portal.invalid"]
    foreign.clear()


@pytest.mark.loopback
def test_a_loopback_test_reaches_its_own_server() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        accepted, _ = server.accept()
        with accepted:
            client.sendall(b"on this machine")
            assert accepted.recv(64) == b"on this machine"


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.0.20.7", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("localhost", True),
        ("::ffff:10.0.0.1", False),
        ("0.0.0.0", False),
        ("169.254.169.254", False),
        ("localhost.example", False),
    ],
)
def test_loopback_is_told_from_everything_else(host: str, expected: bool) -> None:
    assert is_on_this_machine(host) is expected
