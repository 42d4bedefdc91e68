"""Offers of modified duty: refused with every reason, or written in Word and PDF with the boxes behind each limit."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Final, Literal

from pydantic import Field
from sqlalchemy import select

from api.casework.act import Act
from api.casework.clock_settings import get_settings
from api.casework.entering import STATUS
from api.casework.in_force import in_force_on, sets_of
from api.casework.jurisdictions import pack_for
from api.casework.letter_templates import template_of
from api.casework.matches import job_of, matched
from api.casework.offer_state import OfferShown, held_offer, show_offer, state_of, superseding
from api.casework.packets import Sender, heading_of, provider_of
from api.casework.readings import Standing, form_of, readings_of, standing
from api.casework.reevaluations import open_ones
from api.casework.views import WIDE, OfferTasks, offer_tasks
from api.casework.words import Line, Text, Written
from api.identity.roles import Action
from api.store.tables import Assignment, Case, Document, Job, Offer, Provider, Reply, RestrictionSet, Worker
from api.webhooks.events import Event
from cases.errors import BadInput, Conflict, Refused
from cases.in_force import InForce
from cases.matching import Match
from cases.offers import OfferTerms, assignment_of, refusals
from cases.offers.gate import refused_text
from cases.offers.packs import asked
from cases.programs.jurisdictions import Pack
from cases.programs.policies import Duty, Warned, policy_warnings
from cases.releases import Refusal
from cases.restrictions import Number
from generate.offers import LETTER as OFFER_LETTER
from generate.offers import WHOLE_STATUS, Evidence, evidence_of, offer_letter, requirements_of

Paper = Literal["work_status_report", "job_description", "demands_form"]
PAPERS: Final[dict[str, str]] = {
    "work_status_report": "Copy of the work status report",
    "job_description": "Description of the work, as the provider has it",
    "demands_form": "Demands of the work",
}


class Terms(Written):
    """What the employer offers. What is left out comes from the case, its job and the report in force."""

    position: Text = ""
    duties: list[Line] = Field(default_factory=list, max_length=50)
    requirements: list[Text] | None = Field(default=None, max_length=50, description="By default those of the job.")
    location: Text = ""
    schedule: Text = Field(default="", description="Days, hours and shift, in words.")
    hours_per_day: Number | None = Field(default=None, gt=0, le=24)
    days_per_week: Number | None = Field(default=None, gt=0, le=7)
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
    open_through: date | None = Field(default=None, description="How long the work stays open; else until answer_by.")
    enclosed: list[Paper] = Field(default_factory=list, max_length=10, description="Papers that you put with it.")
    confirmed: list[Line] = Field(
        default_factory=list, max_length=20, description="Codes of what you have checked by hand, see /jurisdictions."
    )
    provider_approved: date | None = Field(default=None, description="When the provider approved the description.")
    wage_share: Number | None = Field(default=None, ge=0, le=10, description="Of the wage on the day of the injury.")
    provided: list[Line] = Field(default_factory=list, max_length=50, description="Helper, sit/stand option, …")
    not_provided: list[Line] = Field(default_factory=list, max_length=50)


class NewOffer(Written):
    """An offer to make: about the case's job unless another is named.

    `supersedes`: the offer in whose place it stands, because the restrictions changed or the law wants it made again.
    """

    terms: Terms
    sender: Sender
    job: uuid.UUID | None = None
    provider: uuid.UUID | None = None
    supersedes: uuid.UUID | None = None
    duty: Duty = Field(default=Duty(), description="What the employer's own rules ask about; unsaid warns.")


def make_offer(act: Act, key: uuid.UUID, new: NewOffer) -> OfferShown:
    """Write an offer. Refused, all reasons on record, unless the report is signed, in force, matched and complete.

    The same offer asked for twice is one offer.
    """
    case = act.find(Case, key, locked=True)
    job, provider, reports, terms, found, pack = _gathered(act, case, new)
    _require_known(pack, terms)
    _require(act, case, terms, reports, found, pack)
    held = next(each for each in sets_of(act, case.id) if str(each.reply_id) == terms.report_document)
    if same := _made_before(act, case, job, held, terms):
        return show_offer(act, same)
    before = _superseded(act, case, new.supersedes)
    try:
        letter = offer_letter(
            terms,
            heading_of(act, case, provider, terms.position, new.sender),
            reports,
            found,
            evidence(act, reports),
            today=act.today,
            enclosures=[PAPERS[each] for each in terms.enclosed],
            template=template_of(act, OFFER_LETTER),
            pack=pack,
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
            jurisdiction=pack.id,
            supersedes_id=before.id if before else None,
            policy_warnings=[each.model_dump(mode="json") for each in _warned(act, case, terms, new.duty)],
        )
    )
    act.record("offer.made", offer, case=str(case.id), pairs=len(found.pairs), pack=pack.id, again=before is not None)
    act.announce(Event.OFFER_MADE, case=case.id, offer=offer.id, restriction_set=held.id)
    return show_offer(act, offer)


def refused_because(act: Act, key: uuid.UUID, new: NewOffer) -> tuple[Refusal, ...]:
    """Every reason for which this offer would be refused, each with where it is written; nothing is recorded."""
    case = act.find(Case, key)
    _, _, reports, terms, found, pack = _gathered(act, case, new)
    return _reasons(act, case, terms, reports, found, pack)


def list_offers(act: Act, key: uuid.UUID) -> list[OfferShown] | list[OfferTasks]:
    """The offers of a case, the newest first."""
    query = act.own(Offer).where(Offer.case_id == act.find(Case, key).id).order_by(Offer.created_at.desc())
    offers = act.session.scalars(query).all()
    if act.who.sees(Action.SEE_OFFER) in WIDE:
        return [show_offer(act, offer) for offer in offers]
    return [offer_tasks(offer) for offer in offers]


def get_offer(act: Act, key: uuid.UUID) -> OfferShown | OfferTasks:
    """One offer."""
    offer = act.find(Offer, key)
    return show_offer(act, offer) if act.who.sees(Action.SEE_OFFER) in WIDE else offer_tasks(offer)


def offer_docx(act: Act, key: uuid.UUID) -> bytes:
    """The letter in Word."""
    return act.store.files.get(act.who.employer, act.find(Offer, key).docx_sha256 or "")


def offer_pdf(act: Act, key: uuid.UUID) -> bytes:
    """The letter as PDF."""
    return act.store.files.get(act.who.employer, act.find(Offer, key).pdf_sha256 or "")


def withdraw_offer(act: Act, key: uuid.UUID) -> OfferShown:
    """Take an offer back; it stays on file."""
    offer = held_offer(act, key)
    if offer.withdrawn_at is not None:
        raise Conflict("This offer is withdrawn already.", code="already_withdrawn")
    if state_of(act, offer) == "accepted":
        raise Conflict(
            "The worker has accepted this offer, so it cannot be taken back; stop or end the assignment, with the "
            "reason.",
            code="is_accepted",
        )
    offer.withdrawn_at, offer.withdrawn_by = act.moment, act.who.user
    act.record("offer.withdrawn", offer)
    act.announce(Event.OFFER_WITHDRAWN, case=offer.case_id, offer=offer.id)
    return show_offer(act, offer)


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
        restrictions_received=_received(act, report.document) if report else None,
    )


def _warned(act: Act, case: Case, terms: OfferTerms, duty: Duty) -> tuple[Warned, ...]:
    """The employer's own rules that the offer may break; modified duty counts from the case's first assignment."""
    works = act.session.scalars(act.own(Assignment).where(Assignment.case_id == case.id))
    first = duty.since or min((row.work.start for row in works), default=None)
    return policy_warnings(get_settings(act).policies, terms, duty.model_copy(update={"since": first}))


def _received(act: Act, document: str) -> date:
    """The day the report came."""
    came = select(Document.created_at).join(Reply, Reply.document_id == Document.id)
    return act.session.scalars(came.where(Reply.id == uuid.UUID(document))).one().date()


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


def _gathered(act: Act, case: Case, new: NewOffer) -> tuple[Job, Provider, InForce, OfferTerms, Match, Pack]:
    """What an offer is held against: the job, who treats, the reports in force, the terms, their match, the law."""
    job, provider = job_of(act, case, new.job), provider_of(act, case, new.provider)
    reports = in_force_on(act, case, new.terms.start_date)
    terms = terms_of(act, case, job, provider, reports, new)
    found = matched(act, case, job, assignment_of(terms, new.terms.provided, new.terms.not_provided))
    return job, provider, reports, terms, found, pack_for(act, case)


def _require_known(pack: Pack, terms: OfferTerms) -> None:
    """A person confirms what the pack asks, and nothing else: a slip of the pen would look like a word given."""
    if unknown := set(terms.confirmed) - {code for code, _ in asked(pack)}:
        raise BadInput(
            f"The pack of this case does not ask for {len(unknown)} of the points that were confirmed; see "
            "/jurisdictions.",
            code="unknown_confirmation",
        )


def _superseded(act: Act, case: Case, key: uuid.UUID | None) -> Offer | None:
    """The offer in whose place the new one stands. Conflict if it does not stand any more."""
    if key is None:
        return None
    offer = act.find(Offer, key, locked=True)
    if offer.case_id != case.id:
        raise BadInput("The offer to supersede is another case's.", code="not_this_offer")
    if offer.withdrawn_at is not None or superseding(act, offer) is not None:
        raise Conflict("That offer does not stand any more; supersede the newest one.", code="offer_gone")
    return offer


def _require(act: Act, case: Case, terms: OfferTerms, reports: InForce, found: Match, pack: Pack) -> None:
    if reasons := _reasons(act, case, terms, reports, found, pack):
        act.refuse(
            "offer.refused",
            case,
            refused_text(reasons),
            code="offer_refused",
            reasons=tuple(reason.code for reason in reasons),
        )


def _reasons(
    act: Act, case: Case, terms: OfferTerms, reports: InForce, found: Match, pack: Pack
) -> tuple[Refusal, ...]:
    open_now = bool(open_ones(act, case.id))
    return refusals(terms, reports, found, today=act.today, re_evaluation_open=open_now, pack=pack)


def _made_before(act: Act, case: Case, job: Job, held: RestrictionSet, terms: OfferTerms) -> Offer | None:
    query = act.own(Offer).where(
        Offer.case_id == case.id,
        Offer.job_id == job.id,
        Offer.restriction_set_id == held.id,
        Offer.withdrawn_at.is_(None),
    )
    same = (offer for offer in act.session.scalars(query) if OfferTerms.model_validate(offer.terms) == terms)
    return next((offer for offer in same if superseding(act, offer) is None), None)
