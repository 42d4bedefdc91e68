"""A plan that lints clean never asks for more than what is in force on any of its days: the truth first, then the plan.

A case draws reports (two exams, hours, weights, status, dates, confirmed or not) and a plan of rising weeks; whenever
the linter has nothing to say, every single day is held against the reports again, in another way.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.demands import Assignment, Job
from cases.in_force import Filed, in_force
from cases.matching import Outcome, match
from cases.plans.against import outside, plan_against
from cases.plans.linting import Around, lint
from cases.plans.plan import Plan
from cases.restrictions import MaxWeight, Status
from tests.cases.plans.sample_plans import BENCH, START, TODAY, around, plan, step
from tests.cases.samples import cleared, report, restriction

FEW = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MANY = settings(max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
HOURS = (3, 4, 5, 6, 8)


@st.composite
def a_report(draw: st.DrawFn, document: str, exam: date) -> Filed:
    """A report with one limit of hours and one of weight."""
    pounds = draw(st.sampled_from((5, 10, 10, 20, 25)))
    status = draw(st.sampled_from((Status.RESTRICTED,) * 15 + (Status.OFF_WORK, Status.FULL_DUTY)))
    said = report(
        restriction("lift", MaxWeight(value=pounds)),
        cleared("sit"),
        document=document,
        status=status,
        exam_date=exam,
        signed_date=exam,
        effective_from=exam,
        expected_through=draw(st.sampled_from((date(2026, 12, 6), *[date(2026, 12, 31)] * 5))),
        max_hours_per_day=draw(st.sampled_from((*HOURS, 8, 8))),
        max_days_per_week=draw(st.sampled_from((4, 5, 5, 5))),
        signed=draw(st.sampled_from((True,) * 9 + (False,))),
    )
    return Filed(report=said, received=exam, confirmed=draw(st.sampled_from((True,) * 9 + (False,))))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Plan, Around]:
    """A plan of four rising weeks, and the reports of its case."""
    filed = [draw(a_report("doc-1", date(2026, 11, 19)))]
    if draw(st.booleans()):
        filed.append(draw(a_report("doc-2", START + timedelta(days=draw(st.integers(-2, 20))))))
    hours = sorted(draw(st.lists(st.sampled_from(HOURS), min_size=4, max_size=4)))
    days = draw(st.sampled_from((3, 4, 5)))
    duty = draw(st.sampled_from(("bench", "filing", "stacking", "bench", "filing, bench")))
    weeks = tuple(step(f"{each} h, {days} d: {duty}") for each in hours)
    return plan(weeks=weeks, progress=({"what": "goes on", "by_week": 4},)), around(filed=filed)


def the_job(made: Plan, number: int) -> Job:
    """The work of a week, put together once more from the sample's own rows."""
    duties = made.weeks[number - 1].duties
    tasks = [task for duty in duties for task in (BENCH.tasks if duty.job else _own(duty))]
    return Job(title="week", tasks=tuple(tasks))


def _own(duty):
    from cases.demands import Task

    return (Task(title=duty.title, demands=duty.demands),)


def a_clean_plan_is_inside(case: tuple[Plan, Around]) -> bool:
    """Every day of every week, by itself: no conflict, and no hour over the limit of a report that governs it."""
    made, beside = case
    if lint(made, beside):
        return False
    for number, week in enumerate(made.weeks, 1):
        first, last = made.dates(number)
        for n in range((last - first).days + 1):
            day = first + timedelta(days=n)
            reports = in_force(beside.filed, day)
            asked = Assignment(
                start=day, end=day, hours_per_day=week.hours_per_day, days_per_week=week.days_per_week, overtime=False
            )
            assert match(reports, the_job(made, number), asked).outcome is Outcome.COMPATIBLE
            newest = max((f for f in beside.filed if f.confirmed and f.exam <= day), key=lambda f: f.exam)
            assert week.hours_per_day <= newest.report.status.max_hours_per_day
            assert newest.report.status.status is Status.RESTRICTED
    return True


@FEW
@given(cases())
def test_a_plan_that_lints_clean_is_inside_every_day(case):
    """Whatever the reports and the weeks."""
    a_clean_plan_is_inside(case)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@MANY
@given(cases())
def test_a_plan_that_lints_clean_is_inside_every_day_many(case):
    """The same on 10,000 cases."""
    a_clean_plan_is_inside(case)


def test_the_random_cases_reach_clean_and_outside():
    """The generator is no formality: clean plans and plans outside both come up often."""
    seen: Counter[str] = Counter()

    @settings(max_examples=100, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(cases())
    def run(case: tuple[Plan, Around]) -> None:
        seen["clean" if a_clean_plan_is_inside(case) else "not"] += 1
        seen["outside"] += bool(outside(plan_against(case[0], case[1].filed, case[1].jobs, TODAY)))

    run()
    assert min(seen["clean"], seen["outside"]) >= 4, seen
