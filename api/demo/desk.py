"""What the coordinator of the demo does: the services of the API, each on the day on which it is said to have happened.

Days count back from today. A row that is made in an act gets the act's moment as its date; what the worker made of a
file that came in is dated afterwards (`Desk.date`).
"""

from __future__ import annotations

import uuid
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy import event, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.unitofwork import UOWTransaction

from api.casework import answers as offer_answers
from api.casework import (
    carrier_notices,
    cases,
    checkins,
    clocks,
    confirming,
    decisions,
    documents,
    entering,
    matches,
    osha,
    packets,
    plan_steps,
    plans,
    releases,
    retention,
    sending,
    supervising,
    workers,
)
from api.casework import offers as offer_making
from api.casework.act import Act
from api.casework.clocks import Recorded
from api.casework.packets import Sender
from api.casework.replies import FieldShown, get_reply
from api.demo import office, people
from api.demo.office import Answers, Printed
from api.demo.people import Person
from api.identity.principals import Principal
from api.intake.receive import receive
from api.outbox.carriers import Answer
from api.outbox.settling import begin, conclude
from api.store.opening import Store
from api.store.tables import (
    AuditEntry,
    Case,
    Delivery,
    Document,
    Job,
    Provider,
    ReEvaluation,
    Release,
    Reply,
    SendState,
)
from api.store.tables.base import Owned
from cases.clocks import Profile
from cases.demands import Assignment
from cases.errors import Unavailable
from cases.offers.answers import How, Kind, Why
from cases.osha.decisions import Recordability
from cases.plans.plan import Plan
from cases.plans.policy import FOUR, Party
from cases.restrictions import WorkStatus
from forms.editions import Library
from forms.readings import ReadingStatus
from forms.values import Given
from generate.packets import Packet as Papers
from generate.packets import PacketContents

SENT: Final = Answer(SendState.SENT, None, said="OK, 12 pages")
BUSY: Final = Answer(SendState.FAILED, "gave_up", said="Busy, 9 attempts")
FORM: Final = "transitional-assignment"
ASKED: Final = "Asked the office by telephone: no limit on this at the amount that the work asks for."
SENDER: Final = Sender(contact_phone=people.PHONE, contact_fax=people.FAX, carrier_name=people.CARRIER)
_WORK: Final = {
    "location": "12 Pier Road, Albany, NY 12207, building 2",
    "schedule": "Monday to Friday, 8:00 am to 2:00 pm",
    "wage": "$21.40 an hour, as before the injury",
    "supervisor_name": people.SUPERVISOR.name,
    "stop_work_contact": f"{people.COORDINATOR.name}, {people.PHONE}",
    "sent_by": "first-class mail",
    "answer_how": f"Check one, sign below, and return this page, or call {people.COORDINATOR.name} at {people.PHONE}",
    "copies": [people.CARRIER, f"{people.SUPERVISOR.name} (restrictions only)"],
}


@dataclass(frozen=True)
class Opened:
    """A case of the demo."""

    id: uuid.UUID
    person: Person


@dataclass(frozen=True)
class Came:
    """A file that came in, and when it is said to have come."""

    document: uuid.UUID
    at: datetime


@dataclass(frozen=True)
class Wanted:
    """A packet to build: all that are wanted at a time are built together, as a mailing does."""

    contents: PacketContents


