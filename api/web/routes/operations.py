"""/operations: what the queue does, and doing again what failed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.casework import operations
from api.casework.act import Act
from api.casework.operations import JobWindow, OperationsShown, QueuedPage, QueuedShown
from api.identity.roles import Action
from api.web.asking import doing
from api.web.problems import documented

router = APIRouter(tags=["operations"], prefix="/operations")
See = Annotated[Act, doing(Action.SEE_OPERATIONS)]
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/summary")
def get_operations(act: See) -> OperationsShown:
    """Queues and workers of the installation: counts only."""
    return operations.get_operations(act)


@router.get("/jobs")
def list_queued(act: See, window: Annotated[JobWindow, Query()]) -> QueuedPage:
    """What is queued, runs and ended of the employer's, the newest first."""
    return operations.list_queued(act, window)


@router.post("/jobs/{number}/again", responses=documented(404, 409))
def do_again(number: Number, act: Annotated[Act, doing(Action.DO_AGAIN)]) -> QueuedShown:
    """Do a failed job again, as after a repair."""
    return operations.do_again(act, number)
