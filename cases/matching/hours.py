"""Time limits against circled hours and printed classes (domain 4 rules 3, 4, 5 and 13)."""

from __future__ import annotations

from cases.activities import covers
from cases.matching.lines import Line, hours_a_day, hours_at_one_time, share_of_day
from cases.matching.verdicts import COMPATIBLE, CONFLICT, Verdict, for_any_day, undecided
from cases.restrictions import MaxBand, MaxContinuous, MaxDaily
from cases.scales import Fit, Span, fit, share
from cases.words import activity, number


def at_one_time(limit: MaxContinuous, line: Line) -> Verdict | None:
    """Minutes at one time compare with hours at one time only; totals and shares say nothing of it (rule 4)."""
    if line.measure != "at_one_time":
        return None
    stretch = hours_at_one_time(line)
    found: Fit = "unknown" if stretch is None else fit(stretch.times(60), limit.minutes)
    if found == "within":
        return Verdict(COMPATIBLE, "within_stretch", "no stretch is longer than the limit")
    if found == "beyond":
        return Verdict(CONFLICT, "over_stretch", "a stretch is longer than the limit")
    why = "tasks that follow each other may add up to more than the limit"
    question = f"How long is the longest stretch of {activity(line.activity)} over all tasks of the day?"
    return undecided("stretch_unknown", why, question, "employer")


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


def covered_siblings(restricted: str, line: Line, lines: tuple[Line, ...]) -> list[Line]:
    """Other present lines under the same restriction whose hours add up with this one's.

    Circled totals and shares both are totals; weight bands of lifting add up too.
    """
    return [
        each
        for each in lines
        if each is not line and each.present and each.measure != "at_one_time" and covers(restricted, each.activity)
    ]


def _totals(line: Line, siblings: list[Line], day: float) -> list[Span] | None:
    spans = [hours_a_day(each, day) for each in (line, *siblings)]
    known = [span for span in spans if span is not None]
    return known if len(known) == len(spans) else None


def _fit_total(spans: list[Span] | None, most: float) -> Fit:
    """The line's own total, and the sum with its siblings. Siblings may overlap: the sum alone is never a conflict."""
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
