"""Tighter stops at once: a report that forbids running work holds it back, before anybody has confirmed it.

Called in the transaction in which a case's reports change. It only ever holds back: nothing goes on by itself.
"""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.intake.doubts import readings_in_doubt
from api.store import audit
from api.store.filed import filed
from api.store.settled import settled
from api.store.tables import Assignment, AssignmentEvent, Case, Job
from api.store.tables.base import now
from cases.assignments import LIVE, Outside, State, moved, outside, remaining
from cases.in_force import in_force


def hold_back(session: Session, case_id: uuid.UUID, actor: uuid.UUID | str, reply_id: uuid.UUID | None) -> int:
    """Hold back every running assignment of the case that a report forbids now. Returns how many.

    `reply_id` is the reading that calls for it, `actor` who is named in the audit log.
    """
    # Shared, so that two readings never wait for each other; whoever makes an assignment holds the case alone.
    session.execute(select(Case.id).where(Case.id == case_id).with_for_update(read=True, key_share=True))
    query = select(Assignment).where(Assignment.case_id == case_id, Assignment.state.in_(LIVE))
    live = list(session.scalars(query.with_for_update()))
    held = [row for row in live if row.state is State.RUNNING and _hold(session, row, actor, reply_id)]
    return len(held)


def found_outside(session: Session, row: Assignment) -> Outside:
    """What of the days that remain the case's reports forbid, marks in doubt at their worst."""
    today = now().date()
    reports = in_force(filed(session, row.case_id), today)
    return outside(
        reports,
        session.get_one(Job, row.job_id).demands,
        remaining(row.work, today),
        settled(session, row.case_id, row.job_id),
        readings_in_doubt(session, reports.pending),
    )


def _hold(session: Session, row: Assignment, actor: uuid.UUID | str, reply_id: uuid.UUID | None) -> bool:
    found = found_outside(session, row)
    if not found.codes:
        return False
    row.state, row.why, row.version = moved(row.state, State.SUSPENDED), list(found.codes), row.version + 1
    pairs = [pair.key for pair in (*found.pairs, *found.in_doubt)]
    session.add(
        AssignmentEvent(
            employer_id=row.employer_id, assignment_id=row.id, kind="suspended", state=row.state, why=row.why,
            pairs=pairs, reply_id=reply_id,
        )
    )  # fmt: skip
    codes = ",".join(row.why)
    subject, case = f"assignment:{row.id}", str(row.case_id)
    audit.record(
        session, row.employer_id, actor, "assignment.suspended", subject, case=case, why=codes, pairs=len(pairs)
    )
    return True
