"""Return-to-work plans and recovery support: revisions, approvals, copies handed out, steps, what the Committee heard.

Rows are only added; what is medical (the medical part of a plan, what an intervention is) has tables of its own.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, Held, Owned, coded, rules
from cases.plans.closing import Closing
from cases.plans.plan import MedicalPart, Plan
from cases.plans.policy import Party
from cases.recovery.committee import CommitteeUpdate
from cases.recovery.committee_steps import CommitteeEntry
from cases.recovery.steps import Entry


class PlanState(StrEnum):
    """How far a plan is. What keeps it from starting or going on is the linter's to say, each day anew."""

    DRAFT = "draft"
    RUNNING = "running"
    CLOSED = "closed"


class ReturnPlan(Owned, Base):
    """An individual return-to-work plan of a case; what it says is in its revisions. `policy`: id of a profile."""

    __tablename__ = "return_plans"
    __table_args__ = rules(case_id="cases", made_by="users", started_by="users", closed_by="users")
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    policy: Mapped[str]
    state: Mapped[PlanState] = mapped_column(coded(PlanState), default=PlanState.DRAFT)
    made_by: Mapped[uuid.UUID]
    started_at: Mapped[datetime | None]
    started_by: Mapped[uuid.UUID | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[uuid.UUID | None]
    closing: Mapped[Closing | None] = mapped_column(Held(Closing))


class PlanRevision(Owned, Base):
    """The whole plan part as it stood from then on. `why` is a code, `note` the person's words."""

    __tablename__ = "plan_revisions"
    __table_args__ = rules(UniqueConstraint("plan_id", "number"), plan_id="return_plans", made_by="users")
    plan_id: Mapped[uuid.UUID]
    number: Mapped[int]
    plan: Mapped[Plan] = mapped_column(Held(Plan))
    why: Mapped[str]
    note: Mapped[str]
    agreed_by: Mapped[list[str]] = mapped_column(JSONB, default=list)
    made_by: Mapped[uuid.UUID]


class PlanMedicalPart(Owned, Base):
    """Medical content: the medical part of a plan as of a revision. Never in the personnel file."""

    __tablename__ = "plan_medical_parts"
    __table_args__ = rules(UniqueConstraint("plan_id", "revision"), plan_id="return_plans", made_by="users")
    plan_id: Mapped[uuid.UUID]
    revision: Mapped[int]
    medical: Mapped[MedicalPart] = mapped_column(Held(MedicalPart))
    made_by: Mapped[uuid.UUID]


class PlanApproval(Owned, Base):
    """A party approved a revision; whether that still stands follows from the revisions since."""

    __tablename__ = "plan_approvals"
    __table_args__ = rules(
        UniqueConstraint("plan_id", "revision", "party"), plan_id="return_plans", recorded_by="users"
    )
    plan_id: Mapped[uuid.UUID]
    revision: Mapped[int]
    party: Mapped[Party] = mapped_column(coded(Party))
    person: Mapped[str]
    recorded_by: Mapped[uuid.UUID]


class PlanAuthorisation(Owned, Base):
    """Human Resources let a plan run longer: on the day of the row, through `through`."""

    __tablename__ = "plan_authorisations"
    __table_args__ = rules(plan_id="return_plans", recorded_by="users")
    plan_id: Mapped[uuid.UUID] = mapped_column(index=True)
    through: Mapped[date]
    person: Mapped[str]
    reason: Mapped[str]
    recorded_by: Mapped[uuid.UUID]


class PlanHandout(Owned, Base):
    """A copy of a revision was handed to a party."""

    __tablename__ = "plan_handouts"
    __table_args__ = rules(plan_id="return_plans", given_by="users")
    plan_id: Mapped[uuid.UUID] = mapped_column(index=True)
    revision: Mapped[int]
    party: Mapped[Party] = mapped_column(coded(Party))
    how: Mapped[str]
    given_by: Mapped[uuid.UUID]


class PlanAnswer(Owned, Base):
    """A person settled an undecided pair of a week; the newest word on a pair counts."""

    __tablename__ = "plan_answers"
    __table_args__ = rules(plan_id="return_plans", answered_by="users")
    plan_id: Mapped[uuid.UUID] = mapped_column(index=True)
    pair: Mapped[str]
    outcome: Mapped[str]  # compatible or conflict
    reason: Mapped[str]
    person: Mapped[str]
    answered_by: Mapped[uuid.UUID]


class RecoveryPlan(Owned, Base):
    """The recovery support of a case; where it stands is said by its steps."""

    __tablename__ = "recovery_plans"
    __table_args__ = rules(UniqueConstraint("case_id"), case_id="cases", made_by="users")
    case_id: Mapped[uuid.UUID]
    made_by: Mapped[uuid.UUID]


class RecoveryStep(Owned, Base):
    """A step of the nine, as it was recorded: codes, days and counts. Numbers count from 1."""

    __tablename__ = "recovery_steps"
    __table_args__ = rules(UniqueConstraint("recovery_id", "number"), recovery_id="recovery_plans", made_by="users")
    recovery_id: Mapped[uuid.UUID]
    number: Mapped[int]
    entry: Mapped[Entry] = mapped_column(Held(Entry))
    made_by: Mapped[uuid.UUID]


class RecoveryIntervention(Owned, Base):
    """Medical content: what an intervention is (a therapy, an appointment). `step` is the number of its step."""

    __tablename__ = "recovery_interventions"
    __table_args__ = rules(UniqueConstraint("recovery_id", "step"), recovery_id="recovery_plans", made_by="users")
    recovery_id: Mapped[uuid.UUID]
    step: Mapped[int]
    what: Mapped[str]
    made_by: Mapped[uuid.UUID]


class CommitteeTold(Owned, Base):
    """An update that the Committee got, and the letter it was written in, if there is one."""

    __tablename__ = "committee_updates"
    __table_args__ = rules(recovery_id="recovery_plans", letter_id="letters", told_by="users")
    recovery_id: Mapped[uuid.UUID] = mapped_column(index=True)
    told: Mapped[CommitteeUpdate] = mapped_column(Held(CommitteeUpdate))
    letter_id: Mapped[uuid.UUID | None]
    told_by: Mapped[uuid.UUID]


class CommitteeDid(Owned, Base):
    """A step of the Committee itself."""

    __tablename__ = "committee_steps"
    __table_args__ = rules(recovery_id="recovery_plans", made_by="users")
    recovery_id: Mapped[uuid.UUID] = mapped_column(index=True)
    entry: Mapped[CommitteeEntry] = mapped_column(Held(CommitteeEntry))
    made_by: Mapped[uuid.UUID]
