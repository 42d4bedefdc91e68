"""A mailbox on a real IMAP server: every mail once, nothing half, nothing deleted."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable
from email.message import EmailMessage
from imaplib import IMAP4
from pathlib import Path

import pytest
from imap_tools import BaseMailBox
from pydantic import ValidationError
from sqlalchemy import func, select

from api.intake.doors import mailbox
from api.intake.doors.config import MailboxDoor
from api.intake.doors.imap import checked
from api.intake.doors.mailbox import Mailbox
from api.intake.doors.mails import Hooks, Place
from api.intake.doors.running import Running
from api.store.files import LocalFiles
from api.store.tables import AuditEntry, Document, MailOutcome, ReceivedMail
from cases.errors import Unavailable
from tests.api.intake.doors.conftest import Account, contents, cut_after, pdf
from tests.api.intake.doors.post import mail

pytestmark = pytest.mark.integration
Run = Callable[..., subprocess.CompletedProcess[bytes]]


def test_an_attachment_becomes_a_document_and_the_mail_is_moved_and_kept(account: Account) -> None:
    """Told by its bytes, not by its name; the mail as it came is in the store, as evidence."""
    sent = mail(pdf("one"), pdf("two"))
    account.deliver(sent)

    account.look()

    assert contents(account.store) == [pdf("one"), pdf("two")]
    with account.store.database.transaction() as session:
        documents = session.scalars(select(Document)).all()
    assert {(d.source, d.sender) for d in documents} == {("mail", "office@clinic.example")}
    (row,) = account.rows()
    assert (row.outcome, row.reasons) == (MailOutcome.TAKEN, [])
    assert sorted(row.documents) == sorted(str(d.id) for d in documents)
    assert account.store.files.get(row.employer_id, row.sha256) == sent
    assert (account.count("INBOX"), account.count("Processed")) == (0, 1)


def test_the_same_mail_delivered_three_times_is_one_return(account: Account) -> None:
    """Each delivery adds headers of its own; looked at together, later, and once more after a look."""
    sent = mail(pdf("one"))
    account.deliver(sent, b"Received: by other.example\r\n" + sent)
    account.look()
    account.deliver(b"Received: by third.example\r\n" + sent)
    account.look()

    assert contents(account.store) == [pdf("one")]
    assert [r.outcome for r in account.rows()] == [MailOutcome.TAKEN] + [MailOutcome.DUPLICATE] * 2
    assert {r.same_as for r in account.rows()[1:]} == {account.rows()[0].id}
    assert account.count("Processed") == 3
    with account.store.database.transaction() as session:
        again = select(func.count()).where(AuditEntry.action == "document.received_again")
        assert session.scalar(again) == 0


def test_another_mail_with_the_same_message_id_is_another_mail(account: Account) -> None:
    """A Message-ID is only what the sender wrote."""
    account.deliver(mail(pdf("one")), mail(pdf("two")))

    account.look()

    assert contents(account.store) == [pdf("one"), pdf("two")]
    assert [r.outcome for r in account.rows()] == [MailOutcome.TAKEN] * 2


def test_a_mailbox_that_was_numbered_anew_is_no_new_mail(account: Account) -> None:
    """A restored mailbox has a new UIDVALIDITY and may give old numbers to other mails."""
    account.settings["rule"] = [{"processed": "INBOX"}]  # so that it stays where it is
    account.deliver(mail(pdf("one"), number=1), mail(pdf("two"), number=2))
    account.look()
    place = account.post.folder / "mail" / account.user
    for file in [*place.glob("dovecot-uidlist"), *place.glob("dovecot.index*")]:
        file.unlink()
    account.look()

    assert len({r.uidvalidity for r in account.rows()}) == 2
    assert contents(account.store) == [pdf("one"), pdf("two")]


def test_a_mail_room_killed_in_the_middle_of_a_mail_takes_it_once(account: Account, mailroom: Run) -> None:
    """The next process writes the row, and the one after it makes up for the move."""
    account.deliver(mail(pdf("one"), number=1), mail(pdf("two"), number=2))
    lines = [f'{k} = "{v}"' if isinstance(v, str) else f"{k} = {v}" for k, v in account.settings.items()]
    doors = "[[mailbox]]\n" + "\n".join(lines)

    assert mailroom(doors, "mail.received").returncode == -9
    assert account.rows() == []
    assert mailroom(doors, "mail.noted").returncode == -9
    assert account.count("INBOX") == 2
    after = mailroom(doors)

    assert after.returncode == 0, after.stderr
    assert contents(account.store) == [pdf("one"), pdf("two")]
    assert [r.outcome for r in account.rows()] == [MailOutcome.TAKEN] * 2
    assert (account.count("INBOX"), account.count("Processed")) == (0, 2)


@pytest.mark.parametrize("said", [1, 600, 2500, 5000])
def test_a_connection_that_is_cut_off_leaves_nothing_half(account: Account, said: int) -> None:
    """Before the greeting ends, in the headers, in the middle of the attachment; the next look takes it whole."""
    account.deliver(mail(pdf("one", 6000)))
    with cut_after(account.post.port, said) as port:
        cut = Account(account.post, account.user, {**account.settings, "port": port}, account.store)
        with pytest.raises((Unavailable, OSError, IMAP4.error)):
            cut.look()
    assert contents(account.store) == []
    assert account.rows() == []

    account.look()

    assert contents(account.store) == [pdf("one", 6000)]


def test_a_full_disk_leaves_the_mail_where_it_is(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is noted, nothing is moved; with room again it is taken."""
    account.deliver(mail(pdf("one")))
    monkeypatch.setattr(LocalFiles, "free", lambda _: 0)
    with pytest.raises(Unavailable):
        account.look()
    assert (account.rows(), account.count("INBOX")) == ([], 1)
    monkeypatch.undo()

    account.look()

    assert contents(account.store) == [pdf("one")]


