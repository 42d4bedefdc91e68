"""What happens to a plan: approved, authorised to run longer, handed out, answered, started, closed, printed."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from api.casework.act import Act
from api.casework.in_force import in_force_on
from api.casework.packets import employer_of, record_copy
from api.casework.plan_records import around_of, findings_of, history_of, medical_of, plan_row, policy_of
from api.casework.plans import PlanShown, blockers, show_plan
from api.casework.words import Line, Reason, Written
from api.identity.roles import Action
from api.store.tables import (
    Case,
    PlanAnswer,
    PlanApproval,
    PlanAuthorisation,
    PlanHandout,
    PlanState,
    ReturnPlan,
    Worker,
)
from cases.errors import BadInput, Conflict, Refused
from cases.plans.against import answer, plan_against
from cases.plans.closing import Closing, Task, closing_refusals, tasks
from cases.plans.linting import lint
from cases.plans.policy import NAMES, Party
from cases.plans.revisions import Approval, Given, approve, give, recipients
from generate.enclosing import PrintedCopy
from generate.plan_papers import MedicalHead, Part, PlanHead, medical_part, plan_part


class NewApproval(Written):
    """A party approved the revision that they were shown; `person` signed for it."""

    revision: int = Field(ge=1)
    party: Party
    person: Line


class NewAuthorisation(Written):
    """Human Resources let the plan run longer, through a day, for a reason; `person` decided it."""

    through: date
    person: Line
    reason: Reason


class NewHandout(Written):
    """A copy of the plan part of that revision was handed to a party."""

    revision: int = Field(ge=1)
    party: Party
    how: Line


class NewAnswer(Written):
    """A named person's word on an undecided pair of a week (`pair` of a finding)."""

    pair: Line
    outcome: Literal["compatible", "conflict"] = "compatible"
    reason: Reason


class NewClosing(Written):
    """What the final meeting found."""

    closing: Closing


class PaperHead(Written):
    """What the head of the papers says that no file holds."""

    location: Line | None = None
    supervisor_name: Line | None = None


class Closed(BaseModel):
    """A plan that was closed, and what is to be done now."""

    plan: PlanShown
    tasks: list[Task]


def approve_plan(act: Act, key: uuid.UUID, new: NewApproval) -> PlanShown:
    """Record an approval. Refused, and on record, for a plan with findings, and before the union where it is first."""
    row = plan_row(act, key)
    history = history_of(act, row)
    said = Approval(party=new.party, person=new.person, revision=new.revision, at=act.moment)
    try:
        approve(history, new.revision, said, policy_of(row), findings_of(act, row, history))
    except Refused as no:
        act.refuse("plan.approval_refused", row, no.message, code=no.code, reasons=no.reasons, party=new.party.value)
    act.add(
        PlanApproval(
            plan_id=row.id, revision=new.revision, party=new.party, person=new.person, recorded_by=act.who.user
        )
    )
    act.record("plan.approved", row, revision=new.revision, party=new.party.value)
    return show_plan(act, row)


def authorise_plan(act: Act, key: uuid.UUID, new: NewAuthorisation) -> PlanShown:
    """Record that Human Resources let the plan run longer; the profile says how far a word of today reaches."""
    row = plan_row(act, key)
    if new.through < act.today:
        raise BadInput("The authorisation ends before today.", code="authorisation_over")
    act.add(
        PlanAuthorisation(
            plan_id=row.id, through=new.through, person=new.person, reason=new.reason, recorded_by=act.who.user
        )
    )
    act.record("plan.authorised", row, through=new.through.isoformat())
    return show_plan(act, row)


def distribute_plan(act: Act, key: uuid.UUID, new: NewHandout) -> PlanShown:
    """Record that a party has the current revision. Only those who are to have it get one."""
    row = plan_row(act, key)
    if new.party not in recipients(policy_of(row)):
        raise BadInput(f"A plan is not handed to {NAMES[new.party]}.", code="not_a_recipient")
    give(history_of(act, row), Given(revision=new.revision, party=new.party, how=new.how, at=act.moment))
    act.add(PlanHandout(plan_id=row.id, revision=new.revision, party=new.party, how=new.how, given_by=act.who.user))
    act.record("plan.distributed", row, revision=new.revision, party=new.party.value)
    return show_plan(act, row)


