"""What was sent and did not arrive, or nobody knows: looked at, and settled by who found out."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.casework import sending
from api.casework.sending import Settling
from api.identity.roles import Action
from api.store.tables import SendState
from api.web.desk.asking import Desk, doing
from api.web.desk.rendering import shown
from cases.errors import BadInput

router = APIRouter(prefix="/outbox", include_in_schema=False)
HOW = ("telephone", "mailbox", "fax_report", "other")


@router.get("/{delivery}")
def delivery_page(delivery: uuid.UUID, at: Annotated[Desk, doing(Action.SEE_OUTBOX)]) -> Response:
    """One delivery and its attempts."""
    found = sending.get_outgoing(at.act, delivery)
    return shown(at, "delivery.html", delivery=found, unknown=found.state is SendState.UNKNOWN, how=HOW)


@router.post("/{delivery}/settlement")
def settle(delivery: uuid.UUID, at: Annotated[Desk, doing(Action.SETTLE_DELIVERY)]) -> Response:
    """It arrived, or it did not."""
    arrived, how = at.form.get("arrived"), str(at.form.get("how", ""))
    if arrived not in ("yes", "no") or how not in HOW:
        raise BadInput("Say whether it arrived, and how you found out.", code="incomplete")
    sending.settle(at.act, delivery, Settling(arrived=arrived == "yes", how=how))
    return RedirectResponse("/", 303)
