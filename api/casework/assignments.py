"""The assignments of a case: what runs, what is held back and why, and what a person decides about it.

Work that was held back goes on only by a named person's word, and only where nothing forbids it any more.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from api.casework.act import Act
from api.casework.assignment_steps import finish, match_of, note, step
from api.casework.matches import PairShown, show_pair
from api.casework.paging import Page, Window, page_of
from api.casework.readings import Standing
from api.casework.reasons import Reason as WhyShown
from api.casework.reasons import reasons_of
from api.casework.reevaluations import open_ones
from api.casework.views import AssignmentNoted, assignment_noted
from api.casework.words import Reason, Whole, Written
from api.identity.roles import Action, Fields
from api.intake.stopping import found_outside
from api.store.tables import Assignment, AssignmentEvent, Case
from cases.assignments import LIVE, Outside, State, Why, may_resume
from cases.demands import Assignment as Work
from cases.errors import Conflict
from cases.matching import Outcome, Pair

SUSPENDED = "suspended: re-evaluate"


class Deciding(Written):
    """A person's word on an assignment, with the reason. `version` is the one they saw: stale words are refused."""

    version: Whole = Field(ge=1)
    reason: Reason


class Ending(Deciding):
    """Why it is over, and its last day: by default today."""

    why: Literal["full_duty", "finished", "job_changed", "left", "other"]
    last_day: date | None = None


class EventShown(BaseModel):
    """A step. `by` is null where a reading held the work back; `reply` is that reading."""

    kind: str
    state: State
    why: list[WhyShown]
    at: datetime
    by: uuid.UUID | None
    reply: uuid.UUID | None
    note: str


class AssignmentShown(BaseModel):
    """Modified work. `flag` is set while it is held back; `outside` are the pairs that forbid it now, confirmed or not.

    `fits` is the match of the days that remain; null once it is over.
    """

    id: uuid.UUID
    case: uuid.UUID
    offer: uuid.UUID
    job: uuid.UUID
    position: str
    work: Work
    ends_in_review: bool
    state: State
    flag: str
    why: list[WhyShown]
    over_on: date | None
    version: int
    fits: Outcome | None
    outside: list[PairShown]
    in_doubt: list[PairShown] = Field(description="What a mark in doubt would forbid, at its worst.")
    events: list[EventShown]


class StopShown(BaseModel):
    """Work that is held back, in codes: for the list of what a supervisor has to stop. Its words are in the notice."""

    assignment: uuid.UUID
    case: uuid.UUID
    position: str
    flag: str
    why: list[WhyShown]
    since: datetime
    seen_at: datetime | None = Field(description="When somebody confirmed that the work has stopped.")
    version: int


Seen = AssignmentShown | AssignmentNoted


def list_assignments(act: Act, key: uuid.UUID) -> list[Seen]:
    """The assignments of a case, the newest first, as the role sees them."""
    query = act.own(Assignment).where(Assignment.case_id == act.find(Case, key).id)
    rows = act.session.scalars(query.order_by(Assignment.created_at.desc()))
    return [_seen(act, row, Action.SEE_ASSIGNMENT) for row in rows]


def get_assignment(act: Act, key: uuid.UUID) -> Seen:
    """One assignment."""
    return _seen(act, act.find(Assignment, key), Action.SEE_ASSIGNMENT)


def list_stops(act: Act, window: Window) -> Page[StopShown]:
    """All work that is held back and waits for a person."""
    query = act.own(Assignment).where(Assignment.state == State.SUSPENDED)
    return page_of(act, query, Assignment, window, lambda row: _stop(act, row))


def hold(act: Act, key: uuid.UUID, word: Deciding) -> Seen:
    """A person holds the work back: pain at work, a task that was added, a call."""
    row = _locked(act, key, word.version)
    step(act, row, "suspended", State.SUSPENDED, [Why.BY_HAND], word.reason)
    return _seen(act, row, Action.HOLD_WORK)


def see(act: Act, key: uuid.UUID) -> Seen:
    """Somebody confirms that the work has stopped. Twice is once."""
    row = _locked(act, key, None)
    if row.state is not State.SUSPENDED:
        raise Conflict("This work is not held back.", code="not_suspended")
    if _stop(act, row).seen_at is None:
        note(act, row, "seen")
        act.record("assignment.seen", row, case=str(row.case_id))
    return _seen(act, row, Action.CONFIRM_STOP)


