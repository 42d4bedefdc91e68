"""What a job asks of a body: demands kept as they were written down, task by task.

A demand keeps the printed class and its scale; `cases/scales.py` converts, and only when matching.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, field_validator

from cases.activities import is_activity
from cases.restrictions import Model, Number, Side, unsaid

Measure = Literal["share", "at_one_time", "per_day"]


class Demand(Model):
    """One cell of a demands assessment.

    `value` is the printed class ("sometimes"), or circled hours ("0.5", "8", "over_8"); None = the row is blank.
    `scale` says which scale the value belongs to: `nys-task-assessment`, `hours`.
    Weights in pounds: the row's band is (low, high], `weight_high` None = no top; `actual_weight` is the heaviest
    weight really handled in that band. Heights and distances in feet.
    `also`: further activities that one undivided row names ("kneeling/squatting"). `together`: rows of one task with
    the same word here are handled at the same moment, so their weights add. `measured_low` to `measured_high` is the
    range really measured (°F, dBA). `times_*` count repetitions.
    """

    activity: str
    measure: Measure = "share"
    value: str | None = None
    scale: str = "nys-task-assessment"
    side: Side = "unstated"
    weight_low: Number | None = Field(default=None, ge=0)
    weight_high: Number | None = Field(default=None, ge=0)
    actual_weight: Number | None = Field(default=None, ge=0)
    start_height: Number | None = Field(default=None, ge=0)
    lift_height: Number | None = Field(default=None, ge=0)
    carry_distance: Number | None = Field(default=None, ge=0)
    also: tuple[str, ...] = Field(default=(), exclude_if=unsaid)
    together: str | None = Field(default=None, min_length=1, exclude_if=unsaid)
    measured_low: Number | None = Field(default=None, exclude_if=unsaid)
    measured_high: Number | None = Field(default=None, exclude_if=unsaid)
    measured_unit: str | None = Field(default=None, exclude_if=unsaid)
    times_per_hour: Number | None = Field(default=None, ge=0, exclude_if=unsaid)
    times_per_day: Number | None = Field(default=None, ge=0, exclude_if=unsaid)
    description: str = ""
    cell: str  # where it stands on paper: "2. Lifting and carrying, 11-20 lb"

    @field_validator("activity")
    @classmethod
    def _known(cls, value: str) -> str:
        if not is_activity(value):
            raise ValueError("not an activity of the vocabulary")
        return value

    @field_validator("also")
    @classmethod
    def _all_known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(map(is_activity, value)):
            raise ValueError("not an activity of the vocabulary")
        return value

    @property
    def activities(self) -> tuple[str, ...]:
        """Everything the row names, undivided."""
        return (self.activity, *self.also)


class Task(Model):
    """A task of a job, as one Physical Demands Task Assessment describes it. Hours a day, hours a week."""

    title: str
    description: str = ""
    hours_per_day: Number | None = Field(default=None, ge=0, le=24)
    with_breaks: bool | None = None
    weekly_overtime: Number | None = Field(default=None, ge=0)
    analyst: str | None = None
    demands: tuple[Demand, ...] = ()


class Job(Model):
    """A job or transitional assignment: its schedule and its tasks."""

    title: str
    hours_per_day: Number | None = Field(default=None, gt=0, le=24)
    days_per_week: Number | None = Field(default=None, gt=0, le=7)
    overtime: bool | None = None
    provided: tuple[str, ...] = ()  # what the assignment records as provided, for `required` limits
    tasks: tuple[Task, ...] = ()


class Assignment(Model):
    """What is offered to the worker: the days it runs and its schedule. `end` is the end or review date, included.

    Hours a day, days a week. What is None here is taken from the job. `provided` names what the assignment records as
    provided (helper, sit/stand option), `not_provided` what it records as not provided.
    """

    start: date
    end: date | None = None
    hours_per_day: Number | None = Field(default=None, gt=0, le=24)
    days_per_week: Number | None = Field(default=None, gt=0, le=7)
    overtime: bool | None = None
    provided: tuple[str, ...] = ()
    not_provided: tuple[str, ...] = ()

    def records(self, what: str) -> bool | None:
        """Whether this is recorded as provided (True) or as not provided (False); None where nothing is recorded."""
        if any(same_thing(what, each) for each in self.not_provided):
            return False
        return True if any(same_thing(what, each) for each in self.provided) else None

    def on(self, job: Job) -> Assignment:
        """This assignment with the job's own schedule where it says nothing itself."""
        return self.model_copy(
            update={
                "hours_per_day": self.hours_per_day if self.hours_per_day is not None else job.hours_per_day,
                "days_per_week": self.days_per_week if self.days_per_week is not None else job.days_per_week,
                "overtime": self.overtime if self.overtime is not None else job.overtime,
                "provided": (*self.provided, *(p for p in job.provided if p not in self.provided)),
            }
        )


def same_thing(one: str, other: str) -> bool:
    """Whether two records name the same thing, in whatever spelling: "Sit/stand  option"."""
    return one.casefold().split() == other.casefold().split()