def test_a_mail_without_an_attachment_is_for_a_person(account: Account) -> None:
    """It is kept with its reason, and lies in `Failed`."""
    account.deliver(mail())

    account.look()

    (row,) = account.rows()
    assert (row.outcome, row.reasons) == (MailOutcome.SET_ASIDE, ["no_attachment"])
    assert account.store.files.has(row.employer_id, row.sha256)
    assert (account.count("Failed"), contents(account.store)) == (1, [])


def test_the_first_rule_that_fits_decides_and_other_mail_stays_where_it_is(account: Account) -> None:
    """Who writes about something else writes to a person."""
    account.settings["rule"] = [
        {"from": "*@clinic.example", "subject": "reply 1", "processed": "Clinic"},
        {"from": "*@clinic.example", "attachments": ["tif"], "failed": "Other"},
    ]
    account.deliver(
        mail(pdf("one"), number=1), mail(pdf("two"), number=2), mail(pdf("three"), number=3, sender="ads@shop.example")
    )

    account.look()
    account.look()

    assert contents(account.store) == [pdf("one")]
    assert [r.reasons for r in account.rows()] == [[], ["other_attachment"]]
    assert [account.count(f) for f in ("Clinic", "Other", "INBOX")] == [1, 1, 1]


def test_a_mail_that_we_sent_is_no_reply_and_one_that_came_back_is_told(account: Account) -> None:
    """Both hooks are asked with the Message-ID that counts; a bounce is a note for a person and no return."""
    told: list[str] = []
    account.hooks = Hooks(
        seen=lambda _, m, carried: (m, len(carried)) == ("<1@clinic.example>", 1),
        bounced=lambda _, m: bool(told.append(m)) or True,
    )
    account.deliver(mail(pdf("ours"), number=1), bounce_of("<77@workslip.example>", pdf("our packet")))

    account.look()

    assert contents(account.store) == []
    assert [r.outcome for r in account.rows()] == [MailOutcome.OURS, MailOutcome.SET_ASIDE]
    assert account.rows()[1].reasons == ["bounce"]
    assert told == ["<77@workslip.example>"]


def bounce_of(message_id: str, attached: bytes) -> bytes:
    """A delivery status report about a mail of ours, which it returns whole."""
    sent = mail(attached, Message_ID=message_id).decode("ascii")
    report = "Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\nAction: failed\r\n"
    parts = {"text/plain": "It could not be delivered.", "message/delivery-status": report, "message/rfc822": sent}
    body = "".join(f"--b\r\nContent-Type: {kind}\r\n\r\n{said}\r\n" for kind, said in parts.items())
    head = "From: <>\r\nMessage-ID: <bounce@mx.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
    kind = 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
    return (head + kind + body + "--b--\r\n").encode("ascii")


