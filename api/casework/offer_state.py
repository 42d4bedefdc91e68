"""An offer as it stands: its terms and files, what was answered, and what has changed since it was made."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from pydantic import BaseModel, Field
from sqlalchemy import select

from api.casework.act import Act
from api.casework.in_force import in_force_on
from api.store.tables import Assignment, CarrierNotice, Case, Offer, OfferAnswer
from cases.offers import OfferTerms
from cases.offers.answers import (
    LEAVE_NOTE,
    SENTENCES,
    Answer,
    How,
    Kind,
    OfferState,
    PaperState,
    Why,
    answer_paper,
    is_late,
    offer_state,
    reissue_due,
)
from cases.offers.packs import warnings
from cases.programs.jurisdictions import Note, pack_of
from cases.programs.policies import Warned


class AnswerShown(BaseModel):
    """The worker's answer. `late`: after the day named; it is kept all the same. `why` are codes, nothing medical."""

    id: uuid.UUID
    kind: Kind
    day: date
    how: How
    why: list[Why]
    late: bool
    filed_on: date | None
    recorded_by: uuid.UUID
    recorded_at: datetime


class OfferShown(BaseModel):
    """An offer on file; its letter has two addresses, Word and PDF."""

    id: uuid.UUID
    case: uuid.UUID
    job: uuid.UUID
    restriction_set: uuid.UUID
    terms: OfferTerms
    made_at: datetime
    made_by: uuid.UUID
    docx_sha256: str
    pdf_sha256: str
    withdrawn_at: datetime | None
    jurisdiction: str
    warnings: list[Note] = Field(description="What to know of an offer under this law; a draft says so here.")
    policy_warnings: list[Warned] = Field(description="The employer's own rules it breaks, or nobody spoke to.")
    supersedes: uuid.UUID | None
    superseded_by: uuid.UUID | None
    state: OfferState
    says: str = Field(description="The state in a neutral sentence.")
    answer: AnswerShown | None
    answer_paper: PaperState = Field(description="The signed answer on file, the same day as the offer.")
    assignment: uuid.UUID | None
    told_carrier: list[str] = Field(description="Which events the carrier was told of.")
    restrictions_changed: bool = Field(description="The report it rests on is not the one in force any more.")
    reissue_due: date | None = Field(description="From this day the work is offered again, where the law wants that.")


def show_offer(act: Act, offer: Offer) -> OfferShown:
    """The offer, its answer and everything that hangs on it."""
    terms, answer = OfferTerms.model_validate(offer.terms), answer_of(act, offer)
    newer, state = superseding(act, offer), state_of(act, offer)
    filed = answer.filed_on if answer else None
    return OfferShown(
        id=offer.id,
        case=offer.case_id,
        job=offer.job_id,
        restriction_set=offer.restriction_set_id,
        terms=terms,
        made_at=offer.created_at,
        made_by=offer.made_by,
        docx_sha256=offer.docx_sha256 or "",
        pdf_sha256=offer.pdf_sha256 or "",
        withdrawn_at=offer.withdrawn_at,
        jurisdiction=offer.jurisdiction,
        warnings=list(warnings(pack_of(offer.jurisdiction))),
        policy_warnings=[Warned.model_validate(each) for each in offer.policy_warnings],
        supersedes=offer.supersedes_id,
        superseded_by=newer,
        state=state,
        says=SENTENCES[state] + (f" {LEAVE_NOTE}" if state == "declined" else ""),
        answer=_answer(answer, terms) if answer else None,
        answer_paper=answer_paper(terms.letter_date or offer.created_at.date(), act.today, filed),
        assignment=act.session.scalar(select(Assignment.id).where(Assignment.offer_id == offer.id).order_by(
            Assignment.created_at.desc()).limit(1)),
        told_carrier=_told(act, offer),
        restrictions_changed=_changed(act, offer, terms),
        reissue_due=None if newer else reissue_due(pack_of(offer.jurisdiction), terms, state),
    )  # fmt: skip


def held_offer(act: Act, key: uuid.UUID) -> Offer:
    """The offer, its case held first: whatever else makes or stops work of the case waits."""
    offer = act.find(Offer, key)
    act.find(Case, offer.case_id, locked=True)
    act.session.refresh(offer, with_for_update=True)  # it may have changed while we waited
    return offer


def state_of(act: Act, offer: Offer) -> OfferState:
    """Where the offer stands today."""
    row = answer_of(act, offer)
    return offer_state(
        OfferTerms.model_validate(offer.terms),
        as_answer(row) if row else None,
        act.today,
        withdrawn=offer.withdrawn_at is not None,
        superseded=superseding(act, offer) is not None,
    )


def answer_of(act: Act, offer: Offer) -> OfferAnswer | None:
    """The answer that counts."""
    query = act.own(OfferAnswer).where(OfferAnswer.offer_id == offer.id, OfferAnswer.superseded_at.is_(None))
    return act.session.scalar(query)


def as_answer(row: OfferAnswer) -> Answer:
    """The same as the rules of `cases/offers/answers.py` see it."""
    return Answer(kind=row.kind, day=row.day, how=row.how, why=tuple(Why(code) for code in row.why))


def superseding(act: Act, offer: Offer) -> uuid.UUID | None:
    """The offer that stands in this one's place."""
    return act.session.scalar(act.own(Offer).where(Offer.supersedes_id == offer.id).with_only_columns(Offer.id))


def _answer(row: OfferAnswer, terms: OfferTerms) -> AnswerShown:
    return AnswerShown(
        id=row.id,
        kind=row.kind,
        day=row.day,
        how=row.how,
        why=[Why(code) for code in row.why],
        late=is_late(as_answer(row), terms),
        filed_on=row.filed_on,
        recorded_by=row.recorded_by,
        recorded_at=row.created_at,
    )


def _told(act: Act, offer: Offer) -> list[str]:
    query = act.own(CarrierNotice).where(CarrierNotice.offer_id == offer.id).order_by(CarrierNotice.created_at)
    return [row.event for row in act.session.scalars(query)]


def _changed(act: Act, offer: Offer, terms: OfferTerms) -> bool:
    """Whether another report governs now: the restrictions are others, and a new offer has to rest on them."""
    case = act.find(Case, offer.case_id)
    return terms.report_document not in [v.report.document for v in in_force_on(act, case, act.today).voices]
