"""What is due: over all cases, late first, and of one case; what happened; a task done or dismissed by a person."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

from pydantic import AwareDatetime, BaseModel, Field
from sqlalchemy import Select, tuple_

from api.casework.act import Act
from api.casework.clock_facts import FIRST, LAST, facts_of
from api.casework.clock_rights import require_own_event, require_own_task, require_to_say
from api.casework.clock_settings import profile_of
from api.casework.clock_sweep import bring_up_to_date
from api.casework.paging import Page, Window
from api.casework.words import Reason, Shown, Written
from api.store.tables import Case, CaseEvent, ClockTask
from cases.clocks import Happening, State, due
from cases.clocks.rule import Who
from cases.clocks.rules import RULES
from cases.clocks.tasks import OPEN_TASKS, TaskState
from cases.errors import BadInput, Conflict

H = Happening
_EPOCH: Final = datetime(1899, 1, 1, tzinfo=UTC)  # before any deadline: a cursor's number has no sign
AHEAD: Final = timedelta(days=366)  # so far ahead something can be planned


class Recorded(StrEnum):
    """What a person can record. The rest follows from what is on file: an entry on the OSHA log, an answer, a check-in
    cannot be said to be there without being there."""

    NOTICE = H.NOTICE
    NOTIFIED = H.NOTIFIED
    NOT_WORK_RELATED = H.NOT_WORK_RELATED
    OFF_WORK = H.OFF_WORK
    EXAMINED = H.EXAMINED
    EXAM_ARRANGED = H.EXAM_ARRANGED
    APPOINTMENT_MISSED = H.APPOINTMENT_MISSED
    MMI_PERMANENT = H.MMI_PERMANENT
    ACCOMMODATION_DECIDED = H.ACCOMMODATION_DECIDED
    CONSENT_GIVEN = H.CONSENT_GIVEN
    CONSENT_WITHDRAWN = H.CONSENT_WITHDRAWN
    ASSIGNMENT_STARTED = H.ASSIGNMENT_STARTED
    ASSIGNMENT_ENDED = H.ASSIGNMENT_ENDED
    ASSIGNMENT_REVIEWED = H.ASSIGNMENT_REVIEWED
    AUTHORIZED = H.AUTHORIZED
    WAGE_DECIDED = H.WAGE_DECIDED
    CONTACT_MADE = H.CONTACT_MADE
    FOLLOW_UP_CALL = H.FOLLOW_UP_CALL
    PHYSICIAN_CONTACTED = H.PHYSICIAN_CONTACTED
    WEEKLY_REVIEW = H.WEEKLY_REVIEW
    PAIN_REPORTED = H.PAIN_REPORTED
    COMMITTEE_FORMED = H.COMMITTEE_FORMED
    COMMITTEE_UPDATED = H.COMMITTEE_UPDATED
    RELEASE_TOLD = H.RELEASE_TOLD
    WATCH_CHECKED = H.WATCH_CHECKED


PLANNED: Final = frozenset({Recorded.OFF_WORK, Recorded.ASSIGNMENT_STARTED, Recorded.ASSIGNMENT_ENDED})
OF_SOMETHING: Final = frozenset({Recorded.ASSIGNMENT_ENDED})


class TaskWindow(Window):
    """Which part of the list of tasks, and whose."""

    who: Who | None = Field(default=None, description="Only the tasks of these people.")


class NewEvent(Written):
    """What happened, and when (now). No words: nothing medical has a place here.

    `about` is the id of the offer that was answered, or of the event with which an assignment started; an assignment
    that is extended starts again under the id of its first start, with another `through`.
    """

    kind: Recorded
    at: AwareDatetime | None = None
    through: date | None = Field(default=None, description="Last day: of an assignment as planned, of a consent.")
    about: uuid.UUID | None = None


class EventShown(Shown):
    """An event on file."""

    id: uuid.UUID
    case_id: uuid.UUID
    kind: str
    happened_at: datetime
    through: date | None
    about: str
    recorded_by: uuid.UUID
    withdrawn_at: datetime | None


class TaskShown(BaseModel):
    """A task: what to do, who, why, until when. `late` as of the answer; `ended_by` a person, if one ended it."""

    id: uuid.UUID
    case: uuid.UUID
    rule: str
    occurrence: str
    task: str
    who: Who
    source: str
    state: TaskState
    late: bool
    opens_at: datetime
    due_at: datetime
    due_on: date | None
    hour_unknown: bool
    letter_kind: str | None
    letter: uuid.UUID | None
    missing: list[str]
    ended_at: datetime | None
    ended_by: uuid.UUID | None
    reason: str


class ClockShown(BaseModel):
    """A clock of a case as it stands now; `task` once a person had to see it."""

    rule: str
    occurrence: str
    sentence: str
    who: Who
    source: str
    state: State
    overdue: bool
    opens_at: datetime
    due_at: datetime
    due_on: date | None
    hour_unknown: bool
    ended_at: datetime | None
    task: uuid.UUID | None


class CaseClocks(BaseModel):
    """The clocks of a case, by what is due first."""

    case: uuid.UUID
    clocks: list[ClockShown]


class Ending(Written):
    """Why a task is done, or need not be done."""

    reason: Reason


def list_tasks(act: Act, window: TaskWindow) -> Page[TaskShown]:
    """What is open over all cases of the employer, what was due first first."""
    query = act.own(ClockTask).where(ClockTask.state.in_(OPEN_TASKS))
    if window.who is not None:
        query = query.where(ClockTask.rule.in_([rule.id for rule in RULES.values() if rule.who is window.who]))
    if window.after is not None:
        query = query.where(tuple_(ClockTask.due_at, ClockTask.id) > _place(window.after))
    query = query.order_by(ClockTask.due_at, ClockTask.id).limit(window.limit + 1)
    rows = list(act.session.scalars(query))
    more = len(rows) > window.limit
    shown = [shown_task(act, row) for row in rows[: window.limit]]
    return Page(items=shown, next=_cursor(rows[window.limit - 1]) if more else None)


def get_case_clocks(act: Act, key: uuid.UUID) -> CaseClocks:
    """Every clock of a case, waiting and done ones too, worked out now."""
    case = act.find(Case, key)
    tasks = {(row.rule, row.occurrence): row for row in act.session.scalars(_tasks_of(act, case))}
    settled = {k: row.ended_at for k, row in tasks.items() if row.ended_by is not None and row.ended_at is not None}
    facts = facts_of(act.session, [case], act.moment)[case.id]
    found = due(facts, profile_of(act.session, act.who.employer), act.moment, settled)
    shown = [
        ClockShown(
            rule=item.rule.id, occurrence=item.occurrence, sentence=item.rule.task, who=item.rule.who,
            source=item.rule.source, state=item.state, overdue=item.overdue, opens_at=item.opens_at,
            due_at=item.due_at, due_on=item.due_on, hour_unknown=item.hour_unknown, ended_at=item.ended_at,
            task=tasks[item.key].id if item.key in tasks else None,
        )
        for item in sorted(found, key=lambda item: (item.due_at, item.key))
    ]  # fmt: skip
    return CaseClocks(case=case.id, clocks=shown)


def list_case_tasks(act: Act, key: uuid.UUID) -> list[TaskShown]:
    """Every task there ever was in a case, what is due first first."""
    return [shown_task(act, row) for row in act.session.scalars(_tasks_of(act, act.find(Case, key)))]


def record_event(act: Act, key: uuid.UUID, new: NewEvent) -> EventShown:
    """Record what happened; the case's tasks follow at once. The same event said twice is one."""
    case = act.find(Case, key, locked=True)
    require_to_say(act, new.kind)
    at = _moment(act, new)
    about = str(new.about) if new.about else ""
    query = act.own(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind == new.kind)
    row = act.session.scalar(query.where(CaseEvent.happened_at == at, CaseEvent.about == about))
    if row is None:
        row = act.add(
            CaseEvent(
                case_id=case.id, kind=new.kind.value, happened_at=at, through=new.through, about=about,
                recorded_by=act.who.user,
            )
        )  # fmt: skip
        act.record("event.recorded", row, case=str(case.id), kind=new.kind.value)
        bring_up_to_date(act.session, act.who.employer, [case.id], act.moment)
    elif row.through != new.through or row.withdrawn_at is not None:
        raise Conflict("That event is on file already, otherwise or withdrawn; give its own moment.", code="recorded")
    return EventShown.model_validate(row)


