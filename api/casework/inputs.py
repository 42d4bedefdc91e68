"""What the metrics need and no paper tells: hours and costs, how a case went, the employer's year, satisfaction."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Annotated

from pydantic import Field

from api.casework.act import Act
from api.casework.words import NO_TRUTH, Line, Shown, Whole, Written
from api.store.tables import (
    Case,
    CaseCost,
    CaseOutcome,
    CostKind,
    Employer,
    ModifiedHours,
    ProgramYear,
    SatisfactionAnswer,
)
from cases.errors import BadInput
from cases.restrictions import Number

CENTS = 100_000_000_000  # a billion dollars: more is a slip of the keyboard


class NewHours(Written):
    """Modified-duty hours on a project, on its own cost code. Cost in cents."""

    project: Line
    day: date
    hours: Number = Field(gt=0, le=24)
    cents: Whole = Field(ge=0, le=CENTS)


class HoursShown(Shown):
    """Hours on file."""

    id: uuid.UUID
    case_id: uuid.UUID
    project: str
    day: date
    hours: Number
    cents: int


class NewCost(Written):
    """Money paid for a case, in cents."""

    kind: CostKind
    paid_on: date
    cents: Whole = Field(ge=0, le=CENTS)


class CostShown(Shown):
    """A cost on file."""

    id: uuid.UUID
    case_id: uuid.UUID
    kind: CostKind
    paid_on: date
    cents: int


class Outcome(Written):
    """How a case went. What is null nobody has said yet: it is no "no"."""

    returned_on: date | None = Field(default=None, description="First day back at work, in any duty.")
    full_duty_on: date | None = Field(default=None, description="Back at full duty since.")
    modified_over: bool | None = Field(default=None, description="Modified duty has ended, whichever way.")
    employed: bool | None = Field(default=None, description="Still with the employer.")
    accommodated: bool | None = None
    own_job: bool | None = Field(default=None, description="Accommodated in the job held before the injury.")
    recurrence: bool | None = Field(default=None, description="Hurt again in the same way during modified work.")


class OutcomeShown(Shown, Outcome):
    """The same, on file."""

    case_id: uuid.UUID


class Year(Written):
    """The employer's own figures of a year; null is not known. Employees and hours are those of the 300A."""

    premium_cents: Annotated[int, Field(ge=0, le=CENTS), NO_TRUTH] | None = None
    emr: Number | None = Field(default=None, gt=0, le=10)
    average_employees: Number | None = Field(default=None, ge=0, le=10_000_000)
    hours_worked: Number | None = Field(default=None, ge=0, le=1e11)


class YearShown(Shown, Year):
    """The same, on file."""

    year: int


class Satisfaction(Written):
    """One answer, 1 (not at all satisfied) to 5. It names nobody."""

    day: date
    score: Whole = Field(ge=1, le=5)


class SatisfactionShown(Shown):
    """An answer on file."""

    id: uuid.UUID
    day: date
    score: int


def add_hours(act: Act, key: uuid.UUID, new: NewHours) -> HoursShown:
    """Book modified-duty hours of a case."""
    case = act.find(Case, key)
    _no_later_than_today(act, case.injury_date, new.day)
    row = act.add(ModifiedHours(case_id=case.id, recorded_by=act.who.user, **new.model_dump()))
    act.record("hours.booked", row, case=str(case.id))
    return HoursShown.model_validate(row)


def list_hours(act: Act, key: uuid.UUID) -> list[HoursShown]:
    """The modified-duty hours of a case, the newest day first."""
    query = act.own(ModifiedHours).where(ModifiedHours.case_id == act.find(Case, key).id)
    return [HoursShown.model_validate(row) for row in act.session.scalars(query.order_by(ModifiedHours.day.desc()))]


def add_cost(act: Act, key: uuid.UUID, new: NewCost) -> CostShown:
    """Record money paid for a case."""
    case = act.find(Case, key)
    _no_later_than_today(act, case.injury_date, new.paid_on)
    row = act.add(CaseCost(case_id=case.id, recorded_by=act.who.user, **new.model_dump()))
    act.record("cost.recorded", row, case=str(case.id), kind=new.kind.value)
    return CostShown.model_validate(row)


def list_costs(act: Act, key: uuid.UUID) -> list[CostShown]:
    """The costs of a case, the newest first."""
    query = act.own(CaseCost).where(CaseCost.case_id == act.find(Case, key).id)
    return [CostShown.model_validate(row) for row in act.session.scalars(query.order_by(CaseCost.paid_on.desc()))]


def set_outcome(act: Act, key: uuid.UUID, said: Outcome) -> OutcomeShown:
    """Say how a case went; what was said before is replaced."""
    case = act.find(Case, key, locked=True)
    for day in (said.returned_on, said.full_duty_on):
        if day is not None:
            _no_later_than_today(act, case.injury_date, day)
    row = act.session.scalar(act.own(CaseOutcome).where(CaseOutcome.case_id == case.id))
    row = row or CaseOutcome(case_id=case.id)
    row.recorded_by = act.who.user
    for name, value in said.model_dump().items():
        setattr(row, name, value)
    act.record("outcome.recorded", act.add(row), case=str(case.id))
    return OutcomeShown.model_validate(row)


def set_year(act: Act, year: int, said: Year) -> YearShown:
    """Enter the employer's figures of a year; what was said before is replaced."""
    act.session.get_one(Employer, act.who.employer, with_for_update=True)  # two first entries of a year are one
    row = act.session.scalar(act.own(ProgramYear).where(ProgramYear.year == year))
    row = row or ProgramYear(year=year)
    row.recorded_by = act.who.user
    for name, value in said.model_dump().items():
        setattr(row, name, value)
    act.record("year.recorded", act.add(row), year=year)
    return YearShown.model_validate(row)


def add_satisfaction(act: Act, new: Satisfaction) -> SatisfactionShown:
    """Put an answer on file."""
    if new.day > act.today:
        raise BadInput("An answer is of a day until today.", code="bad_days")
    row = act.add(SatisfactionAnswer(**new.model_dump()))
    act.record("satisfaction.recorded", row)
    return SatisfactionShown.model_validate(row)


def _no_later_than_today(act: Act, injured: date, day: date) -> None:
    if not injured <= day <= act.today:
        raise BadInput("The day lies between the injury and today.", code="bad_days")
