"""How each letter that a case can fill is made of the case, the reports in force, the order and its facts.

    MAKERS[kind](desk) → Draft: the letter's values, and the papers that go along

A maker looks up and checks; `generate/` words. `letters.py` writes, keeps and records.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from pydantic import Field

from api.casework.act import Act
from api.casework.in_force import in_force_on
from api.casework.letter_facts import Facts, Known
from api.casework.matches import job_of
from api.casework.offer_state import answer_of
from api.casework.packets import Sender, heading_of, provider_of, require_release
from api.casework.readings import form_of, readings_of, standing
from api.casework.reevaluations import open_ones
from api.casework.saying import asking, report_of
from api.casework.wording import told_of
from api.casework.words import Written
from api.identity.roles import Action
from api.store.tables import Case, Copy, Document, Job, Offer, Packet, Provider, Release, Reply, ReplyState, Worker
from cases.comparing import tightening
from cases.errors import BadInput, Refused
from cases.in_force import InForce
from cases.offers import OfferTerms
from extract.check import INFORMING, contradicting
from generate import carrier_letters, house_letters, provider_letters, questions
from generate.carrier_letters import Alternative, Answer, Sixty
from generate.enclosing import REPLIES, Enclosure, Printer, signed_release
from generate.filling import Accommodation, Assigned, Values
from generate.headings import Heading
from generate.house_letters import Meeting, Post, Standing
from generate.house_letters import Release as FullDuty
from generate.own_words import Told
from generate.provider_letters import Received, Sent
from templates.catalogue import letter

TRANSITIONAL: Final = "transitional-assignment"
RELEASE_LETTER: Final = "provider-release-letter"


class Kind(StrEnum):
    """The letters that a case can fill, by their ids in the catalogue; packets and offers are made elsewhere."""

    CLARIFICATION = "clarification-request"
    SECOND_REQUEST = "second-request"
    RETURN_TO_WORK = "provider-return-to-work"
    DAY_30 = "day-30-physician"
    ANSWER_NOTICE = "carrier-answer-notice"
    DAY_60 = "day-60-carrier"
    SUPERVISOR_NOTICE = "supervisor-notice"
    COMMITTEE_UPDATE = "committee-update"
    FULL_DUTY = "full-duty-release"
    DAY_90 = "day-90-decision"
    FOLLOW_UP_CALL = "follow-up-call"


class NewLetter(Written):
    """A letter to write, and what it is about: by default the newest packet or offer of the case, its own provider."""

    sender: Sender
    facts: Facts = Field(default_factory=Facts)
    provider: uuid.UUID | None = None
    job: uuid.UUID | None = None
    reply: uuid.UUID | None = Field(default=None, description="The reply that a request for clarification asks about.")
    packet: uuid.UUID | None = Field(default=None, description="The packet that was not answered.")
    offer: uuid.UUID | None = Field(default=None, description="The offer that the facts come from, or was answered.")


@dataclass(frozen=True)
class Draft:
    """A letter's values and the papers that go along; what it is about, for the record."""

    values: Values
    papers: tuple[Enclosure, ...] = ()
    reply: uuid.UUID | None = None
    packet: uuid.UUID | None = None
    offer: uuid.UUID | None = None


@dataclass(frozen=True)
class Desk:
    """What a maker finds on its desk. Each thing is looked up when a letter asks for it."""

    act: Act
    case: Case
    kind: Kind
    order: NewLetter

    @cached_property
    def heading(self) -> Heading:
        """Who writes to whom about whom: a provider and a job only on letters that name one."""
        asked = {variable.name for variable in letter(self.kind).variables}
        provider = self.provider if "provider_name" in asked else None
        title = self.job.title if "job_title" in asked else ""
        return heading_of(self.act, self.case, provider, title, self.order.sender)

    @cached_property
    def provider(self) -> Provider:
        """Whom a letter to an office addresses."""
        return provider_of(self.act, self.case, self.order.provider)

    @cached_property
    def job(self) -> Job:
        """The regular job."""
        return job_of(self.act, self.case, self.order.job)

    def require_release(self) -> Release:
        """The worker's authority: nothing is asked of an office without one."""
        return require_release(self.act, self.case, self.provider, "letter")

    @cached_property
    def reports(self) -> InForce:
        """What is in force today. Refused while a reply that may be this worker's lies in no case.

        Its limits might be another person's: they are neither printed nor left out unseen.
        """
        found = in_force_on(self.act, self.case, self.act.today)
        for report in tightening(found):
            if self.act.find(Reply, uuid.UUID(report.document)).case_id is None:
                raise refused(
                    "reply_unplaced", "A reply that may be this worker's lies in no case: attach or reject it."
                )
        return found

    @cached_property
    def again(self) -> bool:
        """Whether somebody asked for a new look at the case that is not over."""
        return bool(open_ones(self.act, self.case.id))

    @property
    def told(self) -> Told:
        """What stands in place of a provider's words for those who never see the report."""
        return told_of(self.act, self.case, self.reports)

    @cached_property
    def offer(self) -> Offer | None:
        """The named offer of this case, else its newest; one that was withdrawn never counts."""
        query = self.act.own(Offer).where(Offer.case_id == self.case.id, Offer.withdrawn_at.is_(None))
        if self.order.offer is not None:
            query = query.where(Offer.id == self.act.find(Offer, self.order.offer).id)
        found = self.act.session.scalar(query.order_by(Offer.created_at.desc()).limit(1))
        if found is None and self.order.offer is not None:
            raise BadInput("The offer is another case's, or was withdrawn.", code="not_this_offer")
        return found

    @cached_property
    def offered(self) -> OfferTerms | None:
        """The terms of that offer."""
        return OfferTerms.model_validate(self.offer.terms) if self.offer else None

    @cached_property
    def facts(self) -> Known:
        """The facts of the order, behind them those of the offer."""
        return Known(self.order.facts, self.offered)

    @cached_property
    def printer(self) -> Printer:
        """Prints forms headed for the case."""
        return Printer(self.heading, self.act.store.page_keys[0])

    @property
    def work(self) -> Assigned:
        """The modified work as it is done."""
        position, schedule, since, days = self.facts.need(
            "position", "schedule", "assigned_since", "modified_days"
        )  # fmt: skip
        return Assigned(position=position, schedule=schedule, since=since, days=days)

    def listed(self, name: str) -> list[str]:
        """A list of lines, empty if nobody gave it."""
        return self.facts.get(name) or []


