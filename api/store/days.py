"""The day it is where an employer is: limits, releases and letters count days there. In the evening UTC is a day on."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.tables import ClockSettings
from api.store.tables.base import now
from cases.clocks import Profile


def profile_of(session: Session, employer: uuid.UUID) -> Profile:
    """The employer's clocks, with its zone; the house's until they are set."""
    return session.scalar(select(ClockSettings.profile).where(ClockSettings.employer_id == employer)) or Profile()


def day_of(session: Session, employer: uuid.UUID, at: datetime | None = None) -> date:
    """The day at that moment, or now, in the employer's zone."""
    return (at or now()).astimezone(profile_of(session, employer).where).date()
