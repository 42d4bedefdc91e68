"""Mail of ours that comes back into the mailbox we read: believed only where the ledger has it."""

from __future__ import annotations

import hashlib
import subprocess
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select

from api.outbox.carriers import Answer
from api.outbox.settling import begin, conclude
from api.outbox.smtp import message_id
from api.store.opening import Store
from api.store.tables import AuditEntry, Channel, Delivery, MailOutcome, Provider, SendState, User
from api.store.tables.base import now
from tests.api.intake.doors.conftest import Account, contents, pdf
from tests.api.intake.doors.post import mail
from tests.api.intake.doors.test_mailbox import bounce_of

pytestmark = pytest.mark.integration
Run = Callable[..., subprocess.CompletedProcess[bytes]]
PACKET = pdf("our packet")


@pytest.fixture
def delivery(store: Store, employer: uuid.UUID) -> uuid.UUID:
    """A packet whose mail was handed over, and whose answer was lost."""
    return planned(store, employer, handed=True)


def planned(store: Store, employer: uuid.UUID, *, handed: bool, channel: Channel = Channel.MAIL) -> uuid.UUID:
    """A delivery with an attempt, handed over or not."""
    packet = {"name": "papers.pdf", "sha256": hashlib.sha256(PACKET).hexdigest(), "bytes": len(PACKET), "pages": 1}
    with store.database.transaction() as session:
        user = User(id=uuid.uuid4(), employer_id=employer, login=uuid.uuid4().hex, name="Kim")
        office = Provider(id=uuid.uuid4(), employer_id=employer, name="Dr. Alex Sampleton", practice="Example")
        session.add_all([user, office])
        session.flush()
        row = Delivery(
            id=uuid.uuid4(), employer_id=employer, provider_id=office.id, channel=channel, asked_by=user.id,
            state=SendState.READY, address="office@clinic.example", files=[packet], key=uuid.uuid4().hex,
        )  # fmt: skip
        session.add(row)
        session.flush()
        attempt = begin(session, row)
        if handed:
            attempt.handed_at = now()
            conclude(session, row, attempt, Answer(SendState.UNKNOWN, "connection_lost"))
    return row.id


def copy_of(delivery: uuid.UUID, *attached: bytes, number: int = 1) -> bytes:
    """A mail with the Message-ID of a delivery's own."""
    return mail(*attached, number=number, Message_ID=message_id(delivery, "papers@mill.example"))


def state(store: Store, delivery: uuid.UUID) -> SendState:
    """Where a delivery stands."""
    with store.database.transaction() as session:
        return session.get_one(Delivery, delivery).state


def test_the_mail_room_alone_tells_the_outbox_what_it_saw(
    account: Account, delivery: uuid.UUID, employer: uuid.UUID, mailroom: Run
) -> None:
    """`workslip mailroom run` knows our copies and our bounces as the worker does."""
    refused = planned(account.store, employer, handed=True)
    account.deliver(copy_of(delivery, PACKET), bounce_of(message_id(refused, "papers@mill.example"), pdf("our packet")))
    lines = [f'{k} = "{v}"' if isinstance(v, str) else f"{k} = {v}" for k, v in account.settings.items()]

    done = mailroom("[[mailbox]]\n" + "\n".join(lines))

    assert done.returncode == 0, done.stderr
    assert contents(account.store) == []
    assert [r.outcome for r in account.rows()] == [MailOutcome.OURS, MailOutcome.SET_ASIDE]
    assert state(account.store, delivery) is SendState.SENT
    assert state(account.store, refused) is SendState.FAILED


def test_an_answer_under_our_own_message_id_is_taken_in(account: Account, delivery: uuid.UUID) -> None:
    """Who got our mail knows its Message-ID: what we did not send is a reply, and proves nothing."""
    account.deliver(copy_of(delivery, PACKET, pdf("filled in")))

    account.look()

    assert contents(account.store) == [PACKET, pdf("filled in")]
    assert [r.outcome for r in account.rows()] == [MailOutcome.TAKEN]
    assert state(account.store, delivery) is SendState.UNKNOWN


@pytest.mark.parametrize("of", ["nothing", "not_handed", "print"])
def test_a_message_id_that_only_looks_like_ours_is_a_strangers(account: Account, employer: uuid.UUID, of: str) -> None:
    """No delivery of that id, one that never left, one on paper: its mail is taken in, its bounce changes nothing."""
    key = {
        "nothing": uuid.uuid4,
        "not_handed": lambda: planned(account.store, employer, handed=False),
        "print": lambda: planned(account.store, employer, handed=True, channel=Channel.PRINT),
    }[of]()
    account.deliver(copy_of(key, PACKET), bounce_of(message_id(key, "papers@mill.example"), PACKET))

    account.look()

    assert contents(account.store) == [PACKET]
    assert [r.outcome for r in account.rows()] == [MailOutcome.TAKEN, MailOutcome.SET_ASIDE]
    with account.store.database.transaction() as session:
        told = session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("delivery."))).all()
    assert "delivery.sent" not in told
    assert "delivery.came_back" not in told
    assert "delivery.failed" not in told