def test_only_one_process_reads_an_account_and_its_lock_ends_with_it(account: Account) -> None:
    """The second waits; when the first is gone it goes on."""
    account.deliver(mail(pdf("one")))
    first, second = account.door, account.door
    assert first._locked()
    second.look()
    assert contents(account.store) == []

    first.lock.close()
    second.look()
    second.close()

    assert contents(account.store) == [pdf("one")]


@pytest.mark.parametrize("idling", [True, False])
def test_a_waiting_mailbox_takes_in_what_arrives_and_stops_when_it_is_told(
    account: Account, monkeypatch: pytest.MonkeyPatch, idling: bool
) -> None:
    """Long before it would look by itself: what comes while IDLE waits, and what came between the look and IDLE."""
    account.settings["every"] = 300
    waits, wait = threading.Event(), Mailbox._wait_idle

    def waiting(self: Mailbox, box: BaseMailBox, stop: threading.Event) -> None:
        if not idling and not waits.is_set():
            account.deliver(mail(pdf("one")))
        waits.set()
        wait(self, box, stop)

    monkeypatch.setattr(Mailbox, "_wait_idle", waiting)
    with Running([account.door]) as running:
        assert waits.wait(10)
        running.stop.wait(1)
        if idling:
            assert contents(account.store) == []
            account.deliver(mail(pdf("one")))
        for _ in range(100):
            if contents(account.store):
                break
            running.stop.wait(0.1)

    assert contents(account.store) == [pdf("one")]


def test_an_encrypted_connection_is_verified(account: Account) -> None:
    """Our own certificate is trusted by name; without it the server is refused."""
    account.deliver(mail(pdf("one")))
    account.settings |= {"tls": "tls", "port": account.post.tls_port}
    with pytest.raises(Unavailable, match="vouched for by nobody"):
        account.look()
    account.settings["ca"] = str(account.post.ca)

    account.look()

    assert contents(account.store) == [pdf("one")]


def test_mail_from_elsewhere_is_never_fetched_unencrypted() -> None:
    """The settings are refused, before any password is sent."""
    with pytest.raises(ValidationError, match="unencrypted"):
        MailboxDoor(name="a", host="mail.example.org", user="u", password_file=Path("p"), tls="none")


def test_a_folder_that_a_rule_names_and_the_account_has_not_is_a_sentence(account: Account) -> None:
    """It is not made by us: mails would never come into it."""
    account.settings["rule"] = [{"folder": "Faxes"}]
    with pytest.raises(Unavailable, match="has no folder"):
        checked(MailboxDoor(**account.settings))


