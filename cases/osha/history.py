"""What happened after an injury, as the count wants it: recommendations, what was worked, what was decided.

All days are calendar days, both ends included. The order in which periods are given never matters.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, Literal

from pydantic import Field

from cases.osha.decisions import Authority, Estimate, Leaving, Period
from cases.restrictions import Model


class Says(StrEnum):
    """What a professional recommends. `vague`: "light duty" and its kind, a restriction that names nothing."""

    AWAY = "away"
    RESTRICTED = "restricted"
    VAGUE = "vague"
    FULL_DUTY = "full_duty"


class Touches(StrEnum):
    """Whether a restriction reaches a routine function or the full shift: 1904.7(b)(4)(ii)."""

    ROUTINE = "routine"
    UNDECIDED = "undecided"
    NOTHING = "nothing"


class Worked(StrEnum):
    """What was worked on a day, mildest first; of two records of one day the later in this list counts."""

    FULL = "full"  # all functions, full shift
    SLOWER = "slower"  # likewise, with less output
    PARTIAL = "partial"  # part of the shift, because of the injury
    KEPT = "kept"  # kept from a routine function by the employer
    TRANSFER = "transfer"  # another job than the regular one, for part of the day or all of it
    STAYED_HOME = "stayed_home"  # by their own choice, work within the limits being there
    ABSENT = "absent"  # because of the injury; nothing more is known
    NO_WORK = "no_work"  # sent or kept home: no work within the limits


ONE: Final = timedelta(days=1)
SEVERITY: Final = {worked: n for n, worked in enumerate(Worked)}


class Advice(Period):
    """A professional's recommendation for some days. `given` is the day of the exam, `received` when it came.

    `touches` matters for restrictions only. `professional` is a role (treating, IME, …), as reports name it.
    """

    source: str
    professional: str
    given: date
    received: date
    says: Says
    touches: Touches = Touches.UNDECIDED

    @property
    def weight(self) -> int:
        """Away 2, a restriction that counts 1, anything else 0."""
        if self.says is Says.AWAY:
            return 2
        settled = self.says is Says.FULL_DUTY or self.touches is Touches.NOTHING
        return 0 if settled else 1


class Work(Period):
    """What was worked, or not, on some days; `reported` is when the employer learned of it.

    `held`: absent only because the modified work was held back, and nobody has recorded what was done instead.
    """

    worked: Worked
    reported: date
    source: str = ""
    held: bool = False


class Advised(Model):
    """What counts of all recommendations on one day. `differ`: professionals disagree and nobody has decided yet.

    `ended`: no recommendation is in force any more, the newest has run out.
    """

    advice: Advice | None = None
    differ: bool = False
    ended: bool = False


class History(Model):
    """Everything the count of one case rests on.

    `days_off` are weekdays without scheduled work, Monday 0. `permanent` is the day a modified job became permanent.
    `authorities` are in the order they were decided: the last one that speaks of a day counts.
    """

    injured: date
    advice: tuple[Advice, ...] = ()
    work: tuple[Work, ...] = ()
    authorities: tuple[Authority, ...] = ()
    permanent: date | None = None
    leaving: Leaving | None = None
    estimate: Estimate | None = None
    days_off: tuple[Literal[0, 1, 2, 3, 4, 5, 6], ...] = Field(default=(5, 6))
    holidays: tuple[date, ...] = ()

    @property
    def edges(self) -> frozenset[date]:
        """The days on which a recommendation, a record or an authority begins, or has just ended."""
        periods = (*self.advice, *self.work, *self.authorities)
        begun = frozenset(each.first for each in periods) | {each.given for each in self.advice}
        return begun | {after(each.last) for each in periods if each.last}

    def advised(self, day: date) -> Advised:
        """The recommendation that counts on a day: the authoritative professional's, else the strictest."""
        newest = [_of_one(each, day) for each in _by_professional(self.advice, day)]
        chosen = next((each for each in reversed(self.authorities) if each.holds(day)), None)
        if chosen:
            newest = [each for each in newest if each.professional == chosen.professional]
        valid = [each for each in newest if each.holds(day)]
        if not valid:
            return Advised(ended=bool(newest))
        strictest = max(valid, key=_strictness)
        return Advised(advice=strictest, differ=len({each.weight for each in valid}) > 1)

    def worked(self, day: date) -> Work | None:
        """The record of that day; of several the one furthest from a full shift, what is only supposed last."""
        of_day = [each for each in self.work if each.holds(day)]
        of_day = [each for each in of_day if not each.held] or of_day
        return max(
            of_day, key=lambda each: (SEVERITY[each.worked], -each.reported.toordinal(), each.source), default=None
        )

    def is_day_off(self, day: date) -> bool:
        """Whether no work was scheduled."""
        return day.weekday() in self.days_off or day in self.holidays


def after(day: date) -> date:
    """The next day; of the last one of the calendar itself."""
    return day + ONE if day < date.max else day


def _by_professional(advice: Iterable[Advice], day: date) -> list[list[Advice]]:
    """What each professional had recommended by then, for days up to this one."""
    begun = [each for each in advice if each.first <= day]
    return [[a for a in begun if a.professional == who] for who in sorted({a.professional for a in begun})]


def _of_one(of_one: list[Advice], day: date) -> Advice:
    """Of one professional the newest exam up to that day; an older, longer recommendation does not come back after it.

    An exam of a later day can speak of this one too; looking back it tightens, and takes nothing that counted away.
    """
    newest = max(((each.given, each.first) for each in of_one if each.given <= day), default=None)
    chosen = [each for each in of_one if (each.given, each.first) == newest or each.given > day]
    return max(chosen, key=lambda each: (each.holds(day), *_strictness(each)))


def _strictness(advice: Advice) -> tuple[int, bool, date, str, str]:
    """An order in which the strictest is last, and ties do not depend on the order given."""
    return (
        advice.weight,
        advice.last is None,
        advice.last or date.min,
        advice.source,
        f"{advice.says} {advice.touches} {advice.received}",
    )
