"""/cases/{case}/recovery, /recoveries: the steps of recovery support, and what the Committee hears and does."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from api.casework import recovery as service
from api.casework.act import Act
from api.casework.recovery import (
    CommitteeShown,
    InterventionShown,
    NewCommitteeStep,
    NewStep,
    NewUpdate,
    RecoveryShown,
    UpdateShown,
)
from api.identity.roles import Action
from api.web.asking import doing
from api.web.problems import documented

router = APIRouter(tags=["recovery"])
See = Annotated[Act, doing(Action.SEE_RECOVERY)]
Change = Annotated[Act, doing(Action.CHANGE_RECOVERY)]
Hear = Annotated[Act, doing(Action.SEE_UPDATES)]
Decide = Annotated[Act, doing(Action.COMMITTEE_STEP)]


@router.post("/cases/{case}/recovery", status_code=201, responses=documented(404, 409))
def open_recovery(case: UUID, act: Change) -> RecoveryShown:
    """Begin recovery support for a case."""
    return service.open_recovery(act, case)


@router.get("/cases/{case}/recovery", responses=documented(404))
def get_recovery(case: UUID, act: See) -> RecoveryShown:
    """The recovery support of a case: its steps, and what may come next."""
    return service.get_recovery(act, case)


@router.post("/recoveries/{recovery}/steps", status_code=201, responses=documented(404, 409))
def record_recovery_step(recovery: UUID, new: NewStep, act: Change) -> RecoveryShown:
    """Record a step. One that does not follow, or lacks what it needs, is refused."""
    return service.record_recovery_step(act, recovery, new)


@router.get("/recoveries/{recovery}/interventions", responses=documented(404))
def list_recovery_interventions(
    recovery: UUID, act: Annotated[Act, doing(Action.SEE_DOCUMENT)]
) -> list[InterventionShown]:
    """Medical: what the interventions are."""
    return service.list_recovery_interventions(act, recovery)


@router.post("/recoveries/{recovery}/committee-updates", status_code=201, responses=documented(404, 409))
def tell_the_committee(recovery: UUID, new: NewUpdate, act: Change) -> UpdateShown:
    """Tell the Committee: abilities, restrictions, outlook, the next update. There is no field for anything else."""
    return service.tell_the_committee(act, recovery, new)


@router.get("/recoveries/{recovery}/committee-updates", responses=documented(404))
def list_committee_updates(recovery: UUID, act: Hear) -> list[UpdateShown]:
    """The updates that the Committee got."""
    return service.list_committee_updates(act, recovery)


@router.post("/recoveries/{recovery}/committee-steps", status_code=201, responses=documented(404, 409))
def record_committee_step(recovery: UUID, new: NewCommitteeStep, act: Decide) -> CommitteeShown:
    """Record what the Committee did with an update."""
    return service.record_committee_step(act, recovery, new)
