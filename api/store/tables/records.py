"""What persons record about a case beside its papers: days worked, check-ins, papers filed, the log, hours and costs.

`LogEntry.described` is medical content that the 300 log has to hold, and `LogDecision` may say why a name stays off it;
no check-in, filing or figure has room for any.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, Held, Owned, coded, rules
from cases.checklist import Paper
from cases.osha.decisions import Decision
from cases.osha.history import Worked


class Feeling(StrEnum):
    """How a worker says they are, compared with the day before."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


class CostKind(StrEnum):
    """What money of a case was paid for."""

    ACCOMMODATION = "accommodation"
    MEDICAL = "medical"
    INDEMNITY = "indemnity"


class WorkRecord(Owned, Base):
    """What was worked, or not, from `first` to `last`. A wrong one is withdrawn and stays on file."""

    __tablename__ = "work_records"
    __table_args__ = rules(case_id="cases", recorded_by="users", withdrawn_by="users")
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    worked: Mapped[Worked] = mapped_column(coded(Worked))
    first: Mapped[date]
    last: Mapped[date]
    reported_on: Mapped[date]
    recorded_by: Mapped[uuid.UUID]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[uuid.UUID | None]


class LogDecision(Owned, Base):
    """What a named person decided about the log, and why. Rows are only added."""

    __tablename__ = "log_decisions"
    __table_args__ = rules(case_id="cases", decided_by="users")
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    decision: Mapped[Decision] = mapped_column(Held(Decision))
    decided_by: Mapped[uuid.UUID]


class LogEntry(Owned, Base):
    """A case entered on the 300 log of the year of its injury: its number there, and the columns a person fills."""

    __tablename__ = "log_entries"
    __table_args__ = rules(
        UniqueConstraint("case_id"),
        UniqueConstraint("employer_id", "year", "number"),
        case_id="cases",
        entered_by="users",
    )
    case_id: Mapped[uuid.UUID]
    year: Mapped[int]
    number: Mapped[int]
    job_title: Mapped[str]
    place: Mapped[str]
    described: Mapped[str]
    illness: Mapped[str]
    entered_on: Mapped[date]
    entered_by: Mapped[uuid.UUID]


class Filing(Owned, Base):
    """A paper of the checklist that a person says is filed, and since when. The newest of a paper counts."""

    __tablename__ = "filings"
    __table_args__ = rules(case_id="cases", recorded_by="users")
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    paper: Mapped[Paper] = mapped_column(coded(Paper))
    filed_on: Mapped[date]
    recorded_by: Mapped[uuid.UUID]


class CheckIn(Owned, Base):
    """The daily talk with a worker on modified duty, in answers without words: the project's log has no medical part.

    None is "not asked".
    """

    __tablename__ = "check_ins"
    __table_args__ = rules(case_id="cases", recorded_by="users")
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    day: Mapped[date]
    pain_reported: Mapped[bool | None]
    restrictions_followed: Mapped[bool | None]
    feeling: Mapped[Feeling | None] = mapped_column(coded(Feeling))
    recorded_by: Mapped[uuid.UUID]


class ModifiedHours(Owned, Base):
    """Hours of modified duty on a project, on a day, and what they cost in cents."""

    __tablename__ = "modified_hours"
    __table_args__ = rules(case_id="cases", recorded_by="users")
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    project: Mapped[str]
    day: Mapped[date]
    hours: Mapped[float]
    cents: Mapped[int] = mapped_column(BigInteger)
    recorded_by: Mapped[uuid.UUID]


class CaseCost(Owned, Base):
    """Money paid for a case, in cents."""

    __tablename__ = "case_costs"
    __table_args__ = rules(case_id="cases", recorded_by="users")
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    kind: Mapped[CostKind] = mapped_column(coded(CostKind))
    paid_on: Mapped[date]
    cents: Mapped[int] = mapped_column(BigInteger)
    recorded_by: Mapped[uuid.UUID]


class CaseOutcome(Owned, Base):
    """How a case went, as far as somebody has said so; None is "nobody has"."""

    __tablename__ = "case_outcomes"
    __table_args__ = rules(UniqueConstraint("case_id"), case_id="cases", recorded_by="users")
    case_id: Mapped[uuid.UUID]
    returned_on: Mapped[date | None]
    full_duty_on: Mapped[date | None]
    modified_over: Mapped[bool | None]
    employed: Mapped[bool | None]
    accommodated: Mapped[bool | None]
    own_job: Mapped[bool | None]
    recurrence: Mapped[bool | None]
    recorded_by: Mapped[uuid.UUID]


class ProgramYear(Owned, Base):
    """The employer's own figures of a year: premiums, EMR, and what the 300A asks for."""

    __tablename__ = "program_years"
    __table_args__ = rules(UniqueConstraint("employer_id", "year"), recorded_by="users")
    year: Mapped[int]
    premium_cents: Mapped[int | None] = mapped_column(BigInteger)
    emr: Mapped[float | None]
    average_employees: Mapped[float | None]
    hours_worked: Mapped[float | None]
    recorded_by: Mapped[uuid.UUID]


class SatisfactionAnswer(Owned, Base):
    """An answer to how satisfied a worker was, 1 to 5. It names neither case nor worker."""

    __tablename__ = "satisfaction_answers"
    __table_args__ = rules()
    day: Mapped[date]
    score: Mapped[int]
