"""What is taken out of a mail, and why the rest is not."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from api.intake.doors.config import Rule
from api.intake.doors.kinds import kind_of
from api.intake.doors.letters import fits, sort
from tests.api.intake.doors.conftest import pdf
from tests.api.intake.doors.post import mail

KINDS = Rule().attachments
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100
TIFF = b"II*\0" + b"0" * 100
HEIC = b"\0\0\0\x18ftypheic" + b"0" * 100
WINMAIL = b"\x78\x9f\x3e\x22" + b"0" * 100


def with_picture(size: int, disposition: str) -> bytes:
    """A mail that shows a picture in its text."""
    made = EmailMessage()
    made.set_content("hello")
    made.add_attachment(PNG + b"0" * size, maintype="image", subtype="png", disposition=disposition, cid="<logo>")
    return made.as_bytes()


def forwarded(*attached: bytes) -> bytes:
    """A mail that carries another mail."""
    inner, made = EmailMessage(), EmailMessage()
    inner.set_content("inner")
    for content in attached:
        inner.add_attachment(content, maintype="application", subtype="pdf", filename="x.pdf")
    made.set_content("see below")
    made.add_attachment(inner)
    return made.as_bytes()


@pytest.mark.parametrize(
    ("raw", "attachments", "reasons"),
    [
        (mail(pdf("a"), TIFF, PNG, HEIC), [pdf("a"), TIFF, PNG, HEIC], []),
        (mail(pdf("a"), pdf("a")), [pdf("a")], []),
        (mail(), [], ["no_attachment"]),
        (mail(WINMAIL), [], ["winmail"]),
        (mail(b"MZ an executable"), [], ["other_attachment"]),
        (mail(pdf("a"), b"PK\x03\x04 a zip"), [pdf("a")], ["other_attachment"]),
        (mail(*(pdf(str(n)) for n in range(11))), [], ["too_many_attachments"]),
        (forwarded(pdf("a")), [pdf("a")], []),
        (with_picture(10, "inline"), [], ["no_attachment", "inline_image"]),
        (with_picture(30_000, "inline"), [PNG + b"0" * 30_000], []),
        (with_picture(10, "attachment"), [PNG + b"0" * 10], []),
        (mail(Auto_Submitted="auto-replied"), [], ["auto_reply"]),
        (mail(pdf("a"), Auto_Submitted="auto-generated"), [pdf("a")], []),  # a fax gateway's mail
        (b"", [], ["no_attachment"]),
        (b"\xff" * 100, [], ["no_attachment"]),
    ],
)
def test_attachments_are_told_by_their_bytes(raw: bytes, attachments: list[bytes], reasons: list[str]) -> None:
    """Each kind of mail: what is taken in, and the codes of what is not."""
    letter = sort(raw, KINDS)

    assert (list(letter.attachments), list(letter.reasons)) == (attachments, reasons)


def test_a_mail_nested_too_deep_is_for_a_person() -> None:
    """A parser that gives up must not take the mail room with it."""
    raw = b"".join(b"Content-Type: message/rfc822\r\n\r\n" for _ in range(3000)) + b"X: y\r\n\r\n"

    assert sort(raw, KINDS).reasons == ("mail_unreadable",)


def test_two_deliveries_of_a_mail_are_alike_and_two_mails_are_not() -> None:
    """What a delivery adds above is no part of what it says; without a Message-ID the whole mail names itself."""
    one, bare = mail(pdf("a")), b"Subject: x\r\n\r\ntext"

    assert sort(b"Received: by b\r\n" + one, KINDS) == sort(one, KINDS)
    assert sort(one, KINDS).body_sha256 != sort(mail(pdf("b")), KINDS).body_sha256
    assert sort(bare, KINDS).message_id.startswith("sha256:")
    assert sort(bare, KINDS).message_id != sort(b"Subject: y\r\n\r\ntext", KINDS).message_id


@pytest.mark.parametrize(
    ("rule", "does"),
    [
        (Rule(), True),
        (Rule(**{"from": "*@CLINIC.example"}), True),
        (Rule(**{"from": "*@other.example"}), False),
        (Rule(subject="REPLY"), True),
        (Rule(subject="invoice"), False),
    ],
)
def test_rules_fit_by_sender_and_subject(rule: Rule, does: bool) -> None:
    """In either case of letters; an empty rule fits everything."""
    assert fits(rule, mail().partition(b"\r\n\r\n")[0]) is does


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"PK\x03\x04", b"\0\0\0\x18ftypqt  "])
def test_what_is_no_known_kind_is_none(content: bytes) -> None:
    """An extension never makes it one."""
    assert kind_of(content) is None
