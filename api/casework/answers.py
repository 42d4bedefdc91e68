"""The worker's answer to an offer: recorded once, changed only by naming what it changes, its signed paper on file.

An acceptance in time makes an assignment. No answer is never a refusal: nothing is recorded for it.
"""

from __future__ import annotations

import uuid
from datetime import date

from pydantic import Field

from api.casework.act import Act
from api.casework.assignment_steps import begin, give_up
from api.casework.offer_state import OfferShown, answer_of, as_answer, held_offer, show_offer, superseding
from api.casework.words import Written
from api.store.tables import Offer, OfferAnswer
from cases.errors import Conflict, NotFound, Refused
from cases.offers import OfferTerms
from cases.offers.answers import Answer, How, Kind, Why, binds, check_answer


class Answering(Written):
    """What the worker answered, on which day and how. `why` are codes, and only what the worker said of their own.

    `replaces`: the answer that this one changes; without it an offer takes one answer.
    """

    kind: Kind
    day: date
    how: How
    why: list[Why] = Field(default_factory=list, max_length=10, description="Only of an offer that was declined.")
    replaces: uuid.UUID | None = None


def answer_offer(act: Act, key: uuid.UUID, said: Answering) -> OfferShown:
    """Record an answer. The same one sent twice is one answer; another one has to name the one that it replaces."""
    offer = held_offer(act, key)
    terms, before = OfferTerms.model_validate(offer.terms), answer_of(act, offer)
    answer = Answer(kind=said.kind, day=said.day, how=said.how, why=tuple(said.why))
    if before is not None and as_answer(before) == answer:
        return show_offer(act, offer)
    _require_current(before, said.replaces)
    check_answer(answer, terms, act.today)
    if before is not None:
        before.superseded_at = act.moment
        act.session.flush()
        give_up(act, offer, "answer_changed")
    row = act.add(
        OfferAnswer(
            offer_id=offer.id,
            kind=answer.kind,
            day=answer.day,
            how=answer.how,
            why=list(answer.why),
            recorded_by=act.who.user,
        )
    )
    act.record("offer.answered", offer, answer=str(row.id), kind=row.kind.value, how=row.how.value, why=len(row.why))
    if _makes_work(act, offer, answer, terms):
        begin(act, offer, terms)
    return show_offer(act, offer)


def file_answer(act: Act, key: uuid.UUID, scan: bytes) -> OfferShown:
    """Put the signed answer on file (004 checklist: the same day as the offer)."""
    if not scan:
        raise Refused("The file is empty; send the scan of the signed answer.", code="empty_file")
    offer = held_offer(act, key)
    row = answer_of(act, offer)
    if row is None:
        raise Conflict("No answer is recorded for this offer; record what it says first.", code="no_answer")
    sha256 = act.store.files.put(act.who.employer, scan)
    if row.file_sha256 != sha256:
        row.file_sha256, row.filed_on = sha256, row.filed_on or act.today
        act.record("offer.answer_filed", offer, answer=str(row.id))
    return show_offer(act, offer)


def answer_file(act: Act, key: uuid.UUID) -> bytes:
    """The scan of the signed answer."""
    row = answer_of(act, act.find(Offer, key))
    if row is None or row.file_sha256 is None:
        raise NotFound("No signed answer is on file for this offer.", code="no_answer_file")
    return act.store.files.get(act.who.employer, row.file_sha256)


def _require_current(before: OfferAnswer | None, replaces: uuid.UUID | None) -> None:
    """Stale writes are refused: a change names the answer that its writer saw."""
    if replaces is None and before is not None:
        raise Conflict(
            "This offer has an answer already. To change it, name it in `replaces`.", code="already_answered"
        )
    if replaces is not None and (before is None or before.id != replaces):
        raise Conflict("The answer has changed meanwhile; look at it again.", code="stale")


def _makes_work(act: Act, offer: Offer, answer: Answer, terms: OfferTerms) -> bool:
    """Whether this acceptance begins an assignment: in time, and of an offer that stands."""
    stands = offer.withdrawn_at is None and superseding(act, offer) is None
    return stands and binds(answer, terms)
