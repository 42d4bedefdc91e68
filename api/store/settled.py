"""What persons settled about a case and a job, as `cases.matching` wants it: a word on one job is none on another."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.tables import PairResolution, User
from cases.matching import Resolution


def settled(session: Session, case_id: uuid.UUID, job_id: uuid.UUID) -> list[Resolution]:
    """Every resolution of the case's pairs with that job, with the names of the persons."""
    return settled_of(session, case_id, [job_id])[job_id]


def settled_of(session: Session, case_id: uuid.UUID, jobs: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Resolution]]:
    """The same for several jobs, by job."""
    query = (
        select(PairResolution, User.name)
        .join(User, User.id == PairResolution.resolved_by)
        .where(PairResolution.case_id == case_id, PairResolution.job_id.in_(jobs))
    )
    found: dict[uuid.UUID, list[Resolution]] = {job: [] for job in jobs}
    for row, name in session.execute(query):
        found[row.job_id].append(
            Resolution(
                pair=row.pair,
                person=name,
                reason=row.reason,
                at=row.created_at,
                outcome="conflict" if row.outcome == "conflict" else "compatible",
            )
        )
    return found