def list_events(act: Act, key: uuid.UUID) -> list[EventShown]:
    """What was recorded of a case, the newest first; withdrawn events too."""
    query = act.own(CaseEvent).where(CaseEvent.case_id == act.find(Case, key).id)
    rows = act.session.scalars(query.order_by(CaseEvent.happened_at.desc(), CaseEvent.id))
    return [EventShown.model_validate(row) for row in rows]


def withdraw_event(act: Act, key: uuid.UUID, why: Ending) -> EventShown:
    """Take back what was recorded wrongly: it stays on record, and its clocks go as if it had not been."""
    row = act.find(CaseEvent, key, locked=True)
    require_own_event(act, row)
    if row.withdrawn_at is not None:
        raise Conflict("This event is withdrawn already.", code="already_withdrawn")
    row.withdrawn_at, row.withdrawn_by, row.withdrawal_note = act.moment, act.who.user, why.reason
    act.record("event.withdrawn", row, case=str(row.case_id))
    act.session.flush()
    bring_up_to_date(act.session, act.who.employer, [row.case_id], act.moment)
    return EventShown.model_validate(row)


def end_task(act: Act, key: uuid.UUID, why: Ending, state: TaskState) -> TaskShown:
    """A person did it, or says why it need not be done. What repeats goes on from there."""
    row = act.find(ClockTask, key, locked=True)
    require_own_task(act, RULES[row.rule].who)
    if row.state not in OPEN_TASKS:
        raise Conflict("This task is over already.", code="task_over")
    row.state, row.ended_at, row.ended_by, row.reason = state, act.moment, act.who.user, why.reason
    act.record(f"task.{state.value}", row, case=str(row.case_id), rule=row.rule)
    act.session.flush()
    bring_up_to_date(act.session, act.who.employer, [row.case_id], act.moment)
    return shown_task(act, row)


