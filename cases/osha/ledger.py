"""The ledger of a case: every calendar day after an injury as away, restricted or neither, with the rule it rests on.

Running order of `ledger`: the injury's day → day by day, what was recommended, else what was worked, else a day off
like the day before it → the stop of a permanent change. Where something is not settled the day counts, and a question
says what would settle it: doubt goes toward recording.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from itertools import groupby

from cases.osha.history import ONE, Advice, Advised, History, Says, Touches, Work, Worked
from cases.osha.rules import CAP, KEPT_YEARS, QUESTIONS, RULES
from cases.restrictions import Model


class Kind(StrEnum):
    """What a day is on the log."""

    AWAY = "away"
    RESTRICTED = "restricted"
    NONE = "none"


class LedgerDay(Model):
    """One calendar day. `source` is the report or the record behind it, `known` when the employer learned of that.

    `estimated`: it still lies ahead. `question`: a code of `QUESTIONS` that stands open about it.
    """

    day: date
    kind: Kind
    rule: str
    source: str = ""
    known: date | None = None
    estimated: bool = False
    question: str = ""


class Run(Model):
    """Days in a row with the same entry, for people to read."""

    first: date
    last: date
    days: int
    kind: Kind
    rule: str
    cites: str
    why: str
    source: str
    estimated: bool
    question: str


def ledger(history: History, as_of: date) -> tuple[LedgerDay, ...]:
    """Every day from the injury to `as_of`, and on to the last day that is recommended or estimated already."""
    days = [LedgerDay(day=history.injured, kind=Kind.NONE, rule="injury_day")]
    edges = history.edges | {history.injured + ONE}
    for day in _each_day(history.injured + ONE, _end(history, as_of)):
        if day in edges:  # between two edges nothing changes but the date
            advised, work = history.advised(day), history.worked(day)
        days.append(_judged(history, day, advised, work, days[-1], as_of))
    return tuple(_permanent(history, days))


def runs(days: Iterable[LedgerDay]) -> tuple[Run, ...]:
    """The ledger folded: one row for days in a row that have everything but the date in common."""
    same = groupby(days, key=lambda d: (d.kind, d.rule, d.source, d.estimated, d.question))
    return tuple(_run(list(group)) for _, group in same)


def questions(days: Iterable[LedgerDay]) -> dict[str, int]:
    """What is open about the ledger: code, and how many days hang on it."""
    found: dict[str, int] = {}
    for each in days:
        if each.question:
            found[each.question] = found.get(each.question, 0) + 1
    return found


def _run(group: list[LedgerDay]) -> Run:
    one = group[0]
    return Run(
        first=one.day,
        last=group[-1].day,
        days=len(group),
        kind=one.kind,
        rule=one.rule,
        cites=RULES[one.rule].cites,
        why=RULES[one.rule].says,
        source=one.source,
        estimated=one.estimated,
        question=QUESTIONS.get(one.question, ""),
    )


def _each_day(first: date, last: date) -> Iterable[date]:
    return (first + n * ONE for n in range((last - first).days + 1))


def _end(history: History, as_of: date) -> date:
    """The last day to look at: ahead only as far as the cap could reach, and no longer than a log is kept up."""
    ahead = [each.last for each in history.advice if each.last is not None]
    ahead += [history.estimate.through] if history.estimate else []
    end = max([as_of, *(min(day, as_of + CAP * ONE) for day in ahead)])
    end = min(end, date(min(history.injured.year + KEPT_YEARS, date.max.year), 12, 31))
    left = history.leaving
    return min(end, left.on) if left and not left.because_of_injury else end


def _judged(
    history: History, day: date, advised: Advised, work: Work | None, before: LedgerDay, as_of: date
) -> LedgerDay:
    """One day. What lies ahead is only what is recommended with an end, or estimated."""
    if day > as_of:
        return _ahead(history, day, advised.advice)
    if (left := history.leaving) and day > left.on:
        return _gone(history, day, advised.advice)
    if advised.advice:
        found = _recommended(day, advised.advice, work)
        return found.model_copy(update={"question": "professionals_differ"}) if advised.differ else found
    if work:
        return _recorded(day, work, advised.ended)
    return _silent(history, day, before, advised.ended)


def _ahead(history: History, day: date, advice: Advice | None) -> LedgerDay:
    if advice and advice.last is not None:
        return _recommended(day, advice, None).model_copy(update={"estimated": True})
    estimate = history.estimate
    if estimate and day <= estimate.through:
        return LedgerDay(day=day, kind=Kind(estimate.days), rule="estimate", estimated=True)
    return LedgerDay(day=day, kind=Kind.NONE, rule="nothing_recorded", estimated=True)


def _gone(history: History, day: date, advice: Advice | None) -> LedgerDay:
    """The worker left because of the injury: what is recommended goes on, the rest is the employer's estimate."""
    if advice:
        return _recommended(day, advice, None)
    if history.estimate and day <= history.estimate.through:
        return LedgerDay(day=day, kind=Kind(history.estimate.days), rule="estimate", known=history.injured)
    return LedgerDay(day=day, kind=Kind.NONE, rule="nothing_recorded", question="" if history.estimate else "estimate")


