"""Offers of modified duty: refused with every reason, or written in Word and PDF with the boxes behind each limit."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from pydantic import BaseModel, Field

from api.casework.act import Act
from api.casework.entering import STATUS
from api.casework.in_force import in_force_on, sets_of
from api.casework.matches import job_of, matched
from api.casework.packets import Sender, heading_of, provider_of
from api.casework.readings import Standing, form_of, readings_of, standing
from api.casework.reevaluations import open_ones
from api.casework.words import Line, Text, Written
from api.store.tables import Case, Job, Offer, Provider, Reply, RestrictionSet, Worker
from api.webhooks.events import Event
from cases.errors import Conflict, Refused
from cases.in_force import InForce
from cases.matching import Match
from cases.offers import OfferTerms, assignment_of, refusals
from generate.offers import WHOLE_STATUS, Evidence, evidence_of, offer_letter, requirements_of


class Terms(Written):
    """What the employer offers. What is left out comes from the case, its job and the report in force."""

    position: Text = ""
    duties: list[Line] = Field(default_factory=list, max_length=50)
    requirements: list[Text] | None = Field(default=None, max_length=50, description="By default those of the job.")
    location: Text = ""
    schedule: Text = Field(default="", description="Days, hours and shift, in words.")
    hours_per_day: float | None = Field(default=None, gt=0, le=24)
    days_per_week: float | None = Field(default=None, gt=0, le=7)
    overtime: bool | None = None
    wage: Text = ""
    start_date: date
    end_date: date | None = None
    ends_in_review: bool = False
    supervisor_name: Text = ""
    stop_work_contact: Text = ""
    sent_by: Text = ""
    answer_by: date | None = None
    answer_how: Text = ""
    copies: list[Line] = Field(default_factory=list, max_length=20)
    provided: list[Line] = Field(default_factory=list, max_length=50, description="Helper, sit/stand option, …")
    not_provided: list[Line] = Field(default_factory=list, max_length=50)


class NewOffer(Written):
    """An offer to make: about the case's job unless another is named."""

    terms: Terms
    sender: Sender
    job: uuid.UUID | None = None
    provider: uuid.UUID | None = None


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


def make_offer(act: Act, key: uuid.UUID, new: NewOffer) -> OfferShown:
    """Write an offer. Refused, all reasons on record, unless the report is signed, in force, matched and complete.

    The same offer asked for twice is one offer.
    """
    case = act.find(Case, key, locked=True)
    job = job_of(act, case, new.job)
    provider = provider_of(act, case, new.provider)
    reports = in_force_on(act, case, new.terms.start_date)
    terms = terms_of(act, case, job, provider, reports, new)
    found = matched(act, case, job, assignment_of(terms, new.terms.provided, new.terms.not_provided))
    _require(act, case, terms, reports, found)
    held = next(each for each in sets_of(act, case.id) if str(each.reply_id) == terms.report_document)
    if same := _made_before(act, case, job, held, terms):
        return _shown(same)
    try:
        letter = offer_letter(
            terms,
            heading_of(act, case, provider, terms.position, new.sender),
            reports,
            found,
            evidence(act, reports),
            today=act.today,
        )
    except Refused as no:
        act.refuse("offer.refused", case, no.message, code=no.code, reasons=no.reasons)
    offer = act.add(
        Offer(
            case_id=case.id,
            job_id=job.id,
            restriction_set_id=held.id,
            terms=terms.model_dump(mode="json"),
            match=found.model_dump(mode="json"),
            docx_sha256=act.store.files.put(act.who.employer, letter.docx),
            pdf_sha256=act.store.files.put(act.who.employer, letter.pdf),
            made_by=act.who.user,
        )
    )
    act.record("offer.made", offer, case=str(case.id), pairs=len(found.pairs))
    act.announce(Event.OFFER_MADE, case=case.id, offer=offer.id, restriction_set=held.id)
    return _shown(offer)


def list_offers(act: Act, key: uuid.UUID) -> list[OfferShown]:
    """The offers of a case, the newest first."""
    query = act.own(Offer).where(Offer.case_id == act.find(Case, key).id).order_by(Offer.created_at.desc())
    return [_shown(offer) for offer in act.session.scalars(query)]


def get_offer(act: Act, key: uuid.UUID) -> OfferShown:
    """One offer."""
    return _shown(act.find(Offer, key))


