"""Mail over SMTP: one message a connection, each step's answer weighed for whether anything can have left.

    connect, TLS, login, MAIL, RCPT    nothing has left: 5xx refused for good, everything else later
    DATA                               an answer is certain; a connection lost here is not

TLS is required except to this machine and to hosts that the settings name. The Message-ID follows from the delivery's
id, so that a copy in our own mailbox proves that it left (`seen.py`).
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import re
import ssl
import uuid
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP as MAIL_POLICY
from email.utils import formatdate
from typing import Final

import aiosmtplib
from aiosmtplib import SMTP, SMTPAuthenticationError, SMTPException, SMTPResponseException, SMTPServerDisconnected

from api.logs import logger
from api.outbox.carriers import Answer, Parcel
from api.outbox.numbers import fax_number
from api.settings import Settings
from api.store.tables import SendState
from cases.errors import BadInput

# Narrower than RFC 5321 on purpose: no quotes, no comments, no names around it.
ADDRESS: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)
MESSAGE_ID: Final = re.compile(r"<?delivery\.([0-9a-f]{32})@[^<>@\s]+>?")
_QUEUED: Final = re.compile(r"queued as ([A-Za-z0-9._-]{1,64})", re.IGNORECASE)
_log = logger(__name__)


class Smtp:
    """The carrier over a mail server."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def send(self, parcel: Parcel) -> Answer:
        """Send one mail."""
        try:
            message = message_of(parcel, self.settings)
        except BadInput as no:
            return Answer(SendState.FAILED, no.code, said=no.message)
        return asyncio.run(_Errand(self.settings, parcel, message).run())

    def find(self, parcel: Parcel) -> Answer | None:
        """A mail server is not asked for what it has: the copy in our own mailbox tells, when it comes."""
        return None


class FaxGateway:
    """Faxes by mail: the number in digits becomes an address at the gateway."""

    def __init__(self, by: Smtp, template: str) -> None:
        self.by, self.template = by, template

    def send(self, parcel: Parcel) -> Answer:
        """Mail it to the gateway."""
        try:
            digits = fax_number(parcel.address).removeprefix("+")
        except BadInput as no:
            return Answer(SendState.FAILED, no.code, said=no.message)
        return self.by.send(replace(parcel, address=self.template.replace("{number}", digits)))

    def find(self, parcel: Parcel) -> Answer | None:
        """As for any mail."""
        return self.by.find(parcel)


def is_address(written: str) -> bool:
    """Whether it is an address for mail and nothing else."""
    return len(written) <= 254 and ADDRESS.fullmatch(written) is not None


def message_of(parcel: Parcel, settings: Settings) -> EmailMessage:
    """The mail. Raises BadInput for an address that is none; no header can hold a line break (`Parcel`)."""
    for address in (parcel.address, settings.mail_from):
        if not is_address(address):
            raise BadInput("This is no address for mail: it is name@domain and nothing else.", code="bad_mail_address")
    message = EmailMessage(policy=MAIL_POLICY)
    message["From"], message["To"] = settings.mail_from, parcel.address
    message["Subject"] = parcel.subject
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = message_id(parcel.id, settings.mail_from)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(parcel.text, cte="quoted-printable")
    for name, content in parcel.files:
        message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return message


def message_id(delivery: uuid.UUID, sender: str) -> str:
    """The id of a delivery's mail: the same in each attempt."""
    return f"<delivery.{delivery.hex}@{sender.partition('@')[2]}>"


