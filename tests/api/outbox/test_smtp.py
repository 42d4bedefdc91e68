"""Mail: what each answer of a server proves, that nothing goes in the clear, and that nobody writes our headers."""

from __future__ import annotations

import random
import string
import uuid

import pytest

from api.outbox import smtp
from api.outbox.carriers import Parcel
from api.outbox.smtp import FaxGateway, Smtp, message_id, message_of
from api.settings import Settings
from api.store.tables import Channel, SendState
from cases.errors import BadInput
from tests.api.outbox.mail_server import running

pytestmark = pytest.mark.integration
FROM = "papers@mill.example"


@pytest.fixture(scope="module")
def server():
    """A mail server."""
    with running() as box:
        yield box


@pytest.fixture
def box(server):
    """It, empty and obliging."""
    server.doing, server.delay = "accept", 0.0
    server.got.clear()
    return server


def at(box, **more) -> Settings:
    """Settings for that server; patient, since a busy machine is no answer."""
    known = {"mail_host": "127.0.0.1", "mail_port": box.port, "mail_from": FROM, "mail_timeout": 30.0}
    return Settings(**known | more)


class Handed(list):
    """Counts the moments from which on only the channel knows."""

    def __call__(self) -> None:
        self.append(True)


def parcel(**more) -> Parcel:
    """A parcel to an office."""
    given = {
        "id": uuid.uuid4(), "attempt": 1, "channel": Channel.MAIL, "address": "office@clinic.example",
        "recipient": "Dr. Alex Sampleton", "subject": "Return-to-work papers, reference 1A2B3C4D", "text": "Hello.\n",
        "files": (("papers.pdf", b"%PDF-1.7\n\x00\xff"),), "pages": 1, "handing": Handed(),
    } | more  # fmt: skip
    return Parcel(**given)


def test_a_mail_arrives_with_its_papers_and_a_copy_comes_to_us(box) -> None:
    """Both recipients are on the envelope and only the office in the headers; the id follows from the delivery."""
    sent = parcel()
    answer = Smtp(at(box, mail_copy="copy@mill.example")).send(sent)

    assert (answer.state, answer.reference, answer.said) == (SendState.SENT, "4Q2x7", "250 2.0.0 OK: queued as 4Q2x7")
    ((envelope, mail),) = box.got
    assert envelope == ["office@clinic.example", "copy@mill.example"]
    assert (mail["To"], mail["From"], mail["Bcc"]) == ("office@clinic.example", FROM, None)
    assert mail["Message-ID"] == message_id(sent.id, FROM) == f"<delivery.{sent.id.hex}@mill.example>"
    (attached,) = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("papers.pdf", b"%PDF-1.7\n\x00\xff")
    assert len(sent.handing) == 1


@pytest.mark.parametrize(
    ("doing", "state", "code", "handed"),
    [
        ("mail:451 Later", SendState.READY, "sender_put_off", 0),
        ("mail:553 Not you", SendState.FAILED, "sender_refused", 0),
        ("rcpt:450 Greylisted", SendState.READY, "recipient_put_off", 0),
        ("rcpt:550 No such mailbox", SendState.FAILED, "recipient_refused", 0),
        ("data:452 Out of room", SendState.READY, "message_put_off", 1),
        ("data:554 No", SendState.FAILED, "message_refused", 1),
        ("close", SendState.UNKNOWN, "connection_lost", 1),
        ("cut", SendState.UNKNOWN, "connection_lost", 1),
        ("silent", SendState.READY, "timed_out", 0),
    ],
)
def test_what_an_answer_proves(box, doing, state, code, handed) -> None:
    """A refusal before or instead of the message: nothing left. Silence after it: nobody knows."""
    box.doing = doing
    sent = parcel()
    answer = Smtp(at(box, mail_timeout=1.0 if doing == "silent" else 30.0)).send(sent)

    assert (answer.state, answer.code) == (state, code)
    assert len(sent.handing) == handed
    assert len(box.got) == (1 if doing == "close" else 0)


def test_a_slow_server_is_not_waited_for_for_ever(box) -> None:
    """It took the message and says so too late: unknown, within the time limit."""
    box.doing, box.delay = "slow", 5.0
    assert Smtp(at(box, mail_timeout=3.0)).send(parcel()).state is SendState.UNKNOWN


def test_an_answer_is_not_lost_over_the_goodbye(box) -> None:
    """The mail was taken in time, and only QUIT lasts longer: that it was taken is known."""
    box.doing, box.delay = "lingering", 4.0
    answer = Smtp(at(box, mail_timeout=6.0)).send(parcel())
    assert (answer.state, answer.reference, len(box.got)) == (SendState.SENT, "4Q2x7", 1)


