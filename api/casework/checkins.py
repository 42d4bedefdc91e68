"""The daily check-in with a worker on modified duty (004 step 5): answers without words, so nothing medical in them."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.casework.act import Act
from api.casework.clock_settings import profile_of
from api.casework.words import Shown, Written
from api.store.tables import Case, CheckIn, Feeling
from cases.errors import BadInput


class NewCheckIn(Written):
    """What was asked and answered; what was not asked is left out. The day is today unless said."""

    day: date | None = None
    pain_reported: bool | None = None
    restrictions_followed: bool | None = None
    feeling: Feeling | None = None


class CheckInShown(Shown):
    """A check-in on file."""

    id: uuid.UUID
    case_id: uuid.UUID
    day: date
    pain_reported: bool | None
    restrictions_followed: bool | None
    feeling: Feeling | None
    recorded_by: uuid.UUID
    created_at: datetime


class PainReported(BaseModel):
    """An event for the clocks: a worker reported pain; 004 sends them back to the doctor."""

    check_in: uuid.UUID
    case: uuid.UUID
    day: date
    at: datetime


def check_in(act: Act, key: uuid.UUID, new: NewCheckIn) -> CheckInShown:
    """Record a check-in. Several a day are kept; each counts."""
    here = act.moment.astimezone(profile_of(act.session, act.who.employer).where).date()
    case, day = act.find(Case, key), new.day or here  # in the evening it is another day than in UTC
    if not case.injury_date <= day <= max(here, act.today):
        raise BadInput("A check-in is of a day from the injury until today.", code="bad_days")
    row = CheckIn(
        case_id=case.id,
        day=day,
        pain_reported=new.pain_reported,
        restrictions_followed=new.restrictions_followed,
        feeling=new.feeling,
        recorded_by=act.who.user,
    )
    act.record("check_in.recorded", act.add(row), case=str(case.id))
    return CheckInShown.model_validate(row)


def list_check_ins(act: Act, key: uuid.UUID) -> list[CheckInShown]:
    """The check-ins of a case, the newest day first."""
    query = act.own(CheckIn).where(CheckIn.case_id == act.find(Case, key).id)
    rows = act.session.scalars(query.order_by(CheckIn.day.desc(), CheckIn.created_at.desc()))
    return [CheckInShown.model_validate(row) for row in rows]


def pain_reports(session: Session, employer: uuid.UUID, case: uuid.UUID | None = None) -> list[PainReported]:
    """Every report of pain of an employer, or of one case, oldest first: what the clocks listen for."""
    query = select(CheckIn).where(CheckIn.employer_id == employer, CheckIn.pain_reported.is_(True))
    if case is not None:
        query = query.where(CheckIn.case_id == case)
    rows = session.scalars(query.order_by(CheckIn.created_at))
    return [PainReported(check_in=row.id, case=row.case_id, day=row.day, at=row.created_at) for row in rows]


def days_logged(act: Act, case: uuid.UUID) -> tuple[date, ...]:
    """The days of a case that have a check-in."""
    query = act.own(CheckIn).where(CheckIn.case_id == case)
    return tuple(sorted({row.day for row in act.session.scalars(query)}))
