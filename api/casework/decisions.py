"""Decide what stands in a field: a named person, beside the picture, with a reason where it differs."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from pydantic import Field

from api.casework.act import Act
from api.casework.identity import recheck
from api.casework.readings import Standing, standing
from api.casework.reevaluations import raise_if_tighter
from api.casework.replies import ReplyShown, show
from api.casework.saying import settle_state
from api.casework.values import Value, checked
from api.casework.words import Text, Written
from api.store.tables import Reply, ReplyState, Review
from cases.errors import BadInput, Conflict, NotFound
from forms.readings import Reading, ReadingStatus, Source

OVER = {ReplyState.CONFIRMED, ReplyState.REJECTED, ReplyState.DUPLICATE, ReplyState.JOINED}


class Decision(Written):
    """What a person sees in a field. Null is "nothing is written there".

    `reason` is needed where the machine was sure and the person says otherwise.
    """

    value: bool | float | str | None = Field(description="Of the field's kind; dates are YYYY-MM-DD.")
    reason: Text = ""


def decide(act: Act, key: uuid.UUID, name: str, decision: Decision) -> ReplyShown:
    """Set one field of a reply. Raises NotFound for an unknown field, BadInput for a value the field cannot hold,
    Conflict once the reply is confirmed or rejected."""
    reply = open_reply(act, key)
    field = _field_of(act, reply, name)
    set_field(act, reply, field, decision.value, decision.reason)
    recheck(act, reply)
    settle_state(act, reply)
    raise_if_tighter(act, reply)
    return show(act, reply)


def decide_together(act: Act, key: uuid.UUID, decisions: Mapping[str, Decision]) -> ReplyShown:
    """Set several fields of a reply that a person looked at together; each is a decision of its own on record."""
    reply = open_reply(act, key)
    for name, decision in decisions.items():
        set_field(act, reply, _field_of(act, reply, name), decision.value, decision.reason)
    recheck(act, reply)
    settle_state(act, reply)
    raise_if_tighter(act, reply)
    return show(act, reply)


def open_reply(act: Act, key: uuid.UUID) -> Reply:
    """The reply, locked, if it can still be worked on."""
    reply = act.find(Reply, key, locked=True)
    if reply.state is ReplyState.FOUND:
        raise Conflict("This reply is still being read; try again in a moment.", code="is_found")
    if reply.state in OVER:
        raise Conflict(
            "This reply is decided already. A confirmed one can be taken back first, with a reason.",
            code=f"is_{reply.state}",
        )
    return reply


def set_field(act: Act, reply: Reply, field: Standing, value: Value, reason: str) -> None:
    """Add a person's decision about a field; what stood there is kept beside it."""
    assert field.field is not None
    old = field.reading
    given = checked(field.field, value)
    if old.status is ReadingStatus.ACCEPTED and old.value != given and len(reason) < 3:
        raise BadInput("Say why: this field was read surely, or was decided before.", code="reason_needed")
    new = Reading(
        value=given,
        status=ReadingStatus.ACCEPTED,
        confidence=1.0,
        source=Source.PERSON,
        page=old.page,
        box=old.box,
        evidence=old.evidence,
    )
    act.add(Review(reply_id=reply.id, field=field.name, old=old, new=new, reason=reason, decided_by=act.who.user))
    act.record("reply.field_decided", reply, field=field.name, changed=old.value != given)


def _field_of(act: Act, reply: Reply, name: str) -> Standing:
    found = standing(act, reply).get(name)
    if found is None or found.field is None or found.reading.status is ReadingStatus.MISSING:
        raise NotFound("This reply has no field of that name, or its page did not arrive.", code="unknown_field")
    if found.field.writer == "us" and not found.doubtful:
        raise BadInput("We printed this field ourselves; there is nothing to decide about it.", code="printed_by_us")
    return found
