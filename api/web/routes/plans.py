"""/cases/{case}/plans, /plans: return-to-work plans, their revisions, approvals and papers."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.casework import plan_steps, plans
from api.casework.act import Act
from api.casework.plan_steps import (
    Closed,
    NewAnswer,
    NewApproval,
    NewAuthorisation,
    NewClosing,
    NewHandout,
    PaperHead,
)
from api.casework.plans import LintShown, NewPlan, NewRevision, PlanShown, RevisionShown
from api.identity.roles import Action
from api.web.asking import doing
from api.web.downloads import PDF, attachment
from api.web.problems import documented
from cases.plans.accommodations import WAYS, Lasts, Way
from cases.plans.plan import MedicalPart
from generate.plan_papers import Part

router = APIRouter(tags=["plans"])
See = Annotated[Act, doing(Action.SEE_PLAN)]
Change = Annotated[Act, doing(Action.CHANGE_PLAN)]
Approve = Annotated[Act, doing(Action.APPROVE_PLAN)]
SeeMedical = Annotated[Act, doing(Action.SEE_DOCUMENT)]


@router.get("/ways-to-accommodate")
def get_ways_to_accommodate(act: See, lasts: Annotated[Lasts | None, Query()] = None) -> list[Way]:
    """The ways to accommodate that plans and offers name, all or those of one kind; treatments are marked."""
    return [way for way in WAYS.values() if lasts in (None, way.lasts)]


@router.post("/cases/{case}/plans", status_code=201, responses=documented(404))
def make_plan(case: UUID, new: NewPlan, act: Change) -> PlanShown:
    """Put a return-to-work plan on file, as a draft with revision 1."""
    return plans.make_plan(act, case, new)


@router.get("/cases/{case}/plans", responses=documented(404))
def list_plans(case: UUID, act: See) -> list[PlanShown]:
    """The plans of a case."""
    return plans.list_plans(act, case)


@router.get("/plans/{plan}", responses=documented(404))
def get_plan(plan: UUID, act: See) -> PlanShown:
    """A plan: its current revision, whose approval stands, who still gets a copy."""
    return plans.get_plan(act, plan)


@router.get("/plans/{plan}/medical-part", responses=documented(404))
def get_plan_medical_part(plan: UUID, act: SeeMedical) -> MedicalPart:
    """Medical: the part of a plan that only the confidential medical file keeps."""
    return plans.get_plan_medical_part(act, plan)


@router.get("/plans/{plan}/revisions", responses=documented(404))
def list_plan_revisions(plan: UUID, act: See) -> list[RevisionShown]:
    """Every revision of a plan, the first one first."""
    return plans.list_plan_revisions(act, plan)


@router.post("/plans/{plan}/revisions", status_code=201, responses=documented(404, 409))
def revise_plan(plan: UUID, new: NewRevision, act: Change) -> PlanShown:
    """Revise a plan. A stale number is a conflict; the supervisor alone is refused."""
    return plans.revise_plan(act, plan, new)


@router.get("/plans/{plan}/findings", responses=documented(404))
def lint_plan(plan: UUID, act: Annotated[Act, doing(Action.CHECK_PLAN)]) -> LintShown:
    """What is wrong with a plan today, what is open, which weeks go beyond what is in force."""
    return plans.lint_plan(act, plan)


@router.post("/plans/{plan}/answers", status_code=201, responses=documented(404, 409))
def answer_plan_question(plan: UUID, new: NewAnswer, act: Annotated[Act, doing(Action.RESOLVE)]) -> PlanShown:
    """Settle an undecided pair of a week, with a reason. A conflict cannot be settled this way."""
    return plan_steps.answer_plan_question(act, plan, new)


@router.post("/plans/{plan}/approvals", status_code=201, responses=documented(404, 409))
def approve_plan(plan: UUID, new: NewApproval, act: Approve) -> PlanShown:
    """Record that a party approved the current revision."""
    return plan_steps.approve_plan(act, plan, new)


@router.post("/plans/{plan}/authorisations", status_code=201, responses=documented(404, 409))
def authorise_plan(plan: UUID, new: NewAuthorisation, act: Approve) -> PlanShown:
    """Record that Human Resources let a plan run longer."""
    return plan_steps.authorise_plan(act, plan, new)


@router.post("/plans/{plan}/handouts", status_code=201, responses=documented(404, 409))
def distribute_plan(plan: UUID, new: NewHandout, act: Change) -> PlanShown:
    """Record that a copy of the current revision was handed out."""
    return plan_steps.distribute_plan(act, plan, new)


@router.post("/plans/{plan}/start", responses=documented(404, 409))
def start_plan(plan: UUID, act: Change) -> PlanShown:
    """Start a plan. Refused, with every reason, unless all have approved and its week is inside what is in force."""
    return plan_steps.start_plan(act, plan)


@router.post("/plans/{plan}/closing", responses=documented(404, 409))
def close_plan(plan: UUID, new: NewClosing, act: Change) -> Closed:
    """Close a plan after its final meeting; the answer lists what is to be done now."""
    return plan_steps.close_plan(act, plan, new)


@router.post("/plans/{plan}/papers/{part}", response_class=Response, responses=PDF | documented(404))
def print_plan(plan: UUID, part: Part, head: PaperHead, act: Change) -> Response:
    """A part of the plan as a paper: `plan` to sign and hand out, `medical` for the confidential medical file only."""
    return attachment(plan_steps.plan_paper(act, plan, part, head), "application/pdf", f"{part}-part-{plan}.pdf")
