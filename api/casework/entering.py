"""Enter what any page says: a prescription pad, a printout of the office's system, a fax that no machine can read.

A person names the case, draws a box for each restriction, and says how sender and patient were checked. From there on
it is a reply like every other: same model, same checks, same confirmation.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import Annotated, Final

from pydantic import Field
from sqlalchemy import func, select

from api.casework.act import Act
from api.casework.attaching import Attaching, place_with
from api.casework.identity import MISMATCH
from api.casework.pictures import pages_of
from api.casework.replies import ReplyShown, show
from api.casework.saying import ENTERED, PERSON
from api.casework.words import Text, Whole, Written
from api.store.tables import Case, Document, FieldReading, Reply, ReplyReport, ReplyState, Worker
from api.webhooks.events import Event
from cases import words
from cases.activities import is_activity
from cases.errors import BadInput, Refused
from cases.restrictions import Report, Restriction, Review, WorkStatus
from forms.fields import Box
from forms.readings import Reading, ReadingStatus, Source

STATUS: Final = "entered_status"  # the box in which signature, dates, hours and days stand
Point = Annotated[float, Field(ge=0, le=14_400)]  # the largest page a PDF can have, in points


class Mark(Written):
    """A box that a person drew, by two opposite corners: page of the file from 1; points, origin bottom left."""

    page: Whole = Field(ge=1, le=1000)
    box: tuple[Point, Point, Point, Point]

    @property
    def upright(self) -> Box:
        """Left, bottom, right, top, whichever way it was drawn."""
        x0, y0, x1, y1 = self.box
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


class EnteredRestriction(Mark):
    """One restriction, and the box it rests on. `from` and `review` are ours to say."""

    restriction: Restriction


class Entry(Written):
    """What a person reads on some pages of a document. `status_at` is where signature, dates, hours and days stand."""

    case: uuid.UUID
    pages: list[Annotated[int, Field(ge=1, le=1000)]] = Field(min_length=1, max_length=20)
    status: WorkStatus
    status_at: Mark
    restrictions: list[EnteredRestriction] = Field(default_factory=list, max_length=100)
    unclear: list[str] = Field(default_factory=list, max_length=100, description="Activities it leaves open.")
    birth_date: date | None = Field(default=None, description="As written on the page, not from our files.")
    note: Text = Field(default="", description="How sender and patient were checked.")


def enter(act: Act, key: uuid.UUID, entry: Entry, *, form: uuid.UUID | None = None) -> ReplyShown:
    """Enter what pages of a document say. It waits for its confirmation, and blocks new offers if it may tighten.

    `form` names the form it was written on: the same entry sent twice from one form is one reply.
    """
    document = act.find(Document, key, locked=True)
    case = act.find(Case, entry.case)
    if form is not None and (before := entered_before(act, document.id, entry, form)) is not None:
        return show(act, before)
    _check(act, document, entry)
    _check_patient(act, document, case, entry)
    reply = act.add(
        Reply(
            id=_name(document.id, entry, form) if form else uuid.uuid4(),
            document_id=document.id,
            number=1 + _last_number(act, document),
            pages=sorted(set(entry.pages)),
            reasons=[ENTERED],
            state=ReplyState.UNPLACED,
        )
    )
    for name, reading in _readings(entry).items():
        act.add(FieldReading(reply_id=reply.id, field=name, reader=PERSON, reading=reading))
    act.add(ReplyReport(reply_id=reply.id, reader=PERSON, report=_report(reply, entry)))
    act.record("reply.entered", reply, document=str(document.id), restrictions=len(entry.restrictions))
    act.announce(Event.REPLY_RECEIVED, reply=reply.id, document=document.id, state=reply.state.value)
    place_with(act, reply, case, Attaching(case=case.id, birth_date=entry.birth_date, note=entry.note))
    return show(act, reply)


def entered_before(act: Act, document: uuid.UUID, entry: Entry, form: uuid.UUID) -> Reply | None:
    """The reply that this very entry made, if it was sent before."""
    return act.session.scalar(act.own(Reply).where(Reply.id == _name(document, entry, form)))


def _name(document: uuid.UUID, entry: Entry, form: uuid.UUID) -> uuid.UUID:
    return uuid.uuid5(document, f"{form}{entry.model_dump_json()}")


def _check(act: Act, document: Document, entry: Entry) -> None:
    """Every page is there, every box lies on one of the entered pages, every activity is known."""
    boxes = [*entry.restrictions, entry.status_at]
    if any(mark.box[0] == mark.box[2] or mark.box[1] == mark.box[3] for mark in boxes):
        raise Refused("A box has no inside; draw it around what it rests on.", code="empty_box")
    if any(mark.page not in entry.pages for mark in boxes):
        raise BadInput("A box lies on a page that is not among the pages entered.", code="box_elsewhere")
    pages_of(act, document, sorted(set(entry.pages)))
    if not all(is_activity(activity) for activity in entry.unclear):
        raise BadInput("`unclear` names something that is no activity of the vocabulary.", code="unknown_activity")


def _check_patient(act: Act, document: Document, case: Case, entry: Entry) -> None:
    """A page that names somebody else's birth date is not entered into this case."""
    if entry.birth_date is not None and entry.birth_date != act.find(Worker, case.worker_id).birth_date:
        act.refuse(
            "entry.refused",
            document,
            "The birth date written on the page is not that of the case's worker. Nothing was entered: find whose page "
            "it is, and tell the office if it went astray.",
            code=MISMATCH,
            reasons=(MISMATCH,),
            case=str(case.id),
        )


def _readings(entry: Entry) -> dict[str, Reading]:
    found = {
        f"entered_{n}": _reading(each, words.restriction(each.restriction))
        for n, each in enumerate(entry.restrictions, start=1)
    }
    return found | {STATUS: _reading(entry.status_at, entry.status.status.value)}


def _reading(mark: Mark, value: str) -> Reading:
    return Reading(
        value=value,
        status=ReadingStatus.ACCEPTED,
        confidence=1.0,
        source=Source.PERSON,
        page=mark.page,
        box=mark.upright,
    )


def _report(reply: Reply, entry: Entry) -> Report:
    restrictions = tuple(
        each.restriction.model_copy(update={"from_": (f"entered_{n}",), "review": Review.EXTRACTED})
        for n, each in enumerate(entry.restrictions, start=1)
    )
    return Report(document=str(reply.id), status=entry.status, restrictions=restrictions, unclear=tuple(entry.unclear))


def _last_number(act: Act, document: Document) -> int:
    query = select(func.coalesce(func.max(Reply.number), 0)).where(
        Reply.document_id == document.id, Reply.employer_id == act.who.employer
    )
    return act.session.scalars(query).one()
