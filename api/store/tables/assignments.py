"""What became of an offer: the worker's answer, the notices to the carrier, the assignment that runs."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, Held, Owned, coded, rules
from cases.assignments import State
from cases.demands import Assignment as Work
from cases.offers.answers import How, Kind


class OfferAnswer(Owned, Base):
    """What the worker answered, when and how; `why` are codes, never words. An offer has at most one that counts.

    `file_sha256` addresses the scan of the signed paper, `filed_on` the day it was put on file.
    """

    __tablename__ = "offer_answers"
    __table_args__ = rules(
        Index("one_answer_per_offer", "offer_id", unique=True, postgresql_where=text("superseded_at is null")),
        offer_id="offers",
        recorded_by="users",
    )
    offer_id: Mapped[uuid.UUID]
    kind: Mapped[Kind] = mapped_column(coded(Kind))
    day: Mapped[date]
    how: Mapped[How] = mapped_column(coded(How))
    why: Mapped[list[str]] = mapped_column(JSONB, default=list)
    file_sha256: Mapped[str | None] = mapped_column(String(64))
    filed_on: Mapped[date | None]
    recorded_by: Mapped[uuid.UUID]
    superseded_at: Mapped[datetime | None]


class CarrierNotice(Owned, Base):
    """A letter that told the carrier of an offer or its answer: each event once."""

    __tablename__ = "carrier_notices"
    __table_args__ = rules(UniqueConstraint("offer_id", "event"), offer_id="offers", letter_id="letters")
    offer_id: Mapped[uuid.UUID]
    event: Mapped[str]  # open, accepted, declined, none: what the letter reports
    letter_id: Mapped[uuid.UUID]


class Assignment(Owned, Base):
    """Modified work that was accepted: a case has at most one that is not over.

    `why` are codes of `cases.assignments.Why`, or why it is over; `over_on` its last day once it is. `version` counts
    the changes: who changes it names the one they saw.
    """

    __tablename__ = "assignments"
    __table_args__ = rules(
        Index("one_live_assignment_per_case", "case_id", unique=True, postgresql_where=text("over_on is null")),
        case_id="cases",
        offer_id="offers",
        job_id="jobs",
        restriction_set_id="restriction_sets",
    )
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    offer_id: Mapped[uuid.UUID] = mapped_column(index=True)
    job_id: Mapped[uuid.UUID]
    restriction_set_id: Mapped[uuid.UUID]
    position: Mapped[str]
    work: Mapped[Work] = mapped_column(Held(Work))
    ends_in_review: Mapped[bool] = mapped_column(default=False)
    state: Mapped[State] = mapped_column(coded(State))
    why: Mapped[list[str]] = mapped_column(JSONB, default=list)
    over_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class AssignmentEvent(Owned, Base):
    """A step in the life of an assignment. `by` is None where a reading held it back, `reply_id` names that reading.

    `pairs` are keys of the pairs that forbid; `note` is a person's reason, for the file.
    """

    __tablename__ = "assignment_events"
    __table_args__ = rules(assignment_id="assignments", reply_id="replies", by="users")
    assignment_id: Mapped[uuid.UUID] = mapped_column(index=True)
    kind: Mapped[str]  # began, suspended, seen, resumed, stopped, ended
    state: Mapped[State] = mapped_column(coded(State))
    why: Mapped[list[str]] = mapped_column(JSONB, default=list)
    pairs: Mapped[list[str]] = mapped_column(JSONB, default=list)
    reply_id: Mapped[uuid.UUID | None]
    by: Mapped[uuid.UUID | None]
    note: Mapped[str] = mapped_column(default="")
