"""The carrier is told that work was offered, and what was answered: each event once, made from what is on file.

004 step 3: the carrier hears that modified duty has been offered and accepted. Facts only, and no opinion.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import Final, Literal

from pydantic import Field

from api.casework.act import Act
from api.casework.letter_facts import Facts
from api.casework.letter_makers import Kind, NewLetter
from api.casework.letters import LetterShown, get_letter, make_letter
from api.casework.offer_state import answer_of, held_offer, state_of
from api.casework.packets import Sender
from api.casework.words import Line, Written
from api.store.tables import CarrierNotice, Offer
from cases.errors import Conflict
from cases.offers import OfferTerms
from cases.offers.answers import OfferState

Event = Literal["open", "accepted", "declined", "none"]
_EVENTS: Final[dict[OfferState, Event]] = {
    "open": "open",
    "accepted": "accepted",
    "declined": "declined",
    "no_answer": "none",
}


class NewNotice(Written):
    """Who writes to the carrier, and who gets a copy. What it reports is on file."""

    sender: Sender
    copies: list[Line] = Field(default_factory=list, max_length=20)


def tell_carrier(act: Act, key: uuid.UUID, new: NewNotice) -> LetterShown:
    """Write the notice of where the offer stands now. Asked for twice, it is the same letter."""
    offer = held_offer(act, key)
    event = _EVENTS.get(state_of(act, offer))
    if event is None:
        raise Conflict("This offer does not stand any more, so there is nothing to report.", code="offer_gone")
    query = act.own(CarrierNotice).where(CarrierNotice.offer_id == offer.id, CarrierNotice.event == event)
    if told := act.session.scalar(query):
        return get_letter(act, told.letter_id)
    order = NewLetter(sender=new.sender, facts=_facts(act, offer, event, new.copies), offer=offer.id)
    letter = make_letter(act, offer.case_id, Kind.ANSWER_NOTICE, order)
    act.add(CarrierNotice(offer_id=offer.id, event=event, letter_id=letter.id))
    act.record("carrier.told", offer, case=str(offer.case_id), event=event, letter=str(letter.id))
    return letter


def _facts(act: Act, offer: Offer, event: Event, copies: list[str]) -> Facts:
    row, terms = answer_of(act, offer), OfferTerms.model_validate(offer.terms)
    through: date | None = terms.stands_through
    still_open = through if event != "accepted" and through is not None and through >= act.today else None
    return Facts(answer=event, answered_on=row.day if row else None, open_through=still_open, copies=copies)
