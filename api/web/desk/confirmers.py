"""Whether one person confirms a report, or two."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.casework import two_persons
from api.identity.roles import Action
from api.web.desk.asking import Desk, doing
from api.web.desk.rendering import shown
from cases.errors import BadInput

router = APIRouter(prefix="/confirmers", include_in_schema=False)
Set = Annotated[Desk, doing(Action.SET_CLOCKS)]  # the rules of the employer's program


@router.get("")
def confirmers(at: Set) -> Response:
    """How many confirm now."""
    return shown(at, "confirmers.html", two=two_persons.asked_for(at.act))


@router.post("")
def set_confirmers(at: Set) -> Response:
    """One or two, from now on."""
    if at.form.get("persons") not in ("1", "2"):
        raise BadInput("Choose how many persons confirm.", code="no_answer")
    two_persons.ask_for(at.act, at.form.get("persons") == "2")
    return RedirectResponse("/confirmers", 303)
