"""An individual return-to-work plan: what stands in its plan part, and apart from it the medical part (003 IV.E, F).

The plan part is read by supervisor, manager and representative and filed with the personnel papers. It has no field
for an injury, a physician, a limitation or a treatment; those are fields of `MedicalPart`, which is kept in the
confidential medical file (29 CFR 1630.14(c); domain 7).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import Field, field_validator

from cases.demands import Demand
from cases.plans.accommodations import WAYS
from cases.plans.days import later
from cases.restrictions import Model, Number

WEEK: Final = 7  # days
PlanWay = Annotated[str, Field(json_schema_extra={"enum": [way.id for way in WAYS.values() if not way.treatment]})]
TreatmentWay = Annotated[str, Field(json_schema_extra={"enum": [way.id for way in WAYS.values() if way.treatment]})]


class Objective(StrEnum):
    """Where the plan leads (003 appendix F, A to D)."""

    PRE_INJURY_JOB = "pre_injury_job"
    WITH_ACCOMMODATIONS = "with_accommodations"
    ALTERNATE_JOB = "alternate_job"
    OTHER = "other"


class Duty(Model):
    """Work of one week. What it asks of a body: its own `demands`, or those of the `job` on file (its id).

    `hours_per_day`: how long it takes; for own demands, the length of the day they were assessed for.
    """

    title: str = Field(min_length=1, max_length=200)
    job: str | None = None
    demands: tuple[Demand, ...] = ()
    hours_per_day: Number | None = Field(default=None, gt=0, le=24)


class Week(Model):
    """A step of the graduated work plan; its number is its place. `reason`: why it asks less than the one before."""

    hours_per_day: Number | None = Field(default=None, gt=0, le=24)
    days_per_week: Number | None = Field(default=None, gt=0, le=7)
    duties: tuple[Duty, ...] = Field(default=(), max_length=12)
    reason: str = Field(default="", max_length=1000)

    @property
    def hours(self) -> float | None:
        """Hours in the week, if both figures are known."""
        known = self.hours_per_day is not None and self.days_per_week is not None
        return (self.hours_per_day or 0) * (self.days_per_week or 0) if known else None


class Milestone(Model):
    """What counts as progress by the end of a week: "5 hours a day by week 3", "drives the van by week 5"."""

    what: str = Field(min_length=1, max_length=500)
    by_week: int = Field(ge=1, le=60)
    hours_per_day: Number | None = Field(default=None, gt=0, le=24)


class Action(Model):
    """Who does what, by when, and when it is looked at again."""

    who: Literal["worker", "supervisor", "co_worker", "contact"]
    what: str = Field(min_length=1, max_length=500)
    due: date | None = None
    review: date | None = None


class Need(Model):
    """A yes-or-no question of the form, and what is needed. None: nobody has answered it."""

    needed: bool | None = None
    which: str = Field(default="", max_length=500)


class Accommodated(Model):
    """A way to accommodate as this plan uses it: which (an id of `WAYS`), how, from and through when."""

    way: PlanWay
    how: str = Field(default="", max_length=500)
    first: date | None = None
    last: date | None = None

    @field_validator("way")
    @classmethod
    def _known(cls, way: str) -> str:
        if way not in WAYS:
            raise ValueError("no way to accommodate has this id")
        if WAYS[way].treatment:
            raise ValueError("a way that is part of a treatment belongs to the medical part")
        return way


class Plan(Model):
    """The plan part. Hours a day, days a week; dates include both ends.

    `finish_event` may stand beside an end date and never instead of one. `overtime` and what is `provided` count for
    every week. `agreement_conflict`: whether it touches the collective agreement; None: nobody has looked.
    """

    start: date | None = None
    end: date | None = None
    finish_event: str = Field(default="", max_length=300)
    objective: Objective | None = None
    agreed: str = Field(default="", max_length=1000)
    progress: tuple[Milestone, ...] = Field(default=(), max_length=20)
    actions: tuple[Action, ...] = Field(default=(), max_length=50)
    duties_change: Need = Need()
    training: Need = Need()
    site_change: Need = Need()
    accommodations: tuple[Accommodated, ...] = Field(default=(), max_length=20)
    weeks: tuple[Week, ...] = Field(default=(), max_length=60)
    overtime: bool | None = None
    provided: tuple[str, ...] = Field(default=(), max_length=50)
    not_provided: tuple[str, ...] = Field(default=(), max_length=50)
    agreement_conflict: bool | None = None

    @property
    def days(self) -> int | None:
        """Calendar days from start to end, both included."""
        return (self.end - self.start).days + 1 if self.start and self.end else None

    @property
    def rows(self) -> int | None:
        """Weekly rows that its days need: 84 days are 12, the 85th begins the 13th."""
        return -(-self.days // WEEK) if self.days is not None else None

    def dates(self, number: int) -> tuple[date, date]:
        """First and last day of a week, counted from 1; the last week ends with the plan."""
        assert self.start is not None, "weeks have dates once the plan has a start"
        first = later(self.start, WEEK * (number - 1))
        last = later(first, WEEK - 1)
        return first, min(last, self.end) if self.end and self.end >= first else last


class MedicalPart(Model):
    """What the committee worked from and only the confidential medical file keeps; no supervisor sees it.

    `limitations` as the physician wrote them. `treatment_ways`: ids of `WAYS` that are part of a treatment.
    """

    job_injury: str = Field(default="", max_length=1000)
    provider_name: str = Field(default="", max_length=200)
    provider_phone: str = Field(default="", max_length=50)
    provider_contacted: date | None = None
    limitations: str = Field(default="", max_length=4000)
    abilities: str = Field(default="", max_length=4000)
    treatment_ways: tuple[TreatmentWay, ...] = Field(default=(), max_length=20)

    @field_validator("treatment_ways")
    @classmethod
    def _known(cls, ways: tuple[str, ...]) -> tuple[str, ...]:
        if any(way not in WAYS or not WAYS[way].treatment for way in ways):
            raise ValueError("no way to accommodate as treatment has this id")
        return ways