def _recommended(day: date, advice: Advice, work: Work | None) -> LedgerDay:
    """A recommendation in force: it counts whether it was followed or not."""

    def entry(kind: Kind, rule: str, question: str = "") -> LedgerDay:
        return LedgerDay(
            day=day, kind=kind, rule=rule, source=advice.source, known=advice.received, question=question
        )  # fmt: skip

    if advice.says is Says.AWAY:
        return entry(Kind.AWAY, "recommended_away")
    if not advice.weight:
        return _kept_anyway(day, work) or entry(Kind.NONE, _why_free(advice, work))
    if work and work.worked in (Worked.NO_WORK, Worked.ABSENT):
        return entry(Kind.AWAY, "no_suitable_work", _open_about(work))
    if advice.says is Says.VAGUE:
        return entry(Kind.RESTRICTED, "vague", "vague")
    if advice.touches is Touches.UNDECIDED:
        return entry(Kind.RESTRICTED, "function_undecided", "function_undecided")
    return entry(Kind.RESTRICTED, "recommended_restricted")


def _open_about(absent: Work) -> str:
    if absent.held:
        return "held_back"
    return "suitable_work" if absent.worked is Worked.ABSENT else ""


def _why_free(advice: Advice, work: Work | None) -> str:
    if work and not work.held and work.worked in (Worked.ABSENT, Worked.STAYED_HOME):
        return "stayed_home"
    return "full_duty" if advice.says is Says.FULL_DUTY else "not_routine"


_BY_THE_EMPLOYER = {
    Worked.NO_WORK: (Kind.AWAY, "no_suitable_work"),
    Worked.TRANSFER: (Kind.RESTRICTED, "transfer"),
    Worked.KEPT: (Kind.RESTRICTED, "kept_from_function"),
    Worked.PARTIAL: (Kind.RESTRICTED, "partial_shift"),
}
_WORKED = {Worked.FULL: "full_shift", Worked.SLOWER: "less_output"}


def _kept_anyway(day: date, work: Work | None) -> LedgerDay | None:
    """What the employer restricts by itself counts beside any release: 1904.7(b)(4)(i)(A)."""
    if work is None or work.worked not in _BY_THE_EMPLOYER:
        return None
    kind, rule = _BY_THE_EMPLOYER[work.worked]
    return LedgerDay(day=day, kind=kind, rule=rule, source=work.source, known=work.reported)


def _recorded(day: date, work: Work, ended: bool) -> LedgerDay:
    """No recommendation in force, and a record of the day."""
    if found := _kept_anyway(day, work):
        return found
    entry = LedgerDay(day=day, kind=Kind.NONE, rule="full_shift", source=work.source, known=work.reported)
    if work.worked in _WORKED:
        return entry.model_copy(update={"rule": _WORKED[work.worked]})
    if work.held:
        return entry.model_copy(update={"kind": Kind.AWAY, "rule": "no_suitable_work", "question": "held_back"})
    if ended:
        return entry.model_copy(update={"rule": "stayed_home", "question": "absent_after_return"})
    return entry.model_copy(update={"kind": Kind.AWAY, "rule": "unable_to_work"})


def _silent(history: History, day: date, before: LedgerDay, ended: bool) -> LedgerDay:
    """Nothing says anything about the day. A day off is like the day before it, unless a recommendation has ended."""
    if ended:
        return LedgerDay(day=day, kind=Kind.NONE, rule="recommendation_ended", question="recommendation_ended")
    if not history.is_day_off(day):
        unknown = not history.advice and not history.work
        return LedgerDay(
            day=day, kind=Kind.NONE, rule="nothing_recorded", question="nothing_recorded" if unknown else ""
        )  # fmt: skip
    if before.kind is Kind.NONE:
        return LedgerDay(day=day, kind=Kind.NONE, rule="day_off")
    return before.model_copy(update={"day": day, "rule": "calendar_day"})


def _permanent(history: History, days: list[LedgerDay]) -> list[LedgerDay]:
    """From a permanent change on, restricted days do not count; one does, if there was none before."""
    start = history.permanent
    if start is None:
        return days
    had_one = any(each.kind is Kind.RESTRICTED and each.day < start for each in days)
    found = []
    for each in days:
        after = each.day >= start and each.day > history.injured
        if after and each.kind is not Kind.AWAY and not had_one:
            had_one = True
            each = LedgerDay(day=each.day, kind=Kind.RESTRICTED, rule="one_day", source=each.source, known=each.known)
        elif after and each.kind is Kind.RESTRICTED:
            each = LedgerDay(day=each.day, kind=Kind.NONE, rule="permanent", source=each.source, known=each.known)
        found.append(each)
    return found
