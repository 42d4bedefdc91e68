"""Sending: the mail server that takes our mails, and the way faxes leave. Nothing is sent, and no address is told."""

from __future__ import annotations

import asyncio
import os
import ssl
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from aiosmtplib import SMTP, SMTPAuthenticationError, SMTPException, SMTPResponseException, SMTPSenderRefused

from api.cli.checks.reaching import reach
from api.outbox.channels import carriers_of
from api.outbox.fax_sendfax import Sendfax
from api.outbox.smtp import ADDRESS, client_of, may_be_plain
from api.settings import Settings
from cases.errors import Unavailable

LONGEST: Final = 15.0  # seconds for the whole talk with a mail server
SOMEBODY: Final = "12125550162"  # a number for fiction


def mail(settings: Settings) -> str:
    """Whether the mail server lets us in, encrypted, and takes mails of our address."""
    carriers_of(settings)  # raises for a setting that another one needs
    if not settings.mail_host:
        return "No mail is sent: WORKSLIP_MAIL_HOST is not set"
    if ADDRESS.fullmatch(settings.mail_from) is None:
        raise Unavailable("WORKSLIP_MAIL_FROM is no address for mail. Write name@domain and nothing else.")
    reach(settings.mail_host, settings.mail_port, "the mail server", "WORKSLIP_MAIL_HOST and _PORT")
    with _in_sentences():
        encrypted = asyncio.run(_knock(settings))
    return f"The mail server takes our mails, {'encrypted' if encrypted else 'not encrypted'}"


def fax(settings: Settings) -> str:
    """Whether faxes can leave the way that is set."""
    carriers_of(settings)
    if settings.fax_by == "sendfax":
        return _sendfax(Sendfax(settings))
    if settings.fax_by == "folder" and settings.fax_folder is not None:
        return _folder(settings.fax_folder)
    if settings.fax_by == "gateway":
        if ADDRESS.fullmatch(settings.fax_gateway.replace("{number}", SOMEBODY)) is None:
            raise Unavailable(
                "WORKSLIP_FAX_GATEWAY makes no address for mail. Write {number}@gateway and nothing else."
            )
        return "Faxes leave as mails to a gateway"
    return "No fax is sent: WORKSLIP_FAX_BY is not set"


def _sendfax(carrier: Sendfax) -> str:
    gone = [name for name in ("sendfax", "faxstat") if carrier.program(name) is None]
    if gone:
        raise Unavailable(
            f"{' and '.join(gone)} cannot be found. Install hylafax-client, or name its folder: WORKSLIP_FAX_PROGRAMS."
        )
    if not carrier.answers():
        raise Unavailable("The HylaFAX server does not answer faxstat. Is it running? Check WORKSLIP_FAX_HOST.")
    return "sendfax is here, and the HylaFAX server answers"


def _folder(folder: Path) -> str:
    """Whether a file can be put there, under a hidden name: the fax server leaves those alone."""
    if not folder.is_dir():
        raise Unavailable(
            f"The fax folder {folder} is not there. Is its disk or share mounted? Check WORKSLIP_FAX_FOLDER."
        )
    probe = folder / f".probe-{uuid.uuid4().hex}"
    try:
        os.close(os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        probe.unlink()
    except OSError as error:
        raise Unavailable(
            f"The fax folder {folder} cannot be written: {error.strerror}. Let the user that runs Workslip write there."
        ) from None
    return f"The fax folder {folder} can be written"


async def _knock(settings: Settings) -> bool:
    """Go as far as a mail goes before it names an office; whether the connection is encrypted. Raises what is wrong."""
    client = _client(settings)
    try:
        async with asyncio.timeout(LONGEST):
            await client.connect(start_tls=False, username=None, password=None)
            await client.ehlo()
            await _encrypt(client, settings)
            await _log_in(client, settings)
            await client.mail(settings.mail_from)
            encrypted = client.get_transport_info("sslcontext") is not None
            await client.quit()
    finally:
        client.close()
        await asyncio.sleep(0.01)  # a connection that was given up is closed by the loop's next turns
    return encrypted


def _client(settings: Settings) -> SMTP:
    try:
        return client_of(settings)
    except OSError:  # also what ssl says of bad certificates
        raise Unavailable(f"{settings.mail_ca} holds no certificates (PEM). Check WORKSLIP_MAIL_CA.") from None


async def _encrypt(client: SMTP, settings: Settings) -> None:
    if settings.mail_tls == "tls":
        return
    if client.supports_extension("starttls"):
        await client.starttls()
        await client.ehlo()
    elif not may_be_plain(settings):
        raise Unavailable(
            "The mail server offers no encryption (STARTTLS) at this port, so no mail is sent. Switch it on there, or "
            "set WORKSLIP_MAIL_TLS=tls and the port for that."
        )


async def _log_in(client: SMTP, settings: Settings) -> None:
    if not settings.mail_user:
        return
    if not client.supports_extension("auth"):
        raise Unavailable(
            "The mail server takes no login at this port. Leave WORKSLIP_MAIL_USER empty, or use its port for clients."
        )
    password = settings.mail_password.get_secret_value() if settings.mail_password else ""
    await client.login(settings.mail_user, password)


@contextmanager
def _in_sentences() -> Iterator[None]:
    """What goes wrong with a mail server, without its own words: they may repeat ours."""
    try:
        yield
    except SMTPAuthenticationError:
        said = "The mail server refuses our login. Check WORKSLIP_MAIL_USER and WORKSLIP_MAIL_PASSWORD."
    except SMTPSenderRefused:
        said = "The mail server takes no mail from WORKSLIP_MAIL_FROM. Let that address be sent from, or set another."
    except SMTPResponseException as error:
        said = f"The mail server turns us away with code {error.code}. Its log says why."
    except (SMTPException, OSError) as error:
        said = _unheard(error)
    else:
        return
    raise Unavailable(said)


def _unheard(error: BaseException) -> str:
    """Why there was no answer: TLS, or nothing of the kind."""
    causes = (error, error.__cause__)
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return (
            "The mail server's certificate is for another name, too old, or vouched for by nobody we trust. Renew it, "
            "or name its certificates by WORKSLIP_MAIL_CA."
        )
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return "The mail server does not speak TLS with us. Check that WORKSLIP_MAIL_TLS is right for that port."
    return (
        "Somebody listens at the mail server's port and does not answer as one. Check WORKSLIP_MAIL_PORT, and that "
        "WORKSLIP_MAIL_TLS is right for it."
    )


CHECKS = {"mail": mail, "fax": fax}