@dataclass
class Desk:
    """The desk of the demo's coordinator: who acts, and the rows that all cases share. `now` is when the demo began."""

    store: Store
    coordinator: Principal
    hr: Principal
    supervisor: uuid.UUID
    now: datetime
    offices: list[uuid.UUID] = field(default_factory=list)
    jobs: dict[str, uuid.UUID] = field(default_factory=dict)
    met: int = 0
    arrived: int = 0

    def day(self, ago: int) -> date:
        """The day so many days ago, where the employer is; a negative number is a day to come."""
        return self.now.astimezone(Profile().where).date() - timedelta(days=ago)

    def at(self, ago: int, hour: int = 14, minute: int = 10) -> datetime:
        """A moment of that day, UTC; never one to come."""
        return min(datetime.combine(self.day(ago), time(hour, minute), UTC), self.now)

    def arrival(self, ago: int) -> datetime:
        """When a file came that day: spread over the afternoon, or over the last hour where the day is young."""
        self.arrived += 1
        moment = datetime.combine(self.day(ago), time(14 + self.arrived % 3, 11 * self.arrived % 60), UTC)
        lately = self.now - timedelta(minutes=4 + 7 * (self.arrived % 8))
        midnight = datetime.combine(self.day(0), time(), Profile().where)  # what came yesterday would be late today
        return moment if moment < self.now else max(lately, midnight.astimezone(UTC))

    @contextmanager
    def acting(self, ago: int, hour: int = 14, *, as_: Principal | None = None) -> Iterator[Act]:
        """An act on that day: one transaction, its new rows dated."""
        moment = self.at(ago, hour, (7 * ago + 13 * hour) % 60)
        with self.store.database.transaction() as session, _dating(session, moment):
            yield Act(as_ or self.coordinator, session, self.store, moment)
            session.flush()

    def opens(self, person: Person, injured: int, *, told: bool = True, entered: bool = True) -> Opened:
        """The injury, the case, and what the first days ask of everybody (unless they did not)."""
        self.met += 1
        with self.acting(injured, 18) as act:
            worker = workers.add_worker(
                act, workers.NewWorker(name=person.name, birth_date=person.born, number=person.number,
                                       address=person.address)
            )  # fmt: skip
            new = cases.NewCase(
                worker=worker.id, injury_date=self.day(injured), provider=self.offices[self.met % len(self.offices)],
                job=self.jobs["clerk"], claim_number=f"HM-{person.number.removeprefix('HC-')}",
            )  # fmt: skip
            case = Opened(cases.open_case(act, new).id, person)
        if told:
            self.events(case, injured, Recorded.NOTICE, Recorded.NOTIFIED, Recorded.CONTACT_MADE)
        if entered:
            with self.acting(max(injured - 3, 0), as_=self.hr) as act:
                recordable = Recordability(work_related=True, criteria=("medical_treatment",))
                why = "Prescribed medicine at the first visit."
                osha.decide(act, case.id, osha.NewDecision(decision=recordable, reason=why))
                osha.enter(act, case.id, osha.NewEntry(job_title="Order picker", place="Cold store", described=_HURT))
        return case

    def events(self, case: Opened, ago: int, *kinds: Recorded, hour: int = 19) -> None:
        """Things that happened that day."""
        with self.acting(ago, hour) as act:
            for kind in kinds:
                clocks.record_event(act, case.id, clocks.NewEvent(kind=kind))

    def sends(self, case: Opened, ago: int, answer: Answer = SENT) -> Generator[Wanted, Papers, Printed]:
        """Release signed, packet made and faxed; what the fax machine said. Returns the form that the office fills."""
        new = packets.NewPacket(sender=SENDER)
        with self.acting(ago, 13) as act:
            self._release(act, case, ago)
            row, provider, job, release = _asked(act, case)
            wanted = Wanted(packets.contents_of(act, row, provider, job, release, new))
        papers = yield wanted
        with self.acting(ago) as act:
            made = packets.file_packet(act, *_asked(act, case), papers)
            self._faxed(act, made.id, answer)
            printed = next(each for each in papers.copies if each.form == FORM)
            return office.printed(Library().get(FORM, printed.edition), printed.copy_id, printed.pdf)

    def _release(self, act: Act, case: Opened, ago: int) -> None:
        """The worker signs the release, unless one is on file."""
        if releases.list_releases(act, case.id):
            return
        blank = packets.release_form(act, case.id, packets.NewPacket(sender=SENDER))
        provider = packets.provider_of(act, act.find(Case, case.id), None)
        signed = releases.NewRelease(provider=provider.id, signed_on=act.today, expires_on=self.day(ago - 180))
        releases.file_release(act, case.id, signed, office.signed_release(blank, self.met))

    def comes_back(self, ago: int, content: bytes) -> Came:
        """A file comes in by fax; the worker will read it."""
        taken = receive(self.store, self.coordinator.employer, content, source="upload",
                        received_by=self.coordinator.user)  # fmt: skip
        return Came(taken.document_id, self.arrival(ago))

    def date(self, came: Came) -> None:
        """Give what the worker made of a file the moment at which the file is said to have come."""
        with self.store.database.transaction() as session:
            replies = select(Reply.id).where(Reply.document_id == came.document)
            session.execute(update(ReEvaluation).where(ReEvaluation.reply_id.in_(replies)).values(created_at=came.at))
            session.execute(update(Reply).where(Reply.document_id == came.document).values(created_at=came.at))
            session.execute(update(Document).where(Document.id == came.document)
                            .values(created_at=came.at, ended_at=came.at + timedelta(seconds=9)))  # fmt: skip

    def confirms(self, came: Came, said: Answers, ago: int) -> uuid.UUID:
        """Every doubt decided as the office meant it, then one word: in force. Returns the reply."""
        with self.acting(ago, 17) as act:
            key = act.session.scalar(select(Reply.id).where(Reply.document_id == came.document))
            if key is None:
                raise Unavailable("A form of the demo could not be read on this machine.", code="not_read")
            shown = get_reply(act, key)
            for each in (each for each in shown.fields if each.status is ReadingStatus.REVIEW):
                shown = decisions.decide(act, key, each.name, decisions.Decision(value=_meant(each, said)))
            confirming.confirm(act, key, confirming.Confirmation(note="Compared with the page."))
        return key

    def enters(self, case: Opened, came: Came, status: WorkStatus, ago: int) -> None:
        """A page that is no form of ours: what it says about working, entered by a person and confirmed."""
        mark = entering.Mark(page=1, box=(66.0, 470.0, 420.0, 700.0))
        note = "Called the office at the number on file; they confirmed the note and the patient."
        with self.acting(ago, 17) as act:
            entry = entering.Entry(case=case.id, pages=[1], status=status, status_at=mark, note=note)
            reply = entering.enter(act, came.document, entry)
            confirming.confirm(act, reply.id, confirming.Confirmation(note=note))
            documents.settle(act, came.document)

    def offers(self, case: Opened, ago: int, *, days: int = 21, job: str = "clerk") -> uuid.UUID:
        """An offer of modified duty from two days later on; what only a person can settle, settled."""
        title, duties = DUTIES[job]
        start, end = self.day(ago - 2), self.day(ago - 2 - days)
        work = Assignment(start=start, end=end, hours_per_day=4, days_per_week=5, overtime=False)
        with self.acting(ago, 18) as act:
            question = matches.Question(job=self.jobs[job], assignment=work)
            found = matches.match_case(act, case.id, question)
            assert isinstance(found, matches.MatchShown)
            for pair in (each for each in found.pairs if each.outcome == "undecided" and each.resolvable):
                word = matches.Settling(job=question.job, assignment=work, pair=pair.key, reason=ASKED)
                matches.settle_pair(act, case.id, word)
            terms = offer_making.Terms(
                **_WORK, position=title, duties=duties, hours_per_day=4, days_per_week=5, overtime=False,
                start_date=start, end_date=end, answer_by=self.day(ago - 7),
            )  # fmt: skip
            new = offer_making.NewOffer(terms=terms, sender=SENDER, job=self.jobs[job])
            return offer_making.make_offer(act, case.id, new).id

    def answered(self, offer: uuid.UUID, kind: Kind, ago: int, *, told: bool = True) -> None:
        """The worker's answer, on a signed slip; the carrier is told (or not yet)."""
        why = [] if kind is Kind.ACCEPTED else [Why.SCHEDULE]
        with self.acting(ago, 17) as act:
            said = offer_answers.Answering(kind=kind, day=act.today, how=How.SIGNED_SLIP, why=why)
            offer_answers.answer_offer(act, offer, said)
            if told:
                carrier_notices.tell_carrier(act, offer, carrier_notices.NewNotice(sender=SENDER))

    def watched(self, case: Opened, days: Sequence[int]) -> None:
        """The daily look at modified duty, the week's review, the word with the office."""
        for ago in days:
            with self.acting(ago, 20) as act:
                said = checkins.NewCheckIn(pain_reported=False, restrictions_followed=True)
                checkins.check_in(act, case.id, said)
        for ago in days[6::7]:
            self.events(case, ago, Recorded.WEEKLY_REVIEW, Recorded.PHYSICIAN_CONTACTED, hour=21)

    def plans(self, case: Opened, plan: Plan, ago: int) -> None:
        """A plan, its questions answered, approved by all, handed out and started."""
        with self.acting(ago, 15) as act:
            made = plans.make_plan(act, case.id, plans.NewPlan(plan=plan))
            for each in plans.lint_plan(act, made.id).findings:
                if each.finding.pair:
                    word = plan_steps.NewAnswer(pair=each.finding.pair, reason=ASKED)
                    plan_steps.answer_plan_question(act, made.id, word)
        with self.acting(ago - 1, 15) as act:
            for party in FOUR:
                plan_steps.approve_plan(act, made.id, plan_steps.NewApproval(
                    revision=1, party=party, person=_approver(party, case.person)))  # fmt: skip
            for to in made.to_give:
                plan_steps.distribute_plan(act, made.id, plan_steps.NewHandout(revision=1, party=to, how="by hand"))
            plan_steps.start_plan(act, made.id)

    def closes(self, case: Opened, ago: int) -> None:
        """The case is closed."""
        with self.acting(ago) as act:
            retention.close_case(act, case.id, retention.Closing(on=act.today))

    def assigns(self, *opened: Opened) -> None:
        """The supervisor sees these cases."""
        with self.acting(0, 8) as act:
            for case in opened:
                supervising.assign(act, case.id, supervising.Assigning(user=self.supervisor))

    def _faxed(self, act: Act, packet: uuid.UUID, answer: Answer) -> None:
        """The packet leaves, as far as anybody can see: no fax machine is told. The queue finds nothing to do."""
        pretended = self.store.settings.model_copy(update={"fax_by": "folder", "fax_folder": self.store.settings.home})
        with_fax = replace(act, store=replace(self.store, settings=pretended))
        new = sending.NewSending(channel=sending.By.FAX)
        delivery = act.find(Delivery, sending.send_packet(with_fax, packet, f"demo-{packet}", new).id)
        delivery.created_at = act.moment
        conclude(act.session, delivery, begin(act.session, delivery, at=act.moment), answer, at=act.moment)


