"""One at a time: parts of one copy that are worked off side by side see what the other has become, not what it was.

Every stage that decides about replies takes the turn first. PostgreSQL shows each statement what is committed when it
begins, so whatever is asked after the turn was waited for is what holds now.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.tables import Copy, Document, Reply, ReplyState


def take_turn(session: Session, document: Document) -> None:
    """Hold the copies that the replies came of until the stage ends. All in one order: no two wait for each other."""
    named = select(Reply.copy_id).where(Reply.document_id == document.id, Reply.copy_id.is_not(None))
    held = select(Copy.id).where(Copy.employer_id == document.employer_id, Copy.copy_id.in_(named))
    session.execute(held.order_by(Copy.copy_id).with_for_update())


def found_replies(session: Session, document: Document) -> list[Reply]:
    """The replies of the document that nobody has placed or joined yet, in their order; it is this document's turn."""
    take_turn(session, document)
    found = select(Reply).where(Reply.document_id == document.id, Reply.state == ReplyState.FOUND)
    return list(session.scalars(found.order_by(Reply.number).with_for_update()))