def test_a_refused_office_gets_nothing_though_our_copy_would_be_taken(box) -> None:
    """No message is sent to the copy alone: it would prove a mail that never was."""
    box.doing = "rcpt:550 No such mailbox"
    answer = Smtp(at(box, mail_copy="copy@mill.example")).send(parcel())

    assert (answer.state, box.got) == (SendState.FAILED, [])


def test_nobody_there_is_put_off(box) -> None:
    """No server, and a name that is none."""
    gone = at(box).model_copy(update={"mail_port": 1})
    assert (Smtp(gone).send(parcel()).state, Smtp(gone).send(parcel()).code) == (SendState.READY, "no_answer")
    unnamed = at(box).model_copy(update={"mail_host": "no-such-host.invalid", "mail_plain_hosts": "x"})
    assert Smtp(unnamed).send(parcel()).state is SendState.READY


def test_tls_is_required_and_checked(box, tmp_path, monkeypatch) -> None:
    """A server elsewhere without STARTTLS gets nothing, nor does one whose certificate nobody vouches for."""
    monkeypatch.setattr(smtp, "may_be_plain", lambda settings: False)
    plain = parcel()
    assert (Smtp(at(box)).send(plain).code, plain.handing, box.got) == ("tls", [], [])
    with running(tmp_path) as safe:
        stranger = Smtp(at(safe)).send(parcel())
        trusted = Smtp(at(safe, mail_ca=tmp_path / "server.pem")).send(parcel())
        assert (stranger.state, stranger.code) == (SendState.READY, "tls")
        assert (trusted.state, safe.tls) == (SendState.SENT, [True])


def test_only_this_machine_and_named_hosts_may_be_plain() -> None:
    """What looks like this machine and is not, is not."""
    for host, plain in (("localhost", True), ("127.0.0.1", True), ("::1", True), ("localhost.example", False)):
        assert smtp.may_be_plain(Settings(mail_host=host)) is plain
    assert smtp.may_be_plain(Settings(mail_host="relay.internal", mail_plain_hosts="relay.internal"))


def test_a_fax_gateway_gets_digits(box) -> None:
    """The number becomes an address; what is no number is refused before anything is said."""
    gateway = FaxGateway(Smtp(at(box)), "{number}@fax.example")
    assert gateway.send(parcel(channel=Channel.FAX, address="(212) 555-0162")).state is SendState.SENT
    ((envelope, _),) = box.got
    assert envelope == ["12125550162@fax.example"]
    wrong = gateway.send(parcel(channel=Channel.FAX, address="ask at the desk"))
    assert (wrong.state, wrong.code) == (SendState.FAILED, "bad_fax_number")


def _hostile(random_: random.Random) -> str:
    """A line with something in it that could end a header or a command."""
    ends = ["\r\n", "\n", "\r", "\0", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\r\nBcc: x@evil.example"]
    words = "".join(random_.choices(string.printable.strip() + "éß漢", k=random_.randint(0, 30)))
    at_ = random_.randint(0, len(words))
    return words[:at_] + random_.choice(ends) + words[at_:]


def fuzz(tries: int) -> None:
    """No line that holds a line break gets into a parcel; what is none gets no header in."""
    random_ = random.Random(7)
    for _ in range(tries):
        where = random_.choice(["address", "recipient", "subject", "file"])
        bad = _hostile(random_)
        more = {"files": ((bad, b"x"),)} if where == "file" else {where: bad}
        with pytest.raises(BadInput):
            parcel(**more)
        odd = "".join(random_.choices(string.printable[:95] + "éß漢", k=40))
        settings = Settings(mail_host="localhost", mail_from=FROM)
        try:
            mail = message_of(parcel(subject=odd, address=f"{odd}@clinic.example", files=((odd, b"x"),)), settings)
        except BadInput:
            mail = message_of(parcel(subject=odd, files=((odd, b"x"),)), settings)
        head = mail.as_bytes().split(b"\r\n\r\n")[0].split(b"\r\n")
        names = [line.split(b":")[0].lower() for line in head if not line.startswith((b" ", b"\t"))]
        assert sorted(names) == sorted(
            [b"from", b"to", b"subject", b"date", b"message-id", b"auto-submitted", b"mime-version", b"content-type"]
        )


def test_no_line_break_gets_into_a_header() -> None:
    """Made-up lines in every place, some of them hostile."""
    fuzz(300)


@pytest.mark.soak
def test_no_line_break_gets_into_ten_thousand_mails() -> None:
    """The same at length."""
    fuzz(10_000)


@pytest.mark.parametrize(
    "address",
    [
        "", "office", "@clinic.example", "office@", "a b@clinic.example", '"a b"@clinic.example', "a@b", "a@b..example",
        "Office <office@clinic.example>", "a@clinic.example,b@clinic.example", "a@-x.example", "ä@clinic.example",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(box, address) -> None:
    """One plain address and nothing else."""
    answer = Smtp(at(box)).send(parcel(address=address))
    assert (answer.state, answer.code, box.got) == (SendState.FAILED, "bad_mail_address", [])
