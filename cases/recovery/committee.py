"""What the Committee hears of a recovery (seed 002, step 9): abilities, restrictions, outlook, the next medical update.

`CommitteeUpdate` has fields for these four and for nothing else, and every one of them is a code, a figure or a day. No
words of a report, a provider or a file can stand in one: what is medical is left out by type, and nothing has to be
filtered. What cannot be said in codes is shown as a limit all the same, with where to ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, Literal, get_args

from pydantic import Field, field_validator

from cases.activities import TREATMENT, is_activity
from cases.comparing import tightening
from cases.errors import BadInput, Refused
from cases.in_force import InForce, Voice, ends, starts, validity
from cases.outlook import Outlook, outlook_of
from cases.outlook import next_update as next_update_of
from cases.recovery.abilities import free_activities
from cases.restrictions import (
    Environment,
    Limit,
    MaxBand,
    MaxContinuous,
    MaxDaily,
    MaxDistance,
    MaxForce,
    MaxHourly,
    MaxReps,
    MaxSteps,
    MaxWeight,
    Model,
    Never,
    Prolonged,
    Report,
    Restriction,
    Review,
    Side,
    Status,
)
from cases.scales import share, third_of

Unit = Literal[
    "lb", "kg", "minutes at one time", "hours a day", "times an hour", "times a day", "m", "steps", "of the day"
]
How = Literal["not_at_all", "at_most", "less_than", "not_prolonged", "ask"]
Often = Literal["any", "occasional", "frequent", "constant"]
Zone = Literal["floor_waist", "waist_shoulder", "above_shoulder"]
Work = Literal["away", "modified", "regular"]
THIRDS: Final[tuple[Often, ...]] = ("occasional", "frequent", "constant")
ZONES: Final = frozenset(get_args(Zone))
NOT_AT_ALL: Final = (Status.OFF_WORK, Status.PROGRAM_NOT_APPROPRIATE)


class Limited(Model):
    """One limit. `activity` None: the Committee learns that there is one, and asks the program contact.

    `through` None: until a new report. `confirmed` False: it forbids, and waits for a person.
    """

    activity: str | None = None
    side: Side = "unstated"
    how: How = "ask"
    amount: float | None = Field(default=None, ge=0)
    unit: Unit | None = None
    often: Often = "any"
    zone: Zone | None = None
    first: date | None = None
    through: date | None = None
    confirmed: bool = True

    @field_validator("activity")
    @classmethod
    def _known(cls, code: str | None) -> str | None:
        if code is not None and (not is_activity(code) or code in TREATMENT):
            raise ValueError("not an activity that the Committee hears of")
        return code


class CommitteeUpdate(Model):
    """All that the Committee hears: hours a day and days a week at most, limits, abilities, outlook, next update.

    `able_to_work`: at all; "open" where a report is unsigned, unclear or has ended. `left_open`: activities that a
    report was asked about and did not answer.
    """

    on: date
    work: Work
    able_to_work: Literal["yes", "no", "open"]
    abilities: tuple[str, ...] = ()
    hours_per_day: float | None = None
    days_per_week: float | None = None
    restrictions: tuple[Limited, ...] = ()
    left_open: tuple[str, ...] = ()
    outlook: Outlook = Outlook()
    next_update: date
    newer_open: bool = False

    @field_validator("abilities", "left_open")
    @classmethod
    def _known(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        if any(not is_activity(code) or code in TREATMENT for code in codes):
            raise ValueError("not an activity that the Committee hears of")
        return codes


def update_of(reports: InForce, work: Work, next_update: date | None = None, *, again: bool = False) -> CommitteeUpdate:
    """The update for the day of `reports`. `again`: a re-evaluation is open, so that nothing counts as free.

    Refused where no report is confirmed; BadInput if neither a report nor the caller names the next update's day.
    """
    if not reports.voices:
        text = "No report of the provider is confirmed, so there is nothing to tell the Committee yet: confirm one."
        raise Refused(text, code="update_refused", reasons=("unconfirmed",))
    following = next_update or next_update_of(reports)
    if following is None:
        text = "No report names a next visit or an end; say when the next medical update is expected."
        raise BadInput(text, code="no_next_update")
    newer, governing = tightening(reports), [voice.report for voice in reports.voices]
    open_now = bool(newer) or again
    limits = [limit for voice in reports.voices for limit in _of_voice(voice, reports.as_of)]
    limits += [limit for report in newer for each in report.restrictions for limit in limited(each, confirmed=False)]
    return CommitteeUpdate(
        on=reports.as_of,
        work=work,
        able_to_work=_able(reports, newer),
        abilities=() if open_now else free_activities(reports),
        hours_per_day=_least([voice.hours_per_day for voice in reports.voices]),
        days_per_week=_least([voice.days_per_week for voice in reports.voices]),
        restrictions=tuple(dict.fromkeys(limits)),
        left_open=tuple(dict.fromkeys(code for report in (*governing, *newer) for code in _left_open(report))),
        outlook=outlook_of(reports, again=again),
        next_update=following,
        newer_open=open_now,
    )


def limited(
    restriction: Restriction, first: date | None = None, through: date | None = None, *, confirmed: bool = True
) -> tuple[Limited, ...]:
    """A restriction in codes, a limit each. What narrows it in words is not repeated, and then neither is its figure:
    half a limit would read as leave."""
    if restriction.review is Review.REJECTED:
        return ()
    about: dict[str, Any] = {
        "side": restriction.side,
        "first": restriction.effective_from or first,
        "through": restriction.effective_through or through,
        "confirmed": confirmed,
    }
    if not TREATMENT.isdisjoint(restriction.activities):
        return (Limited(**about),)
    if restriction.qualifier is not None or restriction.together:
        return tuple(Limited(**about, activity=each) for each in restriction.activities)
    return tuple(Limited(**about, activity=restriction.activity, **_in_codes(each)) for each in restriction.limits)


def _in_codes(limit: Limit) -> dict[str, Any]:
    """How, how much, in which unit; empty ("ask") for what only words can say."""
    match limit:
        case Never() | Environment(prohibited=True):
            return {"how": "not_at_all"}
        case Prolonged():
            return {"how": "not_prolonged"}
        case MaxWeight() | MaxForce():
            return _of_load(limit)
        case MaxContinuous():
            return {"how": "at_most", "amount": limit.minutes, "unit": "minutes at one time"}
        case MaxHourly():
            return {"how": "at_most", "amount": limit.minutes, "unit": "minutes an hour"}
        case MaxDaily():
            return {"how": "at_most", "amount": limit.hours, "unit": "hours a day"}
        case MaxReps():
            return {
                "how": "at_most",
                "amount": limit.count,
                "unit": f"times {'an' if limit.per == 'hour' else 'a'} {limit.per}",
            }
        case MaxDistance():
            return {"how": "at_most", "amount": limit.metres, "unit": "m"}
        case MaxSteps():
            return {"how": "at_most", "amount": limit.count, "unit": "steps"}
        case MaxBand():
            part = share(limit.band, limit.scale)
            return {"how": "at_most", "amount": part.high, "unit": "of the day"} if part else {}
    return {}


def _of_load(limit: MaxWeight | MaxForce) -> dict[str, Any]:
    third = third_of(limit.frequency)
    zone = limit.lift_zone if isinstance(limit, MaxWeight) else None
    if limit.over_hours is not None or limit.unless is not None:
        return {}
    if (limit.frequency != "any" and third is None) or (zone is not None and zone not in ZONES):
        return {}
    return {
        "how": "less_than" if limit.operator == "<" else "at_most",
        "amount": limit.value,
        "unit": limit.unit,
        "often": "any" if third is None else THIRDS[third],
        "zone": zone,
    }


def _of_voice(voice: Voice, today: date) -> list[Limited]:
    """The limits of one provider. What is carried over from an earlier report, what is permanent and what has passed
    its last day stays until a new report: no calendar releases anything."""
    report = voice.report
    found: list[Limited] = []
    for document, each in voice.restrictions:
        own = document == report.document
        for limit in limited(each, starts(report) if own else None, ends(report)):
            ends_then = own and report.status.permanence != "permanent" and limit.through and limit.through >= today
            found.append(limit if ends_then else limit.model_copy(update={"through": None}))
    return found


def _able(reports: InForce, newer: Sequence[Report]) -> Literal["yes", "no", "open"]:
    """Whether every report lets the worker work at all."""
    said = [voice.report for voice in reports.voices]
    if any(each.status.status in NOT_AT_ALL for each in (*said, *newer)):
        return "no"
    sure = all(
        each.status.signed is True
        and each.status.status is not Status.UNKNOWN
        and validity(each, reports.as_of) in ("in_force", "no_end")
        for each in said
    )
    return "yes" if sure and not newer else "open"


def _left_open(report: Report) -> list[str]:
    return [code for code in report.unclear if is_activity(code) and code not in TREATMENT]


def _least(limits: list[tuple[str, float] | None]) -> float | None:
    """The strictest of what several providers allow."""
    return min((limit[1] for limit in limits if limit), default=None)
