"""A mail to its end: its attachments received, itself kept as evidence, and one row that says what became of it.

The order is that of `receive`: bytes safe first, then the row. A crash in between is made up for by the next look:
the attachments are the same documents then, and the row is written.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Set
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from api.intake.doors.letters import INFORMING, Letter
from api.intake.receive import MEGABYTE, check_free, receive
from api.store import audit
from api.store.failpoints import failpoint
from api.store.opening import Store
from api.store.tables import MailOutcome, ReceivedMail

ACTOR: Final = "system:mail"
FOR_A_PERSON: Final = (MailOutcome.PARTLY, MailOutcome.SET_ASIDE)


@dataclass(frozen=True)
class Hooks:
    """What others know of a Message-ID, asked inside the transaction that notes a mail.

    `seen`: whether we sent that mail ourselves, with nothing in it but attachments of these sha256.
    `bounced`: told that a mail of ours came back; whether it was one.
    """

    seen: Callable[[Session, str, Set[str]], bool]
    bounced: Callable[[Session, str], bool]


@dataclass(frozen=True)
class Place:
    """Where a mail lies: no two mails of an account ever lie at the same place."""

    account: str
    folder: str
    uidvalidity: int
    uid: int


def take(store: Store, employer: uuid.UUID, place: Place, raw: bytes, letter: Letter, hooks: Hooks) -> ReceivedMail:
    """Take in a mail, once, however often it is looked at or delivered. Returns its row.

    Raises Unavailable (`disk_full`); nothing is noted then. `raw` is empty for a mail that was too large to fetch.
    """
    with store.database.transaction() as session:
        if known := _known(session, employer, place, letter, hooks):
            return known
    letter, sha256 = _within(store, letter), _keep(store, employer, raw)
    documents = [
        receive(store, employer, content, source="mail", sender=letter.sender).document_id
        for content in letter.attachments
    ]
    failpoint("mail.received")
    with store.database.transaction() as session:
        row = _known(session, employer, place, letter, hooks) or _add(
            session, employer, place, letter,
            outcome=_outcome(letter), reasons=list(letter.reasons), documents=[str(key) for key in documents],
            sha256=sha256, size=len(raw),
        )  # fmt: skip
        if letter.bounced and row.outcome is MailOutcome.SET_ASIDE:
            hooks.bounced(session, letter.bounced)
    failpoint("mail.noted")
    return row


def _within(store: Store, letter: Letter) -> Letter:
    """The letter without attachments that are larger than we accept."""
    limit = store.settings.max_file * MEGABYTE
    small = tuple(content for content in letter.attachments if len(content) <= limit)
    if len(small) == len(letter.attachments):
        return letter
    return replace(letter, attachments=small, reasons=(*letter.reasons, "attachment_too_large"))


def _keep(store: Store, employer: uuid.UUID, raw: bytes) -> str | None:
    """The mail itself, as it came: evidence of who sent what, and when."""
    check_free(store, len(raw))
    return store.files.put(employer, raw) if raw else None


def _outcome(letter: Letter) -> MailOutcome:
    if not letter.attachments:
        return MailOutcome.SET_ASIDE
    return MailOutcome.PARTLY if set(letter.reasons) - INFORMING else MailOutcome.TAKEN


def _known(session: Session, employer: uuid.UUID, place: Place, letter: Letter, hooks: Hooks) -> ReceivedMail | None:
    """The row of this place; or a new one for it, if the mail was delivered before or is our own. Else None."""
    lock = text("select pg_advisory_xact_lock(hashtextextended(:mail, 0))")
    session.execute(lock, {"mail": f"{employer} {letter.message_id}"})
    here = select(ReceivedMail).filter_by(employer_id=employer, **vars(place))
    if row := session.scalar(here):
        return row
    before = select(ReceivedMail).where(
        ReceivedMail.employer_id == employer,
        ReceivedMail.message_id == letter.message_id,
        ReceivedMail.body_sha256 == letter.body_sha256,
        ReceivedMail.outcome != MailOutcome.DUPLICATE,
    )
    if first := session.scalar(before):
        return _add(
            session, employer, place, letter, outcome=MailOutcome.DUPLICATE, reasons=[], same_as=first.id,
            documents=first.documents, sha256=first.sha256, size=first.size,
        )  # fmt: skip
    if letter.carried is not None and hooks.seen(session, letter.message_id, letter.carried):
        return _add(session, employer, place, letter, outcome=MailOutcome.OURS, reasons=["ours"], size=0)
    return None


def _add(session: Session, employer: uuid.UUID, place: Place, letter: Letter, **more: object) -> ReceivedMail:
    row = ReceivedMail(
        id=uuid.uuid4(), employer_id=employer, **vars(place), message_id=letter.message_id,
        body_sha256=letter.body_sha256, sender=letter.sender, **more,
    )  # fmt: skip
    session.add(row)
    session.flush()
    subject, documents = f"receivedmail:{row.id}", len(row.documents or ())
    audit.record(session, employer, ACTOR, "mail.received", subject, outcome=row.outcome.value, documents=documents)
    return row


def outcomes(store: Store, account: str) -> dict[str, int]:
    """How many mails of an account came to which outcome, and how many wait for a person."""
    query = (
        select(ReceivedMail.outcome, ReceivedMail.settled_at.is_(None), func.count())
        .where(ReceivedMail.account == account)
        .group_by(ReceivedMail.outcome, ReceivedMail.settled_at.is_(None))
    )
    with store.database.transaction() as session:
        rows = session.execute(query).all()
    found = dict.fromkeys((each.value for each in MailOutcome), 0) | {"waiting": 0}
    for outcome, open_, count in rows:
        found[outcome.value] += count
        found["waiting"] += count if open_ and outcome in FOR_A_PERSON else 0
    return found
