"""The fourth stage: may what came back tighten what is in force? Then its case is re-evaluated by a person.

Placing has opened the re-evaluation already; this closes it again if nothing on the reply calls for one.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.intake.place import ACTOR, NOT_COMPARED
from api.intake.turns import take_turn
from api.store import audit
from api.store.filed import doubtful, filed
from api.store.tables import Document, ReEvaluation, Reply, ReplyReport
from api.store.tables.base import now
from api.webhooks.events import Event, announce
from cases.comparing import may_tighten
from cases.in_force import InForce, in_force
from cases.restrictions import Report

MAY_TIGHTEN = "may_tighten"


def propose(session: Session, document: Document) -> dict[str, int]:
    """Compare each reply with what is in force for its case. Returns how many call for a re-evaluation."""
    waiting = (
        select(ReEvaluation, Reply, ReplyReport.report)
        .join(Reply, Reply.id == ReEvaluation.reply_id)
        .join(ReplyReport, ReplyReport.reply_id == Reply.id)
        .where(Reply.document_id == document.id, ReEvaluation.closed_at.is_(None))
        .order_by(Reply.number, ReplyReport.created_at)
        .with_for_update(of=ReEvaluation)  # a person may be closing it
    )
    take_turn(session, document)  # the other part of a reply may be taking its re-evaluation over
    newest = {row[1].id: row for row in session.execute(waiting).all()}
    called = [_compare(session, opened, reply, report) for opened, reply, report in newest.values()]
    return {"re_evaluations": sum(called)}


def _compare(session: Session, opened: ReEvaluation, reply: Reply, report: Report) -> bool:
    if opened.reasons != [NOT_COMPARED]:
        return True  # somebody has looked at it since
    doubts = doubtful(session, [reply.id]).get(reply.id, ())
    tightens = bool(may_tighten(_held_without(session, opened.case_id, reply), report, doubts))
    if tightens:
        opened.reasons = [MAY_TIGHTEN]
        announce(
            session, reply.employer_id, Event.RE_EVALUATION_OPENED, case=opened.case_id, re_evaluation=opened.id,
            reply=reply.id, reasons=opened.reasons,
        )  # fmt: skip
    else:
        opened.closed_at = now()
    audit.record(session, reply.employer_id, ACTOR, "reply.compared", f"reply:{reply.id}", may_tighten=tightens)
    return tightens


def _held_without(session: Session, case_id: uuid.UUID, reply: Reply) -> InForce:
    """What is in force without the reply that is being looked at."""
    others = [each for each in filed(session, case_id) if each.report.document != str(reply.id)]
    return in_force(others, datetime.now(UTC).date())
