"""The tray: what came in and found no place by itself, until a person has placed it or said that nothing is left.

Pages without a reply and files that nobody could read lie there, and mails of which something is left. A reply whose
case is not known waits in the review queue instead. Pages are entered into a case (`entering.py`); a person settles
what needs nothing. Nothing is ever thrown away.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, func

from api.casework.act import Act
from api.casework.paging import Page, Window, cursor, page_of
from api.casework.reasons import Reason, reasons_of
from api.intake.doors.mails import FOR_A_PERSON
from api.store.tables import Document, DocumentState, MailOutcome, ReceivedMail
from cases.errors import Conflict, NotFound


class TrayItem(BaseModel):
    """One thing in the tray. `pages` are those of a file that no reply accounts for, from 1; all of it if there are
    none. `documents` are what was taken out of a mail."""

    kind: Literal["document", "mail"]
    id: uuid.UUID
    received_at: datetime
    source: str
    sender: str = Field(description="The number or address it came from, if known.")
    reasons: list[Reason]
    pages: list[int] = []
    documents: list[uuid.UUID] = []


class MailShown(TrayItem):
    """A mail and what became of it. `kept`: whether the mail itself is on file."""

    outcome: MailOutcome
    size: int = Field(description="Bytes.")
    kept: bool
    settled_at: datetime | None


def loose() -> ColumnElement[bool]:
    """Whether a document has something that no reply accounts for and no person has settled."""
    unaccounted = (Document.state == DocumentState.SET_ASIDE) | (func.cardinality(Document.unplaced_pages) > 0)
    return unaccounted & Document.settled_at.is_(None)


def list_tray(act: Act, wanted: Window) -> Page[TrayItem]:
    """What lies in the tray, newest first."""
    documents = page_of(act, act.own(Document).where(loose()), Document, wanted, _of_document)
    waiting = ReceivedMail.outcome.in_(FOR_A_PERSON) & ReceivedMail.settled_at.is_(None)
    mails = page_of(act, act.own(ReceivedMail).where(waiting), ReceivedMail, wanted, _of_mail)
    both = sorted([*documents.items, *mails.items], key=lambda item: (item.received_at, item.id), reverse=True)
    shown = both[: wanted.limit]
    more = len(both) > len(shown) or documents.next or mails.next
    return Page(items=shown, next=cursor(shown[-1].received_at, shown[-1].id) if more and shown else None)


def get_mail(act: Act, key: uuid.UUID) -> MailShown:
    """One mail."""
    return _shown(act.find(ReceivedMail, key))


def mail_as_it_came(act: Act, key: uuid.UUID) -> bytes:
    """The bytes of a mail. Raises NotFound for one that was not kept: our own, or one too large to fetch."""
    mail = act.find(ReceivedMail, key)
    if mail.sha256 is None:
        raise NotFound("This mail is not on file; it still lies in its mailbox.", code="not_kept")
    return act.store.files.get(act.who.employer, mail.sha256)


def settle_mail(act: Act, key: uuid.UUID) -> MailShown:
    """A person says that nothing is left to do about a mail."""
    mail = act.find(ReceivedMail, key, locked=True)
    if mail.outcome not in FOR_A_PERSON or mail.settled_at is not None:
        raise Conflict("This mail waits for nobody, or was settled already.", code="not_to_settle")
    mail.settled_at, mail.settled_by = act.moment, act.who.user
    act.record("mail.settled", mail)
    return _shown(mail)


def _of_document(document: Document) -> TrayItem:
    return TrayItem(
        kind="document", id=document.id, received_at=document.created_at, source=document.source,
        sender=document.sender, reasons=reasons_of(document.reasons), pages=document.unplaced_pages,
    )  # fmt: skip


def _of_mail(mail: ReceivedMail) -> TrayItem:
    return TrayItem(**_fields(mail))


def _shown(mail: ReceivedMail) -> MailShown:
    kept = mail.sha256 is not None
    return MailShown(**_fields(mail), outcome=mail.outcome, size=mail.size, kept=kept, settled_at=mail.settled_at)


def _fields(mail: ReceivedMail) -> dict[str, object]:
    return {
        "kind": "mail", "id": mail.id, "received_at": mail.created_at, "source": "mail", "sender": mail.sender,
        "reasons": reasons_of(mail.reasons), "documents": mail.documents,
    }  # fmt: skip