def shown_task(act: Act, row: ClockTask) -> TaskShown:
    """A task with its rule's words."""
    rule = RULES[row.rule]
    return TaskShown(
        id=row.id, case=row.case_id, rule=row.rule, occurrence=row.occurrence, task=rule.task, who=rule.who,
        source=rule.source, state=row.state, late=row.state in OPEN_TASKS and row.due_at <= act.moment,
        opens_at=row.opens_at, due_at=row.due_at, due_on=row.due_on, hour_unknown=row.hour_unknown,
        letter_kind=rule.letter, letter=row.letter_id, missing=row.missing, ended_at=row.ended_at,
        ended_by=row.ended_by, reason=row.reason,
    )  # fmt: skip


def _tasks_of(act: Act, case: Case) -> Select[ClockTask]:
    return act.own(ClockTask).where(ClockTask.case_id == case.id).order_by(ClockTask.due_at, ClockTask.id)


def _moment(act: Act, new: NewEvent) -> datetime:
    """When it happened, in UTC. Raises BadInput for what cannot be."""
    said = new.at or act.moment
    latest = act.moment + (AHEAD if new.kind in PLANNED else timedelta(minutes=5))
    if said.year <= FIRST.year or said > latest:
        raise BadInput("The moment lies in the future, or too far back; look at it again.", code="bad_moment")
    at = said.astimezone(UTC)
    if new.through is not None and not at.date() - timedelta(days=1) <= new.through <= LAST:
        raise BadInput("The last day lies before the first, or beyond any calendar.", code="bad_last_day")
    if new.kind in OF_SOMETHING and new.about is None:
        raise BadInput("Say which assignment this is about.", code="about_what")
    return at


def _cursor(row: ClockTask) -> str:
    return f"{(row.due_at - _EPOCH) // timedelta(microseconds=1):016}{row.id.hex}"


def _place(cursor: str) -> tuple[datetime, uuid.UUID]:
    return _EPOCH + timedelta(microseconds=int(cursor[:16])), uuid.UUID(cursor[16:])
