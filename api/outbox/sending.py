"""One delivery's running order: claimed in a transaction, handed over outside of any, noted in a transaction.

    READY ─ claim ─▶ SENDING ─ carrier.send ─▶ SENT · FAILED · UNKNOWN · READY again, later
                        └ its worker died: never handed over → READY; else carrier.find; it cannot say → UNKNOWN

The claim asks everything anew: ours, not paused, still allowed, its turn. Between claim and note an attempt is marked
as handed over, which only the worker that still owns the job can do: who was taken over hands nothing over. What may
have left is never sent again before somebody knows that it did not.
"""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from api.jobs.owned import Superseded
from api.jobs.queue import doing
from api.logs import logger
from api.outbox import wording
from api.outbox.allowed import refusal_of
from api.outbox.carriers import Answer, Carrier, Parcel
from api.outbox.links import make_link, were_revoked
from api.outbox.planning import SEND, queue_delivery
from api.outbox.settling import begin, conclude, under_way
from api.store.failpoints import failpoint
from api.store.opening import Store
from api.store.tables import Channel, Delivery, DeliveryAttempt, Employer, Mailing, MailingState, Provider, SendState
from api.store.tables.base import now
from cases.errors import BadInput, NotFound, Unavailable

Carriers = Mapping[Channel, Carrier]
RequireOurs = Callable[[Session], None]
PATIENCE: Final = 60.0  # seconds for which what a channel answered is tried to be written down
STOPPED: Final = (MailingState.PAUSED, MailingState.CANCELLED)
_log = logger(__name__)


@dataclass(frozen=True)
class Claimed:
    """A delivery that is ours to send now, and the words that go with it."""

    delivery: Delivery
    attempt: DeliveryAttempt
    recipient: str
    text: str
    enclosed: bool  # the papers go along; else a link to them


def deliver(
    store: Store, key: uuid.UUID, require_ours: RequireOurs, carriers: Carriers, *, job: int | None = None
) -> None:
    """Send one delivery, or leave it as it is: not ready, its mailing paused or cancelled, somebody else at it."""
    recover(store, key, require_ours, carriers, job=job)
    if (claimed := _claim(store, key, require_ours, carriers)) is None:
        return
    failpoint("send.claimed")
    answer = _hand_over(store, claimed, require_ours, carriers[claimed.delivery.channel])
    failpoint("send.handed")
    note(store, key, claimed.attempt.number, answer)
    failpoint("send.noted")
    _log.info("send.tried", delivery=str(key), attempt=claimed.attempt.number, code=answer.code or answer.state.value)


def recover(
    store: Store, key: uuid.UUID, require_ours: RequireOurs, carriers: Carriers, *, job: int | None = None
) -> None:
    """Find out about a delivery whose sender died. Nothing is done while a job other than `job` is at it."""
    with store.database.transaction() as session:
        require_ours(session)
        delivery = locked(session, key)
        if delivery is None or delivery.state is not SendState.SENDING:
            return
        attempt = under_way(session, delivery)
        if attempt is None or set(doing(session, SEND, delivery_id=str(key))) - {job}:
            return
        if attempt.handed_at is None:
            conclude(session, delivery, attempt, Answer(SendState.READY, "not_handed"))
            return
        parcel = bare(delivery, attempt)
    carrier = carriers.get(parcel.channel)
    found = carrier.find(parcel) if carrier is not None else None
    note(store, key, parcel.attempt, found or Answer(SendState.UNKNOWN, "answer_lost"))


def note(store: Store, key: uuid.UUID, number: int, answer: Answer) -> bool:
    """Write down what became of an attempt, unless it is closed already. Goes on trying while the database is away.

    The job's owner is not asked again: whoever handed it over knows what came of it, even if it was taken over since.
    """
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return _note(store, key, number, answer)
        except (OperationalError, InterfaceError):
            if time.monotonic() > end:
                raise
            time.sleep(0.3)


def _note(store: Store, key: uuid.UUID, number: int, answer: Answer) -> bool:
    with store.database.transaction() as session:
        delivery = locked(session, key)
        attempt = under_way(session, delivery) if delivery is not None else None
        if delivery is None or attempt is None or attempt.number != number or _known(delivery, answer):
            return False
        conclude(session, delivery, attempt, answer)
        return True


def _known(delivery: Delivery, answer: Answer) -> bool:
    """A second telling of what does not close the attempt."""
    return delivery.state is answer.state and (answer.pending or answer.state is SendState.UNKNOWN)


def locked(session: Session, key: uuid.UUID) -> Delivery | None:
    """A delivery's row, held until the transaction ends."""
    return session.get(Delivery, key, with_for_update=True)