def answer_plan_question(act: Act, key: uuid.UUID, new: NewAnswer) -> PlanShown:
    """Settle an undecided pair of a week, with the reason. Refused, and on record, for a conflict."""
    row = plan_row(act, key)
    history = history_of(act, row)
    around = around_of(act, row, history)
    weeks = plan_against(history.current.plan, around.filed, around.jobs, around.today, around.settled)
    try:
        said = answer(weeks, new.pair, act.who.name, new.reason, act.moment, new.outcome)
    except Refused as no:
        act.refuse("plan.answer_refused", row, no.message, code=no.code, reasons=no.reasons)
    act.add(
        PlanAnswer(
            plan_id=row.id,
            pair=said.pair,
            outcome=said.outcome,
            reason=said.reason,
            person=said.person,
            answered_by=act.who.user,
        )
    )
    act.record("plan.answered", row, pair=said.pair, outcome=said.outcome)
    return show_plan(act, row)


def start_plan(act: Act, key: uuid.UUID) -> PlanShown:
    """Start a plan. Refused, every reason on record, unless all approved it and its week is inside what is in force."""
    row = plan_row(act, key)
    if row.state is PlanState.RUNNING:
        raise Conflict("This plan is running already.", code="already_started")
    history = history_of(act, row)
    around = around_of(act, row, history)
    plan = history.current.plan
    reasons = blockers(act, row, plan, around, lint(plan, around, policy_of(row)))
    if reasons:
        text = "The plan was not started: look at its findings, and at open re-evaluations, first."
        act.refuse("plan.start_refused", row, text, code="plan_not_ready", reasons=reasons)
    row.state, row.started_at, row.started_by = PlanState.RUNNING, act.moment, act.who.user
    act.record("plan.started", row, revision=history.current.number)
    return show_plan(act, row)


def close_plan(act: Act, key: uuid.UUID, new: NewClosing) -> Closed:
    """Close a plan after its final meeting. Refused, every reason on record, where what it says is not so."""
    row = plan_row(act, key)
    reports = in_force_on(act, act.find(Case, row.case_id), min(new.closing.held_on, act.today))
    reasons = closing_refusals(new.closing, reports, act.today)
    if reasons:
        text = "The plan was not closed. " + " ".join(each.sentence for each in reasons)
        codes = tuple(each.code for each in reasons)
        act.refuse("plan.closing_refused", row, text, code="closing_refused", reasons=codes)
    row.state, row.closed_at, row.closed_by = PlanState.CLOSED, act.moment, act.who.user
    row.closing = new.closing
    act.session.flush()
    act.record("plan.closed", row, outcome=new.closing.outcome.value)
    return Closed(plan=show_plan(act, row), tasks=list(tasks(new.closing)))


def plan_paper(act: Act, key: uuid.UUID, part: Part, said: PaperHead) -> bytes:
    """One part of the plan as a paper: `plan` for everybody who works with it, `medical` for the medical file only."""
    if part == "medical":
        act.who.require(Action.SEE_DOCUMENT)
    row = act.find(ReturnPlan, key)
    history, case = history_of(act, row), act.find(Case, row.case_id)
    worker = act.find(Worker, case.worker_id)
    head = PlanHead(
        worker_name=worker.name,
        revision=history.current.number,
        employer_name=employer_of(act).name,
        location=said.location or "",
        supervisor_name=said.supervisor_name or "",
    )
    own_key = act.store.page_keys[0]
    if part == "plan":
        printed = plan_part(head, history.current.plan, own_key)
    else:
        printed = medical_part(head, _medical_head(case, worker), medical_of(act, row), own_key)
    return _recorded(act, case, row, part, printed)


def _medical_head(case: Case, worker: Worker) -> MedicalHead:
    return MedicalHead(
        claim_number=case.claim_number or "",
        worker_phone=worker.phone,
        birth_date=worker.birth_date,
        injury_date=case.injury_date,
    )


def _recorded(act: Act, case: Case, row: ReturnPlan, part: Part, printed: PrintedCopy) -> bytes:
    """A printed copy comes back signed and is found by its code, so it is remembered before it leaves."""
    record_copy(act, case, printed, None)
    act.record("plan.printed", row, part=part)
    return printed.pdf
