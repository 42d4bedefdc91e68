"""A delivery's running order: asked anew, handed over once, written down; found out about, never sent blindly again."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from api.jobs.owned import Superseded
from api.jobs.queue import MAIL
from api.outbox import sending, sweeping
from api.outbox.carriers import Answer
from api.outbox.seen import note_bounced, note_seen
from api.outbox.sending import deliver
from api.outbox.settling import WAITS
from api.outbox.smtp import message_id
from api.outbox.sweeping import sweep
from api.outbox.tasks import give_up
from api.store.tables import (
    AuditEntry,
    Channel,
    Delivery,
    DeliveryAttempt,
    Mailing,
    MailingState,
    Provider,
    SendState,
)
from api.store.tables.base import now
from tests.api.outbox.conftest import FAX, PDF

pytestmark = pytest.mark.integration


class Scripted:
    """A carrier that answers as it is told, and remembers what it was given."""

    def __init__(self, *answers: Answer | type[Exception], found: Answer | None = None) -> None:
        self.answers, self.found = list(answers) or [Answer(SendState.SENT)], found
        self.got, self.asked = [], []

    def send(self, parcel):
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Answer) and answer.code == "early":
            return answer
        parcel.handing()
        self.got.append(parcel)
        if not isinstance(answer, Answer):
            raise answer
        return answer

    def find(self, parcel):
        self.asked.append(parcel)
        return self.found


def ours(_: object) -> None:
    """The job is ours."""


def send(office, key, carrier, **more) -> Delivery:
    """What a worker does; how it then stands."""
    deliver(office.store, key, more.pop("require", ours), dict.fromkeys((Channel.MAIL, Channel.FAX), carrier), **more)
    return office.row(key)


def jobs(store) -> int:
    """How many jobs wait."""
    with store.database.transaction() as session:
        return session.scalar(text("select count(*) from procrastinate_jobs where status = 'todo'"))


def actions(store) -> list[str]:
    """What is on record."""
    with store.database.transaction() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)))


def test_what_leaves_is_what_the_ledger_says(office) -> None:
    """Words without a patient, the papers' bytes, one closed attempt, one entry with the files' hashes."""
    key, carrier = office.delivery(Channel.MAIL), Scripted(Answer(SendState.SENT, reference="q1", said="250 OK"))
    row = send(office, key, carrier)

    (parcel,) = carrier.got
    assert parcel.files == (("papers.pdf", PDF),)
    assert parcel.recipient == "Dr. Alex Sampleton, Example Orthopedics"
    assert parcel.subject == f"Return-to-work papers, reference {key.hex[:8].upper()}"
    assert "3 pages in the attached file" in parcel.text
    (attempt,) = office.attempts(key)
    assert (row.state, attempt.state, attempt.reference, attempt.answer) == (
        SendState.SENT, SendState.SENT, "q1", "250 OK",
    )  # fmt: skip
    with office.store.database.transaction() as session:
        (entry,) = session.scalars(select(AuditEntry)).all()
    assert (entry.action, entry.subject, entry.details["files"]) == (
        "delivery.sent", f"delivery:{key}", row.files[0]["sha256"],
    )  # fmt: skip
    assert send(office, key, carrier).attempts == 1, "a second job of the same delivery sends nothing"


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("fax_confirmed_at", None, "unconfirmed_address"),
        ("fax", "212-555-0199", "address_changed"),
        ("fax", "", "address_changed"),
    ],
)
def test_the_address_is_looked_at_once_more(office, column, value, code) -> None:
    """Changed, or not confirmed by a second person: it fails, nothing leaves, the ledger has the line."""
    key, carrier = office.delivery(), Scripted()
    office.change(Provider, office.provider, **{column: value})
    row = send(office, key, carrier)

    assert (row.state, row.code, carrier.got) == (SendState.FAILED, code, [])
    assert [(each.state, each.handed_at) for each in office.attempts(key)] == [(SendState.FAILED, None)]


def test_another_spelling_of_the_same_number_is_no_change(office) -> None:
    """The record was tidied up meanwhile."""
    key = office.delivery()
    office.change(Provider, office.provider, fax="(212) 555-0162")
    assert send(office, key, Scripted()).state is SendState.SENT


def test_other_bytes_never_leave(office, monkeypatch) -> None:
    """A store that gives something else, or nothing: it fails."""
    key, carrier = office.delivery(), Scripted()
    monkeypatch.setattr(type(office.store.files), "get", lambda *_: b"other")
    assert (send(office, key, carrier).code, carrier.got) == ("wrong_bytes", [])
    monkeypatch.undo()
    gone = office.delivery(files=[{"name": "x.pdf", "sha256": "0" * 64, "pages": 1}])
    assert (send(office, gone, carrier).code, carrier.got) == ("file_missing", [])


@pytest.fixture
def mailing(office) -> uuid.UUID:
    """A running mailing."""
    with office.store.database.transaction() as session:
        row = Mailing(
            id=uuid.uuid4(), employer_id=office.employer, title="Autumn", key="k", options={}, made_by=office.user,
            state=MailingState.RUNNING,
        )  # fmt: skip
        session.add(row)
    return row.id


def test_a_mailing_that_is_paused_sends_nothing_more(office, mailing) -> None:
    """Its deliveries stay as they are, and go on when it does: the sweep gives them their jobs again, once."""
    key, carrier = office.delivery(mailing_id=mailing), Scripted()
    office.change(Mailing, mailing, state=MailingState.PAUSED)
    row = send(office, key, carrier)

    assert (row.state, row.attempts, carrier.got, office.attempts(key)) == (SendState.READY, 0, [], [])
    with office.store.database.transaction() as session:
        session.execute(text("update procrastinate_jobs set status = 'succeeded'"))
    sweep(office.store, {Channel.FAX: carrier})
    assert jobs(office.store) == 0
    office.change(Mailing, mailing, state=MailingState.RUNNING)
    for _ in range(2):
        sweep(office.store, {Channel.FAX: carrier})
    assert jobs(office.store) == 1
    assert send(office, key, carrier).state is SendState.SENT


def test_what_is_put_off_in_a_mailing_that_was_called_off_is_called_off_too(office, mailing) -> None:
    """It was under way when the mailing was cancelled; no state says that it still waits."""
    key, carrier = office.delivery(mailing_id=mailing), Scripted(Answer(SendState.READY, "early"))
    assert send(office, key, carrier).state is SendState.READY
    office.change(Mailing, mailing, state=MailingState.CANCELLED)
    office.change(Delivery, key, next_at=now() - timedelta(seconds=1))
    assert send(office, key, carrier).attempts == 1, "its turn comes, and it is not sent"
    sweep(office.store, {Channel.FAX: carrier})

    row = office.row(key)
    assert (row.state, row.next_at, actions(office.store)) == (
        SendState.CANCELLED, None, ["delivery.put_off", "delivery.called_off"],
    )  # fmt: skip


def test_a_delivery_that_cannot_be_looked_at_keeps_no_other_waiting(office) -> None:
    """A fax server's program that hangs: the sweep finds out about the rest all the same."""

    class Hanging(Scripted):
        def find(self, parcel):
            if parcel.id == hung:
                raise RuntimeError
            return super().find(parcel)

    keys = [office.delivery() for _ in range(5)]
    for key in keys:
        with pytest.raises(RuntimeError):
            send(office, key, Scripted(RuntimeError))
    with office.store.database.transaction() as session:
        session.execute(text("update procrastinate_jobs set status = 'failed'"))
    hung = keys[2]
    sweep(office.store, {Channel.FAX: Hanging(found=Answer(SendState.SENT))})
    states = [office.row(key).state.value for key in keys]
    assert states == ["sent", "sent", "sending", "sent", "sent"]


