"""Recovery support of a case: its nine steps, what the Committee hears, what the Committee does (seed 002).

What an intervention is, is medical: it goes into a table of the medical tier, and no answer here but its own shows it.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Final

from pydantic import BaseModel, Field

from api.casework.act import Act
from api.casework.in_force import in_force_on
from api.casework.letter_facts import Facts
from api.casework.letter_makers import Kind, NewLetter
from api.casework.letters import make_letter
from api.casework.packets import Sender
from api.casework.reevaluations import open_ones
from api.casework.words import Text, Whole, Written
from api.store.tables import (
    Case,
    CommitteeDid,
    CommitteeTold,
    RecoveryIntervention,
    RecoveryPlan,
    RecoveryStep,
)
from cases.errors import BadInput, Conflict, NotFound, Refused
from cases.recovery.committee import CommitteeUpdate, Work, update_of
from cases.recovery.committee_steps import CommitteeEntry, CommitteeRecord, CommitteeStep, next_committee_steps
from cases.recovery.steps import (
    Entry,
    Record,
    Recovery,
    Step,
    committee_due,
    next_steps,
    record,
    record_committee,
    tell_committee,
)

WORK: Final[dict[Work, str]] = {
    "away": "Away from work",
    "modified": "At temporary modified work",
    "regular": "At the regular job",
}


class NewStep(Written):
    """A step to record, on the number of steps that were there (`expected`).

    `intervention`: what it is, for the medical file only; with an intervention, and with nothing else.
    """

    expected: Whole = Field(ge=0)
    record: Record
    intervention: Text = ""


class NewCommitteeStep(Written):
    """What the Committee did."""

    record: CommitteeRecord


class NewUpdate(Written):
    """An update for the Committee. Everything but `work` and the day comes from what is in force: there are no words.

    With a `sender` the update is written as a letter too.
    """

    work: Work
    next_update: date | None = None
    sender: Sender | None = None


class RecoveryShown(BaseModel):
    """A recovery plan: its steps, what may come next, when the Committee hears again."""

    id: uuid.UUID
    case: uuid.UUID
    step: Step | None
    steps: list[Entry]
    next_steps: list[Step]
    committee_due: date | None
    committee_steps: list[CommitteeEntry]
    committee_next: list[CommitteeStep]


class CommitteeShown(BaseModel):
    """What the Committee did so far, and what may come next."""

    recovery: uuid.UUID
    steps: list[CommitteeEntry]
    next_steps: list[CommitteeStep]


class UpdateShown(BaseModel):
    """An update that the Committee got."""

    id: uuid.UUID
    recovery: uuid.UUID
    told_at: datetime
    update: CommitteeUpdate
    letter: uuid.UUID | None


class InterventionShown(BaseModel):
    """Medical: what the intervention of a step is."""

    step: int
    what: str


def open_recovery(act: Act, key: uuid.UUID) -> RecoveryShown:
    """Begin recovery support for a case; a case has one."""
    case = act.find(Case, key, locked=True)
    if _of_case(act, case):
        raise Conflict("This case has recovery support already.", code="already_open")
    row = act.add(RecoveryPlan(case_id=case.id, made_by=act.who.user))
    act.record("recovery.opened", row, case=str(case.id))
    return _shown(act, row)


def get_recovery(act: Act, key: uuid.UUID) -> RecoveryShown:
    """The recovery support of a case. NotFound if none was begun."""
    row = _of_case(act, act.find(Case, key))
    if row is None:
        raise NotFound("No recovery support was begun for this case.", code="no_recovery")
    return _shown(act, row)


def record_recovery_step(act: Act, key: uuid.UUID, new: NewStep) -> RecoveryShown:
    """Record a step. Conflict on a stale number; refused, and on record, where it does not follow or is incomplete."""
    row = act.find(RecoveryPlan, key, locked=True)
    before = recovery_of(act, row)
    if new.intervention and new.record.step is not Step.INTERVENTION:
        raise BadInput("Only an intervention says what it is; nothing was recorded.", code="no_intervention")
    entry = Entry(record=new.record, person=act.who.name, at=act.moment)
    try:
        after = record(before, new.expected, entry)
    except Refused as no:
        step = new.record.step.value
        act.refuse("recovery.step_refused", row, no.message, code=no.code, reasons=no.reasons, step=step)
    number = len(after.entries)
    act.add(RecoveryStep(recovery_id=row.id, number=number, entry=entry, made_by=act.who.user))
    if new.intervention:
        what = RecoveryIntervention(recovery_id=row.id, step=number, what=new.intervention, made_by=act.who.user)
        act.add(what)
    act.record("recovery.step", row, step=new.record.step.value, number=number)
    return _shown(act, row)


def list_recovery_interventions(act: Act, key: uuid.UUID) -> list[InterventionShown]:
    """Medical: what the interventions are."""
    row = act.find(RecoveryPlan, key)
    query = act.own(RecoveryIntervention).where(RecoveryIntervention.recovery_id == row.id)
    rows = act.session.scalars(query.order_by(RecoveryIntervention.step))
    return [InterventionShown(step=each.step, what=each.what) for each in rows]


def tell_the_committee(act: Act, key: uuid.UUID, new: NewUpdate) -> UpdateShown:
    """Put an update together from what is in force, and write its letter if a sender is named."""
    row = act.find(RecoveryPlan, key, locked=True)
    case = act.find(Case, row.case_id)
    again = bool(open_ones(act, case.id))
    try:
        update = update_of(in_force_on(act, case, act.today), new.work, new.next_update, again=again)
    except Refused as no:
        act.refuse("recovery.update_refused", row, no.message, code=no.code, reasons=no.reasons)
    letter = _letter(act, case, new, update) if new.sender else None
    told = act.add(CommitteeTold(recovery_id=row.id, told=update, letter_id=letter, told_by=act.who.user))
    act.record("recovery.committee_told", row, restrictions=len(update.restrictions))
    return _update(told)


def list_committee_updates(act: Act, key: uuid.UUID) -> list[UpdateShown]:
    """Every update that the Committee got, the newest first."""
    row = act.find(RecoveryPlan, key)
    query = act.own(CommitteeTold).where(CommitteeTold.recovery_id == row.id)
    return [_update(each) for each in act.session.scalars(query.order_by(CommitteeTold.created_at.desc()))]


def record_committee_step(act: Act, key: uuid.UUID, new: NewCommitteeStep) -> CommitteeShown:
    """Record what the Committee did. Refused, and on record, before a review, and before the union approved.

    The answer is for the Committee: the steps of the recovery itself are not in it.
    """
    row = act.find(RecoveryPlan, key, locked=True)
    entry = CommitteeEntry(record=new.record, person=act.who.name, at=act.moment)
    try:
        record_committee(recovery_of(act, row), entry)
    except Refused as no:
        step = new.record.step.value
        act.refuse("recovery.committee_refused", row, no.message, code=no.code, reasons=no.reasons, step=step)
    act.add(CommitteeDid(recovery_id=row.id, entry=entry, made_by=act.who.user))
    act.record("recovery.committee_step", row, step=new.record.step.value)
    after = recovery_of(act, row)
    following = next_committee_steps(after.committee_told, after.committee)
    return CommitteeShown(recovery=row.id, steps=list(after.committee), next_steps=sorted(following))


def recovery_of(act: Act, row: RecoveryPlan) -> Recovery:
    """The rows as the rules of `cases/recovery` see them."""
    steps = act.own(RecoveryStep).where(RecoveryStep.recovery_id == row.id).order_by(RecoveryStep.number)
    told = act.own(CommitteeTold).where(CommitteeTold.recovery_id == row.id).order_by(CommitteeTold.created_at)
    did = act.own(CommitteeDid).where(CommitteeDid.recovery_id == row.id).order_by(CommitteeDid.created_at)
    recovery = Recovery(
        entries=tuple(each.entry for each in act.session.scalars(steps)),
        committee=tuple(each.entry for each in act.session.scalars(did)),
    )
    for each in act.session.scalars(told):
        recovery = tell_committee(recovery, each.created_at)
    return recovery


def _letter(act: Act, case: Case, new: NewUpdate, update: CommitteeUpdate) -> uuid.UUID:
    """The catalogue's own letter: its facts are our words for codes, and the day."""
    assert new.sender is not None
    facts = Facts(work_status=WORK[new.work], next_update_date=update.next_update)
    return make_letter(act, case.id, Kind.COMMITTEE_UPDATE, NewLetter(sender=new.sender, facts=facts)).id


def _of_case(act: Act, case: Case) -> RecoveryPlan | None:
    return act.session.scalar(act.own(RecoveryPlan).where(RecoveryPlan.case_id == case.id))


def _update(row: CommitteeTold) -> UpdateShown:
    return UpdateShown(
        id=row.id, recovery=row.recovery_id, told_at=row.created_at, update=row.told, letter=row.letter_id
    )


def _shown(act: Act, row: RecoveryPlan) -> RecoveryShown:
    recovery = recovery_of(act, row)
    return RecoveryShown(
        id=row.id,
        case=row.case_id,
        step=recovery.step,
        steps=list(recovery.entries),
        next_steps=sorted(next_steps(recovery)),
        committee_due=committee_due(recovery),
        committee_steps=list(recovery.committee),
        committee_next=sorted(next_committee_steps(recovery.committee_told, recovery.committee)),
    )
