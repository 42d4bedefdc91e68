"""Repetitions an hour and a day against what somebody counted (domain 1, `max_reps`; sums by domain 4 rule 13)."""

from __future__ import annotations

from cases.matching.lines import Line, Member
from cases.matching.verdicts import COMPATIBLE, CONFLICT, Verdict, for_any_day, undecided
from cases.restrictions import MaxReps
from cases.scales import Fit, Span, fit
from cases.words import activity


def repetitions(limit: MaxReps, line: Line, siblings: list[Line], scheduled: float | None) -> Verdict:
    """The count of the line and, as tasks and rows add up, the most that it may come to with its siblings.

    An hour's count says of the day: at least as many, at most as many in each hour. A day's count says of an hour: at
    least the mean, at most all of them.
    """
    found = for_any_day(scheduled, lambda day: _fit_counts([line, *siblings], limit, day))
    if found == "within":
        return Verdict(COMPATIBLE, "within_count", "the count stays within the limit")
    if found == "beyond":
        return Verdict(CONFLICT, "over_count", "the count is above the limit")
    return uncounted(line)


def uncounted(line: Line) -> Verdict:
    """Repetitions or steps that the job does not record, or not in the period of the limit."""
    question = f"How often does the job ask for {activity(line.activity)}, in an hour and in a day?"
    return undecided("count_missing", "the job records no number that would decide this", question, "employer")


def _fit_counts(lines: list[Line], limit: MaxReps, day: float) -> Fit:
    counted = [_count(each, limit, day) for each in lines]
    known = [each for each in counted if each is not None]
    own: Fit = "unknown" if counted[0] is None else fit(counted[0], limit.count)
    whole = len(known) == len(counted) and sum(each.high for each in known) <= limit.count
    return "unknown" if own == "within" and not whole else own


def _count(line: Line, limit: MaxReps, day: float) -> Span | None:
    """Over all tasks: days add up; an hour may hold the busiest of each task."""
    found = [_hourly(each, day) if limit.per == "hour" else _daily(each, day) for each in line.present]
    known = [each for each in found if each is not None]
    if len(known) < len(found) or not known:
        return None
    lows = [each.low for each in known]
    low = max(lows) if limit.per == "hour" else sum(lows)
    return Span(low, sum(each.high for each in known), closed=True)


def _hourly(member: Member, day: float) -> Span | None:
    hour, whole = member.demand.times_per_hour, member.demand.times_per_day
    if hour is not None:
        return Span(hour, hour, closed=True)
    return None if whole is None else Span(whole / day, whole, closed=True)


def _daily(member: Member, day: float) -> Span | None:
    hour, whole = member.demand.times_per_hour, member.demand.times_per_day
    if whole is not None:
        return Span(whole, whole, closed=True)
    return None if hour is None else Span(hour, hour * day, closed=True)
