"""The reports of a case as `cases.in_force` wants them: confirmed ones, and all that nobody has confirmed yet."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from api.store.tables import Document, FieldReading, Reply, ReplyReport, ReplyState, RestrictionSet, Review
from cases.in_force import Filed
from forms.readings import ReadingStatus


def filed(session: Session, case_id: uuid.UUID) -> tuple[Filed, ...]:
    """Every report of a case, oldest first; duplicates, and parts that were joined to a whole, left out.

    Replies that only point to the case (their birth date is unread, or names somebody else) are among them,
    unconfirmed: such a report can forbid, never permit.
    """
    return filed_in(session, [case_id])[case_id]


def filed_in(session: Session, cases: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[Filed, ...]]:
    """The same for several cases, in three queries."""
    query = (
        select(Reply, Document.created_at, RestrictionSet.report, ReplyReport.report)
        .join(Document, Document.id == Reply.document_id)
        .join(ReplyReport, ReplyReport.reply_id == Reply.id)
        .outerjoin(RestrictionSet, (RestrictionSet.reply_id == Reply.id) & RestrictionSet.superseded_at.is_(None))
        .where(or_(Reply.case_id.in_(cases), Reply.case_id.is_(None) & Reply.proposed_case_id.in_(cases)))
        .where(Reply.state.not_in((ReplyState.DUPLICATE, ReplyState.JOINED)))
        .order_by(Document.created_at, Reply.number, ReplyReport.created_at)
    )
    newest = {row[0].id: row for row in session.execute(query)}  # of two readings of a reply the newer one
    doubts = doubtful(session, [key for key, (_, _, confirmed, _) in newest.items() if confirmed is None])
    found: dict[uuid.UUID, list[Filed]] = {key: [] for key in cases}
    for reply, received, confirmed, read in newest.values():
        case = reply.case_id or reply.proposed_case_id
        assert case is not None  # it is one of those asked for
        found[case].append(
            Filed(
                report=confirmed or read,
                received=received.date(),
                confirmed=confirmed is not None,
                rejected=reply.state is ReplyState.REJECTED,
                doubtful=doubts.get(reply.id, ()),
            )
        )
    return {key: tuple(reports) for key, reports in found.items()}


def doubtful(session: Session, replies: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[str, ...]]:
    """For each reply the fields that the machine was not sure of and no person has decided."""
    if not replies:
        return {}
    decided = {
        tuple(row) for row in session.execute(select(Review.reply_id, Review.field).where(Review.reply_id.in_(replies)))
    }
    status = FieldReading.reading["status"].astext
    read = select(FieldReading.reply_id, FieldReading.field, status).where(FieldReading.reply_id.in_(replies))
    newest = {(reply, name): said for reply, name, said in session.execute(read.order_by(FieldReading.created_at))}
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    for (reply, name), said in newest.items():
        if said != ReadingStatus.ACCEPTED.value and (reply, name) not in decided:
            found[reply].append(name)
    return {reply: tuple(sorted(names)) for reply, names in found.items()}