class _Errand:
    """One connection, one message."""

    def __init__(self, settings: Settings, parcel: Parcel, message: EmailMessage) -> None:
        self.settings, self.parcel, self.message = settings, parcel, message
        self.handed = False
        self.client: SMTP | None = None

    async def run(self) -> Answer:
        """Send it within the time; whatever goes wrong is weighed by how far it came. The goodbye takes none of it: by
        then the answer is known."""
        try:
            async with asyncio.timeout(self.settings.mail_timeout):
                return await self._send()
        except SMTPAuthenticationError as error:
            return Answer(SendState.READY, "login_refused", said=f"{error.code} {error.message}")
        except SMTPResponseException as error:
            return _refused(error)
        except (TimeoutError, aiosmtplib.SMTPTimeoutError):
            return self._lost("timed_out")
        except ssl.SSLError as error:
            return self._lost("tls", type(error).__name__)
        except SMTPServerDisconnected:
            return self._lost("connection_lost")
        except (SMTPException, OSError) as error:
            tls = isinstance(error.__cause__, ssl.SSLError) or type(error) is SMTPException  # it offers no STARTTLS
            return self._lost("tls" if tls else "no_answer", type(error).__name__)
        finally:
            await self._leave()
            await asyncio.sleep(0.01)  # a connection that was given up is closed by the loop's next turns

    def _lost(self, code: str, said: str = "") -> Answer:
        """No answer: before anything was handed over it is put off, afterwards nobody knows."""
        return Answer(SendState.UNKNOWN if self.handed else SendState.READY, code, said=said)

    async def _send(self) -> Answer:
        client = self.client = client_of(self.settings)
        await client.connect()
        await client.mail(self.settings.mail_from)
        await client.rcpt(self.parcel.address)
        await self._copy(client)
        self.parcel.handing()
        self.handed = True
        code, said = await client.data(self.message.as_bytes())
        queued = _QUEUED.search(said)
        return Answer(SendState.SENT, reference=queued[1] if queued else None, said=f"{code} {said}")

    async def _leave(self) -> None:
        """Say goodbye if there is still somebody to say it to."""
        if self.client is None:
            return
        with contextlib.suppress(SMTPException, OSError, TimeoutError):
            await self.client.quit(timeout=1.0) if self.client.is_connected else None
        self.client.close()

    async def _copy(self, client: SMTP) -> None:
        """The blind copy to ourselves. A mail leaves without it if the server does not take it."""
        if self.settings.mail_copy:
            try:
                await client.rcpt(self.settings.mail_copy)
            except aiosmtplib.SMTPRecipientRefused as error:
                _log.warning("mail.copy_refused", delivery=str(self.parcel.id), status=error.code)


def _refused(error: SMTPResponseException) -> Answer:
    """An answer of the server's that is no: certain, whenever it came."""
    where = {
        aiosmtplib.SMTPSenderRefused: "sender", aiosmtplib.SMTPRecipientRefused: "recipient",
        aiosmtplib.SMTPDataError: "message",
    }.get(type(error), "connection")  # fmt: skip
    said = f"{error.code} {error.message}"
    if 500 <= error.code < 600:
        return Answer(SendState.FAILED, f"{where}_refused", said=said)
    if 400 <= error.code < 500:
        return Answer(SendState.READY, f"{where}_put_off", said=said)
    # Neither yes nor no: only after the message could it mean that it was taken.
    return Answer(SendState.UNKNOWN if where == "message" else SendState.READY, "strange_answer", said=said)


def client_of(settings: Settings) -> SMTP:
    """A client that has not connected yet."""
    by_tls = settings.mail_tls == "tls"
    upgrade = None if may_be_plain(settings) else True  # None: if it is offered
    password = settings.mail_password.get_secret_value() if settings.mail_password else None
    return SMTP(
        hostname=settings.mail_host, port=settings.mail_port, use_tls=by_tls, start_tls=False if by_tls else upgrade,
        tls_context=ssl.create_default_context(cafile=settings.mail_ca), timeout=settings.mail_timeout,
        username=settings.mail_user or None, password=password, local_hostname=settings.mail_from.partition("@")[2],
    )  # fmt: skip


def may_be_plain(settings: Settings) -> bool:
    """Whether the mail server may be spoken to without TLS: it is this machine, or is named in the settings."""
    host = settings.mail_host.lower()
    named = {each.strip().lower() for each in settings.mail_plain_hosts.split(",")}
    try:
        return host in named or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
