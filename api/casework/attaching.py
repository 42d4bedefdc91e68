"""Attach a reply to a case: a named person, and the birth date that the office wrote must be the worker's.

The page code only says where the paper was meant to go; it can be copied, and a fax can go astray. So what the office
wrote decides: it agrees, or the reply goes into quarantine; nothing written takes a note of how it was checked.
"""

from __future__ import annotations

import uuid
from datetime import date

from pydantic import Field

from api.casework.act import Act
from api.casework.decisions import open_reply, set_field
from api.casework.identity import MISMATCH, identify, quarantine
from api.casework.readings import birth_date_field, standing
from api.casework.reevaluations import close_elsewhere, raise_if_tighter
from api.casework.replies import ReplyShown, show
from api.casework.saying import settle_state
from api.casework.words import Text, Written
from api.store.tables import Case, Copy, CopyState, Reply
from api.webhooks.events import Event
from cases.errors import Conflict


class Attaching(Written):
    """Which case, and how the person knows.

    `birth_date` is what the office *wrote*, as read beside the picture; leave it out if the reply's field has been
    decided already. `note`: how sender and patient were checked, needed where no birth date is written.
    """

    case: uuid.UUID
    birth_date: date | None = Field(default=None, description="As written by the office, not from our files.")
    note: Text = ""


def attach(act: Act, key: uuid.UUID, to: Attaching) -> ReplyShown:
    """Attach a reply. Refused, and quarantined, if the birth date written on it is not that of the case's worker."""
    reply = open_reply(act, key)
    case = act.find(Case, to.case)
    _read_birth_date(act, reply, to)
    place_with(act, reply, case, to)
    return show(act, reply)


def place_with(act: Act, reply: Reply, case: Case, to: Attaching) -> None:
    """Put a reply into a case, if it is its worker's."""
    key, found = reply.id, identify(act, reply, case, given=to.birth_date, note=to.note)
    if found == "disagree":
        act.refuse(
            "reply.quarantined",
            reply,
            "The birth date written on this reply is not that of the case's worker. It is in quarantine: find whose "
            "it is, or correct the date if it was read wrongly, and tell the office if it went astray.",
            code=MISMATCH,
            reasons=(MISMATCH,),
            keeping=lambda later: _quarantine(later, key, to),
            case=str(case.id),
        )
    reply.identity = found
    reply.case_id, reply.identity_note = case.id, to.note
    reply.attached_by, reply.attached_at = act.who.user, act.moment
    _receive_copy(act, reply, case)
    act.record("reply.attached", reply, case=str(case.id), identity=reply.identity)
    close_elsewhere(act, reply, case, "attached to another case")
    settle_state(act, reply)
    act.announce(Event.REPLY_ATTACHED, case=case.id, reply=reply.id, state=reply.state.value)
    raise_if_tighter(act, reply)


def _read_birth_date(act: Act, reply: Reply, to: Attaching) -> None:
    """A date given while attaching is a decision about the reply's own field, where it has one."""
    field = birth_date_field(standing(act, reply).values())
    if field is None or to.birth_date is None:
        return
    if not field.doubtful and field.reading.value not in (None, to.birth_date.isoformat()):
        raise Conflict(
            "The birth date on this reply was read otherwise. If that was wrong, correct the field itself, with the "
            "reason; then attach the reply.",
            code="read_otherwise",
        )
    if field.doubtful or field.reading.value is None:
        set_field(act, reply, field, to.birth_date.isoformat(), to.note or "read while attaching")


def _quarantine(act: Act, key: uuid.UUID, to: Attaching) -> None:
    reply = open_reply(act, key)
    _read_birth_date(act, reply, to)
    quarantine(reply)


def _receive_copy(act: Act, reply: Reply, case: Case) -> None:
    if reply.copy_id is None:
        return
    copy = act.session.scalar(act.own(Copy).where(Copy.copy_id == reply.copy_id).with_for_update())
    if copy is not None and copy.case_id == case.id and copy.state is CopyState.ISSUED:
        copy.state, copy.received_at = CopyState.RECEIVED, act.moment
