"""Stand-ins with the signatures of `generate/envelopes.py` and `api/outbox/planning.py`, until those are there."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from api.store.tables import Delivery
from generate.headings import Heading
from generate.pdfs import Section, joined, page_count


@dataclass(frozen=True)
class Addressee:
    """Who gets it."""

    name: str
    practice: str
    address: str
    phone: str
    fax: str


@dataclass(frozen=True)
class Inside:
    """A packet in an envelope. `reference` is our number of it."""

    pdf: bytes
    reference: str
    pages: int


@dataclass(frozen=True)
class Envelope:
    """What leaves in one piece."""

    pdf: bytes
    pages: int


@dataclass(frozen=True)
class PrintBatchPapers:
    """Envelopes in one file, and the list of them."""

    pdf: bytes
    manifest_csv: bytes


def cover_and_papers(to: Addressee, sender: Heading, inside: Sequence[Inside], channel: str, day: date) -> Envelope:
    """The packets in their order."""
    pdf = joined([Section(each.reference, each.pdf) for each in inside], "Packets")
    return Envelope(pdf, page_count(pdf))


def print_batch(envelopes: Sequence[Envelope]) -> PrintBatchPapers:
    """Envelope after envelope."""
    sheet, first = io.StringIO(), 1
    for each in envelopes:
        csv.writer(sheet).writerow([first, first + each.pages - 1, hashlib.sha256(each.pdf).hexdigest()])
        first += each.pages + each.pages % 2
    return PrintBatchPapers(joined([Section("Envelope", each.pdf) for each in envelopes], "Batch"),
                            sheet.getvalue().encode())  # fmt: skip


def queue_delivery(session: Session, delivery: Delivery) -> None:
    """Nobody sends yet: it stays ready."""
