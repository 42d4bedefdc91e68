"""What is taken out of a mail, and why the rest is not."""

from __future__ import annotations

import io
from email.message import EmailMessage

import pytest
from PIL import Image

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


def picture(kind: str, width: int, height: int) -> bytes:
    """A white picture; small in bytes, whatever its size."""
    made = io.BytesIO()
    options = {"compression": "group4"} if kind == "TIFF" else {}
    Image.new("1" if kind == "TIFF" else "L", (width, height), 1).save(made, kind, **options)
    return made.getvalue()


LOGO, FAX = picture("PNG", 400, 120), picture("TIFF", 1728, 2200)
PAGE, THUMBNAIL = picture("PNG", 850, 1100), picture("JPEG", 300, 400)
HUGE = LOGO[:16] + b"\x7f\xff\xff\xff" * 2 + LOGO[24:]


def with_picture(content: bytes, disposition: str | None = "inline") -> bytes:
    """A mail that shows a picture in its text; with no disposition, as some programs do it."""
    made = EmailMessage()
    made.set_content("hello")
    made.add_attachment(content, maintype="image", subtype="x", disposition=disposition or "inline", cid="<logo>")
    if disposition is None:
        del made.get_payload()[-1]["Content-Disposition"]
    return made.as_bytes()


def in_the_text(content: bytes, kind: str) -> bytes:
    """A mail whose one part of that kind is not said to be an attachment."""
    made = EmailMessage()
    made.set_content("hello")
    made.add_attachment(content, maintype="application", subtype="pdf", disposition="inline")
    made.get_payload()[-1].replace_header("Content-Type", kind)
    return made.as_bytes()


def report_of(*actions: str, kind: str = "delivery-status") -> bytes:
    """A report about a mail of ours to so many recipients, which it returns whole."""
    blocks = "".join(f"Final-Recipient: rfc822; {n}@b.example\r\nAction: {a}\r\n\r\n" for n, a in enumerate(actions))
    parts = {
        "text/plain": "About your mail.", f"message/{kind}": "Reporting-MTA: dns; mx.example\r\n\r\n" + blocks,
        "message/rfc822": mail(pdf("our packet"), Message_ID="<7@workslip.example>").decode("ascii"),
    }  # fmt: skip
    body = "".join(f"--b\r\nContent-Type: {name}\r\n\r\n{said}\r\n" for name, said in parts.items())
    head = f'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type={kind}; boundary="b"\r\n\r\n'
    return (head + body + "--b--\r\n").encode("ascii")


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
        (with_picture(LOGO), [], ["no_attachment", "inline_image"]),
        (with_picture(LOGO, None), [], ["no_attachment", "inline_image"]),
        (with_picture(LOGO, "attachment"), [LOGO], []),
        (with_picture(FAX), [FAX], []),
        (with_picture(FAX, None), [FAX], []),
        (with_picture(PAGE), [PAGE], []),
        (with_picture(THUMBNAIL), [THUMBNAIL], []),
        (with_picture(PNG), [PNG], []),  # a picture whose size nobody can tell
        (with_picture(HUGE), [HUGE], []),
        (with_picture(pdf("a")), [pdf("a")], []),
        (in_the_text(pdf("a"), 'text/plain; name="a.pdf"'), [pdf("a")], []),
        (in_the_text(pdf("a"), "application/pkcs7-signature"), [pdf("a")], []),
        (in_the_text(b"some more text", "text/plain"), [], ["no_attachment"]),
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


@pytest.mark.parametrize(
    ("raw", "reason", "bounced"),
    [
        (report_of("failed"), "bounce", "<7@workslip.example>"),
        (report_of("delayed", "Failed (for good)"), "bounce", "<7@workslip.example>"),
        *(
            (report_of(action), "delivery_report", "")
            for action in ("delayed", "delivered", "relayed", "expanded", "x")
        ),
        (report_of(), "delivery_report", ""),
        (report_of("failed", kind="disposition-notification"), "delivery_report", ""),
    ],
)
def test_only_a_report_that_says_failed_is_a_bounce(raw: bytes, reason: str, bounced: str) -> None:
    """A mail that is late still arrives. What a report returns is our own packet, never a reply."""
    letter = sort(raw, KINDS)

    assert (letter.attachments, letter.reasons, letter.bounced) == ((), (reason,), bounced)


def test_a_mail_nested_too_deep_is_for_a_person() -> None:
    """A parser that gives up must not take the mail room with it."""
    raw = b"".join(b"Content-Type: message/rfc822\r\n\r\n" for _ in range(3000)) + b"X: y\r\n\r\n"

    assert sort(raw, KINDS).reasons == ("mail_unreadable",)


def test_two_deliveries_of_a_mail_are_alike_and_two_mails_are_not() -> None:
    """What a delivery adds above is no part of what it says; without a Message-ID the whole mail names itself."""
    one, bare = mail(pdf("a")), b"Subject: x\r\n\r\ntext"

    assert sort(b"Received: by b\r\n" + one, KINDS) == sort(one, KINDS)
    assert sort(one, KINDS).body_sha256 != sort(mail(pdf("b")), KINDS).body_sha256
    bare_lines = [mail(pdf(text)).replace(b"\r\n", b"\n") for text in ("a", "b")]
    assert sort(bare_lines[0], KINDS).body_sha256 != sort(bare_lines[1], KINDS).body_sha256
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
