"""A new case: whose it is (a worker on file, or a new one), when the injury was, the office, the job."""

from __future__ import annotations

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import or_

from api.casework import cases, workers
from api.casework.cases import NewCase
from api.casework.workers import NewWorker
from api.identity.roles import Action
from api.store.tables import Case, Job, Provider, Worker
from api.web.desk.asking import Desk, doing
from api.web.desk.filled import choices, new_once, once, said
from api.web.desk.filling import taken
from api.web.desk.rendering import shown
from cases.errors import BadInput, Conflict, WorkslipError

router = APIRouter(prefix="/cases", include_in_schema=False)
Open = Annotated[Desk, doing(Action.OPEN_CASE)]
MOST: Final = 20  # workers that a search shows
PERSON: Final = ("name", "birth_date", "number", "address", "phone")
CASE: Final = ("injury_date", "claim_number", "provider", "job")


@router.get("/new")
def new_case_page(
    at: Open, find: Annotated[str, Query(max_length=100)] = "", worker: uuid.UUID | None = None
) -> Response:
    """Where a case is opened; `find` looks for a worker on file, `worker` is the one who was chosen."""
    return _page(at, {}, {}, find=find.strip(), worker=worker, key=new_once())


@router.post("")
def open_case(at: Open) -> Response:
    """Open it, and put a new worker on file with it. Sent twice, it is opened once."""
    key = once(at)
    if at.act.session.scalar(at.act.own(Case).where(Case.id == key)) is not None:
        return RedirectResponse(f"/cases/{key}", 303)
    values, faults = said(at, *PERSON, *CASE, "worker"), {}
    try:
        with at.act.session.begin_nested():
            faults = _opened(at, key, values)
    except (BadInput, Conflict) as no:
        faults = {_field(no): no.message}
    if faults:
        chosen = None if "worker" in faults else values.get("worker")
        return _page(
            at, values, faults, find="", worker=uuid.UUID(chosen) if chosen else None,
            key=str(at.form.get("once")), status=422,
        )  # fmt: skip
    return RedirectResponse(f"/cases/{key}", 303)


def _opened(at: Desk, key: uuid.UUID, values: dict[str, str]) -> dict[str, str]:
    """Worker and case on file; or what is wrong with what the form says, and nothing is on file."""
    person, wrong = (None, {}) if "worker" in values else taken(NewWorker, _only(values, PERSON))
    mine = uuid.uuid5(key, "worker")
    told = _only(values, CASE) | {"worker": values.get("worker", str(mine))}
    case, faults = taken(NewCase, told)
    if case is None or wrong:
        return wrong | faults
    if person is not None:
        workers.add_worker(at.act, person, name=mine)
    cases.open_case(at.act, case, name=key)
    return {}


def _only(values: dict[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: value for name, value in values.items() if name in names}


def _field(no: WorkslipError) -> str:
    """The field that a refusal of the casework is about."""
    return "injury_date" if no.code == "bad_injury_date" else "number"


def _page(
    at: Desk, values: dict[str, str], faults: dict[str, str], *,
    find: str, worker: uuid.UUID | None, key: str, status: int = 200,
) -> Response:  # fmt: skip
    chosen = at.act.find(Worker, worker) if worker else None
    return shown(
        at, "case_new.html", status=status, said=values, faults=faults, find=find, found=_found(at, find),
        chosen=chosen, once=key, most=MOST,
        offices=choices(at, Provider, Provider.name), work=choices(at, Job, Job.title),
    )  # fmt: skip


def _found(at: Desk, word: str) -> list[Worker]:
    if not word:
        return []
    named = or_(Worker.name.icontains(word, autoescape=True), Worker.number == word)
    return list(at.act.session.scalars(at.act.own(Worker).where(named).order_by(Worker.name).limit(MOST)))
