"""Stand-ins with the names of `generate/envelopes.py` and `api/outbox/{planning,settling,carriers}.py`, until those are
there: then this file goes, and its importers name them instead."""

from __future__ import annotations

import csv
import hashlib
import io
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy.orm import Session

from api.store import audit
from api.store.tables import Delivery, DeliveryAttempt, SendState
from api.store.tables.base import now
from generate.headings import Heading
from generate.pdfs import Section, joined, page_count


@dataclass(frozen=True)
class Addressee:
    """Who gets it."""

    name: str
    practice: str = ""
    address: str = ""
    phone: str = ""
    fax: str = ""


@dataclass(frozen=True)
class Inside:
    """A packet in an envelope. `reference` is our number of it."""

    pdf: bytes
    reference: str
    pages: int


@dataclass(frozen=True)
class Envelope:
    """What leaves in one piece; `files` is the same in separate files."""

    pdf: bytes
    pages: int
    files: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class PrintBatchPapers:
    """Envelopes in one file, and the list of them."""

    pdf: bytes
    manifest_csv: bytes


@dataclass(frozen=True)
class Answer:
    """What a channel said."""

    state: SendState
    code: str | None = None
    reference: str | None = None
    said: str = ""


def cover_and_papers(
    to: Addressee, sender: Heading, inside: Sequence[Inside], channel: Literal["fax", "mail", "print"], day: date
) -> Envelope:
    """The packets in their order."""
    pdf = joined([Section(each.reference, each.pdf) for each in inside], "Packets")
    return Envelope(pdf, page_count(pdf), tuple((f"{n:02}-papers.pdf", each.pdf) for n, each in enumerate(inside, 1)))


def print_batch(envelopes: Sequence[Envelope]) -> PrintBatchPapers:
    """Envelope after envelope."""
    sheet, first = io.StringIO(), 1
    for each in envelopes:
        csv.writer(sheet).writerow([first, first + each.pages - 1, hashlib.sha256(each.pdf).hexdigest()])
        first += each.pages + each.pages % 2
    pdf = joined([Section("Envelope", each.pdf) for each in envelopes], "Batch")
    return PrintBatchPapers(pdf, sheet.getvalue().encode())


def queue_delivery(session: Session, delivery: Delivery) -> None:
    """Nobody sends yet: it stays ready."""


def begin(session: Session, delivery: Delivery) -> DeliveryAttempt:
    """Open the next attempt."""
    delivery.state, delivery.next_at, delivery.attempts = SendState.SENDING, None, delivery.attempts + 1
    attempt = DeliveryAttempt(
        employer_id=delivery.employer_id, delivery_id=delivery.id, number=delivery.attempts, started_at=now()
    )
    session.add(attempt)
    session.flush()
    return attempt


def conclude(
    session: Session, delivery: Delivery, attempt: DeliveryAttempt, answer: Answer, *, actor: uuid.UUID | str
) -> None:
    """Close an attempt."""
    attempt.ended_at, attempt.state, attempt.code, attempt.answer = now(), answer.state, answer.code, answer.said
    delivery.state, delivery.code, delivery.answer = answer.state, answer.code, answer.said
    delivery.sent_at = now() if answer.state is SendState.SENT else None
    audit.record(session, delivery.employer_id, actor, f"delivery.{answer.state.value}", f"delivery:{delivery.id}")
