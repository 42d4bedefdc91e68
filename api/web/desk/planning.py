"""Return-to-work plans: the weeks as a strip, what the rules say of them, a new plan, a revision, who approved.

A revision names the number that its writer read. If somebody revised meanwhile, nothing is written over: the form
stays as it was typed, with a word of who changed what, and is sent again once both were looked at.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.casework import plan_steps, plans
from api.casework.plan_steps import NewAnswer, NewApproval
from api.casework.plans import LintShown, NewPlan, NewRevision, PlanShown
from api.identity.roles import Action
from api.store.tables import Case, Job, PlanState, ReturnPlan
from api.web.desk.asking import Desk, doing
from api.web.desk.filling import Wrong, fields_of, tried, written
from api.web.desk.naming import named
from api.web.desk.plan_form import another_week, duties_of, plan_of, rows_of, said_of, weeks_of
from api.web.desk.rendering import shown
from api.web.desk.states import OUTCOMES
from cases.errors import Conflict, WorkslipError
from cases.plans.plan import Objective, Plan
from cases.plans.policy import NAMES, PROFILES, USUAL, Party

router = APIRouter(include_in_schema=False)
See = Annotated[Desk, doing(Action.SEE_PLAN)]
Change = Annotated[Desk, doing(Action.CHANGE_PLAN)]
Approve = Annotated[Desk, doing(Action.APPROVE_PLAN)]
Resolve = Annotated[Desk, doing(Action.RESOLVE)]
STATES: Final[Mapping[PlanState, tuple[str, str]]] = {
    PlanState.DRAFT: ("doubt", "Draft"), PlanState.RUNNING: ("ok", "Running"), PlanState.CLOSED: ("plainly", "Closed"),
}  # fmt: skip
WHY: Final[Mapping[str, str]] = {
    "worker_asked": "the worker asked", "supervisor_saw_struggle": "the supervisor saw a struggle",
    "progress_faster": "progress is faster", "progress_slower": "progress is slower",
    "restrictions_tightened": "restrictions got tighter", "restrictions_loosened": "restrictions got looser",
    "work_changed": "the work changed", "dates_moved": "dates moved", "agreement": "the agreement asks for it",
    "correction": "a correction",
}  # fmt: skip


@router.get("/cases/{key}/plans")
def list_page(key: uuid.UUID, at: See) -> Response:
    """The plans of a case; where there is one alone, it."""
    found = plans.list_plans(at.act, key)
    if len(found) == 1:
        return RedirectResponse(f"/plans/{found[0].id}", 303)
    return shown(
        at, "plans.html", case=at.act.find(Case, key), worker=named(at.act, [key])[key], plans=found, states=STATES
    )


@router.get("/cases/{key}/plans/new")
def new_page(key: uuid.UUID, at: Change) -> Response:
    """The form of a new plan, with the case's job in its first week."""
    case = at.act.find(Case, key)
    job = at.act.find(Job, case.job_id) if case.job_id else None
    said = said_of(Plan())
    if job is not None:
        said |= {"w1_duty1_title": job.title, "w1_duty1_job": str(job.id)}
    return _form(at, case, said, None)


@router.post("/cases/{key}/plans")
def make(key: uuid.UUID, at: Change) -> Response:
    """Put a plan on file as a draft. What is wrong with it stands on its page, and is mended by a revision."""
    case, said = at.act.find(Case, key), fields_of(at.form)
    if said.get("do") == "week":
        return _form(at, case, another_week(said), None)
    try:
        new = written(NewPlan, {"plan": plan_of(said, Plan()), "policy": said.get("policy"), "note": said.get("note")})
    except Wrong as no:
        return _form(at, case, said, None, no)
    made, refused = tried(at.act, lambda: plans.make_plan(at.act, key, new))
    return _form(at, case, said, None, refused) if made is None else RedirectResponse(f"/plans/{made.id}", 303)


@router.get("/plans/{plan}")
def plan_page(plan: uuid.UUID, at: See) -> Response:
    """A plan: its weeks, what is wrong or open, who approved, what it was before."""
    return _plan(at, plan)


@router.get("/plans/{plan}/revision")
def revision_page(plan: uuid.UUID, at: Change) -> Response:
    """The form of the plan as it stands."""
    found = plans.get_plan(at.act, plan)
    return _form(at, at.act.find(Case, found.case), said_of(found.plan) | _number(found), found)


@router.post("/plans/{plan}/revisions")
def revise(plan: uuid.UUID, at: Change) -> Response:
    """Revise it: on the number that was read, with the reason and who of the committee agreed."""
    row, said = at.act.find(ReturnPlan, plan, locked=True), fields_of(at.form)
    found, case = plans.show_plan(at.act, row), at.act.find(Case, row.case_id)
    agreed = [str(each) for each in at.form.getlist("agreed_by")]
    said |= {"agreed_by": ",".join(agreed)}
    if said.get("do") == "week":
        return _form(at, case, another_week(said), found)
    try:
        asked = {"expected": said.get("expected"), "plan": plan_of(said, _read(at, found, said)), "agreed_by": agreed}
        new = written(NewRevision, asked | {name: said.get(name) for name in ("why", "note")})
    except Wrong as no:
        return _form(at, case, said, found, no)
    made, refused = tried(at.act, lambda: plans.revise_plan(at.act, plan, new))
    return _form(at, case, said, found, refused) if made is None else RedirectResponse(f"/plans/{plan}", 303)


