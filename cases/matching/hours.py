"""Time limits against circled hours and printed classes (domain 4 rules 3, 4, 5 and 13)."""

from __future__ import annotations

from typing import Final

from cases.activities import covers
from cases.matching.lines import Line, hours_a_day, hours_at_one_time, share_of_day
from cases.matching.verdicts import COMPATIBLE, CONFLICT, Verdict, for_any_day, undecided
from cases.restrictions import MaxBand, MaxContinuous, MaxDaily, MaxHourly, Restriction
from cases.scales import Fit, Span, fit, share
from cases.words import activity, number

# A body is in one of these at a time, so their hours add up for certain; anything else may overlap.
POSTURES: Final = frozenset({"stand", "sit", "walk", "lie"})


def at_one_time(limit: MaxContinuous, line: Line, siblings: list[Line]) -> Verdict | None:
    """Minutes at one time compare with hours at one time only; totals and shares say nothing of it (rule 4).

    Tasks follow each other, and so do the activities of one limit: their stretches may add up (domain 9).
    """
    if line.measure != "at_one_time":
        return None
    stretches = [hours_at_one_time(each) for each in (line, *siblings)]
    own, known = stretches[0], [each.times(60) for each in stretches if each is not None]
    found: Fit = "unknown" if own is None else fit(own.times(60), limit.minutes)
    if found == "within" and (len(known) < len(stretches) or sum(each.high for each in known) > limit.minutes):
        found = "unknown"
    if found == "within":
        return Verdict(COMPATIBLE, "within_stretch", "no stretch is longer than the limit")
    if found == "beyond":
        return Verdict(CONFLICT, "over_stretch", "a stretch is longer than the limit")
    why = "tasks that follow each other may add up to more than the limit"
    question = f"How long is the longest stretch of {activity(line.activity)} over all tasks of the day?"
    return undecided("stretch_unknown", why, question, "employer")


def an_hour(limit: MaxHourly, line: Line, siblings: list[Line], scheduled: float | None) -> Verdict | None:
    """Minutes in every hour (domain 9). Hours a day do not say how they are spread, so mostly a person has to.

    One stretch above the minutes lies in one hour; a day above its hours times the minutes is above them somewhere;
    and a whole day within the minutes is within them in every hour.
    """
    if line.measure == "at_one_time":
        stretch = hours_at_one_time(line)
        beyond = stretch is not None and fit(stretch.times(60), limit.minutes) == "beyond"
        return Verdict(CONFLICT, "over_hour", "one stretch alone is longer than the hour allows") if beyond else None
    share_of_hour = limit.minutes / 60
    most = for_any_day(scheduled, lambda day: _fit_total(_totals(line, siblings, day), share_of_hour * day))
    least = for_any_day(scheduled, lambda day: _fit_total(_totals(line, siblings, day), share_of_hour))
    if most == "beyond":
        return Verdict(CONFLICT, "over_hour", "spread evenly over the day it is still above the limit of an hour")
    if least == "within":
        return Verdict(COMPATIBLE, "within_hour", "the whole day together stays within the limit of one hour")
    question = f"How many minutes of {activity(line.activity)} does the busiest hour of the job take?"
    return undecided("hour_unknown", "the job does not say how it is spread over the hours", question, "employer")


def a_day(limit: MaxDaily, line: Line, siblings: list[Line], scheduled: float | None) -> Verdict | None:
    """Hours a day in all, added up over tasks and over the kinds of the activity (rules 3, 4, 13).

    A daily limit does not decide a demand at one time, unless that alone already exceeds it.
    """
    if line.measure == "at_one_time":
        stretch = hours_at_one_time(line)
        beyond = stretch is not None and fit(stretch, limit.hours) == "beyond"
        return Verdict(CONFLICT, "over_day", "one stretch alone is longer than the day's limit") if beyond else None
    return _day_verdict(
        line,
        for_any_day(scheduled, lambda day: _fit_total(_totals(line, siblings, day), limit.hours)),
        limit.hours,
        scheduled,
    )