def bare(delivery: Delivery, attempt: DeliveryAttempt) -> Parcel:
    """An attempt without its papers, to ask for."""
    return Parcel(
        delivery.id, attempt.number, delivery.channel, delivery.address, "", wording.subject_of(delivery), "", (),
        pages_of(delivery), reference=attempt.reference, handed_at=attempt.handed_at,
    )  # fmt: skip


def pages_of(delivery: Delivery) -> int:
    """How many pages it has."""
    return sum(int(each.get("pages") or 0) for each in delivery.files)


def _claim(store: Store, key: uuid.UUID, require_ours: RequireOurs, carriers: Carriers) -> Claimed | None:
    """The delivery as ours; None if there is nothing to do."""
    with store.database.transaction() as session:
        require_ours(session)
        if _stopped(session, key):
            return None
        delivery = locked(session, key)
        if delivery is None or delivery.state is not SendState.READY:
            return None
        if delivery.next_at is not None and delivery.next_at > now():
            queue_delivery(session, delivery, at=delivery.next_at)
            return None
        attempt, by_link = begin(session, delivery), _by_link(session, delivery, store)
        revoked = "links_revoked" if by_link and were_revoked(session, delivery) else None
        if code := refusal_of(session, delivery) or revoked:
            conclude(session, delivery, attempt, Answer(SendState.FAILED, code))
            return None
        if delivery.channel not in carriers or (by_link and not store.settings.public_url):
            conclude(session, delivery, attempt, Answer(SendState.READY, "not_set_up"))
            return None
        return _with_words(store, session, delivery, attempt, by_link=by_link)


def _stopped(session: Session, key: uuid.UUID) -> bool:
    """Whether its mailing is paused or cancelled. Held: who pauses it waits for this claim, and none follows."""
    mailing = select(Delivery.mailing_id).where(Delivery.id == key).scalar_subquery()
    state = session.scalar(select(Mailing.state).where(Mailing.id == mailing).with_for_update(read=True))
    return state in STOPPED


def _by_link(session: Session, delivery: Delivery, store: Store) -> bool:
    """Whether its papers stay here and a link to them leaves: as its mailing wants it, else as it is set."""
    options = session.get_one(Mailing, delivery.mailing_id).options if delivery.mailing_id else {}
    return delivery.channel is Channel.MAIL and (options.get("enclose") or store.settings.mail_enclose) == "link"


def _with_words(
    store: Store, session: Session, delivery: Delivery, attempt: DeliveryAttempt, *, by_link: bool
) -> Claimed:
    provider = session.get_one(Provider, delivery.provider_id)
    employer = session.get_one(Employer, delivery.employer_id)
    lives = timedelta(days=store.settings.link_days)
    link = (make_link(session, delivery, store.settings), lives) if by_link else None
    text = wording.text_of(delivery, employer, provider, pages_of(delivery), link)
    return Claimed(delivery, attempt, wording.recipient_of(provider), text, not by_link)


def _hand_over(store: Store, claimed: Claimed, require_ours: RequireOurs, carrier: Carrier) -> Answer:
    def handing() -> None:
        _mark_handed(store, claimed, require_ours)
        failpoint("send.handing")

    try:
        parcel = _parcel(store, claimed, handing)
    except (NotFound, BadInput) as no:
        return Answer(SendState.FAILED, no.code)
    except Unavailable as no:
        return Answer(SendState.READY, no.code)
    return carrier.send(parcel)


def _mark_handed(store: Store, claimed: Claimed, require_ours: RequireOurs) -> None:
    with store.database.transaction() as session:
        require_ours(session)
        delivery = locked(session, claimed.delivery.id)
        attempt = under_way(session, delivery) if delivery is not None else None
        if attempt is None or attempt.number != claimed.attempt.number or attempt.handed_at is not None:
            raise Superseded
        attempt.handed_at = now()


def _parcel(store: Store, claimed: Claimed, handing: Callable[[], None]) -> Parcel:
    row = claimed.delivery
    files = tuple((str(e["name"]), _file(store, row, str(e["sha256"]))) for e in row.files) if claimed.enclosed else ()
    return Parcel(
        row.id, claimed.attempt.number, row.channel, row.address, claimed.recipient, wording.subject_of(row),
        claimed.text, files, pages_of(row), handing=handing,
    )  # fmt: skip


def _file(store: Store, delivery: Delivery, sha256: str) -> bytes:
    """A file's bytes, which are what the ledger says they are."""
    content = store.files.get(delivery.employer_id, sha256)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise NotFound("The file store gave other bytes than were asked for.", code="wrong_bytes")
    return content
