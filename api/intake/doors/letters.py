"""What is in a mail: who sent it, which attachments are replies, and why the rest is for a person. Pure functions.

Attachments are told by their first bytes; their names and declared types are not believed. Attachments of forwarded
mails inside count as the mail's own. Whatever may be a page is taken in: only a picture too small for one is left out.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from email.message import Message
from fnmatch import fnmatchcase
from typing import Final

from imap_tools import MailMessage
from PIL import Image

from api.intake.doors.config import Rule
from api.intake.doors.kinds import Kind, is_winmail, kind_of

MOST: Final = 10  # attachments of one mail
# A picture in the text with sides up to these is a logo: of a page, nobody could read a word at that size.
LOGO: Final = (160, 640)  # pixels
LIGHT: Final = 100_000  # bytes up to which a picture is asked for its size
REASONS: Final[dict[str, str]] = {
    "no_attachment": "The mail has no attachment: read it, and answer or enter what it says.",
    "too_many_attachments": f"The mail has more than {MOST} attachments; take in by hand what belongs here.",
    "mail_too_large": "The mail is larger than we fetch; take in by hand what belongs here.",
    "attachment_too_large": "Something attached is larger than we accept; ask for it in parts.",
    "winmail": "What was attached is inside a winmail.dat, which only Outlook reads; ask for it as PDF.",
    "other_attachment": "Something attached is of a kind we do not take in; look at it by hand.",
    "inline_image": "A small picture in the text, a logo, was left out.",
    "auto_reply": "This is an automatic answer.",
    "bounce": "A mail could not be delivered; this is the report about it.",
    "delivery_report": "This report about a mail of ours does not say that it failed: it is late, or was passed on.",
    "mail_unreadable": "The mail could not be taken apart; look at it by hand.",
    "mail_failed": "Taking this mail in failed several times; it lies in its mailbox: look at it by hand.",
    "ours": "We sent this mail ourselves.",
}
INFORMING: Final = frozenset({"inline_image"})  # reasons that ask nothing
# Parts that accompany a mail and are nobody's reply.
_BESIDE: Final = frozenset({
    "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature", "text/vcard",
    "text/x-vcard",
})  # fmt: skip


@dataclass(frozen=True)
class Letter:
    """A mail, sorted. `attachments` are what is taken in; `bounced` is the Message-ID of the mail that came back.

    `carried` are the sha256 of all that is attached, taken in or not; None if nobody could see what is.
    """

    message_id: str
    sender: str
    body_sha256: str
    attachments: tuple[bytes, ...] = ()
    reasons: tuple[str, ...] = ()
    bounced: str = ""
    carried: frozenset[str] | None = None


def fits(rule: Rule, headers: bytes) -> bool:
    """Whether a rule is for the mail with these headers."""
    _, sender, subject = _named(headers)
    return fnmatchcase(sender.lower(), rule.sender.lower()) and rule.subject.lower() in subject.lower()


def sort(raw: bytes, kinds: Collection[Kind]) -> Letter:
    """Take a mail apart. One that cannot be taken apart is a letter too, with that reason."""
    letter = unopened(raw, re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[-1])  # without a body: all of it
    try:
        mail = MailMessage.from_bytes(raw)
        if mail.obj.get_content_type() == "multipart/report":
            failed = _failed(mail.obj)
            return replace(
                letter,
                reasons=("bounce" if failed else "delivery_report",),
                bounced=_reported(mail.obj) if failed else "",
            )
        letter = replace(letter, carried=_carried(mail.obj))
        found, reasons = _attachments(mail.obj, kinds)
        if len(found) > MOST:
            return replace(letter, reasons=("too_many_attachments",))
        if not found and _automatic(mail.obj):
            reasons = ("auto_reply", *reasons)
        elif not found and not set(reasons) - INFORMING:
            reasons = ("no_attachment", *reasons)
        return replace(letter, attachments=found, reasons=reasons)
    except Exception:  # noqa: BLE001 - parsers fail in many ways on what strangers write; a person looks at the mail
        return replace(letter, reasons=("mail_unreadable",))


def unopened(headers: bytes, body: bytes) -> Letter:
    """A mail by its headers alone. `body` is what tells it from another with the same Message-ID."""
    named, sender, _ = _named(headers)
    own = named or f"sha256:{hashlib.sha256(headers + body).hexdigest()}"
    return Letter(_plain(own), _plain(sender), hashlib.sha256(body).hexdigest())


def _named(headers: bytes) -> tuple[str, str, str]:
    """Message-ID, sender, subject; empty where a stranger's headers cannot be made out."""
    try:
        mail = MailMessage.from_bytes(headers)
        return str(mail.obj.get("Message-ID", "")).strip(), mail.from_, mail.subject
    except Exception:  # noqa: BLE001 - as above
        return "", "", ""


