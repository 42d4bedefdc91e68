"""Return-to-work plans: made, revised with the number that was read, shown, and linted against what is in force."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from pydantic import BaseModel, Field

from api.casework.act import Act
from api.casework.plan_records import (
    around_of,
    history_of,
    known_jobs,
    medical_of,
    plan_row,
    policy_of,
)
from api.casework.reevaluations import open_ones
from api.casework.words import Reason, Whole, Written
from api.store.tables import Case, PlanMedicalPart, PlanRevision, PlanState, ReturnPlan
from cases.errors import BadInput, Refused
from cases.matching import Outcome
from cases.plans.against import plan_against
from cases.plans.closing import Closing
from cases.plans.findings import Finding, start_blockers
from cases.plans.linting import Around, lint
from cases.plans.plan import WEEK, MedicalPart, Plan
from cases.plans.policy import PROFILES, USUAL, Party
from cases.plans.revisions import (
    Approval,
    Change,
    Given,
    History,
    Why,
    approved,
    first_revision,
    revise,
    still_to_give,
    voided,
)

RE_EVALUATION = "re_evaluation_open"


class NewPlan(Written):
    """A plan to make. `policy`: the profile it runs under. The medical part is kept apart from the plan."""

    plan: Plan
    medical: MedicalPart = MedicalPart()
    policy: str = Field(default=USUAL.id, json_schema_extra={"enum": list(PROFILES)})
    note: Reason = "first version"


class NewRevision(Written):
    """A change: the whole plan anew, on the revision it was read at (`expected`), with reason, note and who agreed."""

    expected: Whole = Field(ge=1)
    plan: Plan
    medical: MedicalPart | None = Field(default=None, description="By default as it was.")
    why: Why
    note: Reason
    agreed_by: list[Party] = Field(max_length=len(Party), description="Who of the committee agreed.")


class RevisionShown(BaseModel):
    """A revision as it stood."""

    number: int
    plan: Plan
    change: Change


class PlanShown(BaseModel):
    """A plan on file: its current revision, whose approval stands, whose ended, who still gets a copy."""

    id: uuid.UUID
    case: uuid.UUID
    policy: str
    state: PlanState
    revision: int
    plan: Plan
    change: Change
    approvals: list[Approval]
    approved: list[Party]
    voided: list[Approval]
    given: list[Given]
    to_give: list[Party]
    started_at: datetime | None
    closed_at: datetime | None
    closing: Closing | None


class FindingShown(BaseModel):
    """A finding, or a question that waits for an answer."""

    kind: str
    finding: Finding


class WeekShown(BaseModel):
    """How a week stands to what is in force on its days; never "fits" while anything is open."""

    number: int
    first: date
    last: date
    outcome: Outcome


class LintShown(BaseModel):
    """What the linter says today. `blockers`: codes of what keeps the plan from starting, or from going on this week.

    `outside`: the weeks that go beyond what is in force.
    """

    plan: uuid.UUID
    revision: int
    findings: list[FindingShown]
    weeks: list[WeekShown]
    outside: list[int]
    blockers: list[str]


def make_plan(act: Act, key: uuid.UUID, new: NewPlan) -> PlanShown:
    """Put a plan on file as a draft. What is wrong with it the linter says; it is no reason not to keep it."""
    case = act.find(Case, key)
    if new.policy not in PROFILES:
        raise BadInput(f"There is no profile of that name; there are {', '.join(PROFILES)}.", code="unknown_policy")
    known_jobs(act, case, new.plan)
    row = act.add(ReturnPlan(case_id=case.id, policy=new.policy, made_by=act.who.user))
    change = Change(why="first", note=new.note, author=act.who.name, at=act.moment)
    _keep(act, row, first_revision(new.plan, change), new.medical)
    act.record("plan.made", row, case=str(case.id), weeks=len(new.plan.weeks))
    return show_plan(act, row)


def revise_plan(act: Act, key: uuid.UUID, new: NewRevision) -> PlanShown:
    """A further revision. Conflict on a stale number; refused, and on record, for the supervisor alone."""
    row = plan_row(act, key)
    known_jobs(act, act.find(Case, row.case_id), new.plan)
    before = history_of(act, row)
    agreed = frozenset(new.agreed_by)
    change = Change(why=new.why, note=new.note, author=act.who.name, agreed_by=agreed, at=act.moment)
    try:
        after = revise(before, new.expected, new.plan, change)
    except Refused as no:
        act.refuse("plan.revision_refused", row, no.message, code=no.code, reasons=no.reasons)
    _keep(act, row, after, new.medical)
    ended = len(approved(before) - approved(after))
    act.record("plan.revised", row, revision=after.current.number, why=new.why, approvals_ended=ended)
    return show_plan(act, row)


def list_plans(act: Act, key: uuid.UUID) -> list[PlanShown]:
    """The plans of a case, the newest first."""
    query = act.own(ReturnPlan).where(ReturnPlan.case_id == act.find(Case, key).id)
    return [show_plan(act, row) for row in act.session.scalars(query.order_by(ReturnPlan.created_at.desc()))]


def get_plan(act: Act, key: uuid.UUID) -> PlanShown:
    """One plan."""
    return show_plan(act, act.find(ReturnPlan, key))


def list_plan_revisions(act: Act, key: uuid.UUID) -> list[RevisionShown]:
    """Every revision of a plan, the first one first; none is ever changed."""
    history = history_of(act, act.find(ReturnPlan, key))
    return [RevisionShown(number=each.number, plan=each.plan, change=each.change) for each in history.revisions]


def get_plan_medical_part(act: Act, key: uuid.UUID) -> MedicalPart:
    """The medical part of a plan, for who may see what is medical."""
    return medical_of(act, act.find(ReturnPlan, key))


def lint_plan(act: Act, key: uuid.UUID) -> LintShown:
    """What is wrong with the current revision today, and what is still open."""
    row = act.find(ReturnPlan, key)
    history = history_of(act, row)
    around = around_of(act, row, history)
    plan = history.current.plan
    found = lint(plan, around, policy_of(row))
    weeks = plan_against(plan, around.filed, around.jobs, around.today, around.settled)
    return LintShown(
        plan=row.id,
        revision=history.current.number,
        findings=[FindingShown(kind=each.kind, finding=each) for each in found],
        weeks=[WeekShown(number=w.number, first=w.first, last=w.last, outcome=w.outcome) for w in weeks],
        outside=[week.number for week in weeks if week.outcome is Outcome.CONFLICT],
        blockers=list(blockers(act, row, plan, around, found)),
    )


def blockers(act: Act, row: ReturnPlan, plan: Plan, around: Around, found: tuple[Finding, ...]) -> tuple[str, ...]:
    """Codes of what keeps a plan from starting today, or a running one from going on."""
    late = (around.today - plan.start).days // WEEK + 1 if plan.start else 1
    codes = {each.code for each in start_blockers(found, max(1, late))}
    over = {"plan_over"} if plan.end is not None and plan.end < around.today else set()
    looked_at = {RE_EVALUATION} if open_ones(act, row.case_id) else set()
    return tuple(sorted(codes | over | looked_at))


def show_plan(act: Act, row: ReturnPlan) -> PlanShown:
    """The answer for a plan; nothing of its medical part is in it."""
    history = history_of(act, row)
    return PlanShown(
        id=row.id,
        case=row.case_id,
        policy=row.policy,
        state=row.state,
        revision=history.current.number,
        plan=history.current.plan,
        change=history.current.change,
        approvals=list(history.approvals),
        approved=sorted(approved(history)),
        voided=list(voided(history)),
        given=list(history.given),
        to_give=list(still_to_give(history, policy_of(row))),
        started_at=row.started_at,
        closed_at=row.closed_at,
        closing=row.closing,
    )


def _keep(act: Act, row: ReturnPlan, history: History, medical: MedicalPart | None) -> None:
    """Store the newest revision; the unique number lets no two persons write the same one."""
    now = history.current
    act.add(
        PlanRevision(
            plan_id=row.id,
            number=now.number,
            plan=now.plan,
            why=now.change.why,
            note=now.change.note,
            agreed_by=sorted(now.change.agreed_by),
            made_by=act.who.user,
        )
    )
    if medical is not None:
        act.add(PlanMedicalPart(plan_id=row.id, revision=now.number, medical=medical, made_by=act.who.user))