def test_asking_a_slow_channel_ends_and_begins_elsewhere_the_next_time(office, monkeypatch) -> None:
    """What has no job gets one first; nobody is asked any more once the time is over."""
    pending = Scripted(Answer(SendState.SENT, None, "42", pending=True))
    for _ in range(3):
        send(office, office.delivery(), pending)
    forgotten = office.delivery()
    with office.store.database.transaction() as session:
        session.execute(text("update procrastinate_jobs set status = 'failed'"))
    monkeypatch.setattr(sweeping, "PATIENCE", 0.0)
    sweep(office.store, {Channel.FAX: pending})
    assert (jobs(office.store), pending.asked, office.row(forgotten).state) == (1, [], SendState.READY)


def test_a_mail_that_comes_back_before_its_answer_is_written_down_has_failed(office) -> None:
    """The bounce is faster than its sender: it counts, and the sender's late answer does not."""
    key = office.delivery(Channel.MAIL)

    class Bouncing(Scripted):
        def send(self, parcel):
            answer = super().send(parcel)
            with office.store.database.transaction() as session:
                assert note_bounced(session, message_id(key, "papers@mill.example"))
            return answer

    row = send(office, key, Bouncing())
    assert (row.state, row.code, actions(office.store)) == (SendState.FAILED, "bounced", ["delivery.failed"])


