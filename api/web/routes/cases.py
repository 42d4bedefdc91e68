"""/cases: open, list, read."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.casework import cases
from api.casework.act import Act
from api.casework.cases import CaseShown, NewCase
from api.casework.paging import Page, Window
from api.casework.views import CaseNamed
from api.identity.roles import Action
from api.web.asking import doing
from api.web.problems import documented

router = APIRouter(tags=["cases"])
See = Annotated[Act, doing(Action.SEE_CASES)]


@router.post("/cases", status_code=201, responses=documented(404))
def open_case(new: NewCase, act: Annotated[Act, doing(Action.OPEN_CASE)]) -> CaseShown:
    """Open a case for an injury of a worker."""
    return cases.open_case(act, new)


@router.get("/cases")
def list_cases(act: See, window: Annotated[Window, Query()]) -> Page[CaseShown] | Page[CaseNamed]:
    """The employer's cases, newest first."""
    return cases.list_cases(act, window)


@router.get("/cases/{case}", responses=documented(404))
def get_case(case: UUID, act: See) -> CaseShown | CaseNamed:
    """One case."""
    return cases.get_case(act, case)
