"""/cases/{case}/closure, /cases/{case}/holds, /holds, /purges: how long things are kept."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from api.casework import retention
from api.casework.act import Act
from api.casework.retention import ClosedShown, Closing, HoldShown, NewHold, NewPurge, PurgeShown
from api.identity.roles import Action
from api.web.asking import doing
from api.web.problems import documented

router = APIRouter(tags=["retention"])
See = Annotated[Act, doing(Action.SEE_HOLD)]
Hold = Annotated[Act, doing(Action.HOLD_CASE)]
Purge = Annotated[Act, doing(Action.PURGE)]


@router.post("/cases/{case}/closure", responses=documented(404))
def close_case(case: UUID, said: Closing, act: Annotated[Act, doing(Action.CLOSE_CASE)]) -> ClosedShown:
    """Close a case: from that day on its years count."""
    return retention.close_case(act, case, said)


@router.post("/cases/{case}/holds", status_code=201, responses=documented(404))
def place_hold(case: UUID, new: NewHold, act: Hold) -> HoldShown:
    """Hold a case, or one document, until the hold is lifted: nothing of it is removed."""
    return retention.hold(act, case, new)


@router.get("/cases/{case}/holds", responses=documented(404))
def list_holds(case: UUID, act: See) -> list[HoldShown]:
    """The holds that concern a case."""
    return retention.holds(act, case)


@router.post("/holds/{hold}/lifting", responses=documented(404, 409))
def lift_hold(hold: UUID, act: Hold) -> HoldShown:
    """Lift a hold."""
    return retention.lift(act, hold)


@router.post("/purges", status_code=201, responses=documented(404))
def plan_purge(new: NewPurge, act: Purge) -> PurgeShown:
    """Find out what is due and keep it as a plan. It is run on the command line, by another person."""
    return retention.plan_purge(act, new)


@router.get("/purges/{purge}", responses=documented(404))
def get_purge(purge: UUID, act: Purge) -> PurgeShown:
    """A plan, and how far it is."""
    return retention.show_purge(act, purge)