def test_what_is_put_off_is_tried_again_later_and_then_given_up(office) -> None:
    """A minute, five, …; a job for each; after two days it has failed, for a person."""
    key, carrier = office.delivery(), Scripted(Answer(SendState.READY, "early", said="451 Later"))
    row = send(office, key, carrier)
    assert (row.state, row.code, row.answer) == (SendState.READY, "early", "451 Later")
    assert WAITS[0] <= row.next_at - office.attempts(key)[0].ended_at <= 1.2 * WAITS[0]
    assert send(office, key, carrier).attempts == 1, "not before its time"
    for _ in range(len(WAITS)):
        office.change(Delivery, key, next_at=now() - timedelta(seconds=1))
        row = send(office, key, carrier)
    assert (row.state, row.code, row.attempts) == (SendState.FAILED, "gave_up", len(WAITS) + 1)


def test_an_uncertain_answer_is_never_sent_again(office) -> None:
    """Whatever runs: the job again, the sweep, a give-up. A person, or our own mailbox, ends it."""
    key, carrier = office.delivery(Channel.MAIL), Scripted(Answer(SendState.UNKNOWN, "connection_lost"))
    send(office, key, carrier)
    sweep(office.store, {Channel.MAIL: carrier})
    give_up(office.store, key, {Channel.MAIL: carrier})
    row = send(office, key, carrier)

    assert (row.state, len(carrier.got)) == (SendState.UNKNOWN, 1)
    (attempt,) = office.attempts(key)
    assert (attempt.ended_at, attempt.code) == (None, "connection_lost")
    with office.store.database.transaction() as session:
        assert not note_seen(session, "<somebody@else.example>")
        assert not note_seen(session, message_id(uuid.uuid4(), "papers@mill.example"))
        assert note_seen(session, message_id(key, "papers@mill.example"))
    with office.store.database.transaction() as session:
        assert not note_seen(session, message_id(key, "papers@mill.example")), "it is known by now"
    assert (office.row(key).state, office.attempts(key)[0].code) == (SendState.SENT, "copy_seen")
    assert actions(office.store) == ["delivery.unknown", "delivery.sent"]


def test_a_sender_that_died_before_handing_over_left_nothing(office) -> None:
    """Sent at once as the next attempt, and the channel is not even asked."""
    key, carrier = office.delivery(), Scripted(RuntimeError)
    with pytest.raises(RuntimeError):
        send(office, key, Early())
    row = send(office, key, carrier := Scripted())

    assert (row.state, row.attempts, len(carrier.got), carrier.asked) == (SendState.SENT, 2, 1, [])
    assert [each.code for each in office.attempts(key)] == ["not_handed", None]


class Early(Scripted):
    """Dies before it has handed anything over."""

    def send(self, parcel):
        raise RuntimeError


@pytest.mark.parametrize(
    ("found", "state", "sent"),
    [
        (None, SendState.UNKNOWN, 1),
        (Answer(SendState.SENT, reference="7"), SendState.SENT, 1),
        (Answer(SendState.FAILED, "fax_failed"), SendState.FAILED, 1),
        (Answer(SendState.READY, "absent"), SendState.SENT, 2),
    ],
)
def test_a_sender_that_died_after_handing_over_is_found_out_about(office, found, state, sent) -> None:
    """The channel is asked; only if it surely has nothing the delivery is sent again."""
    key, carrier = office.delivery(), Scripted(RuntimeError, Answer(SendState.SENT), found=found)
    with pytest.raises(RuntimeError):
        send(office, key, carrier)
    row = send(office, key, carrier)

    assert (row.state, len(carrier.got), len(carrier.asked)) == (state, sent, 1)


def test_another_job_at_it_is_left_alone(office) -> None:
    """A second job of the same delivery, while the first is in the middle of it, asks nobody and changes nothing."""
    key, carrier = office.delivery(), Scripted()

    class Meanwhile(Scripted):
        def send(self, parcel):
            with office.store.database.transaction() as session:
                session.execute(text("update procrastinate_jobs set status = 'doing' where id = 1"))
            send(office, key, carrier, job=2)
            return super().send(parcel)

    first = Meanwhile()
    assert send(office, key, first, job=1).state is SendState.SENT
    assert (len(first.got), carrier.got, carrier.asked) == (1, [], [])


def test_who_was_taken_over_hands_nothing_over(office) -> None:
    """A worker that slept until somebody else had its job wakes up before the channel has anything."""
    key, asked = office.delivery(), []

    def superseded_at_the_last_look(_: object) -> None:
        asked.append(True)
        if len(asked) > 2:
            raise Superseded

    carrier = Scripted()
    with pytest.raises(Superseded):
        send(office, key, carrier, require=superseded_at_the_last_look)
    assert (carrier.got, office.attempts(key)[0].handed_at) == ([], None)
    assert (send(office, key, carrier).state, len(carrier.got)) == (SendState.SENT, 1)


