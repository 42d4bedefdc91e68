"""Where a webhook may point: https, at a public address (OWASP: server-side request forgery; ASVS 15.3.2).

    parts_of(url)                    the URL taken apart by one narrow grammar, before it is kept
    await addresses(host, port, …)   what the name resolves to now: all of it public, or none of it is used

A name is resolved anew for each delivery, and the connection is made to the address that was checked. Hosts of the
employer's own network have to be named in the settings, one by one: a switch would open all of them.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from dataclasses import dataclass
from typing import Final

from cases.errors import BadInput, Refused

# Narrower than RFC 3986 on purpose: what two parsers could understand in two ways is no address.
URL: Final = (
    r"^https://([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::([0-9]{1,5}))?"
    r"((?:/[A-Za-z0-9._~%/+=,:;-]*)?(?:\?[A-Za-z0-9._~%/+=,:;&-]*)?)$"
)
_GLOBAL_V6: Final = ipaddress.IPv6Network("2000::/3")
_WRAPPING: Final = tuple(ipaddress.IPv6Network(n) for n in ("2002::/16", "2001::/32", "2001:20::/28"))  # hold others
_RESERVED_PORTS: Final = 1024


class Unreachable(Exception):
    """No delivery to this address: `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Address:
    """A URL in its parts. `host` without brackets."""

    host: str
    port: int
    target: str


def parts_of(url: str, own_hosts: frozenset[str]) -> Address:
    """The parts of a URL. Raises BadInput for what is none, and Refused for a port or an address that none may have."""
    found = re.fullmatch(URL, url)
    if found is None:
        raise BadInput(
            "A webhook's address begins with https://, in lower case, and has no user, fragment or unusual characters.",
            code="bad_webhook_url",
        )
    host, port, target = found[1].strip("[]"), int(found[2] or 443), found[3]
    if not (port == 443 or _RESERVED_PORTS <= port <= 65535):
        raise Refused("A webhook speaks on port 443, or on one from 1024 up.", code="bad_webhook_port")
    literal = _literal(host)
    if host not in own_hosts and literal is not None and not is_public(literal):
        raise Refused(
            "This is an address of a private network or of this machine. If it is meant, name its host in "
            "WORKSLIP_WEBHOOK_HOSTS.",
            code="private_address",
        )
    return Address(host, port, target or "/")


async def addresses(host: str, port: int, own_hosts: frozenset[str]) -> list[str]:
    """The addresses of a host. Raises Unreachable: unresolved, or private_address if any one of them is."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable("unresolved") from None
    every = list(dict.fromkeys(str(where[4][0]) for where in found))
    if host not in own_hosts and not all(is_public(each) for each in every):
        raise Unreachable("private_address")
    return every


def is_public(address: str) -> bool:
    """Whether the whole internet may reach this address. What holds another address inside is never public."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and (
        found not in _GLOBAL_V6 or any(found in net for net in _WRAPPING)
    ):  # fmt: skip
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved or "%" in address)


def _literal(host: str) -> str | None:
    """The address that a host is written as, in any of the spellings a C library takes (`0x7f.1`, `2130706433`)."""
    if ":" in host:
        return host
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return None
