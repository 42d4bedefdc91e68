"""One delivery over the wire: signed, to an address that was checked, within a time in all. Never a redirect, no proxy.

    post(Order(…), settings)  ->  Outcome(status, error)

Nothing of the answer but its status is read. The timestamp and the signature are of this attempt; id and body are those
of the message, so that a receiver knows a second telling of the same event by its id.
"""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import httpcore2
import standardwebhooks

from api.settings import Settings
from api.webhooks.addresses import Unreachable, addresses, parts_of
from cases.errors import BadInput, Refused

PREFIX: Final = "whsec_"
AGENT: Final = "Workslip-Webhooks/1"


@dataclass(frozen=True)
class Order:
    """What is to be sent. `secrets`: the raw keys that sign, the newest first; two while one is being replaced."""

    url: str
    message_id: str
    body: str
    secrets: tuple[bytes, ...]
    moment: datetime


@dataclass(frozen=True)
class Outcome:
    """How it went: the status that was answered, or the code of why there was none."""

    status: int | None = None
    error: str | None = None

    @property
    def delivered(self) -> bool:
        """Whether the receiver took it: 2xx and nothing else."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """Whether the receiver wants to be told nothing any more."""
        return self.status == 410


def shown(secret: bytes) -> str:
    """A secret as its receiver is given it, once."""
    return PREFIX + base64.b64encode(secret).decode()


def signed(order: Order) -> dict[str, str]:
    """The three headers of the convention."""
    signatures = (
        standardwebhooks.Webhook(secret).sign(order.message_id, order.moment, order.body) for secret in order.secrets
    )
    return {
        "webhook-id": order.message_id,
        "webhook-timestamp": str(int(order.moment.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def post(order: Order, settings: Settings) -> Outcome:
    """Send it once. Whatever goes wrong on the way is an outcome, not an error."""
    try:
        return asyncio.run(_within(order, settings))
    except Unreachable as no:
        return Outcome(error=no.code)
    except (BadInput, Refused):
        return Outcome(error="private_address")  # the settings have changed since it was registered
    except (TimeoutError, httpcore2.TimeoutException):
        return Outcome(error="timed_out")
    except ssl.SSLError:
        return Outcome(error="tls")
    except (OSError, httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        return Outcome(error="tls" if isinstance(error.__cause__ or error.__context__, ssl.SSLError) else "no_answer")


async def _within(order: Order, settings: Settings) -> Outcome:
    async with asyncio.timeout(settings.webhook_timeout):
        return await _post(order, settings)


async def _post(order: Order, settings: Settings) -> Outcome:
    where = parts_of(order.url, settings.own_hosts)
    checked = await addresses(where.host, where.port, settings.own_hosts)
    content = order.body.encode()
    headers = {
        "Host": _host_header(where.host, where.port), "User-Agent": AGENT, "Content-Type": "application/json",
        "Content-Length": str(len(content)), "Connection": "close", **signed(order),
    }  # fmt: skip
    url = httpcore2.URL(scheme=b"https", host=where.host.encode(), port=where.port, target=where.target.encode())
    trusted = ssl.create_default_context(cafile=settings.webhook_ca)
    async with (
        httpcore2.AsyncConnectionPool(ssl_context=trusted, network_backend=_Pinned(checked)) as pool,
        pool.stream("POST", url, headers=list(headers.items()), content=content) as answer,
    ):
        return Outcome(status=answer.status)


def _host_header(host: str, port: int) -> str:
    name = f"[{host}]" if ":" in host else host
    return name if port == 443 else f"{name}:{port}"


class _Pinned(httpcore2.AnyIOBackend):
    """Connects to the addresses that were checked, whatever the name resolves to by now."""

    def __init__(self, checked: list[str]) -> None:
        self.checked = checked

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """The first of them that answers."""
        last: Exception = Unreachable("unresolved")
        for address in self.checked:
            try:
                return await super().connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore2.ConnectError as error:
                last = error
        raise last
