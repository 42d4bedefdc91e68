"""Letters of a case: written from what is on file and the facts that were given, kept as its files. Never sent."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Final

from pydantic import BaseModel

from api.casework.act import Act, RecordedRefusal
from api.casework.letter_makers import MAKERS, Desk, Draft, Kind, NewLetter
from api.casework.letter_templates import template_of
from api.casework.packets import FileShown, keep, record_copy, stored_file
from api.identity.roles import Action, Fields
from api.store.tables import Case, Letter
from cases.errors import NotFound, Refused
from generate.enclosing import Packet, together
from generate.letters import render
from generate.office import to_pdf
from templates.catalogue import letter

COMBINED: Final = "letter.pdf"
# The letters that hold nothing of a report but its limits in our own words, by those they are written for.
WRITTEN_FOR: Final[dict[Fields, frozenset[str]]] = {
    Fields.PLAN: frozenset({Kind.SUPERVISOR_NOTICE, Kind.FULL_DUTY, Kind.ANSWER_NOTICE, Kind.DAY_90}),
    Fields.LIMITS: frozenset({Kind.SUPERVISOR_NOTICE, Kind.FULL_DUTY}),
    Fields.OUTLOOK: frozenset({Kind.COMMITTEE_UPDATE, Kind.FULL_DUTY}),
}


class LetterShown(BaseModel):
    """A letter on file; each file is fetched by its name, and `letter.pdf` is all of a letter that has enclosures."""

    id: uuid.UUID
    case: uuid.UUID
    kind: str
    reply: uuid.UUID | None
    packet: uuid.UUID | None
    offer: uuid.UUID | None
    made_at: datetime
    made_by: uuid.UUID
    files: list[FileShown]


def make_letter(act: Act, key: uuid.UUID, kind: Kind, new: NewLetter) -> LetterShown:
    """Write a letter. Nothing is kept while a fact is missing; a rule that says no is on record.

    Raises BadInput with the names of missing facts, Refused with every reason.
    """
    case = act.find(Case, key, locked=True)
    try:
        draft = MAKERS[kind](Desk(act, case, kind, new))
    except RecordedRefusal:
        raise
    except Refused as no:
        act.refuse("letter.refused", case, no.message, code=no.code, reasons=no.reasons, kind=kind)
    papers = _papers(act, kind, draft)
    row = act.add(
        Letter(
            case_id=case.id, kind=kind, reply_id=draft.reply, packet_id=draft.packet, offer_id=draft.offer,
            files=keep(act, papers, COMBINED if draft.papers else None), made_by=act.who.user,
        )
    )  # fmt: skip
    for printed in papers.copies:
        record_copy(act, case, printed, None)
    act.record("letter.made", row, case=str(case.id), kind=kind, copies=len(papers.copies))
    return _shown(row)


def list_letters(act: Act, key: uuid.UUID) -> list[LetterShown]:
    """The letters of a case that were written for the role's eyes too, the newest first."""
    query = act.own(Letter).where(Letter.case_id == act.find(Case, key).id).order_by(Letter.created_at.desc())
    return [_shown(row) for row in act.session.scalars(query) if _readable(act, row)]


def get_letter(act: Act, key: uuid.UUID) -> LetterShown:
    """One letter."""
    return _shown(_letter(act, key))


def letter_file(act: Act, key: uuid.UUID, name: str) -> bytes:
    """One file of a letter."""
    return stored_file(act, _letter(act, key).files, name)


def _letter(act: Act, key: uuid.UUID) -> Letter:
    row = act.find(Letter, key)
    if not _readable(act, row):
        raise NotFound("There is nothing of that id here.")
    return row


def _readable(act: Act, row: Letter) -> bool:
    """Whether it was made for these eyes: a letter to anybody else is not there for them."""
    fields = act.who.require(Action.SEE_LETTER)
    return fields is Fields.ALL or row.kind in WRITTEN_FOR[fields]


def _papers(act: Act, kind: Kind, draft: Draft) -> Packet:
    docx = render(kind, draft.values, template_of(act, kind))
    return together(docx, to_pdf([docx])[0], draft.papers, letter(kind).title)


def _shown(row: Letter) -> LetterShown:
    return LetterShown(
        id=row.id,
        case=row.case_id,
        kind=row.kind,
        reply=row.reply_id,
        packet=row.packet_id,
        offer=row.offer_id,
        made_at=row.created_at,
        made_by=row.made_by,
        files=[FileShown(**each) for each in row.files],
    )
