"""Somebody found out whether a delivery arrived: only then may it go once more, or be counted as sent."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Literal

from pydantic import Field

from api.casework.act import Act
from api.casework.mailing_meanwhile import Answer, begin, conclude, under_way
from api.casework.words import Shown, Written
from api.store.tables import Channel, Delivery, SendState
from cases.errors import Conflict


class Settlement(Written):
    """What a person found out, and how."""

    arrived: bool
    how: Literal["called", "receipt", "returned", "their_log", "our_log"]


class DeliveryFate(Shown):
    """A delivery, as far as its fate goes."""

    id: uuid.UUID
    channel: Channel
    state: SendState
    attempts: int
    code: str | None
    answer: str = Field(description="What the channel said last, as it said it.")
    sent_at: datetime | None


def settle_delivery(act: Act, key: uuid.UUID, said: Settlement) -> DeliveryFate:
    """Settle a delivery of unknown fate: it is sent, or has failed and can be sent again. Raises Conflict else."""
    delivery = act.find(Delivery, key, locked=True)
    if delivery.state is not SendState.UNKNOWN:
        raise Conflict("The fate of this delivery is not in question.", code=f"is_{delivery.state.value}")
    attempt = under_way(act.session, delivery) or begin(act.session, delivery)
    state, code = (SendState.SENT, "arrived") if said.arrived else (SendState.FAILED, "not_arrived")
    answer = Answer(state, code, attempt.reference, f"found out by {act.who.user}: {said.how}")
    conclude(act.session, delivery, attempt, answer, actor=act.who.user)
    act.record("delivery.settled", delivery, arrived=said.arrived, how=said.how)
    return DeliveryFate.model_validate(delivery)
