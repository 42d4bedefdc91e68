"""The figures themselves. Without input a figure says "no data", never 0 or 100 %."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Final, Literal, TypeVar

from pydantic import Field

from cases.metrics.definitions import METRICS, Metric
from cases.metrics.facts import CaseFacts, Facts
from cases.restrictions import Model

DAY: Final = timedelta(hours=24)
Row = TypeVar("Row")
Status = Literal["no_data", "met", "not_met", "tracked"]


class Figure(Model):
    """A metric's figure for a period, in its unit; money in dollars.

    `numerator` and `denominator` are what was divided (a sum has no denominator). `people` is how many workers it rests
    on, `missing` for how many nobody has said. `before` is the figure of the year before, where it is compared.
    """

    metric: Metric
    status: Status
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    people: int = 0
    missing: int = 0
    parts: dict[str, float] = Field(default_factory=dict)
    before: float | None = None


class Found(Model):
    """What a formula finds, before it is held against the target."""

    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    people: int = 0
    missing: int = 0
    parts: dict[str, float] = Field(default_factory=dict)
    before: float | None = None


def figures(facts: Facts) -> tuple[Figure, ...]:
    """Every metric, in the order of the table."""
    return tuple(_figure(METRICS[key], formula(facts)) for key, formula in FORMULAS.items())


def _figure(metric: Metric, found: Found) -> Figure:
    # without a second check: what was found was checked when it was made
    return Figure.model_construct(metric=metric, status=_status(metric, found), **dict(found))


def _status(metric: Metric, found: Found) -> Status:
    if found.value is None:
        return "no_data"
    if metric.target is None:
        return "tracked"
    return "met" if metric.target.met(found.value) else "not_met"


def _share(known: Iterable[tuple[CaseFacts, bool]], missing: int) -> Found:
    """Percent of those known; each injury is one."""
    known = list(known)
    yes = sum(good for _, good in known)
    value = 100 * yes / len(known) if known else None
    people = len({each.worker for each, _ in known})
    return Found(value=value, numerator=yes, denominator=len(known), people=people, missing=missing)


def _average(known: Iterable[tuple[CaseFacts, float]], missing: int) -> Found:
    known = list(known)
    total = sum(amount for _, amount in known)
    value = total / len(known) if known else None
    people = len({each.worker for each, _ in known})
    return Found(value=value, numerator=total, denominator=len(known), people=people, missing=missing)


def _people(facts: Facts, said: Callable[[CaseFacts], bool | None]) -> Found:
    """How many workers; each counts once, however many injuries. Nobody said anything about anybody: no data."""
    asked = [(each.worker, said(each)) for each in facts.injuries]
    known = {worker for worker, answer in asked if answer is not None}
    yes = {worker for worker, answer in asked if answer}
    value = float(len(yes)) if known else None
    missing = len({worker for worker, _ in asked} - known)
    return Found(value=value, numerator=value, people=len(known), missing=missing)


def _offered(facts: Facts) -> Found:
    timed = [(each, each.restricted_at + DAY) for each in facts.injuries if each.restricted_at]
    over = [(each, due) for each, due in timed if each.offered_at or facts.now > due]
    known = [(each, each.offered_at is not None and each.offered_at <= due) for each, due in over]
    return _share(known, len(timed) - len(known))


def _accepted(facts: Facts) -> Found:
    offered = [each for each in facts.injuries if each.offered_at]
    known = [(each, each.answer == "accepted") for each in offered if each.answer]
    return _share(known, len(offered) - len(known))


def _modified(facts: Facts) -> Found:
    on_it = [(each, float(each.modified_days)) for each in facts.injuries if each.modified_days]
    return _average(on_it, sum(each.modified_days is None for each in facts.injuries))


def _full_duty(facts: Facts) -> Found:
    on_it = [each for each in facts.injuries if each.modified_days]
    ended = [(each, each.full_duty is not None) for each in on_it if each.modified_over or each.full_duty]
    return _share(ended, sum(each.modified_over is None and each.full_duty is None for each in on_it))


def _lost_time(facts: Facts) -> Found:
    known = [(each, each.days_away > 0) for each in facts.injuries if each.days_away is not None]
    return _share(known, len(facts.injuries) - len(known))


def _emr(facts: Facts) -> Found:
    this, last = facts.year(), facts.year(1)
    if this is None or last is None or this.emr is None or last.emr is None:
        return Found(numerator=this.emr if this else None, before=last.emr if last else None)
    return Found(value=round(this.emr - last.emr, 4), numerator=this.emr, before=last.emr)


def _projects(facts: Facts) -> Found:
    parts: dict[str, float] = defaultdict(float)
    rows = [each for each in facts.hours if facts.period.holds(each.day)]
    for each in rows:
        parts[each.project] += each.cents / 100
    total = sum(parts.values())
    return Found(
        value=total / len(parts) if parts else None,
        numerator=total if parts else None,
        denominator=len(parts) or None,
        people=_workers(facts, (each.case for each in rows)),
        parts=dict(parts),
    )


def _returned(facts: Facts) -> Found:
    back = [(each, float((each.returned - each.injured).days)) for each in facts.injuries if each.returned]
    return _average(back, len(facts.injuries) - len(back))


def _plans(facts: Facts) -> Found:
    planned = [(each, float(each.plan_days)) for each in facts.injuries if each.plan_days is not None]
    return _average(planned, len(facts.injuries) - len(planned))


def _paid(*kinds: str) -> Callable[[Facts], Found]:
    def found(facts: Facts) -> Found:
        rows = [each for each in facts.costs if each.kind in kinds and facts.period.holds(each.paid)]
        total = sum(each.cents for each in rows) / 100 if rows else None
        return Found(value=total, numerator=total, people=_workers(facts, (each.case for each in rows)))

    return found


def _premiums(facts: Facts) -> Found:
    this, last = facts.year(), facts.year(1)
    before = last.premium_cents / 100 if last and last.premium_cents is not None else None
    value = this.premium_cents / 100 if this and this.premium_cents is not None else None
    return Found(value=value, numerator=value, before=before)


def _lost(facts: Facts) -> Found:
    known = [(each.worker, each.days_away) for each in facts.injuries if each.days_away is not None]
    total = float(sum(days for _, days in known)) if known else None
    missing = len(facts.injuries) - len(known)
    behind = {worker for worker, days in known if days} or {worker for worker, _ in known}
    return Found(value=total, numerator=total, people=len(behind), missing=missing)


def _stayed(facts: Facts) -> Found:
    """Workers, not injuries; of several answers about one worker a "no" counts."""
    said: dict[str, list[CaseFacts]] = defaultdict(list)
    for each in facts.injuries:
        said[each.worker].append(each)
    known = {w: rows for w, rows in said.items() if any(r.employed is not None for r in rows)}
    stayed = [(rows[0], all(r.employed is not False for r in rows)) for rows in known.values()]
    return _share(stayed, len(said) - len(known))


def _accommodated(facts: Facts) -> Found:
    earlier = _people(facts.before(), lambda each: each.accommodated)
    return _people(facts, lambda each: each.accommodated).model_copy(update={"before": earlier.value})


def _satisfied(facts: Facts) -> Found:
    scores = [each.score for each in facts.answers if facts.period.holds(each.day)]
    value = sum(scores) / len(scores) if scores else None
    return Found(value=value, numerator=sum(scores), denominator=len(scores), people=len(scores))


def _workers(facts: Facts, cases: Iterable[str]) -> int:
    """How many workers those cases are about."""
    asked = set(cases)
    if not asked:
        return 0
    worker = {each.case: each.worker for each in facts.cases}
    return len({worker.get(case, case) for case in asked})


def _in_own_job(each: CaseFacts) -> bool | None:
    return each.own_job if each.accommodated else None


FORMULAS: Final[dict[str, Callable[[Facts], Found]]] = {
    "offered_in_24h": _offered,
    "acceptance": _accepted,
    "modified_days": _modified,
    "full_duty": _full_duty,
    "lost_time": _lost_time,
    "emr": _emr,
    "project_cost": _projects,
    "time_to_return": _returned,
    "plan_days": _plans,
    "accommodation_cost": _paid("accommodation"),
    "premiums": _premiums,
    "benefits": _paid("medical", "indemnity"),
    "time_lost": _lost,
    "retention": _stayed,
    "accommodated": _accommodated,
    "own_job": lambda facts: _people(facts, _in_own_job),
    "recurrences": lambda facts: _people(facts, lambda each: each.recurrence),
    "satisfaction": _satisfied,
}
