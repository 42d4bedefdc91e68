"""What belongs to a case beside its work: its papers, its days on the OSHA log, who supervises it, its end."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select

from api.casework import letters, osha, packets, reevaluations, retention, supervising
from api.casework.paging import Window
from api.casework.reevaluations import Closing as Settled
from api.casework.reevaluations import Opening
from api.casework.retention import Closing
from api.casework.supervising import Assigning
from api.identity.roles import Action
from api.store.tables import Case, Delivery, DeliveryItem, Document, ReEvaluation, Reply, Supervision
from api.web.desk.asking import Desk, doing
from api.web.desk.filling import Wrong, fields_of, tried, written
from api.web.desk.naming import named
from api.web.desk.rendering import shown
from api.web.desk.today import WAITS
from cases.errors import WorkslipError
from cases.osha.rules import CAP

router = APIRouter(include_in_schema=False)
SeePapers = Annotated[Desk, doing(Action.SEE_DOCUMENT)]
SeeCount = Annotated[Desk, doing(Action.SEE_COUNT)]
Assign = Annotated[Desk, doing(Action.ASSIGN)]
Close = Annotated[Desk, doing(Action.CLOSE_CASE)]
SeeAgain = Annotated[Desk, doing(Action.SEE_REEVALUATIONS)]
OpenAgain = Annotated[Desk, doing(Action.OPEN_REEVALUATION)]
SettleAgain = Annotated[Desk, doing(Action.CLOSE_REEVALUATION)]
MOST = 200  # supervisors to choose from


@router.get("/cases/{key}/papers")
def papers_page(key: uuid.UUID, at: SeePapers) -> Response:
    """Every paper of a case: what came back, with its first page; what was sent."""
    case = at.act.find(Case, key)
    came = at.act.own(Reply).where(Reply.case_id == key).order_by(Reply.created_at.desc())
    items = select(DeliveryItem.delivery_id).where(DeliveryItem.case_id == key)
    sent = at.act.own(Delivery).where(Delivery.id.in_(items)).order_by(Delivery.created_at.desc())
    replies = list(at.act.session.scalars(came))
    files = {each.document_id: at.act.find(Document, each.document_id) for each in replies}
    return shown(
        at, "papers.html", case=case, worker=named(at.act, [key])[key], replies=replies, files=files, waits=WAITS,
        sent=list(at.act.session.scalars(sent)), letters=letters.list_letters(at.act, key),
        packets=packets.list_packets(at.act, key),
    )  # fmt: skip


@router.get("/cases/{key}/osha")
def osha_page(key: uuid.UUID, at: SeeCount) -> Response:
    """Days away and days restricted, of 180, and every day's rule behind them."""
    found = osha.osha_of(at.act, key)
    case, days = at.act.find(Case, key), found.ledger[::-1]
    return shown(at, "osha.html", case=case, worker=named(at.act, [key])[key], found=found, days=days, cap=CAP)


@router.get("/cases/{key}/people")
def people_page(key: uuid.UUID, at: Assign) -> Response:
    """Who supervises the case, and its end."""
    return _people(at, key)


@router.post("/cases/{key}/supervisors")
def assign(key: uuid.UUID, at: Assign) -> Response:
    """From now on they see the case, in limits. Asked for twice it is done once."""
    at.act.find(Case, key)
    said, no = fields_of(at.form), None
    try:
        to = written(Assigning, {"user": said.get("user")})
        _, no = tried(at.act, lambda: supervising.assign(at.act, key, to))
    except Wrong:
        no = Wrong({"user": "Choose a supervisor first."})
    return _people(at, key, said, no) if no else RedirectResponse(f"/cases/{key}/people", 303)


@router.post("/supervisions/{supervision}/ending")
def end(supervision: uuid.UUID, at: Assign) -> Response:
    """From now on the case does not exist for them."""
    case = at.act.find(Supervision, supervision).case_id
    supervising.end(at.act, supervision)
    return RedirectResponse(f"/cases/{case}/people", 303)


@router.post("/cases/{key}/closing")
def close(key: uuid.UUID, at: Close) -> Response:
    """Close the case on a day; closed again, the day is corrected."""
    at.act.find(Case, key)
    said, no = fields_of(at.form), None
    try:
        on = written(Closing, {"on": said.get("on")})
        _, no = tried(at.act, lambda: retention.close_case(at.act, key, on))
    except Wrong:
        no = Wrong({"on": "Say on which day the case was closed."})
    return _people(at, key, said, no) if no else RedirectResponse(f"/cases/{key}", 303)


@router.get("/cases/{key}/re-evaluations")
def again_page(key: uuid.UUID, at: SeeAgain) -> Response:
    """Every look anew at the case; an open one blocks new offers."""
    return _again(at, key)


@router.post("/cases/{key}/re-evaluations")
def open_again(key: uuid.UUID, at: OpenAgain) -> Response:
    """Ask for a new look, with the reason."""
    at.act.find(Case, key)
    said = fields_of(at.form)
    try:
        why = written(Opening, {"reason": said.get("reason")})
    except Wrong:
        return _again(at, key, said, Wrong({"reason": "Say why the case is to be looked at again."}))
    reevaluations.open_by_hand(at.act, key, why)
    return RedirectResponse(f"/cases/{key}/re-evaluations", 303)


@router.post("/re-evaluations/{reevaluation}/closing")
def settle_again(reevaluation: uuid.UUID, at: SettleAgain) -> Response:
    """A named person settles it, with the reason."""
    case, said = at.act.find(ReEvaluation, reevaluation).case_id, fields_of(at.form)
    try:
        why = written(Settled, {"reason": said.get("reason")})
    except Wrong:
        return _again(
            at, case, said | {"of": str(reevaluation)}, Wrong({"reason": "Say why nothing stands in the way."})
        )
    _, no = tried(at.act, lambda: reevaluations.close_by_hand(at.act, reevaluation, why))
    again = said | {"of": str(reevaluation)}
    return _again(at, case, again, no) if no else RedirectResponse(f"/cases/{case}/re-evaluations", 303)


def _people(
    at: Desk, key: uuid.UUID, said: Mapping[str, str] | None = None, no: WorkslipError | None = None
) -> Response:
    given = supervising.list_supervisions(at.act, key)
    here = {each.user for each in given if each.ended_at is None}
    free = [each for each in supervising.list_supervisors(at.act, Window(limit=MOST)).items if each.user not in here]
    return shown(
        at, "people.html", status=422 if no else 200, case=at.act.find(Case, key), worker=named(at.act, [key])[key],
        given=given, free=free, said=said or {}, no=no.message if no else "", today=at.act.today,
    )  # fmt: skip


def _again(
    at: Desk, key: uuid.UUID, said: Mapping[str, str] | None = None, no: WorkslipError | None = None
) -> Response:
    return shown(
        at, "again_looks.html", status=422 if no else 200, case=at.act.find(Case, key), said=said or {},
        worker=named(at.act, [key])[key], found=reevaluations.list_reevaluations(at.act, key),
        no=no.message if no else "",
    )  # fmt: skip