@router.post("/plans/{plan}/approvals")
def approve(plan: uuid.UUID, at: Approve) -> Response:
    """A party approved the revision that is shown."""
    said = fields_of(at.form)
    at.act.find(ReturnPlan, plan)
    try:
        new = written(NewApproval, {name: said.get(name) for name in ("revision", "party", "person")})
    except Wrong:
        return _plan(at, plan, said, Wrong({"person": "Say who approved it, and who signed for them."}))
    _, no = tried(at.act, lambda: plan_steps.approve_plan(at.act, plan, new))
    return _plan(at, plan, said, no) if no else RedirectResponse(f"/plans/{plan}#approvals", 303)


@router.post("/plans/{plan}/answers")
def answer(plan: uuid.UUID, at: Resolve) -> Response:
    """A named person's word on what is not decided in a week."""
    said = fields_of(at.form)
    at.act.find(ReturnPlan, plan)
    try:
        new = written(
            NewAnswer, {"pair": said.get("pair"), "reason": said.get("reason"), "outcome": said.get("outcome", "-")}
        )
    except Wrong:
        return _plan(at, plan, said, Wrong({"reason": "Choose whether it fits, and say how you know."}))
    _, no = tried(at.act, lambda: plan_steps.answer_plan_question(at.act, plan, new))
    return _plan(at, plan, said, no) if no else RedirectResponse(f"/plans/{plan}#says", 303)


@router.post("/plans/{plan}/start")
def start(plan: uuid.UUID, at: Change) -> Response:
    """It begins, once all approved and its week is inside what is in force."""
    at.act.find(ReturnPlan, plan)
    _, no = tried(at.act, lambda: plan_steps.start_plan(at.act, plan))
    return _plan(at, plan, {}, no) if no else RedirectResponse(f"/plans/{plan}", 303)


# ---- what the pages show ---------------------------------------------------------------------------------------------


def _plan(at: Desk, key: uuid.UUID, said: Mapping[str, str] | None = None, no: WorkslipError | None = None) -> Response:
    found = plans.get_plan(at.act, key)
    lint = plans.lint_plan(at.act, key) if at.may(Action.CHECK_PLAN) and found.state is not PlanState.CLOSED else None
    profile = PROFILES[found.policy]
    return shown(
        at, "plan.html", status=422 if no else 200, plan=found, worker=named(at.act, [found.case])[found.case],
        weeks=_weeks(at, found, lint), lint=lint, revisions=plans.list_plan_revisions(at.act, key)[::-1], names=NAMES,
        states=STATES, outcomes=OUTCOMES, why=WHY, said=said or {}, no=no.message if no else "", profile=profile,
        missing=[party for party in profile.approvers if party not in found.approved],
    )  # fmt: skip


def _weeks(at: Desk, found: PlanShown, lint: LintShown | None) -> list[dict[str, Any]]:
    """The strip: each week with its days, and whether it runs today; the verdict for who may see it."""
    outcomes = {each.number: each.outcome for each in lint.weeks} if lint else {}
    rows = []
    for number, week in enumerate(found.plan.weeks, 1):
        first, last = found.plan.dates(number) if found.plan.start else (None, None)
        rows.append({
            "number": number, "week": week, "first": first, "last": last, "outcome": outcomes.get(number),
            "when": _when(first, last, at.act.today),
        })  # fmt: skip
    return rows


def _when(first: date | None, last: date | None, today: date) -> str:
    if first is None or last is None:
        return ""
    return "over" if last < today else "now" if first <= today else ""


def _form(
    at: Desk, case: Case, said: Mapping[str, str], plan: PlanShown | None, no: WorkslipError | None = None
) -> Response:  # fmt: skip
    stale = isinstance(no, Conflict) and no.code == "stale_plan"
    now = dict(said)
    if stale and plan is not None:  # what they see now is what they answer next: the number that stands by now
        now["expected"] = str(plan.revision)
    jobs = list(at.act.session.scalars(at.act.own(Job).order_by(Job.created_at.desc()).limit(200)))
    weeks = range(1, weeks_of(said) + 1)
    status = 200 if no is None else 409 if stale else 422
    return shown(
        at, "plan_form.html", status=status, case=case, plan=plan, said=now, stale=stale, weeks=weeks, why=WHY,
        worker=named(at.act, [case.id])[case.id], rooms_for={number: duties_of(said, number) for number in weeks},
        objectives=list(Objective), jobs=jobs, no=no.message if no else "", parties=NAMES, usual=USUAL.id,
        wrong=no.fields if isinstance(no, Wrong) else {}, profiles=PROFILES, changes=_changes(plan) if stale else [],
        steps=rows_of(said, "step", 3), does=rows_of(said, "do", 4),
        members=[party for party in Party if party is not Party.CARRIER],
    )  # fmt: skip


def _read(at: Desk, found: PlanShown, said: Mapping[str, str]) -> Plan:
    """The revision that the form was made from: its duties keep what was described for them."""
    revisions = {str(each.number): each.plan for each in plans.list_plan_revisions(at.act, found.id)}
    return revisions.get(said.get("made_from", ""), found.plan)


def _number(found: PlanShown) -> dict[str, str]:
    """The revision that a form was made from, and the one that its writer saw last."""
    return {"made_from": str(found.revision), "expected": str(found.revision)}


def _changes(plan: PlanShown | None) -> list[str]:
    """Who revised it meanwhile, why and to what, in a few lines."""
    if plan is None:
        return []
    weeks = [
        f"Week {n}: {week.hours_per_day or 0:g} h a day, {week.days_per_week or 0:g} days; "
        f"{', '.join(duty.title for duty in week.duties) or 'no duty'}"
        for n, week in enumerate(plan.plan.weeks, 1)
    ]
    return [f"{plan.change.author}: {WHY.get(plan.change.why, plan.change.why)}. {plan.change.note}", *weeks]
