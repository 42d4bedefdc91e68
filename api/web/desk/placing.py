"""The tray: what came in and found no place. A person reads whose it is on the page, finds the case, and places it.

Nothing is chosen beforehand, and doubt is no place: a case whose worker was born on another day than the page says is
not offered, and where no birth date is written a note says how sender and patient were checked.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.casework import attaching, replies, reviews, tray
from api.casework.attaching import Attaching
from api.casework.candidates import SHOWN, CandidateShown, Sought, candidates_of, look_up
from api.casework.paging import Window
from api.casework.readings import standing
from api.casework.reviews import QueueWindow
from api.identity.roles import Action
from api.store.tables import Reply, ReplyState
from api.web.desk.asking import Desk, doing
from api.web.desk.filling import Wrong, fields_of, tried, written
from api.web.desk.naming import named
from api.web.desk.rendering import shown
from api.web.desk.today import WAITS
from cases.errors import BadInput, WorkslipError

router = APIRouter(include_in_schema=False)
See = Annotated[Desk, doing(Action.SEE_DOCUMENT)]
Attach = Annotated[Desk, doing(Action.ATTACH)]
WITHOUT: Final = (ReplyState.UNPLACED, ReplyState.IDENTITY, ReplyState.QUARANTINE)
MOST: Final = 100  # forms, and loose things, of the tray's page
SIGNS: Final[Mapping[str, str]] = {
    "claim_number": "claim number", "birth_date": "birth date", "worker_name": "name", "injury_date": "injury date",
}  # fmt: skip


@router.get("/tray")
def tray_page(at: See) -> Response:
    """Everything without a place: forms whose case is not known, loose pages, mails."""
    waiting = reviews.list_reviews(at.act, QueueWindow(limit=MOST), WITHOUT).items
    loose = tray.list_tray(at.act, Window(limit=MOST))
    names = named(at.act, (each.proposed_case for each in waiting))
    return shown(at, "tray.html", waiting=waiting, loose=loose.items, more=bool(loose.next), waits=WAITS, names=names)


@router.get("/returns/{reply}/place")
def place_page(reply: uuid.UUID, at: Attach) -> Response:
    """The page beside a search for its case; what the paper itself names is looked up already."""
    row = at.act.find(Reply, reply)
    found = candidates_of(at.act, row, standing(at.act, row))
    return _page(at, row, {"name": row.named.get("worker_name", "")}, found)


@router.post("/returns/{reply}/place")
def place(reply: uuid.UUID, at: Attach) -> Response:
    """Look for cases; or put it into the chosen one, if what is written on the page agrees."""
    row, said = at.act.find(Reply, reply), fields_of(at.form)
    try:
        found = look_up(at.act, sought := written(Sought, {name: said.get(name) for name in Sought.model_fields}))
        if said.get("do") != "place":
            return _page(at, row, said, found, looked=True)
        to = _chosen(said, sought, found)
    except Wrong as no:
        return _page(at, row, said, [], no)
    except BadInput as no:
        return _page(at, row, said, found, no, looked=True)
    _, refused = tried(at.act, lambda: attaching.attach(at.act, reply, to))
    if refused is not None:
        return _page(at, at.act.find(Reply, reply), said, found, refused, looked=True)
    return RedirectResponse(f"/returns/{reply}", 303)


def _chosen(said: Mapping[str, str], sought: Sought, found: Sequence[CandidateShown]) -> Attaching:
    """The case that the person chose. Raises BadInput for none, and for one whose worker was born on another day."""
    chosen = next((each for each in found if str(each.case) == said.get("case")), None)
    if chosen is None:
        raise BadInput("Choose the case first. It is not placed by what was found alone.", code="no_case")
    if "birth_date" in chosen.differs:
        text = "That worker was born on another day than you read on the page. It is not placed: find whose it is."
        raise BadInput(text, code="other_birth_date")
    return written(Attaching, {"case": said.get("case"), "birth_date": sought.born, "note": said.get("note")})


def _page(
    at: Desk,
    reply: Reply,
    said: Mapping[str, str],
    found: Sequence[CandidateShown],
    no: WorkslipError | None = None,
    *,
    looked: bool = False,
) -> Response:
    return shown(
        at, "place.html", status=422 if no else 200, reply=replies.get_reply(at.act, reply.id), said=said, found=found,
        looked=looked, no=no.message if no else "", wrong=no.fields if isinstance(no, Wrong) else {}, signs=SIGNS,
        document=reply.document_id, waits=WAITS, most=SHOWN,
    )  # fmt: skip