def refused(code: str, why: str) -> Refused:
    """The refusal of a letter; `letters.py` puts it on record."""
    return Refused(f"The letter was not written. {why}", code="letter_refused", reasons=(code,))


# --- to the provider --------------------------------------------------------------------------------------------------


def _clarification(desk: Desk) -> Draft:
    desk.act.who.require(Action.SEE_DOCUMENT)  # the words of the report are in it
    if desk.order.reply is None:
        raise BadInput("Name the reply that the letter asks about.", code="missing_facts", reasons=("reply",))
    reply = desk.act.find(Reply, desk.order.reply)
    if reply.case_id != desk.case.id:
        raise refused("not_attached", "That reply is not attached to this case; attach it first.")
    desk.require_release()
    found = provider_letters.clarification(desk.heading, _received(desk, reply), _questions(desk, reply))
    return Draft(found, reply=reply.id)


def _questions(desk: Desk, reply: Reply) -> list[dict[str, str]]:
    """What is open now, after what persons have decided."""
    fields, form, report = standing(desk.act, reply), form_of(reply), report_of(desk.act, reply)
    readings = readings_of(fields.values())
    asked = questions.Reply(form, readings, tuple(contradicting(form, readings))) if form else None
    informing = [code for code in reply.reasons if code in INFORMING]
    return questions.open_questions(asked, [*asking(reply), *informing], report)


def _received(desk: Desk, reply: Reply) -> Received:
    form, status = form_of(reply), report_of(desk.act, reply).status
    came = desk.act.find(Document, reply.document_id).created_at.date()
    title = REPLIES.get(form.form, f"{form.title} form") if form else "report"
    return Received(title=title, day=status.exam_date or status.signed_date or came)


def _second_request(desk: Desk) -> Draft:
    packet = _packet(desk)
    day, to = desk.facts.need("first_sent", "first_sent_to")
    desk.require_release()
    papers = (desk.printer.to_complete(TRANSITIONAL),)
    form = REPLIES[TRANSITIONAL]
    found = provider_letters.second_request(desk.heading, Sent(day=day, to=to), form, _lines(papers))
    return Draft(found, papers, packet=packet.id)


def _packet(desk: Desk) -> Packet:
    """The packet that was not answered. Refused if none was made, or a reply to it has come."""
    query = desk.act.own(Packet).where(Packet.case_id == desk.case.id, Packet.provider_id == desk.provider.id)
    if desk.order.packet is not None:
        query = query.where(Packet.id == desk.act.find(Packet, desk.order.packet).id)
    packet = desk.act.session.scalar(query.order_by(Packet.created_at.desc()).limit(1))
    if packet is None:
        raise refused("no_packet", "No packet was made for this provider, so there is no first request.")
    sent = desk.act.own(Copy).where(Copy.packet_id == packet.id).with_only_columns(Copy.copy_id)
    came = desk.act.own(Reply).where(Reply.copy_id.in_(sent), Reply.state != ReplyState.REJECTED)
    if desk.act.session.scalar(came.limit(1)) is not None:
        raise refused("reply_received", "A reply to this packet has come; look at it first.")
    return packet


def _return_to_work(desk: Desk) -> Draft:
    desk.require_release()
    papers = (*map(desk.printer.assessment, desk.job.demands.tasks), desk.printer.to_complete(RELEASE_LETTER))
    found = provider_letters.return_to_work(
        desk.heading,
        _lines(papers),
        position=desk.facts.get("proposed_position") or "",
        reply_form=REPLIES[RELEASE_LETTER],
    )
    return Draft(found, papers)


