"""What a rule is: one of five shapes of clock, who acts on it, and where it comes from.

    Once      one deadline in a case, counted from the first of its starts
    Each      a deadline for every fact of a kind
    Every     again and again while something lasts, counted from the last time it was done
    Reached   when so many days of modified duty have come together
    Until     something runs out on a day

Due is `hours` of elapsed time after the start, or the start's day plus `days`. `lead` is how many days before its last
day a task appears; None: at once. Everything but an `outlives` rule ends with the case.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from cases.clocks.facts import Happening
from cases.restrictions import Model


class Who(StrEnum):
    """Who acts. Several may look on."""

    COORDINATOR = "coordinator"
    HR = "hr"
    SAFETY_DIRECTOR = "safety_director"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"


class While(StrEnum):
    """What an `Every` clock runs through."""

    OFF_WORK = "off_work"
    MODIFIED = "modified_duty"
    OFF_OR_MODIFIED = "off_or_modified"
    COMMITTEE = "committee"


class Rule(Model):
    """What every rule has.

    `meets` are the facts that satisfy it, `same`: only about the same thing,
    `counts_from`: only so many days after the start. `stops` end it unsatisfied. `needs` has to
    be on file for the rule to count at all. `on` is whether the house's own program has it.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    task: str
    who: Who
    source: str
    hours: float | None = Field(default=None, ge=0)
    days: int | None = Field(default=None, ge=0)
    lead: int | None = Field(default=None, ge=0)
    meets: tuple[Happening, ...] = ()
    same: bool = False
    counts_from: int = 0
    stops: tuple[Happening, ...] = ()
    needs: Happening | None = None
    outlives: bool = False
    law: bool = False
    letter: str | None = None
    on: bool = True


class Once(Rule):
    """One deadline in a case. The first kind of `starts` that is on file counts."""

    shape: Literal["once"] = "once"
    starts: tuple[Happening, ...]


class Each(Rule):
    """A deadline for every fact of kind `start`. `by_through`: where the fact itself says until when, that counts."""

    shape: Literal["each"] = "each"
    start: Happening
    by_through: bool = False


class Every(Rule):
    """Every `days` days while something lasts, `first` days after its beginning for the first time (else `days`).

    `reaches_back`: what was done before the beginning counts. `consent`: only while the worker consents. `workdays`:
    never due on a day that the employer does not work.
    """

    shape: Literal["every"] = "every"
    during: While
    first: int | None = None
    reaches_back: bool = False
    consent: bool = False
    workdays: bool = False


class Reached(Rule):
    """Modified duty has come to `days` days, all stretches together (domain 9)."""

    shape: Literal["reached"] = "reached"


class Until(Rule):
    """What a fact of kind `start` says runs out on its last day, unless a later one follows."""

    shape: Literal["until"] = "until"
    start: Happening


AnyRule = Once | Each | Every | Reached | Until
