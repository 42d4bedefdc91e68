"""What the figures rest on. None always means that nobody has said so; it is never a zero.

Money is in cents, durations in days, moments in UTC.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from typing import Literal

from pydantic import Field

from cases.restrictions import Model


class Period(Model):
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.first <= day <= self.last

    def year_before(self) -> Period:
        """The same days of the year before."""
        return Period(first=_year_earlier(self.first), last=_year_earlier(self.last))

    @classmethod
    def of(cls, year: int, quarter: int | None = None) -> Period:
        """A calendar year, or one quarter of it (1 to 4)."""
        if quarter is None:
            return cls(first=date(year, 1, 1), last=date(year, 12, 31))
        last = {1: (3, 31), 2: (6, 30), 3: (9, 30), 4: (12, 31)}[quarter]
        return cls(first=date(year, 3 * quarter - 2, 1), last=date(year, *last))


class CaseFacts(Model):
    """One injury, as far as the figures need it. `worker` only tells people apart, to count them once.

    `modified_days` are cumulative; `modified_over`: modified duty has ended, by full duty or otherwise. `full_duty` is
    the day of the release. `plan_days` is the length of the individual plan. `employed`: still with the employer.
    """

    case: str
    worker: str
    injured: date
    restricted_at: datetime | None = None
    offered_at: datetime | None = None
    answer: Literal["accepted", "declined"] | None = None
    returned: date | None = None
    modified_days: int | None = Field(default=None, ge=0)
    modified_over: bool | None = None
    full_duty: date | None = None
    days_away: int | None = Field(default=None, ge=0)
    plan_days: int | None = Field(default=None, ge=0)
    employed: bool | None = None
    accommodated: bool | None = None
    own_job: bool | None = None
    recurrence: bool | None = None


class Cost(Model):
    """Money paid for a case."""

    kind: Literal["accommodation", "medical", "indemnity"]
    case: str
    paid: date
    cents: int = Field(ge=0)


class Hours(Model):
    """Modified-duty hours of a worker on a project, on a day, and what they cost."""

    project: str
    case: str
    day: date
    hours: float = Field(gt=0, le=24)
    cents: int = Field(ge=0)


class Answer(Model):
    """How satisfied an injured worker was with the program, 1 (not at all) to 5; nobody knows whose it is."""

    day: date
    score: int = Field(ge=1, le=5)


class ProgramYear(Model):
    """The employer's own figures of a year; each None until it is entered."""

    year: int
    premium_cents: int | None = Field(default=None, ge=0)
    emr: float | None = Field(default=None, gt=0)
    average_employees: float | None = Field(default=None, ge=0)
    hours_worked: float | None = Field(default=None, ge=0)


class Facts(Model):
    """Everything for a period and, for comparison, everything before it. `now` decides what is still pending."""

    period: Period
    now: datetime
    cases: tuple[CaseFacts, ...] = ()
    costs: tuple[Cost, ...] = ()
    hours: tuple[Hours, ...] = ()
    answers: tuple[Answer, ...] = ()
    years: tuple[ProgramYear, ...] = ()

    @cached_property
    def injuries(self) -> tuple[CaseFacts, ...]:
        """The injuries of the period: what most figures are about. Found once for each period (`seen_in`)."""
        first, last = self.period.first, self.period.last
        return tuple(each for each in self.cases if first <= each.injured <= last)

    def year(self, back: int = 0) -> ProgramYear | None:
        """The employer's figures of the period's year, or of an earlier one."""
        wanted = self.period.first.year - back
        return next((each for each in self.years if each.year == wanted), None)

    def seen_in(self, period: Period) -> Facts:
        """The same facts for another period. Made anew: a copy would keep the injuries of this one."""
        return Facts.model_construct(**dict(self) | {"period": period})

    def before(self) -> Facts:
        """The same facts, seen for the same days of the year before."""
        return self.seen_in(self.period.year_before())


def _year_earlier(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