def _day_30(desk: Desk) -> Draft:
    work = desk.work
    scan = desk.act.store.files.get(desk.act.who.employer, desk.require_release().file_sha256)
    papers = (signed_release(scan), desk.printer.to_complete(TRANSITIONAL))
    form = REPLIES[TRANSITIONAL]
    found = provider_letters.day_30(desk.heading, work, desk.reports, form, _lines(papers), again=desk.again)
    return Draft(found, papers)


# --- to the carrier ---------------------------------------------------------------------------------------------------


def _answer_notice(desk: Desk) -> Draft:
    if desk.offer is None or desk.offered is None:
        raise refused("no_offer", "No offer of this case stands, so there is no answer to report.")
    (kind,) = desk.facts.need("answer")
    _require_as_recorded(desk.act, desk.offer, kind)
    day = desk.offered.answer_by if kind in ("none", "open") else desk.facts.need("answered_on")[0]
    found = carrier_letters.answer_notice(
        desk.heading,
        desk.offered,
        Answer(kind=kind, day=day),
        open_through=desk.facts.get("open_through"),
        copies=desk.listed("copies"),
    )
    return Draft(found, offer=desk.offer.id)


def _require_as_recorded(act: Act, offer: Offer, kind: str) -> None:
    """A notice reports what is on file; only where nothing is, the order's own word counts."""
    row = answer_of(act, offer)
    if row is not None and row.kind != kind:
        raise refused("answer_differs", "Another answer is on file for this offer; the notice reports that one.")


def _day_60(desk: Desk) -> Draft:
    following, alternatives = desk.facts.need("next_update_date", "alternatives")
    sixty = Sixty(
        next_update=following,
        alternatives=tuple(Alternative(work=each.work, found=each.found) for each in alternatives),
        talk=desk.facts.get("talk_date") or "",
    )
    copies = desk.listed("copies")
    return Draft(carrier_letters.day_60(desk.heading, desk.work, desk.reports, sixty, copies, again=desk.again))


# --- inside the house -------------------------------------------------------------------------------------------------


def _supervisor_notice(desk: Desk) -> Draft:
    position, schedule, supervisor, changes, review = desk.facts.need(
        "position", "schedule", "supervisor_name", "accommodations", "review_date"
    )
    post = Post(position=position, schedule=schedule, supervisor_name=supervisor)
    accommodations = [Accommodation(**each.model_dump()) for each in changes]
    return Draft(
        house_letters.supervisor_notice(
            desk.heading, post, desk.reports, accommodations, review, again=desk.again, told=desk.told
        )
    )


def _committee_update(desk: Desk) -> Draft:
    (status,) = desk.facts.need("work_status")
    standing_now = Standing(
        work_status=status,
        abilities=tuple(desk.listed("abilities")),
        prognosis=desk.facts.get("prognosis") or "",
        next_update=desk.facts.get("next_update_date"),
        to_discuss=tuple(desk.listed("to_discuss")),
    )
    return Draft(
        house_letters.committee_update(desk.heading, desk.reports, standing_now, again=desk.again, told=desk.told)
    )


def _full_duty(desk: Desk) -> Draft:
    """The regular job's schedule and supervisor are facts: those of an offer are of the modified work."""
    facts = Known(desk.order.facts)
    schedule, supervisor, last, notified = facts.need("schedule", "supervisor_name", "assignment_end", "notified")
    regular = Post(position=desk.job.title, schedule=schedule, supervisor_name=supervisor)
    told = FullDuty(regular=regular, assignment_end=last, notified=tuple(notified))
    return Draft(house_letters.full_duty_release(desk.heading, desk.reports, told, again=desk.again))


def _day_90(desk: Desk) -> Draft:
    day, place, invited = desk.facts.need("meeting_date", "meeting_place", "invited")
    meeting = Meeting(day=day, place=place, invited=tuple(invited))
    return Draft(house_letters.day_90(desk.heading, desk.work, meeting, desk.listed("copies")))


def _follow_up_call(desk: Desk) -> Draft:
    worker = desk.act.find(Worker, desk.case.worker_id)
    return Draft(house_letters.follow_up_call(desk.heading, worker.phone))


MAKERS: Final[dict[Kind, Callable[[Desk], Draft]]] = {
    Kind.CLARIFICATION: _clarification,
    Kind.SECOND_REQUEST: _second_request,
    Kind.RETURN_TO_WORK: _return_to_work,
    Kind.DAY_30: _day_30,
    Kind.ANSWER_NOTICE: _answer_notice,
    Kind.DAY_60: _day_60,
    Kind.SUPERVISOR_NOTICE: _supervisor_notice,
    Kind.COMMITTEE_UPDATE: _committee_update,
    Kind.FULL_DUTY: _full_duty,
    Kind.DAY_90: _day_90,
    Kind.FOLLOW_UP_CALL: _follow_up_call,
}


def _lines(papers: Sequence[Enclosure]) -> list[str]:
    return [paper.line for paper in papers]
