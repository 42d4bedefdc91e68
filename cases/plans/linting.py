"""The linter of a plan: everything that is wrong with it or still open, each with a sentence (features 39 to 41).

    lint(plan, policy, around) → dates → steps → restrictions of each week → progress, actions → approvals

Pure: what is on file and who approved comes in as `Around`; nothing is changed and nothing refused here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pydantic import Field

from cases.in_force import Filed
from cases.matching import Resolution
from cases.plans.against import KnownJob, plan_against, step_conflicts
from cases.plans.findings import Finding
from cases.plans.plan import WEEK, Objective, Plan, Week
from cases.plans.policy import NAMES, USUAL, Authorisation, Party, PlanPolicy, last_day
from cases.plans.week_findings import of_week
from cases.restrictions import Model


class Around(Model):
    """What the plan is held against: the reports of the case, the jobs its duties name, what was settled, who approved.

    `approved`: whose approval of the plan stands (`cases.plans.revisions.approved`). Weeks that are over by `today` are
    not held against reports any more.
    """

    today: date
    filed: tuple[Filed, ...] = ()
    jobs: dict[str, KnownJob] = Field(default_factory=dict)
    settled: tuple[Resolution, ...] = ()
    approved: frozenset[Party] = frozenset()
    authorisations: tuple[Authorisation, ...] = ()


def lint(plan: Plan, around: Around, policy: PlanPolicy = USUAL) -> tuple[Finding, ...]:
    """Every finding and question about a plan. Clean (empty) means: nothing is wrong, and nothing is open."""
    return (
        *_dates(plan, around, policy),
        *_rows(plan),
        *_steps(plan, around),
        *_restrictions(plan, around),
        *_content(plan),
        *_progress(plan),
        *_agreement(plan, around),
        *_approvals(plan, around, policy),
    )


def _dates(plan: Plan, around: Around, policy: PlanPolicy) -> Iterator[Finding]:
    """A beginning and an end, never open-ended (003 IV.E), and no longer than the profile or Human Resources allow."""
    if plan.start is None:
        yield Finding(code="no_start", sentence="The plan has no first day.")
    if plan.end is None:
        yield Finding(code="no_end", sentence="The plan has no last day; an event alone leaves it open-ended.")
    if plan.start is None or plan.end is None:
        return
    if plan.end < plan.start:
        yield Finding(code="end_before_start", sentence="The plan ends before it begins.")
        return
    limit = last_day(policy, plan.start, around.authorisations)
    if plan.end > limit:
        text = (
            f"The plan runs {plan.days} days, through {plan.end}; without a further authorisation by Human Resources "
            f"it may run through {limit}."
        )
        yield Finding(code="too_long", sentence=text)
    if around.today > limit:
        text = f"The plan expired on {limit}: Human Resources authorises it anew, or it is closed."
        yield Finding(code="expired", sentence=text)


def _rows(plan: Plan) -> Iterator[Finding]:
    """A row for every week from start to end: 12 rows are 84 days, so a plan of 90 days needs the 13th."""
    have, need = len(plan.weeks), plan.rows
    if need is None or need < 1:
        return
    if have < need:
        text = f"{plan.days} days need {need} weekly rows; there are {have}, which are {have * WEEK} days."
        yield Finding(code="weeks_missing", sentence=text)
    for number in range(need + 1, have + 1):
        yield Finding(code="weeks_beyond_end", sentence=f"Week {number} begins after the plan's last day.", week=number)


def _steps(plan: Plan, around: Around) -> Iterator[Finding]:
    """Hours, days and duties of each week, none less than the week before without a reason (003 IV.E)."""
    for number, week in enumerate(plan.weeks, 1):
        if week.hours is None:
            text = f"Week {number} does not say how many hours a day and days a week."
            yield Finding(code="hours_missing", sentence=text, week=number)
        if not week.duties:
            yield Finding(code="no_duties", sentence=f"Week {number} names no duty.", week=number)
        if (
            number > 1
            and _falls(plan.weeks[number - 2], week)
            and not (week.reason.strip() or _forced(plan, number, around))
        ):
            text = f"Week {number} asks less than week {number - 1}, and no reason is given."
            yield Finding(code="step_falls", sentence=text, week=number)


def _falls(before: Week, week: Week) -> bool:
    """Fewer hours in the week, or duties left out with nothing new in their place."""
    fewer = before.hours is not None and week.hours is not None and week.hours < before.hours
    titles, earlier = {each.title for each in week.duties}, {each.title for each in before.duties}
    return fewer or titles < earlier


def _forced(plan: Plan, number: int, around: Around) -> bool:
    """A step back needs no other reason where the step before would now be beyond the restrictions."""
    if plan.start is None:
        return False
    before, dates = plan.weeks[number - 2], plan.dates(number)
    return bool(step_conflicts(plan, before, *dates, around.filed, around.jobs))


def _restrictions(plan: Plan, around: Around) -> Iterator[Finding]:
    """Every step inside the restrictions in force on its days; a full release ends the plan (001 II.B.2)."""
    weeks = plan_against(plan, around.filed, around.jobs, around.today, around.settled)
    for week in weeks:
        yield from of_week(week)
    free = next((week for week in weeks if week.released), None)
    if free:
        text = f"The worker is released to full duty by week {free.number}: the plan ends with a final meeting."
        yield Finding(code="released", sentence=text, week=free.number)


def _content(plan: Plan) -> Iterator[Finding]:
    """Objective, actions of worker and supervisor with their dates, the three questions (003 IV.E, appendix F)."""
    if plan.objective is None:
        yield Finding(code="no_objective", sentence="No objective is chosen.")
    if plan.objective is Objective.OTHER and not plan.agreed.strip():
        yield Finding(code="objective_unstated", sentence="The objective is “other”, and no words say which.")
    for who, party in (("worker", Party.WORKER), ("supervisor", Party.SUPERVISOR)):
        if not any(action.who == who for action in plan.actions):
            yield Finding(code="no_action", sentence=f"The plan does not say what {NAMES[party]} does.", party=party)
    for action in plan.actions:
        if action.due is None or action.review is None:
            text = f"An action of the {action.who.replace('_', '-')} lacks its due date or its review date."
            yield Finding(code="action_undated", sentence=text)
    for what, need in (
        ("the duties", plan.duties_change), ("training", plan.training), ("the work site", plan.site_change),
    ):  # fmt: skip
        if need.needed is None:
            yield Finding(code="need_unanswered", sentence=f"Nobody has said whether {what} need a change.")
        elif need.needed and not need.which.strip():
            yield Finding(code="need_unstated", sentence=f"A need is checked about {what}, and no words say which.")


def _progress(plan: Plan) -> Iterator[Finding]:
    """A clear definition of progress, which the weeks themselves can reach (003 IV.E: "five hours by week three")."""
    if not plan.progress:
        yield Finding(code="no_progress", sentence="The plan does not define progress, as “5 hours a day by week 3”.")
    for each in plan.progress:
        if each.by_week > len(plan.weeks):
            text = f"Progress is defined for week {each.by_week}, and the plan has {len(plan.weeks)}."
            yield Finding(code="progress_beyond_plan", sentence=text)
        elif each.hours_per_day and each.hours_per_day > _most_hours(plan, each.by_week):
            text = f"Progress asks for more hours a day by week {each.by_week} than the plan itself has by then."
            yield Finding(code="progress_not_planned", sentence=text, week=each.by_week)


def _most_hours(plan: Plan, week: int) -> float:
    return max((each.hours_per_day or 0 for each in plan.weeks[:week]), default=0)


def _agreement(plan: Plan, around: Around) -> Iterator[Finding]:
    """What touches the collective agreement goes to the union's executive first (002, step 4 of the Committee)."""
    if plan.agreement_conflict is None:
        text = "Nobody has said whether the plan touches the collective agreement; the representative looks."
        yield Finding(code="agreement_unchecked", sentence=text)
    elif plan.agreement_conflict and Party.UNION_EXECUTIVE not in around.approved:
        text = "The plan touches the collective agreement: the union's local executive approves it before anybody else."
        yield Finding(code="agreement_conflict", sentence=text, party=Party.UNION_EXECUTIVE)


def _approvals(plan: Plan, around: Around, policy: PlanPolicy) -> Iterator[Finding]:
    """All have to approve before the plan can start (003 IV.E; 001 II.B.1)."""
    missing = [party for party in policy.approvers if party not in around.approved]
    for party in missing:
        name = NAMES[party]
        yield Finding(
            code="not_approved", sentence=f"{name[:1].upper()}{name[1:]} has not approved this plan.", party=party
        )
    if missing and plan.start is not None and plan.start <= around.today:
        text = "The first day has come and not all have approved: the plan must not start, or has to stop."
        yield Finding(code="started_unapproved", sentence=text)