def test_an_answer_is_not_lost_with_the_database(office, monkeypatch) -> None:
    """The database goes away between the channel's answer and its note: it is written when it is back."""
    key, failures, note = office.delivery(), [1, 2], sending._note

    def away(*arguments):
        if failures:
            failures.pop()
            raise OperationalError("x", {}, Exception())
        return note(*arguments)

    monkeypatch.setattr(sending, "_note", away)
    assert send(office, key, Scripted()).state is SendState.SENT


def test_a_delivery_that_kills_its_workers_is_set_aside(office) -> None:
    """Not handed over: failed. Handed over: what the channel says, or unknown."""
    before, after = office.delivery(), office.delivery()
    with pytest.raises(RuntimeError):
        send(office, before, Early())
    with pytest.raises(RuntimeError):
        send(office, after, carrier := Scripted(RuntimeError))
    for key in (before, after):
        give_up(office.store, key, {Channel.FAX: carrier})

    assert (office.row(before).state, office.row(before).code) == (SendState.FAILED, "sender_died")
    assert office.row(after).state is SendState.UNKNOWN


def test_a_fax_that_was_taken_is_followed_to_its_end(office) -> None:
    """Sent when the server took it; then it failed on the line: it counts as not sent, and a person sees it."""
    key, carrier = office.delivery(), Scripted(Answer(SendState.SENT, None, "42", "request id is 42", pending=True))
    row = send(office, key, carrier)
    assert (row.state, office.attempts(key)[0].ended_at) == (SendState.SENT, None)

    carrier.found = Answer(SendState.SENT, None, "42", "", pending=True)
    sweep(office.store, {Channel.FAX: carrier})
    assert actions(office.store) == ["delivery.sent"], "the same again is no news"
    carrier.found = Answer(SendState.FAILED, "fax_failed", "42", "No answer from remote")
    sweep(office.store, {Channel.FAX: carrier})

    row, (attempt,) = office.row(key), office.attempts(key)
    assert (row.state, row.code, row.sent_at) == (SendState.FAILED, "fax_failed", None)
    assert (attempt.state, attempt.answer) == (SendState.FAILED, "No answer from remote")


def test_a_fax_that_the_server_forgot_stays_sent(office) -> None:
    """It was taken, and how it ended nobody says any more."""
    key, carrier = office.delivery(), Scripted(Answer(SendState.SENT, None, "42", pending=True))
    send(office, key, carrier)
    carrier.found = Answer(SendState.READY, "forgotten", "42")
    sweep(office.store, {Channel.FAX: carrier})

    assert (office.row(key).state, office.attempts(key)[0].code) == (SendState.SENT, "outcome_unseen")


def test_closed_attempts_never_change(office) -> None:
    """The database refuses it: a change, a deletion, a truncation, and another start of an open one."""
    key = office.delivery()
    send(office, key, Scripted())
    for statement in (
        "update delivery_attempts set code = 'x'",
        "update delivery_attempts set ended_at = null",
        "delete from delivery_attempts",
        "truncate delivery_attempts",
    ):
        with pytest.raises(DBAPIError, match="only added and closed"), office.store.database.transaction() as session:
            session.execute(text(statement))
    open_ = office.delivery()
    with pytest.raises(RuntimeError):
        send(office, open_, Scripted(RuntimeError))
    for statement in ("update delivery_attempts set started_at = now() where ended_at is null",
                      "update delivery_attempts set handed_at = now() where ended_at is null",
                      "delete from delivery_attempts where ended_at is null"):  # fmt: skip
        with pytest.raises(DBAPIError, match="only added and closed"), office.store.database.transaction() as session:
            session.execute(text(statement))
    with office.store.database.transaction() as session:
        assert session.query(DeliveryAttempt).count() == 2


def test_a_delivery_of_paper_has_no_job(office) -> None:
    """It waits for the person who posts it."""
    office.delivery(Channel.PRINT, address="22 Clinic Street")
    assert jobs(office.store) == 0


def test_without_a_carrier_it_waits(office) -> None:
    """Nothing is set up: put off, not failed."""
    key = office.delivery(address=FAX)
    deliver(office.store, key, ours, {})
    assert (office.row(key).state, office.row(key).code) == (SendState.READY, "not_set_up")
    assert MAIL == "mail"
