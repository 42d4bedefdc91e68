"""The reports of a case as `cases.in_force` wants them: confirmed ones, and all that nobody has confirmed yet."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from api.store.tables import Document, Reply, ReplyReport, ReplyState, RestrictionSet
from cases.in_force import Filed
from cases.restrictions import Report


def filed(session: Session, case_id: uuid.UUID) -> tuple[Filed, ...]:
    """Every report of a case, oldest first, duplicates left out.

    Replies that only point to the case (their birth date is unread, or names somebody else) are among them,
    unconfirmed: such a report can forbid, never permit.
    """
    query = (
        select(Reply, Document.created_at, RestrictionSet.report, ReplyReport.report)
        .join(Document, Document.id == Reply.document_id)
        .join(ReplyReport, ReplyReport.reply_id == Reply.id)
        .outerjoin(RestrictionSet, (RestrictionSet.reply_id == Reply.id) & RestrictionSet.superseded_at.is_(None))
        .where(or_(Reply.case_id == case_id, Reply.case_id.is_(None) & (Reply.proposed_case_id == case_id)))
        .where(Reply.state != ReplyState.DUPLICATE)
        .order_by(Document.created_at, Reply.number, ReplyReport.created_at)
    )
    newest = {row[0].id: row for row in session.execute(query)}  # of two readings of a reply the newer one
    return tuple(_filed(*row) for row in newest.values())


def _filed(reply: Reply, received: datetime, confirmed: Report | None, read: Report) -> Filed:
    return Filed(
        report=confirmed or read,
        received=received.date(),
        confirmed=confirmed is not None,
        rejected=reply.state is ReplyState.REJECTED,
    )