def offer_docx(act: Act, key: uuid.UUID) -> bytes:
    """The letter in Word."""
    return act.store.files.get(act.who.employer, act.find(Offer, key).docx_sha256 or "")


def offer_pdf(act: Act, key: uuid.UUID) -> bytes:
    """The letter as PDF."""
    return act.store.files.get(act.who.employer, act.find(Offer, key).pdf_sha256 or "")


def withdraw_offer(act: Act, key: uuid.UUID) -> OfferShown:
    """Take an offer back; it stays on file."""
    offer = act.find(Offer, key, locked=True)
    if offer.withdrawn_at is not None:
        raise Conflict("This offer is withdrawn already.", code="already_withdrawn")
    offer.withdrawn_at, offer.withdrawn_by = act.moment, act.who.user
    act.record("offer.withdrawn", offer)
    act.announce(Event.OFFER_WITHDRAWN, case=offer.case_id, offer=offer.id)
    return _shown(offer)


def terms_of(act: Act, case: Case, job: Job, provider: Provider, reports: InForce, new: NewOffer) -> OfferTerms:
    """The whole checklist: what was sent, and what stands on file."""
    said = new.terms
    asked = job.demands
    report = reports.voices[0].report if reports.voices else None
    status = report.status if report else None
    return OfferTerms(
        **said.model_dump(exclude={"provided", "not_provided", "requirements", "position"}, exclude_none=True)
        | {
            "hours_per_day": said.hours_per_day or asked.hours_per_day,
            "days_per_week": said.days_per_week or asked.days_per_week,
            "overtime": asked.overtime if said.overtime is None else said.overtime,
        },
        position=said.position or job.title,
        requirements=requirements_of(asked) if said.requirements is None else said.requirements,
        worker_name=act.find(Worker, case.worker_id).name,
        claim_number=case.claim_number or "",
        letter_date=new.sender.letter_date or act.today,
        report_document=report.document if report else "",
        report_provider=(status.provider_name if status else None) or provider.name,
        report_date=(status.signed_date or status.exam_date) if status else None,
    )


def evidence(act: Act, reports: InForce) -> list[Evidence]:
    """Every box of the governing reports, as the letter prints it."""
    found: list[Evidence] = []
    for document in reports.documents:
        reply = act.find(Reply, uuid.UUID(document))
        form, now = form_of(reply), standing(act, reply)
        if form is not None:
            found += evidence_of(document, form, readings_of(now.values()))
        else:
            found += [_entered(reply, each) for each in now.values()]
    return found


def _entered(reply: Reply, each: Standing) -> Evidence:
    """A box that a person drew; the one around the status stands for all that it says beside restrictions."""
    return Evidence(
        document=str(reply.id),
        title=f"page received on {reply.created_at.date().isoformat()}",
        field=each.name,
        label="",
        page=each.reading.page,
        box=each.reading.box,
        stands_for=WHOLE_STATUS if each.name == STATUS else "",
    )


def _require(act: Act, case: Case, terms: OfferTerms, reports: InForce, found: Match) -> None:
    open_now = bool(open_ones(act, case.id))
    reasons = refusals(terms, reports, found, today=act.today, re_evaluation_open=open_now)
    if reasons:
        act.refuse(
            "offer.refused",
            case,
            "No offer was written. " + " ".join(reason.sentence for reason in reasons),
            code="offer_refused",
            reasons=tuple(reason.code for reason in reasons),
        )


def _made_before(act: Act, case: Case, job: Job, held: RestrictionSet, terms: OfferTerms) -> Offer | None:
    query = act.own(Offer).where(
        Offer.case_id == case.id,
        Offer.job_id == job.id,
        Offer.restriction_set_id == held.id,
        Offer.withdrawn_at.is_(None),
    )
    said = terms.model_dump(mode="json")
    return next((offer for offer in act.session.scalars(query) if offer.terms == said), None)


def _shown(offer: Offer) -> OfferShown:
    return OfferShown(
        id=offer.id,
        case=offer.case_id,
        job=offer.job_id,
        restriction_set=offer.restriction_set_id,
        terms=OfferTerms.model_validate(offer.terms),
        made_at=offer.created_at,
        made_by=offer.made_by,
        docx_sha256=offer.docx_sha256 or "",
        pdf_sha256=offer.pdf_sha256 or "",
        withdrawn_at=offer.withdrawn_at,
    )