def band(limit: MaxBand, line: Line, siblings: list[Line], scheduled: float | None) -> Verdict | None:
    """A permitted class allows everything up to its top (rule 3). Undefined classes compare only with themselves."""
    top = share(limit.band, limit.scale)
    if top is None:
        return _undefined(limit, line)
    if line.measure == "at_one_time":
        stretch = hours_at_one_time(line)
        judged = for_any_day(scheduled, lambda day: "unknown" if stretch is None else fit(stretch, top.high * day))
        why = "one stretch alone is longer than the class allows"
        return Verdict(CONFLICT, "over_band", why) if judged == "beyond" else None
    parts = [share_of_day(each) for each in (line, *siblings)]
    shares = [part for part in parts if part is not None]
    if len(shares) == len(parts):
        judged = _fit_total(shares, top.high)
    else:
        judged = for_any_day(scheduled, lambda day: _fit_total(_totals(line, siblings, day), top.high * day))
    return _day_verdict(line, judged, None, scheduled)


def prolonged(line: Line) -> Verdict:
    """ "Prolonged" without a number is never decided by machine (rule 5)."""
    why = "“prolonged” is not a number"
    question = f"How many minutes of {activity(line.activity)} at one time, and how many hours a day, are allowed?"
    return undecided("prolonged", why, question, "provider")


def covered_siblings(restriction: Restriction, line: Line, lines: tuple[Line, ...]) -> list[Line]:
    """Other present lines under the same restriction whose hours add up with this one's: stretches with stretches.

    Circled totals and shares both are totals; weight bands of lifting add up too.
    """
    once = line.measure == "at_one_time"
    return [
        each
        for each in lines
        if each is not line
        and (each.measure == "at_one_time") == once
        and any(covers(code, named) for code in restriction.activities for named in each.activities)
        and each.present
    ]


def _totals(line: Line, siblings: list[Line], day: float) -> list[Span] | None:
    """Each line's hours; those of different postures, which cannot overlap, added up in the first one."""
    spans = [hours_a_day(each, day) for each in (line, *siblings)]
    known = [span for span in spans if span is not None]
    if len(known) < len(spans):
        return None
    return [_apart(known, [line, *siblings]), *known[1:]]


def _apart(spans: list[Span], lines: list[Line]) -> Span:
    """The least that these lines take, and the most of the first: postures add up, each counted once (rule 13)."""
    if any(each.activity not in POSTURES or each.also for each in lines):
        return spans[0]
    least: dict[str, Span] = {}
    for span, each in zip(spans, lines, strict=True):
        at = least.setdefault(each.activity, span)
        least[each.activity] = max(at, span, key=lambda one: (one.low, not one.closed))
    total = sum(each.low for each in least.values())
    return Span(total, spans[0].high, all(each.closed for each in least.values()))


def _fit_total(spans: list[Span] | None, most: float) -> Fit:
    """The line's own total, and the sum with its siblings. Siblings may overlap: the sum alone is never a conflict.

    The caller adds up what cannot overlap into `spans[0]` (see `_totals`).
    """
    if spans is None:
        return "unknown"
    own = fit(spans[0], most)
    if own == "within" and fit(Span(spans[0].low, sum(span.high for span in spans), spans[0].closed), most) != "within":
        return "unknown"
    return own


def _day_verdict(line: Line, found: Fit, hours: float | None, scheduled: float | None) -> Verdict:
    what = activity(line.activity)
    day = f" of a {number(scheduled)}-hour day" if scheduled else ", with the hours of the day unknown"
    if found == "within":
        return Verdict(COMPATIBLE, "within_day", f"the total{day} stays within the limit")
    if found == "beyond":
        return Verdict(CONFLICT, "over_day", f"the total{day} is above the limit")
    limit = f"{number(hours)} hours" if hours is not None else "the class"
    why = f"the total{day}, all tasks added up, may be below or above {limit}"
    return undecided(
        "straddles_day", why, f"How many hours a day of {what} does the job take, over all tasks?", "employer"
    )


def _undefined(limit: MaxBand, line: Line) -> Verdict:
    demands = [each.demand for each in line.present]
    same = all(d.scale == limit.scale and (d.value or "").casefold() == limit.band.casefold() for d in demands)
    if same and len(demands) == 1 and limit.scale.casefold() not in ("", "undefined", "unknown"):
        return Verdict(COMPATIBLE, "same_class", "both papers name the same class of the same scale")
    why = f"nothing defines what “{limit.band}” means in hours"
    return undecided("undefined_class", why, f"How many hours a day does “{limit.band}” stand for?", "provider")