def test_a_server_that_cannot_move_still_loses_nothing(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copied and removed by number alone: what others marked as deleted is left to them."""
    account.deliver(mail(pdf("one"), number=1), mail(number=2, Subject="not ours"))
    with account.post.open(account.user) as box:
        box.client.uid("STORE", "2", "+FLAGS", r"(\Deleted)")
    account.settings["rule"] = [{"subject": "reply"}]
    door = account.door
    box = door._connected()
    box.client.capabilities = tuple(c for c in box.client.capabilities if c != "MOVE")
    door.look()
    door.close()

    assert contents(account.store) == [pdf("one")]
    assert (account.count("Processed"), account.count("INBOX")) == (1, 1)


def failing(monkeypatch: pytest.MonkeyPatch, uid: int, error: Exception) -> None:
    """Whenever the mail of that number is opened."""
    fine = Mailbox._opened

    def opened(self: Mailbox, box: BaseMailBox, place: Place, *more: object) -> object:
        if place.uid == uid:
            raise error
        return fine(self, box, place, *more)

    monkeypatch.setattr(Mailbox, "_opened", opened)


@pytest.mark.parametrize("error", [KeyError("a fault of ours"), IMAP4.error("the server does not give it out")])
def test_a_mail_that_always_fails_keeps_none_waiting_and_comes_to_a_person(
    account: Account, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """The one behind it is taken at once; after three tries it is noted by its headers, and lies in `Failed`."""
    account.deliver(mail(pdf("one"), number=1), mail(pdf("two"), number=2))
    failing(monkeypatch, 1, error)
    door = account.door

    door.look()

    assert contents(account.store) == [pdf("two")]
    assert door.trouble.startswith("A mail could not be taken in")
    for _ in range(3):
        door.look()
    door.close()
    assert door.trouble == ""
    row = account.rows()[-1]
    assert (row.outcome, row.reasons, row.sender) == (MailOutcome.SET_ASIDE, ["mail_failed"], "office@clinic.example")
    assert (account.count("INBOX"), account.count("Failed")) == (0, 1)


def test_a_mail_at_which_the_server_hangs_up_is_looked_at_last(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows whether it is the mail or the line: it is kept, but those behind it come first."""
    account.deliver(mail(pdf("one"), number=1), mail(pdf("two"), number=2))
    failing(monkeypatch, 1, IMAP4.abort("hung up"))
    door = account.door
    for _ in range(2):
        with pytest.raises(IMAP4.abort):
            door.look()
    assert contents(account.store) == [pdf("two")]
    monkeypatch.undo()

    door.look()
    door.close()

    assert contents(account.store) == [pdf("two"), pdf("one")]


def test_a_folder_that_is_gone_and_a_rule_without_an_employer_shut_out_only_their_own(account: Account) -> None:
    """The other rules' mail is taken; what is wrong is a sentence, and the mail stays."""
    account.settings["rule"] = [
        {"folder": "Faxes"},
        {"subject": "reply 1", "employer": "Nobody's Orchards"},
        {"subject": "reply"},
    ]
    account.deliver(mail(pdf("one"), number=1), mail(pdf("two"), number=2))
    door = account.door

    door.look()
    door.close()

    assert contents(account.store) == [pdf("two")]
    assert door.trouble.startswith("Say whose it is")
    assert account.count("INBOX") == 1


def test_the_history_of_a_mailbox_is_never_loaded(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is noted of the mails that lie there, so many at a time."""
    account.deliver(*(mail(pdf(str(n)), number=n) for n in range(4)))
    account.look()
    account.settings["rule"] = [{"subject": "reply 2"}]
    account.deliver(*(mail(number=n, Subject="other") for n in range(3)))
    monkeypatch.setattr(mailbox, "PORTION", 2)
    asked: list[tuple[int, int]] = []
    known = Mailbox._known

    def counted(self: Mailbox, folder: str, validity: int, uids: list[int]) -> dict[int, ReceivedMail]:
        found = known(self, folder, validity, uids)
        asked.append((len(uids), len(found)))
        return found

    monkeypatch.setattr(Mailbox, "_known", counted)
    door = account.door
    door.look()
    assert len(door.left) == 3
    with account.post.open(account.user) as box:
        box.move(box.uids(), "Processed")
    door.look()
    door.close()

    assert asked == [(2, 0), (1, 0)]
    assert door.left == set()


def test_a_mail_that_is_to_stay_where_it_is_comes_in_once(account: Account) -> None:
    """A rule whose `processed` is the folder itself: a mail moved there would be a new one at every look."""
    account.settings["rule"] = [{"processed": "INBOX"}]
    account.deliver(mail(pdf("one")))
    for _ in range(3):
        account.look()

    assert [r.outcome for r in account.rows()] == [MailOutcome.TAKEN]
    assert account.count("INBOX") == 1


def test_a_mail_too_large_is_noted_without_being_fetched(account: Account) -> None:
    """Its headers say whose it is."""
    account.settings["largest"] = 1
    account.deliver(mail(pdf("one", 1_200_000)))

    account.look()

    (row,) = account.rows()
    assert (row.outcome, row.reasons, row.sha256) == (MailOutcome.SET_ASIDE, ["mail_too_large"], None)
    assert row.sender == "office@clinic.example"


def test_headers_that_nobody_can_read_stop_nothing(account: Account) -> None:
    """Bytes of any kind: the mail is taken like any other."""
    broken = b"From: =?utf-8?b?////?= <\xff\xfe@\x80>\r\nSubject: =?x?q?\xff?=\r\nMessage-ID: \xff\r\n"
    account.deliver(broken + mail(pdf("one")).split(b"\r\n", 4)[4])

    account.look()

    assert len(account.rows()) == 1
    assert account.count("INBOX") == 0


def test_an_empty_mail_is_a_mail(account: Account) -> None:
    """No headers worth the name, no text."""
    account.deliver(EmailMessage().as_bytes() + b"X: y\r\n\r\n")

    account.look()

    assert [r.reasons for r in account.rows()] == [["no_attachment"]]


def test_a_wrong_password_is_a_sentence(account: Account, tmp_path: Path) -> None:
    """`workslip mailroom check` shows it. The last test: a server makes those wait whose login it has refused."""
    (tmp_path / "password").write_text("wrong")
    with pytest.raises(Unavailable, match="refuses this user name"):
        checked(MailboxDoor(**account.settings))
