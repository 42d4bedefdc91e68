"""The mail server itself: a connection that is encrypted and verified, one mail fetched, one mail moved."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable
from contextlib import suppress
from imaplib import IMAP4
from socket import gaierror
from typing import Final

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

from api.intake.doors.config import MailboxDoor
from cases.errors import Unavailable

NO_FOLDER: Final = "The account has no folder of the name that a rule gives. Make it, or check `folder`."
HEADERS: Final = "(RFC822.SIZE BODY.PEEK[HEADER])"
WHOLE: Final = "(RFC822.SIZE BODY.PEEK[])"
_SIZE: Final = re.compile(rb"RFC822\.SIZE (\d+)")


def checked(door: MailboxDoor) -> int:
    """Log in and count what lies in the folders of the rules. Raises Unavailable with a sentence."""
    box = connected(door)
    try:
        counted = 0
        for folder in door.folders:
            box.folder.set(folder, readonly=True)
            counted += len(box.uids())
        return counted
    except MailboxFolderSelectError:
        raise Unavailable(NO_FOLDER, code="no_folder") from None
    except (OSError, ImapToolsError, IMAP4.error):
        raise Unavailable("The mail server hung up while we looked.", code="mail_down") from None
    finally:
        hang_up(box)


def connected(door: MailboxDoor) -> BaseMailBox:
    """The account, logged in. Raises Unavailable with a sentence."""
    trusted = _trusted(door)
    opening: dict[str, Callable[[], BaseMailBox]] = {
        "tls": lambda: MailBox(door.host, door.port, timeout=door.timeout, ssl_context=trusted),
        "starttls": lambda: MailBoxStartTls(door.host, door.port, timeout=door.timeout, ssl_context=trusted),
        "none": lambda: MailBoxUnencrypted(door.host, door.port, timeout=door.timeout),
    }
    try:
        password = door.password_file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise Unavailable(
            f"The password file of a mailbox cannot be read: {error.strerror}.", code="no_secret"
        ) from None
    try:
        box = opening[door.tls]()
    except (OSError, IMAP4.error) as error:
        raise Unavailable(_unreached(error), code="mail_down") from None
    try:
        box.login(door.user, password, initial_folder=None)
        # What a server can do it often says only to who is logged in.
        box.client.capabilities = tuple(box.client.capability()[1][0].decode("ascii").upper().split())
    except MailboxLoginError:
        hang_up(box)
        raise Unavailable("The mail server refuses this user name or password.", code="mail_login") from None
    except (OSError, IMAP4.error):
        hang_up(box)
        raise Unavailable("The mail server hung up while we logged in.", code="mail_down") from None
    return box


def hang_up(box: BaseMailBox) -> None:
    """End a connection, politely if that is still possible."""
    with suppress(OSError, ImapToolsError, IMAP4.error):
        box.logout()
    with suppress(OSError):
        box.client.shutdown()


def move(box: BaseMailBox, uid: int, target: str) -> None:
    """Move one mail. Where the server cannot move, copy it and remove this one only; else leave it where it is."""
    if "MOVE" in box.client.capabilities:
        box.move(str(uid), target)
    elif "UIDPLUS" in box.client.capabilities:
        box.copy(str(uid), target)
        box.client.uid("STORE", str(uid), "+FLAGS", r"(\Deleted)")
        box.client.uid("EXPUNGE", str(uid))  # a plain EXPUNGE would remove what others marked


def _trusted(door: MailboxDoor) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=door.ca)
    except OSError:  # also what ssl says of bad ones
        raise Unavailable("The file `ca` of a mailbox holds no certificates (PEM).", code="no_ca") from None


def _unreached(error: Exception) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return (
                "The mail server's certificate is for another name, too old, or vouched for by nobody we trust. Renew "
                "it, or name its certificates by `ca`."
            )
        case ssl.SSLError():
            return "The mail server does not speak TLS with us. Check that `tls` is right for that port."
        case gaierror():
            return "There is no machine of the mail server's name. Check `host`."
        case _:
            return f"The mail server cannot be reached: {error}. Check `host` and `port`, and the firewall."


def fetched(box: BaseMailBox, uid: int, parts: str) -> tuple[int, bytes] | None:
    """Size and bytes of a mail, or None if it is not there any more. Raises IMAP4.error if the server refuses it, and
    if the connection is cut off meanwhile."""
    status, data = box.client.uid("FETCH", str(uid), parts)
    literal = next((item for item in data if isinstance(item, tuple)), None)
    if status != "OK":
        raise IMAP4.error("the server does not give out a mail")
    if literal is None:
        return None
    size = _SIZE.search(b" ".join(item[0] if isinstance(item, tuple) else item for item in data if item))
    return int(size[1]) if size else len(literal[1]), literal[1]
