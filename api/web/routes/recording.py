"""/cases/{case}/…: the checklist of papers, check-ins, hours, costs, and how it went."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from api.casework import checkins, checklists, inputs
from api.casework.act import Act
from api.casework.checkins import CheckInShown, NewCheckIn
from api.casework.checklists import ChecklistShown, FilingShown, NewFiling
from api.casework.inputs import CostShown, HoursShown, NewCost, NewHours, Outcome, OutcomeShown
from api.identity.roles import Action
from api.web.asking import doing
from api.web.problems import documented

router = APIRouter(tags=["records"])
Enter = Annotated[Act, doing(Action.ENTER_FIGURES)]


@router.get("/cases/{case}/checklist", responses=documented(404))
def get_checklist(case: UUID, act: Annotated[Act, doing(Action.SEE_CHECKLIST)]) -> ChecklistShown:
    """The eight papers of a case: done, due or late, and where each is filed."""
    return checklists.checklist_of(act, case)


@router.post("/cases/{case}/filings", status_code=201, responses=documented(404))
def file_paper(case: UUID, new: NewFiling, act: Annotated[Act, doing(Action.FILE_PAPER)]) -> FilingShown:
    """Say that a paper of the checklist is filed."""
    return checklists.file_paper(act, case, new)


@router.post("/cases/{case}/check-ins", status_code=201, responses=documented(404))
def check_in(case: UUID, new: NewCheckIn, act: Annotated[Act, doing(Action.CHECK_IN)]) -> CheckInShown:
    """Record the daily check-in with a worker."""
    return checkins.check_in(act, case, new)


@router.get("/cases/{case}/check-ins", responses=documented(404))
def list_check_ins(case: UUID, act: Annotated[Act, doing(Action.SEE_CHECK_INS)]) -> list[CheckInShown]:
    """The check-ins of a case, the newest day first."""
    return checkins.list_check_ins(act, case)


@router.post("/cases/{case}/modified-hours", status_code=201, responses=documented(404))
def add_hours(case: UUID, new: NewHours, act: Enter) -> HoursShown:
    """Book modified-duty hours on a project."""
    return inputs.add_hours(act, case, new)


@router.get("/cases/{case}/modified-hours", responses=documented(404))
def list_hours(case: UUID, act: Enter) -> list[HoursShown]:
    """The modified-duty hours of a case."""
    return inputs.list_hours(act, case)


@router.post("/cases/{case}/costs", status_code=201, responses=documented(404))
def add_cost(case: UUID, new: NewCost, act: Enter) -> CostShown:
    """Record money paid for a case."""
    return inputs.add_cost(act, case, new)


@router.get("/cases/{case}/costs", responses=documented(404))
def list_costs(case: UUID, act: Enter) -> list[CostShown]:
    """The costs of a case."""
    return inputs.list_costs(act, case)


@router.put("/cases/{case}/outcome", responses=documented(404))
def set_outcome(case: UUID, said: Outcome, act: Enter) -> OutcomeShown:
    """Say how a case went."""
    return inputs.set_outcome(act, case, said)
