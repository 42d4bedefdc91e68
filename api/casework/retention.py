"""How long a case is kept, what holds it, and its removal by two persons.

    close → years go by → plan (one person) → run (another one) → rows, then files, are gone

A case goes as a whole, once every class that it holds is over. The years are a default to begin from; an employer sets
its own, not below what is written here as the least. Which of these rules bind an employer is for its counsel to say.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from pydantic import Field
from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from api.casework.act import Act, acting
from api.casework.words import Shown, Written
from api.identity.principals import Principal
from api.outbox.redacting import redact
from api.store.failpoints import failpoint
from api.store.kinship import nobodys
from api.store.opening import Store
from api.store.removal import (
    documents_and_parts,
    documents_of,
    doomed_by,
    list_for_removal,
    mails_without_documents,
    remove_rows,
    strip_mails,
)
from api.store.sweeping import remove_listed, removing
from api.store.tables import (
    Case,
    CaseState,
    DeliveryItem,
    Document,
    Employer,
    LegalHold,
    LogEntry,
    PurgePlan,
    ReceivedMail,
    Reply,
    RetentionSettings,
)
from cases.errors import BadInput, Conflict, Refused

MOST: Final = 1000  # cases of one plan
LONGEST: Final = 150  # years; longer than anybody lives, and every day that comes of it is in the calendar
MAILS: Final = "received_mails"


@dataclass(frozen=True)
class Kept:
    """A class of what is kept: what it covers, for how many years by default and at least, and which rule is behind."""

    covers: str
    years: int
    least: int
    source: str


CLASSES: Final[dict[str, Kept]] = {
    "medical": Kept(
        "replies, readings, reports, releases: from the closing of the case", 30, 1,
        "29 CFR 1910.1020(d)(1)(i): an employee's medical record, where that rule applies, for the employment and "
        "thirty years; 29 CFR 1630.14(c): apart from the personnel file",
    ),
    "personnel": Kept(
        "offers, assignments, plans, letters, packets and the ledger's link to the case", 6, 1,
        "29 CFR 1602.14: one year from the record or the action; 45 CFR 164.316(b)(2)(i): six years for required "
        "documentation, where it applies",
    ),
    "osha_log": Kept(
        "entries of the log: from the end of their calendar year", 5, 5, "29 CFR 1904.33(a): five years"
    ),
    "unattached": Kept("documents that belong to no case: from their arrival", 6, 1, "none; as personnel"),
}  # fmt: skip


class HoldReason(StrEnum):
    """Why something is held."""

    LITIGATION = "litigation"
    CLAIM = "claim"
    INVESTIGATION = "investigation"
    AUDIT = "audit"
    REQUEST = "request"  # of the person it is about, or of counsel


class NewHold(Written):
    """What is held: a document, else the case of the address; and why."""

    reason: HoldReason
    document: uuid.UUID | None = None


class HoldShown(Shown):
    """A hold. With neither case nor document it holds everything of the employer's."""

    id: uuid.UUID
    case_id: uuid.UUID | None
    document_id: uuid.UUID | None
    reason: str
    held_by: uuid.UUID
    created_at: datetime
    lifted_at: datetime | None
    lifted_by: uuid.UUID | None


class Closing(Written):
    """The day from which the years count."""

    on: date


class ClosedShown(Shown):
    """A closed case, and the first day on which it may be removed."""

    case_id: uuid.UUID
    closed_on: date
    kept_until: date


class NewPurge(Written):
    """Which cases: those named, if they are due, or all that are."""

    cases: list[uuid.UUID] = Field(default_factory=list, max_length=MOST)


class PurgeShown(Shown):
    """A plan: what it names, how many rows of which table that is, who planned and who ran it."""

    id: uuid.UUID
    case_ids: list[str]
    document_ids: list[str]
    counts: dict[str, int]
    planned_by: uuid.UUID
    run_by: uuid.UUID | None
    run_at: datetime | None
    ended_at: datetime | None


def close_case(act: Act, case: uuid.UUID, said: Closing) -> ClosedShown:
    """Close a case; closed again, the day is corrected."""
    found = act.find(Case, case, locked=True)
    if said.on > act.today or said.on < found.injury_date:
        raise BadInput("A case is closed on a day between the injury and today.", code="bad_day")
    found.state, found.closed_on = CaseState.CLOSED, said.on
    act.record("case.closed", found)
    return ClosedShown(case_id=found.id, closed_on=said.on, kept_until=kept_until(act, found))


def set_years(act: Act, years: dict[str, int]) -> dict[str, int]:
    """An employer's own years by class; what is not named stays as the house has it. Returns what holds now."""
    for name, wanted in years.items():
        if name not in CLASSES or not CLASSES[name].least <= wanted <= LONGEST:
            raise BadInput(
                f"There is no class {name} that may be kept for {wanted} years. The classes are {', '.join(CLASSES)}; "
                f"none is kept for more than {LONGEST} years.",
                code="bad_years",
            )
    row = act.session.scalar(act.own(RetentionSettings))
    if row is None:
        row = act.add(RetentionSettings(years=years, changed_by=act.who.user))
    row.years, row.changed_by = years, act.who.user
    act.record("retention.changed", row, **years)
    return years_of(act)


