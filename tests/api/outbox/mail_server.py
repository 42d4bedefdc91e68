"""A real SMTP server on this machine that behaves as it is told, and keeps what it took."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.api.webhooks.receiver import certificate


class Postbox:
    """What it does next, and what it has: each mail with its envelope's recipients.

    `doing`: accept; or `<step>:<answer>` for mail, rcpt and data; or close (after the whole message was taken, before
    the answer), cut (in the middle of the message), slow (answers after `delay`), silent (never a word),
    lingering (as slow to say goodbye).
    """

    def __init__(self) -> None:
        self.doing, self.delay, self.port = "accept", 0.0, 0
        self.got: list[tuple[list[str], EmailMessage]] = []
        self.tls: list[bool] = []
        self.open: list[asyncio.Transport] = []

    def answer_to(self, step: str) -> str | None:
        """What it is told to answer at this step."""
        named, _, answer = self.doing.partition(":")
        return answer if named == step else None

    # ruff: noqa: N802 - aiosmtpd's names
    async def handle_MAIL(self, server, session, envelope, address, options) -> str:
        if self.answer_to("mail") is None:
            envelope.mail_from = address
        return self.answer_to("mail") or "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        answer = self.answer_to("rcpt")
        if answer is None or address.startswith("copy@"):
            envelope.rcpt_tos.append(address)
            return "250 OK"
        return answer

    async def handle_DATA(self, server, session, envelope) -> str:
        if answer := self.answer_to("data"):
            return answer
        await asyncio.sleep(self.delay)
        self.tls.append(session.ssl is not None)
        self.got.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=default)))
        if self.doing == "close":
            server.transport.abort()
        return "250 2.0.0 OK: queued as 4Q2x7"

    async def handle_QUIT(self, server, session, envelope) -> str:
        if self.doing == "lingering":
            await asyncio.sleep(self.delay)
        return "221 Bye"


class _Server(SMTP):
    """aiosmtpd's own, which can also be silent, or cut a message off."""

    def connection_made(self, transport) -> None:
        super().connection_made(transport)
        self.event_handler.open.append(transport)
        if self.event_handler.doing == "silent":
            self._handler_coroutine.cancel()

    async def smtp_DATA(self, arg: str) -> None:
        if self.event_handler.doing == "cut":
            await self.push("354 Go on")
            await self._reader.readline()
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Server(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        """Its own look at itself needs the port that port 0 became."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def running(folder: Path | None = None, *, port: int = 0, **more: Any) -> Iterator[Postbox]:
    """A server, listening; with `folder` it offers STARTTLS by its `server.pem`. `more` is for aiosmtpd."""
    box, context = Postbox(), None
    if folder is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*certificate(folder))
    controller = _Controller(box, hostname="127.0.0.1", port=port, tls_context=context, data_size_limit=None, **more)
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        asyncio.run_coroutine_threadsafe(_hang_up(box), controller.loop).result(10)
        controller.stop()


async def _hang_up(box: Postbox) -> None:
    """End what is still open, so that nothing of it outlives the loop."""
    for transport in box.open:
        with suppress(AttributeError):  # Python 3.11.2: after a handshake that failed nothing is behind the transport
            transport.abort()
    for _ in range(5):
        await asyncio.sleep(0.01)