def resume(act: Act, key: uuid.UUID, word: Deciding) -> AssignmentShown:
    """Let the work go on. Refused, all reasons on record, while anything forbids it or waits for a person."""
    row = _locked(act, key, word.version)
    reasons = may_resume(
        found_outside(act.session, row), match_of(act, row), re_evaluation_open=bool(open_ones(act, row.case_id))
    )
    if reasons:
        act.refuse(
            "assignment.resuming_refused",
            row,
            "The work does not go on. " + " ".join(f"{each.sentence} ({each.citation})" for each in reasons),
            code="resume_refused",
            reasons=tuple(each.code for each in reasons),
            case=str(row.case_id),
        )
    step(act, row, "resumed", State.RUNNING, [], word.reason)
    return show(act, row)


def stop(act: Act, key: uuid.UUID, word: Deciding) -> AssignmentShown:
    """The work does not fit any more: stopped for good; other work takes a new offer."""
    row = _locked(act, key, word.version)
    finish(act, row, "stopped", "does_not_fit", act.today, word.reason)
    return show(act, row)


def end(act: Act, key: uuid.UUID, word: Ending) -> AssignmentShown:
    """The work is over: full duty, its last day, another job."""
    row = _locked(act, key, word.version)
    last = word.last_day or act.today
    if last < row.work.start or last > act.today:
        raise Conflict("The last day lies before the work began, or in the future.", code="bad_last_day")
    finish(act, row, "ended", word.why, last, word.reason)
    return show(act, row)


def show(act: Act, row: Assignment) -> AssignmentShown:
    """An assignment as it stands; of one that is over nothing is matched any more."""
    live = row.state in LIVE
    found = found_outside(act.session, row) if live else Outside()
    fields: dict[str, dict[str, Standing]] = {}
    return AssignmentShown(
        id=row.id,
        case=row.case_id,
        offer=row.offer_id,
        job=row.job_id,
        position=row.position,
        work=row.work,
        ends_in_review=row.ends_in_review,
        state=row.state,
        flag=SUSPENDED if row.state is State.SUSPENDED else "",
        why=reasons_of(row.why),
        over_on=row.over_on,
        version=row.version,
        fits=match_of(act, row).outcome if live else None,
        outside=_pairs(act, found.pairs, fields),
        in_doubt=_pairs(act, found.in_doubt, fields),
        events=[_event(each) for each in _events(act, row)],
    )


def _seen(act: Act, row: Assignment, action: Action) -> Seen:
    return show(act, row) if act.who.sees(action) is Fields.ALL else assignment_noted(row)


def _pairs(act: Act, pairs: tuple[Pair, ...], fields: dict[str, dict[str, Standing]]) -> list[PairShown]:
    return [show_pair(act, pair, fields) for pair in pairs]


def _locked(act: Act, key: uuid.UUID, version: int | None) -> Assignment:
    """The assignment, its case held first. Conflict if somebody changed it since the writer saw it."""
    row = act.find(Assignment, key)
    act.find(Case, row.case_id, locked=True)
    act.session.refresh(row, with_for_update=True)  # it may have changed while we waited
    if version is not None and row.version != version:
        raise Conflict("This assignment has changed meanwhile; look at it again.", code="stale")
    return row


def _events(act: Act, row: Assignment) -> list[AssignmentEvent]:
    query = act.own(AssignmentEvent).where(AssignmentEvent.assignment_id == row.id)
    return list(act.session.scalars(query.order_by(AssignmentEvent.created_at)))


def _event(row: AssignmentEvent) -> EventShown:
    return EventShown(
        kind=row.kind,
        state=row.state,
        why=reasons_of(row.why),
        at=row.created_at,
        by=row.by,
        reply=row.reply_id,
        note=row.note,
    )


def _stop(act: Act, row: Assignment) -> StopShown:
    """Since the last time it was held back, and whether somebody has seen that."""
    events = _events(act, row)
    at = max(n for n, each in enumerate(events) if each.kind in ("suspended", "began"))
    seen = next((each.created_at for each in events[at:] if each.kind == "seen"), None)
    return StopShown(
        assignment=row.id,
        case=row.case_id,
        position=row.position,
        flag=SUSPENDED,
        why=reasons_of(row.why),
        since=events[at].created_at,
        seen_at=seen,
        version=row.version,
    )