_HURT: Final = "Strain while lifting a case from a rack"
DUTIES: Final[Mapping[str, tuple[str, list[str]]]] = {
    "clerk": ("Inventory clerk", ["Count cases on the lower racks", "Keep the stock list on the computer"]),
    "labeler": ("Label bench", ["Label returned cartons at the bench"]),
}


def _asked(act: Act, opened: Opened) -> tuple[Case, Provider, Job, Release]:
    """What a packet of the case is about."""
    case = act.find(Case, opened.id)
    provider = packets.provider_of(act, case, None)
    return case, provider, matches.job_of(act, case, None), packets.require_release(act, case, provider)


def _meant(each: FieldShown, said: Answers) -> Given:
    """What a person who looks at the page would type."""
    if each.kind == "radio":
        return next((mark[1] for mark in said.marks if not isinstance(mark, str) and mark[0] == each.name), None)
    if each.kind == "signature":
        return said.signed
    if each.kind == "check":
        return each.name in said.marks
    return said.words.get(each.name) or said.penned.get(each.name)


def _approver(party: Party, worker: Person) -> str:
    return {Party.WORKER: worker.name, Party.SUPERVISOR: people.SUPERVISOR.name}.get(party, people.HR.name)


@contextmanager
def _dating(session: Session, moment: datetime) -> Iterator[None]:
    """New rows of the session get that moment as their date. The audit log keeps the time at which it is written."""

    def date_them(mine: Session, context: UOWTransaction, rows: object) -> None:
        for row in mine.new:
            if isinstance(row, Owned) and not isinstance(row, AuditEntry) and row.created_at is None:
                row.created_at = moment

    event.listen(session, "before_flush", date_them)
    try:
        yield
    finally:
        event.remove(session, "before_flush", date_them)
