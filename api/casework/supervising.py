"""Who supervises a case. For a supervisor the cases they are assigned to are all there are (`reach.py`)."""

from __future__ import annotations

import uuid
from datetime import datetime

from pydantic import BaseModel

from api.casework.act import Act
from api.casework.paging import Page, Window, page_of
from api.casework.words import Written
from api.identity.roles import Role
from api.store.tables import Case, Supervision, User
from cases.errors import Conflict, Refused


class Assigning(Written):
    """Which supervisor a case gets."""

    user: uuid.UUID


class SupervisorShown(BaseModel):
    """A user who may be assigned to cases."""

    user: uuid.UUID
    name: str


class SupervisionShown(BaseModel):
    """Somebody supervises a case, or did until `ended_at`."""

    id: uuid.UUID
    case: uuid.UUID
    user: uuid.UUID
    name: str
    since: datetime
    assigned_by: uuid.UUID
    ended_at: datetime | None


def list_supervisors(act: Act, window: Window) -> Page[SupervisorShown]:
    """The supervisors of the employer, newest first."""
    query = act.own(User).where(User.role == Role.SUPERVISOR.value, User.disabled_at.is_(None))
    return page_of(act, query, User, window, lambda user: SupervisorShown(user=user.id, name=user.name))


def list_supervisions(act: Act, case: uuid.UUID) -> list[SupervisionShown]:
    """Who supervises a case, and who did."""
    query = act.own(Supervision).where(Supervision.case_id == act.find(Case, case).id)
    return [_shown(act, row) for row in act.session.scalars(query.order_by(Supervision.created_at))]


def assign(act: Act, key: uuid.UUID, to: Assigning) -> SupervisionShown:
    """Assign a supervisor to a case; asked for twice, it is done once."""
    case, user = act.find(Case, key, locked=True), act.find(User, to.user)
    if user.role != Role.SUPERVISOR.value:
        raise Refused("Only a supervisor is assigned to cases; that user has another role.", code="not_a_supervisor")
    running = act.own(Supervision).where(
        Supervision.case_id == case.id, Supervision.user_id == user.id, Supervision.ended_at.is_(None)
    )
    row = act.session.scalar(running)
    if row is None:
        row = act.add(Supervision(case_id=case.id, user_id=user.id, assigned_by=act.who.user))
        act.record("supervision.begun", row, case=str(case.id), user=str(user.id))
    return _shown(act, row)


def end(act: Act, key: uuid.UUID) -> SupervisionShown:
    """From now on the case does not exist for that supervisor."""
    row = act.find(Supervision, key, locked=True)
    if row.ended_at is not None:
        raise Conflict("This supervision has ended already.", code="already_ended")
    row.ended_at, row.ended_by = act.moment, act.who.user
    act.record("supervision.ended", row, case=str(row.case_id), user=str(row.user_id))
    return _shown(act, row)


def _shown(act: Act, row: Supervision) -> SupervisionShown:
    return SupervisionShown(
        id=row.id,
        case=row.case_id,
        user=row.user_id,
        name=act.find(User, row.user_id).name,
        since=row.created_at,
        assigned_by=row.assigned_by,
        ended_at=row.ended_at,
    )