def years_of(act: Act) -> dict[str, int]:
    """How many years each class is kept by this employer."""
    row = act.session.scalar(act.own(RetentionSettings))
    return {name: kept.years for name, kept in CLASSES.items()} | (row.years if row else {})


def kept_until(act: Act, case: Case) -> date:
    """The first day on which a closed case may go: when every class in it is over."""
    if case.closed_on is None:
        raise Conflict("The case is open.", code="case_open")
    years = years_of(act)
    days = [_after(case.closed_on, years[name]) for name in ("medical", "personnel")]
    if act.session.scalar(select(exists().where(LogEntry.case_id == case.id))):
        days.append(date(case.closed_on.year + 1 + years["osha_log"], 1, 1))
    return max(days)


def _after(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def hold(act: Act, case: uuid.UUID | None, new: NewHold) -> HoldShown:
    """Hold a case or a document; without either, everything. It counts from now, also for a purge that is planned."""
    _wait_for_removals(act)
    held = act.find(Case, case).id if case and new.document is None else None
    document = act.find(Document, new.document).id if new.document else None
    row = act.add(LegalHold(case_id=held, document_id=document, reason=new.reason, held_by=act.who.user))
    act.record("hold.placed", row, reason=str(new.reason), case=str(held or ""), document=str(document or ""))
    return HoldShown.model_validate(row)


def holds(act: Act, case: uuid.UUID) -> list[HoldShown]:
    """Every hold that concerns a case, lifted ones too, newest first."""
    found = act.find(Case, case).id
    documents = select(Reply.document_id).where(Reply.case_id == found)
    everything = LegalHold.case_id.is_(None) & LegalHold.document_id.is_(None)
    query = act.own(LegalHold).where(
        or_(LegalHold.case_id == found, LegalHold.document_id.in_(documents), everything)
    )  # fmt: skip
    return [HoldShown.model_validate(row) for row in act.session.scalars(query.order_by(LegalHold.created_at.desc()))]


def lift(act: Act, key: uuid.UUID) -> HoldShown:
    """Lift a hold; it stays on record."""
    row = act.find(LegalHold, key, locked=True)
    if row.lifted_at is not None:
        raise Conflict("That hold has been lifted already.", code="already_lifted")
    row.lifted_at, row.lifted_by = act.moment, act.who.user
    act.record("hold.lifted", row)
    return HoldShown.model_validate(row)


def plan_purge(act: Act, new: NewPurge) -> PurgeShown:
    """Find out what is due, and keep it as a plan for a second person. Nothing is removed."""
    due = [case for case in _closed(act, new.cases) if kept_until(act, case) <= act.today]
    if new.cases and len(due) < len(set(new.cases)):
        raise Refused("Not all of these cases are closed and over their years.", code="not_due")
    cases = [case.id for case in due if not _held(act, [case.id], [])][:MOST]
    if new.cases and len(cases) < len(due):
        raise Refused("One of these cases is under a legal hold.", code="held")
    employer = act.who.employer
    documents = [] if new.cases else nobodys(act.session, employer, _before(act), MOST)
    counts = _count(act, cases, documents)
    if not new.cases:
        counts[MAILS] = mails_without_documents(act.session, employer, _old_mails(act))
    row = act.add(
        PurgePlan(
            case_ids=[str(each) for each in cases], document_ids=[str(each) for each in documents], counts=counts,
            planned_by=act.who.user,
        )
    )  # fmt: skip
    act.record("purge.planned", row, cases=len(cases), documents=len(documents))
    return PurgeShown.model_validate(row)


def show_purge(act: Act, key: uuid.UUID) -> PurgeShown:
    """A plan, as far as it is."""
    return PurgeShown.model_validate(act.find(PurgePlan, key))


def _closed(act: Act, named: Sequence[uuid.UUID]) -> list[Case]:
    for key in named:
        act.find(Case, key)
    query = act.own(Case).where(Case.state == CaseState.CLOSED, Case.closed_on.is_not(None)).order_by(Case.closed_on)
    return list(act.session.scalars(query.where(Case.id.in_(named)) if named else query))


def _before(act: Act) -> date:
    """What came before this day and belongs to no case is over its years."""
    return _after(act.today, -years_of(act)["unattached"])


def _old_mails(act: Act) -> ColumnElement[bool]:
    """Mails that are over the years of what belongs to no case, unless everything is held."""
    everything = LegalHold.case_id.is_(None) & LegalHold.document_id.is_(None) & LegalHold.lifted_at.is_(None)
    held = exists().where(LegalHold.employer_id == act.who.employer, everything)
    return (func.date(ReceivedMail.created_at) < _before(act)) & ~held


def _count(act: Act, cases: Sequence[uuid.UUID], documents: Sequence[uuid.UUID]) -> dict[str, int]:
    found = doomed_by(act.session, act.who.employer, cases), documents_and_parts(act.session, documents)
    tables = {table.name: ids | found[1].get(table, set()) for table, ids in found[0].items()}
    tables |= {table.name: ids for table, ids in found[1].items() if table.name not in tables}
    return {name: len(ids) for name, ids in sorted(tables.items()) if ids}


def _held(act: Act, cases: Sequence[uuid.UUID], documents: Collection[uuid.UUID]) -> bool:
    """Whether anything keeps any of them."""
    everything = LegalHold.case_id.is_(None) & LegalHold.document_id.is_(None)
    theirs = select(Reply.document_id).where(Reply.case_id.in_(cases))
    query: Select[LegalHold] = act.own(LegalHold).where(
        LegalHold.lifted_at.is_(None),
        or_(
            everything, LegalHold.case_id.in_(cases), LegalHold.document_id.in_(documents),
            LegalHold.document_id.in_(theirs),
        ),
    )  # fmt: skip
    return act.session.scalar(query.limit(1)) is not None


def _held_beside(act: Act, key: uuid.UUID) -> bool:
    """Whether a case that is held lies in one piece with this one: what was sent of it would lose its papers too."""
    mine = select(DeliveryItem.delivery_id).where(DeliveryItem.case_id == key)
    beside = select(DeliveryItem.case_id).where(DeliveryItem.delivery_id.in_(mine))
    held: Select[LegalHold] = act.own(LegalHold).where(LegalHold.lifted_at.is_(None), LegalHold.case_id.in_(beside))
    return act.session.scalar(held.limit(1)) is not None


def _wait_for_removals(act: Act) -> None:
    """A hold and a removal come one after the other. Others may go on writing rows of the employer's."""
    act.session.execute(select(Employer.id).where(Employer.id == act.who.employer).with_for_update(key_share=True))


def run_purge(store: Store, who: Principal, key: uuid.UUID) -> PurgeShown:
    """Remove what a plan names, case by case; run again it goes on where it was. Not by the person who planned it.

    What has come under a hold since, or is not due any more, stays. Files follow at once if nobody has put them lately,
    else within a day, by the worker.
    """
    with acting(store, who) as act:
        plan = act.find(PurgePlan, key, locked=True)
        if plan.planned_by == who.user:
            act.refuse(
                "purge.refused", plan, "A purge is run by another person than the one who planned it.",
                code="second_person",
            )  # fmt: skip
        plan.run_by, plan.run_at = plan.run_by or who.user, plan.run_at or act.moment
        cases, documents, mails = _ids(plan.case_ids), _ids(plan.document_ids), MAILS in plan.counts
    with removing(store):
        for case in cases:
            _remove_case(store, who, key, case)
        for document in documents:
            _remove_document(store, who, key, document)
        if mails:
            _strip_mails(store, who, key)
    remove_listed(store)
    with acting(store, who) as act:
        plan = act.find(PurgePlan, key)
        plan.ended_at = plan.ended_at or act.moment
        act.record("purge.ended", plan)
        return PurgeShown.model_validate(plan)


def _remove_case(store: Store, who: Principal, plan: uuid.UUID, key: uuid.UUID) -> None:
    with acting(store, who) as act:
        _wait_for_removals(act)
        case = act.session.scalar(act.own(Case).where(Case.id == key).with_for_update())
        if case is None or case.closed_on is None or kept_until(act, case) > act.today:
            return
        doomed = doomed_by(act.session, who.employer, [key])
        if _held(act, [key], documents_of(act.session, doomed)) or _held_beside(act, key):
            act.record("purge.held", f"case:{key}", plan=str(plan))
            return
        removed = remove_rows(act.session, who.employer, doomed, redact)
        act.record("case.purged", f"case:{key}", plan=str(plan), rows=sum(removed.values()))
        failpoint("purge.before_commit")
    failpoint("purge.committed")


def _remove_document(store: Store, who: Principal, plan: uuid.UUID, key: uuid.UUID) -> None:
    with acting(store, who) as act:
        _wait_for_removals(act)
        act.session.scalar(act.own(Document).where(Document.id == key).with_for_update())
        if not nobodys(act.session, who.employer, _before(act), 1, only=key):
            return
        remove_rows(act.session, who.employer, documents_and_parts(act.session, [key]), redact)
        act.record("document.purged", f"document:{key}", plan=str(plan))


def _strip_mails(store: Store, who: Principal, plan: uuid.UUID) -> None:
    """Mails as they came, of which no document was ever taken or none is left, after the years of such documents."""
    with acting(store, who) as act:
        _wait_for_removals(act)
        mails = mails_without_documents(act.session, who.employer, _old_mails(act))
        list_for_removal(act.session, who.employer, strip_mails(act.session, who.employer, _old_mails(act)))
        act.record("mails.purged", f"purgeplan:{plan}", mails=mails)


def _ids(named: Sequence[str]) -> list[uuid.UUID]:
    return [uuid.UUID(each) for each in named]
