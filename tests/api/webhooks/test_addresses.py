"""No webhook reaches this machine or a private network, however its address is spelt (server-side request forgery)."""

from __future__ import annotations

import asyncio
import socket
from datetime import UTC, datetime

import pytest

from api.settings import Settings
from api.webhooks.addresses import Unreachable, addresses, is_public, parts_of
from api.webhooks.sending import Order, Outcome, post
from cases.errors import BadInput, Refused

SPELLINGS = [
    "https://localhost:{p}/", "https://localhost.:{p}/", "https://LOCALHOST:{p}/", "https://127.0.0.1:{p}/",
    "https://127.1:{p}/", "https://127.0.1:{p}/", "https://2130706433:{p}/", "https://0x7f000001:{p}/",
    "https://0x7f.0.0.1:{p}/", "https://0177.0.0.1:{p}/", "https://017700000001:{p}/", "https://0x7f.1:{p}/",
    "https://127.0.0.1.:{p}/", "https://127.127.127.127:{p}/", "https://0.0.0.0:{p}/", "https://0:{p}/",
    "https://[::1]:{p}/", "https://[::]:{p}/", "https://[::ffff:127.0.0.1]:{p}/", "https://[::ffff:7f00:1]:{p}/",
    "https://[::127.0.0.1]:{p}/", "https://[64:ff9b::7f00:1]:{p}/", "https://[2002:7f00:1::]:{p}/",
    "https://[2001:0:7f00:1::]:{p}/", "https://[fe80::1]:{p}/", "https://[fe80::1%25lo]:{p}/",
    "https://[fc00::1]:{p}/", "https://[fec0::1]:{p}/", "https://[ff02::1]:{p}/", "https://10.0.0.1:{p}/",
    "https://172.16.0.1:{p}/", "https://192.168.0.1:{p}/", "https://169.254.169.254:{p}/",
    "https://100.64.0.1:{p}/", "https://192.0.2.1:{p}/", "https://224.0.0.1:{p}/", "https://255.255.255.255:{p}/",
    "https://example.com@127.0.0.1:{p}/", "https://example.com\\@127.0.0.1:{p}/", "https://127.0.0.1:{p}#example.com",
    "http://127.0.0.1:{p}/", "https://①②⑦.⓪.⓪.①:{p}/", "https://127。0。0。1:{p}/", "//127.0.0.1:{p}/",
    "https:127.0.0.1:{p}/", "https://127.0.0.1:{p}\t/", "https://example.com:{p}\r\nHost: localhost/",
    "file:///etc/passwd", "gopher://127.0.0.1:{p}/", "https://%31%32%37.0.0.1:{p}/",
]  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_reaches_this_machine(receiver, spelling) -> None:
    """Refused where it is registered, or where it resolves; the server that listens hears nothing."""
    order = Order(spelling.format(p=receiver.port), "msg_1", "{}", (b"x" * 32,), datetime.now(UTC))

    outcome = post(order, Settings(webhook_ca=receiver.ca, webhook_timeout=2))

    assert not outcome.delivered
    assert outcome.error in ("private_address", "unresolved")
    assert receiver.got == []


@pytest.mark.parametrize(
    "url", ["https://127.1/", "https://0x7f.1/", "https://[::ffff:10.0.0.1]/", "http://example.com/"]
)
def test_a_literal_private_address_is_refused_at_once(url) -> None:
    """Whoever registers it is told why, not the log of a failed delivery."""
    with pytest.raises((BadInput, Refused)):
        parts_of(url, frozenset())


@pytest.mark.parametrize("port", ["22", "25", "80", "1023", "0", "99999"])
def test_a_port_of_another_protocol_is_refused(port) -> None:
    """443, or one from 1024 up."""
    with pytest.raises(Refused):
        parts_of(f"https://example.com:{port}/", frozenset())


def test_the_usual_is_taken_apart() -> None:
    """Host, port, path and query."""
    found = parts_of("https://hooks.example.com:8443/a/b?key=1", frozenset())

    assert (found.host, found.port, found.target) == ("hooks.example.com", 8443, "/a/b?key=1")
    assert parts_of("https://example.com", frozenset()).target == "/"


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700:4700::1111"])
def test_public_addresses_are_public(address) -> None:
    """The rule does not refuse everything."""
    assert is_public(address)


def resolving(monkeypatch, *found: str) -> None:
    """A name that resolves to these addresses."""
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in found]

    async def getaddrinfo(*_: object, **__: object):
        return answers

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)


def test_one_private_address_among_public_ones_is_enough(monkeypatch) -> None:
    """A name that also resolves to this machine is not asked at its other address either."""
    resolving(monkeypatch, "93.184.216.34", "127.0.0.1")

    with pytest.raises(Unreachable, match="private_address"):
        asyncio.run(addresses("two.example", 443, frozenset()))


def test_the_connection_is_made_to_the_address_that_was_checked(monkeypatch, receiver, allowed) -> None:
    """A name that changes between the look and the connection (DNS rebinding) is not looked up again."""
    looks: list[str] = []
    real = asyncio.BaseEventLoop.getaddrinfo

    async def once(self, host, *rest, **more):
        looks.append(host)
        assert host in ("localhost", "127.0.0.1", b"127.0.0.1")
        return await real(self, "127.0.0.1" if host == "localhost" else host, *rest, **more)

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", once)

    outcome = post(Order(receiver.url, "msg_1", "{}", (b"x" * 32,), datetime.now(UTC)), allowed)

    assert outcome == Outcome(status=204)
    assert looks.count("localhost") == 1


def test_a_host_of_ones_own_has_to_be_named(receiver) -> None:
    """An allow-list, not a switch: naming another host opens nothing here."""
    settings = Settings(webhook_hosts="intranet.example, other", webhook_ca=receiver.ca, webhook_timeout=2)

    outcome = post(Order(receiver.url, "msg_1", "{}", (b"x" * 32,), datetime.now(UTC)), settings)

    assert outcome == Outcome(error="private_address")
    assert receiver.got == []
