"""Work restrictions as a provider gives them: the canonical model, scales kept as printed.

Weights carry their unit, times are minutes (at one time) or hours (a day), distances metres.
Blank is neither "none" nor "no restriction": what a report does not say is kept apart (`Report.unclear`).
Fields that came later are left out of JSON where they say nothing (`unsaid`): what was stored before still reads and
still writes the same, so keys over it stay.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict, field_validator

from cases.activities import is_activity


class Model(BaseModel):
    """Values that never change; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


Number = Annotated[float, Strict()]  # true is no number: taken for 1 it would be one day a week


def unsaid(value: object) -> bool:
    """Whether an optional field says nothing, and is left out of JSON."""
    return value is None or value == ()


Side = Literal["left", "right", "both", "unstated", "n/a"]


class Strength(StrEnum):
    """How the provider put it."""

    PROHIBITED = "prohibited"
    AVOID = "avoid"
    LIMIT = "limit"
    TOLERANCE = "tolerance"


class Review(StrEnum):
    """What a person has said about a restriction. Only confirmed and corrected ones count toward "compatible"."""

    EXTRACTED = "extracted"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    REJECTED = "rejected"


class Never(Model):
    """Not at all."""

    kind: Literal["never"] = "never"


class MaxWeight(Model):
    """Load limit. `operator` is what is still allowed: `<=` or `<` the value.

    `over_hours`: not more than the value *for more than* so many hours a day (Texas DWC-073); only the pair is
    restricted (domain 4 rule 7). `unless`: what has to be there for a heavier load ("helper", domain 9).
    """

    kind: Literal["max_weight"] = "max_weight"
    value: Number = Field(ge=0)
    unit: Literal["lb", "kg"] = "lb"
    operator: Literal["<=", "<"] = "<="
    frequency: str = "any"
    scale: str | None = None
    lift_zone: str | None = None
    over_hours: Number | None = Field(default=None, ge=0, le=24, exclude_if=unsaid)
    unless: str | None = Field(default=None, min_length=1, exclude_if=unsaid)


class MaxForce(Model):
    """Push or pull force limit, pounds or kilograms of force; `over_hours` and `unless` as for a weight."""

    kind: Literal["max_force"] = "max_force"
    value: Number = Field(ge=0)
    unit: Literal["lb", "kg"] = "lb"
    operator: Literal["<=", "<"] = "<="
    frequency: str = "any"
    scale: str | None = None
    over_hours: Number | None = Field(default=None, ge=0, le=24, exclude_if=unsaid)
    unless: str | None = Field(default=None, min_length=1, exclude_if=unsaid)


class MaxContinuous(Model):
    """Minutes at one time."""

    kind: Literal["max_continuous"] = "max_continuous"
    minutes: Number = Field(ge=0)


class MaxHourly(Model):
    """Minutes in every hour (domain 9, "20 minutes an hour")."""

    kind: Literal["max_hourly"] = "max_hourly"
    minutes: Number = Field(ge=0, le=60)


class MaxDaily(Model):
    """Hours a day in all."""

    kind: Literal["max_daily"] = "max_daily"
    hours: Number = Field(ge=0, le=24)


class MaxBand(Model):
    """A frequency class of a named scale, kept as printed."""

    kind: Literal["max_band"] = "max_band"
    band: str
    scale: str


class MaxReps(Model):
    """Repetitions."""

    kind: Literal["max_reps"] = "max_reps"
    count: int = Field(ge=0)
    per: Literal["hour", "day"]


class MaxDistance(Model):
    """Metres."""

    kind: Literal["max_distance"] = "max_distance"
    metres: Number = Field(ge=0)


class MaxSteps(Model):
    """Steps."""

    kind: Literal["max_steps"] = "max_steps"
    count: int = Field(ge=0)


class Prolonged(Model):
    """ "Prolonged", without a number: never decided by machine unless the demand is zero."""

    kind: Literal["prolonged"] = "prolonged"


class Environment(Model):
    """Exposure prohibited, or a permitted range in the unit printed."""

    kind: Literal["environment"] = "environment"
    prohibited: bool = False
    low: Number | None = None
    high: Number | None = None
    unit: str | None = None


class Required(Model):
    """Something that has to be there: brace, helper, sit/stand option."""

    kind: Literal["required"] = "required"
    what: str


class FreeText(Model):
    """Verbatim words; never decided by machine."""

    kind: Literal["free_text"] = "free_text"
    text: str


Limit = Annotated[
    Never | MaxWeight | MaxForce | MaxContinuous | MaxHourly | MaxDaily | MaxBand | MaxReps | MaxDistance | MaxSteps
    | Prolonged | Environment | Required | FreeText,
    Field(discriminator="kind"),
]  # fmt: skip


class Restriction(Model):
    """One thing the worker must avoid or stay within, and the readings it rests on (`from`, names of fields).

    `together`: further activities under the same limit, whose hours add up with this one's (domain 9, "stand and walk,
    2 h in all").
    """

    activity: str
    together: tuple[str, ...] = Field(default=(), exclude_if=unsaid)
    qualifier: str | None = None
    body_part: str | None = None
    side: Side = "unstated"
    limits: tuple[Limit, ...] = Field(min_length=1)
    strength: Strength = Strength.AVOID
    effective_from: date | None = None
    effective_through: date | None = None
    from_: tuple[str, ...] = Field(default=(), alias="from")
    review: Review = Review.EXTRACTED

    @field_validator("activity")
    @classmethod
    def _known(cls, value: str) -> str:
        if not is_activity(value):
            raise ValueError("not an activity of the vocabulary")
        return value

    @field_validator("together")
    @classmethod
    def _all_known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(map(is_activity, value)):
            raise ValueError("not an activity of the vocabulary")
        return value

    @property
    def activities(self) -> tuple[str, ...]:
        """Everything the limits hold for, this activity first."""
        return (self.activity, *self.together)


class Status(StrEnum):
    """Exactly one per report; a contradiction is `unknown`."""

    FULL_DUTY = "full_duty"
    RESTRICTED = "restricted"
    OFF_WORK = "off_work"
    PROGRAM_NOT_APPROPRIATE = "program_not_appropriate"
    UNKNOWN = "unknown"


class WorkStatus(Model):
    """What a report says about working at all: one per report."""

    status: Status = Status.UNKNOWN
    effective_from: date | None = None
    expected_through: date | None = None
    next_visit: date | None = None
    expected_full_duty: date | None = None
    mmi_reached: bool | None = None
    mmi_date: date | None = None
    permanence: Literal["temporary", "permanent", "unstated"] = "unstated"
    exam_date: date | None = None
    provider_name: str | None = None
    provider_role: str = "treating"
    signed: bool | None = None
    signed_date: date | None = None
    max_hours_per_day: Number | None = Field(default=None, ge=0, le=24)
    max_days_per_week: Number | None = Field(default=None, ge=0, le=7)
    overtime_ok: bool | None = None


class Cleared(Model):
    """Asked, and left unmarked in an answered section of a signed report: not restricted *by this report*."""

    activity: str
    limits: tuple[Limit, ...] = ()
    from_: tuple[str, ...] = Field(default=(), alias="from")


class Report(Model):
    """What one document from a provider says, as far as it is known. `document` is its id."""

    document: str
    status: WorkStatus
    restrictions: tuple[Restriction, ...] = ()
    cleared: tuple[Cleared, ...] = ()
    unclear: tuple[str, ...] = ()  # activities asked in a section that was left untouched, or whose reading is in doubt