def _plain(text: str) -> str:
    """What a database can keep: no NUL, no lone surrogates, not endless."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")[:998]


def _attachments(mail: Message, kinds: Collection[Kind]) -> tuple[tuple[bytes, ...], tuple[str, ...]]:
    """The attachments that are taken in, each once, and why others are not."""
    found: dict[bytes, None] = {}
    reasons: dict[str, None] = {}
    for part in _leaves(mail):
        content = _bytes(part)
        if reason := _unwanted(part, content, kinds):
            reasons[reason] = None
        else:
            found[content] = None
    return tuple(found), tuple(reasons)


def _carried(mail: Message) -> frozenset[str]:
    return frozenset(hashlib.sha256(_bytes(part)).hexdigest() for part in _leaves(mail))


def _bytes(part: Message) -> bytes:
    return bytes(part.get_payload(decode=True) or b"")


def _leaves(mail: Message) -> Iterator[Message]:
    """Everything that is attached, at any depth: not the texts, not what only accompanies, unless it is a page."""
    for part in mail.walk():
        if part.is_multipart():
            continue
        text = part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment"
        if not (text or part.get_content_type() in _BESIDE) or kind_of(_bytes(part)) is not None:
            yield part


def _unwanted(part: Message, content: bytes, kinds: Collection[Kind]) -> str:
    """Why an attachment is not taken in, or nothing."""
    if is_winmail(content):
        return "winmail"
    if kind_of(content) not in kinds:
        return "other_attachment"
    shown = part.get_content_disposition() == "inline" or (
        part["Content-ID"] is not None and part.get_content_disposition() is None
    )
    return "inline_image" if shown and _is_logo(content) else ""


def _is_logo(content: bytes) -> bool:
    """Whether it surely is a picture too small to be a page. A fax is a TIFF, and no mail program shows one."""
    if kind_of(content) not in ("png", "jpg") or len(content) > LIGHT:
        return False
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:  # its head only; nothing is decoded
            short, long = sorted(picture.size)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return False
    return short <= LOGO[0] and long <= LOGO[1]


def _automatic(mail: Message) -> bool:
    """RFC 3834: out of office, ticket systems."""
    return _word(mail, "Auto-Submitted") not in ("", "no")


def _failed(report: Message) -> bool:
    """Whether a report says of some recipient that it failed (RFC 3464): not that it is late, relayed or delivered."""
    status = (p for p in report.walk() if p.get_content_type() == "message/delivery-status" and p.is_multipart())
    blocks = (block for part in status for block in part.get_payload() if isinstance(block, Message))
    return any(_word(block, "Action") == "failed" for block in blocks)


def _word(headers: Message, name: str) -> str:
    """The first word of a field, without comments."""
    return str(headers.get(name, "")).partition("(")[0].partition(";")[0].strip().lower()


def _reported(report: Message) -> str:
    """The Message-ID of the mail that a report is about; nothing if it does not say."""
    for part in report.walk():
        if part.get_content_type() == "text/rfc822-headers":
            return str(MailMessage.from_bytes(_bytes(part)).obj.get("Message-ID", "")).strip()
        if part.get_content_type() == "message/rfc822" and isinstance(inner := part.get_payload(0), Message):
            return str(inner.get("Message-ID", "")).strip()
    return ""
