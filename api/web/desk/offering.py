"""Offers of a case: what stands in the way, the form, the letter as it will be on paper, and the worker's answer.

    a job that fits → the offer (refused: every reason, and the form as it was) → its letter, page by page → the answer

The program writes the letter; a person sends it. An offer that is wrong is taken back and made anew from what it said.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

import pypdfium2
from fastapi import APIRouter, Path, Response
from fastapi.responses import RedirectResponse

from api.casework import answers, clocks, offers
from api.casework.answers import Answering
from api.casework.clock_settings import get_settings
from api.casework.jurisdictions import pack_for
from api.casework.matches import job_of, matched
from api.casework.offer_state import OfferShown
from api.casework.offers import PAPERS, NewOffer
from api.identity.roles import Action
from api.store.tables import Case, Job, Offer
from api.web.desk.asking import Desk, doing
from api.web.desk.filling import Wrong, fields_of, lines_of, tried, written, yes_or_no
from api.web.desk.naming import named
from api.web.desk.rendering import shown
from api.web.desk.states import OFFER_STATES, OUTCOMES
from api.web.downloads import DOCX, attachment, picture
from cases.demands import Assignment
from cases.errors import BadInput, NotFound, WorkslipError
from cases.offers import OfferTerms
from cases.offers.answers import How, Kind, Why
from cases.offers.packs import asked
from extract import page_pictures

router = APIRouter(include_in_schema=False)
See = Annotated[Desk, doing(Action.SEE_OFFER)]
SeeLetter = Annotated[Desk, doing(Action.SEE_OFFER_LETTER)]
Make = Annotated[Desk, doing(Action.OFFER)]
LINES: Final = ("duties", "copies", "provided", "not_provided")  # a line each
CHECKED: Final = ("enclosed", "confirmed")  # as many as were ticked
WORDS: Final = (
    "location", "schedule", "hours_per_day", "days_per_week", "wage", "start_date", "end_date", "supervisor_name",
    "stop_work_contact", "sent_by", "answer_by", "answer_how", "open_through", "provider_approved", "wage_share",
)  # fmt: skip
SENDER: Final = ("carrier_name", "carrier_address", "contact_phone", "signer_name")
# Of the newest offer of the same job; what is one person's own (days, wage) only of the same case.
OF_THE_JOB: Final = ("location", "schedule", "supervisor_name", "stop_work_contact", "sent_by", "answer_how", "copies")
OF_THE_CASE: Final = ("wage", "start_date", "end_date", "answer_by")
CLOCK: Final = "offer"  # the clocks whose rules begin so are about offers


@router.get("/cases/{key}/offers")
def list_page(key: uuid.UUID, at: See) -> Response:
    """The offers of a case, the newest first."""
    found = offers.list_offers(at.act, key)
    return shown(
        at,
        "offers.html",
        case=at.act.find(Case, key),
        worker=named(at.act, [key])[key],
        offers=found,
        states=OFFER_STATES,
    )


@router.get("/cases/{key}/offers/new")
def form_page(key: uuid.UUID, at: Make, job: uuid.UUID | None = None) -> Response:
    """The form of an offer, filled with what is on file of the job, of the offer before and of the employer."""
    case = at.act.find(Case, key)
    return _form(at, case, row := job_of(at.act, case, job), _prefilled(at, case, row))


@router.post("/cases/{key}/offers")
def make(key: uuid.UUID, at: Make) -> Response:
    """Make the offer; refused, every reason is said above the form, and nothing that was typed is lost."""
    case = at.act.find(Case, key)
    said: dict[str, Any] = fields_of(at.form) | {n: [str(v) for v in at.form.getlist(n)] for n in CHECKED}
    row = job_of(at.act, case, _id(said.get("job")))
    try:
        new = _new(said)
    except Wrong as no:
        return _form(at, case, row, said, no)
    made, refused = tried(at.act, lambda: offers.make_offer(at.act, key, new))
    if made is None:
        reasons = offers.refused_because(at.act, key, new) if refused and refused.code == "offer_refused" else ()
        return _form(at, case, row, said, refused, [f"{each.sentence} ({each.citation})" for each in reasons])
    return RedirectResponse(f"/offers/{made.id}", 303)


@router.get("/offers/{offer}")
def offer_page(offer: uuid.UUID, at: See) -> Response:
    """One offer: where it stands, the letter as it is on paper, and the answer."""
    return _offer(at, offer, {})


@router.get("/offers/{offer}/letter/{page}")
def letter_page(offer: uuid.UUID, page: Annotated[int, Path(ge=1, le=50)], at: SeeLetter) -> Response:
    """A page of the letter, as a printer would have it."""
    pdf = offers.offer_pdf(at.act, offer)
    at.act.let_go()
    found = page_pictures(pdf, [page])
    if not found:
        raise NotFound("The letter has no page of that number.", code="no_such_page")
    return picture(found[0])


@router.get("/offers/{offer}/letter.pdf")
def letter_pdf(offer: uuid.UUID, at: SeeLetter) -> Response:
    """The letter as PDF, to keep or print."""
    return attachment(offers.offer_pdf(at.act, offer), "application/pdf", f"offer-{offer}.pdf")


@router.get("/offers/{offer}/letter.docx")
def letter_docx(offer: uuid.UUID, at: SeeLetter) -> Response:
    """The letter in Word, to change or print."""
    return attachment(offers.offer_docx(at.act, offer), DOCX, f"offer-{offer}.docx")


@router.post("/offers/{offer}/answers")
def answer(offer: uuid.UUID, at: Make) -> Response:
    """Record what the worker answered. Said twice it is one answer; a change names the answer that its writer saw."""
    said = fields_of(at.form) | {"why": ",".join(str(each) for each in at.form.getlist("why"))}
    at.act.find(Offer, offer)
    why = [code for code in said["why"].split(",") if code]
    try:
        word = written(Answering, {n: said.get(n) for n in ("kind", "day", "how", "replaces")} | {"why": why})
    except Wrong:
        return _offer(at, offer, said, BadInput("Say what was answered, on which day, and how.", code="incomplete"))
    _, no = tried(at.act, lambda: answers.answer_offer(at.act, offer, word))
    return _offer(at, offer, said, no) if no else RedirectResponse(f"/offers/{offer}#answer", 303)


@router.post("/offers/{offer}/withdrawal")
def withdraw(offer: uuid.UUID, at: Make) -> Response:
    """Take it back; the form for another one is filled with what it said."""
    taken = offers.withdraw_offer(at.act, offer)
    return RedirectResponse(f"/cases/{taken.case}/offers/new?job={taken.job}", 303)


# ---- what the pages show ---------------------------------------------------------------------------------------------


def _form(
    at: Desk,
    case: Case,
    job: Job,
    said: Mapping[str, Any],
    no: WorkslipError | None = None,
    reasons: Sequence[str] = (),
) -> Response:
    pack = pack_for(at.act, case)
    wrong = no.fields if isinstance(no, Wrong) else {}
    status = 200 if no is None else 422
    return shown(
        at, "offer_form.html", status=status, case=case, worker=named(at.act, [case.id])[case.id], job=job, said=said,
        wrong=wrong, no=no.message if no else "", reasons=reasons, pack=pack, asks=asked(pack), papers=PAPERS,
        clocks=_clocks(at, case.id), match=_match(at, case, job, said), outcomes=OUTCOMES, standing=_standing(at, case),
    )  # fmt: skip


def _match(at: Desk, case: Case, job: Job, said: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a match
    """What matching says to the days and hours in the form, as far as they are days and hours yet."""
    names = {
        "start_date": "start",
        "end_date": "end",
        "hours_per_day": "hours_per_day",
        "days_per_week": "days_per_week",
    }
    try:
        terms = {to: said[name] for name, to in names.items() if said.get(name)}
        lists = {name: lines_of(said.get(name, "")) for name in ("provided", "not_provided")}
        return matched(at.act, case, job, written(Assignment, {"start": at.act.today} | terms | lists))
    except Wrong:
        return None


def _prefilled(at: Desk, case: Case, job: Job) -> dict[str, Any]:
    """What is on file: of the job, of the newest offer of it, of who writes for the employer."""
    demands = job.demands
    said: dict[str, Any] = {
        "duties": "\n".join(task.title for task in demands.tasks), "hours_per_day": _figure(demands.hours_per_day),
        "days_per_week": _figure(demands.days_per_week), "enclosed": [], "confirmed": [],
        "overtime": {True: "yes", False: "no", None: ""}[demands.overtime],
    }  # fmt: skip
    for names, query in (
        (OF_THE_JOB, at.act.own(Offer).where(Offer.job_id == job.id)),
        (OF_THE_CASE, at.act.own(Offer).where(Offer.job_id == job.id, Offer.case_id == case.id)),
    ):
        before = at.act.session.scalar(query.order_by(Offer.created_at.desc()).limit(1))
        said |= _said_before(OfferTerms.model_validate(before.terms), names) if before else {}
    sender = get_settings(at.act).sender
    return said | ({name: getattr(sender, name) or "" for name in SENDER} if sender else {})


def _said_before(terms: OfferTerms, names: tuple[str, ...]) -> dict[str, str]:
    values = {name: getattr(terms, name) for name in names}
    return {n: "\n".join(v) if isinstance(v, tuple) else v.isoformat() if hasattr(v, "isoformat") else v or ""
            for n, v in values.items()}  # fmt: skip


def _figure(number: float | None) -> str:
    return "" if number is None else f"{number:g}"


def _new(said: Mapping[str, Any]) -> NewOffer:
    """The offer that a form describes. Raises Wrong."""
    terms = {name: said.get(name) for name in WORDS} | {name: lines_of(said.get(name, "")) for name in LINES}
    terms |= {name: said[name] for name in CHECKED}
    terms |= {"overtime": yes_or_no(said.get("overtime")), "ends_in_review": said.get("ends_in_review") == "yes"}
    given = {name: value for name, value in terms.items() if value not in ("", None)}
    sender = {name: said[name] for name in SENDER if said.get(name)}
    return written(
        NewOffer, {"terms": given, "sender": sender, "job": said.get("job"), "supersedes": said.get("supersedes")}
    )


def _offer(at: Desk, key: uuid.UUID, said: Mapping[str, str], no: WorkslipError | None = None) -> Response:
    found = offers.get_offer(at.act, key)
    if not isinstance(found, OfferShown):
        return shown(at, "offer_limits.html", offer=found, worker=named(at.act, [found.case])[found.case])
    pages = _pages(offers.offer_pdf(at.act, key)) if at.may(Action.SEE_OFFER_LETTER) else 0
    return shown(
        at, "offer.html", status=422 if no else 200, offer=found, worker=named(at.act, [found.case])[found.case],
        pages=pages, states=OFFER_STATES, said=said, no=no.message if no else "", kinds=list(Kind), hows=list(How),
        whys=list(Why), clocks=_clocks(at, found.case), today=at.act.today,
    )  # fmt: skip


def _pages(pdf: bytes) -> int:
    """How many pages a letter of ours has."""
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        return len(document)


def _clocks(at: Desk, case: uuid.UUID) -> list[clocks.ClockShown]:
    """The clocks that are about offers, running or over, what is due first first."""
    return [each for each in clocks.get_case_clocks(at.act, case).clocks if each.rule.startswith(CLOCK)]


def _standing(at: Desk, case: Case) -> list[OfferShown]:
    """Offers in whose place a new one may stand."""
    found = [each for each in offers.list_offers(at.act, case.id) if isinstance(each, OfferShown)]
    return [each for each in found if each.withdrawn_at is None and each.superseded_by is None]


def _id(said: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(said) if said else None
    except ValueError:
        raise BadInput("Name the job of the offer; open the page again from the case.", code="bad_job") from None
