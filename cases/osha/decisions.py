"""What a named person of the employer decides about the log, each with a reason that the service keeps beside it.

Decisions only add up: of two about the same thing the newer one counts, and the older stays on record.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, TypeVar

from pydantic import Field, model_validator

from cases.restrictions import Model

Privacy = Literal["intimate", "assault", "mental", "infection", "sharps", "asked", "none"]
Criterion = Literal[
    "medical_treatment",
    "loss_of_consciousness",
    "significant_diagnosis",
    "sharps",
    "hearing",
    "tuberculosis",
    "removal",
]


class Period(Model):
    """Days from `first` to `last`, both included; no `last`: open."""

    first: date
    last: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.last is not None and self.last < self.first:
            raise ValueError("the last day is before the first")
        return self

    def holds(self, day: date) -> bool:
        """Whether the day is one of the period's."""
        return self.first <= day and (self.last is None or day <= self.last)


class RoutineFunctions(Model):
    """Which job the worker regularly did, and which of its tasks they did less than once a week (1904.7(b)(4)(ii)).

    A task that is not named counts as routine.
    """

    kind: Literal["routine_functions"] = "routine_functions"
    job: str
    rare: tuple[str, ...] = ()


class Clarified(Model):
    """What the professional answered about a vague or doubtful restriction of that report (1904.7(b)(4)(vii))."""

    kind: Literal["clarified"] = "clarified"
    report: str
    all_functions: bool
    full_shift: bool


class Authority(Period):
    """Which professional is the more authoritative one for these days (1904.7(b)(3)(ii))."""

    kind: Literal["authority"] = "authority"
    professional: str


class Permanent(Model):
    """From that day on the restricted or other job is the worker's own, for good (1904.7(b)(4)(xi))."""

    kind: Literal["permanent"] = "permanent"
    on: date


class Leaving(Model):
    """The worker's last day with the employer, and whether the injury is the reason (1904.7(b)(3)(viii))."""

    kind: Literal["leaving"] = "leaving"
    on: date
    because_of_injury: bool


class Estimate(Model):
    """How the case is expected to go on, for days that are not known yet (1904.7(b)(3)(ix))."""

    kind: Literal["estimate"] = "estimate"
    days: Literal["away", "restricted"]
    through: date


class Schedule(Model):
    """The weekdays off (Monday 0), and holidays or closings. Without it Saturday and Sunday are taken as off."""

    kind: Literal["schedule"] = "schedule"
    days_off: tuple[Literal[0, 1, 2, 3, 4, 5, 6], ...]
    holidays: tuple[date, ...] = ()


class PrivacyCase(Model):
    """Whether the name stays off the log: the complete list of 1904.29(b)(7)(i)-(vi), or none of it."""

    kind: Literal["privacy"] = "privacy"
    because: Privacy


class Recordability(Model):
    """Whether the case is work-related and new (1904.5, 1904.6), fatal, or recordable by something else (1904.7(b)(1)).

    `beyond_first_aid_denied`: there was nothing of the kind, so that without a day the case is not recordable.
    """

    kind: Literal["recordability"] = "recordability"
    work_related: bool
    new_case: bool = True
    criteria: tuple[Criterion, ...] = ()
    beyond_first_aid_denied: bool = False
    death: bool = False


Content = Annotated[
    RoutineFunctions | Clarified | Authority | Permanent | Leaving | Estimate | Schedule | PrivacyCase | Recordability,
    Field(discriminator="kind"),
]


class Decision(Model):
    """One decision with who made it, when and why; the service keeps it, the log shows it."""

    content: Content
    person: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    on: date


Kind = TypeVar("Kind", bound=Model)


def latest(decisions: tuple[Decision, ...], kind: type[Kind]) -> Kind | None:
    """The newest decision of a kind, in the order given; None if nobody has decided."""
    return next((each.content for each in reversed(decisions) if isinstance(each.content, kind)), None)
