"""Whose reply is it? What the office wrote decides, typed or read by a person; what we printed proves nothing."""

from __future__ import annotations

from datetime import date
from typing import Literal

from api.casework.act import Act
from api.casework.readings import birth_date_field, standing, written_birth_date
from api.store.tables import Case, Reply, ReplyState, Worker
from cases.errors import BadInput, Refused

Identity = Literal["agree", "disagree", "absent"]
MISMATCH = "identity_mismatch"
NOTE = 10  # characters; "checked" alone is no note


def identify(act: Act, reply: Reply, case: Case, *, given: date | None, note: str) -> Identity:
    """Whether what the office wrote is the case's worker. `given` is a date a person read on a page of no form.

    Raises Refused if the date is written and has not been read, BadInput if none is and nobody noted how else sender
    and patient were checked.
    """
    fields = standing(act, reply).values()
    written = written_birth_date(fields) or given
    if written is not None:
        return "agree" if written == act.find(Worker, case.worker_id).birth_date else "disagree"
    asked = birth_date_field(fields)
    if asked is not None and asked.doubtful:
        raise Refused(
            "The birth date on this reply has not been read. Read it beside the picture, or say that none is written.",
            code="identity_unread",
            reasons=("identity_unread",),
        )
    if len(note) < NOTE:
        raise BadInput(
            "No birth date is written on this reply: note how you checked who sent it and whom it is about.",
            code="note_needed",
        )
    return "absent"


def quarantine(reply: Reply) -> None:
    """It speaks of somebody else than the case's worker: out of the case, until a person has found out."""
    reply.state, reply.identity, reply.case_id = ReplyState.QUARANTINE, "disagree", None
    reply.reasons = [*(code for code in reply.reasons if code != MISMATCH), MISMATCH]


def recheck(act: Act, reply: Reply) -> None:
    """A person decided a field of a reply that lies in a case already: does it still belong there?"""
    if reply.case_id is None:
        return
    case = act.find(Case, reply.case_id)
    written = written_birth_date(standing(act, reply).values())
    if written is not None and written != act.find(Worker, case.worker_id).birth_date:
        quarantine(reply)
        act.record("reply.quarantined", reply, case=str(case.id), code=MISMATCH)
