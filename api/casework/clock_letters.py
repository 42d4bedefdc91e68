"""The letter that a task names: written once, by the machine if everything it says is on file, else by a person.

The machine tries once for each task, in a transaction of its own, in the name of the user who gave the sender. What
it cannot know (a meeting's place, how a packet went out) it never makes up: the task says what is missing.
"""

from __future__ import annotations

import uuid

from sqlalchemy import select

from api.casework.act import Act, acting
from api.casework.clocks import TaskShown, shown_task
from api.casework.letter_facts import Facts
from api.casework.letter_makers import Kind, NewLetter
from api.casework.letters import make_letter
from api.casework.packets import Sender
from api.identity.keys import principal_of
from api.store.opening import Store
from api.store.tables import ClockSettings, ClockTask, User
from api.store.tables.base import now
from cases.clocks.rules import RULES
from cases.clocks.tasks import OPEN_TASKS
from cases.errors import BadInput, Conflict, WorkslipError

NO_SENDER = "sender"
LETTERED = tuple(rule.id for rule in RULES.values() if rule.letter is not None)


def write_letters(store: Store) -> int:
    """Try the letter of every open task that waits for one; how many were written."""
    with store.database.transaction() as session:
        waiting = session.execute(
            select(ClockTask.id, ClockTask.employer_id)
            .where(ClockTask.state.in_(OPEN_TASKS), ClockTask.rule.in_(LETTERED))
            .where(ClockTask.letter_id.is_(None), ClockTask.letter_tried_at.is_(None))
            .order_by(ClockTask.due_at)
        ).all()
    return sum(_try(store, employer, key) for key, employer in waiting)


def write_task_letter(act: Act, key: uuid.UUID, new: NewLetter) -> TaskShown:
    """Write a task's letter with the facts that a person gives. Raises Conflict if it has one."""
    task = act.find(ClockTask, key, locked=True)
    kind = RULES[task.rule].letter
    if kind is None:
        raise BadInput("This task has no letter.", code="no_letter")
    if task.letter_id is not None:
        raise Conflict("The letter of this task is written already.", code="letter_written")
    task.letter_id = make_letter(act, task.case_id, Kind(kind), about(task, new)).id
    task.letter_tried_at, task.missing = act.moment, []
    act.record("task.letter", task, case=str(task.case_id), rule=task.rule)
    return shown_task(act, task)


def about(task: ClockTask, new: NewLetter) -> NewLetter:
    """What the task knows of its letter: the packet, the offer, the days of modified duty."""
    rule, facts = RULES[task.rule], new.facts
    if rule.id == "second-request" and new.packet is None:
        return new.model_copy(update={"packet": uuid.UUID(task.occurrence)})
    if rule.id == "carrier-notice" and new.offer is None:
        return new.model_copy(update={"offer": uuid.UUID(task.occurrence)})
    if rule.shape == "reached" and facts.modified_days is None:
        return new.model_copy(update={"facts": facts.model_copy(update={"modified_days": rule.days})})
    return new


def _try(store: Store, employer: uuid.UUID, key: uuid.UUID) -> bool:
    """One letter. Whatever says no is kept as codes; an outage or a fault is nobody's no, and is tried again."""
    with store.database.transaction() as session:
        settings = session.scalar(select(ClockSettings).where(ClockSettings.employer_id == employer))
        writer = session.get(User, settings.letters_by) if settings is not None and settings.letters_by else None
    if settings is None or settings.sender is None or writer is None or writer.disabled_at is not None:
        _cannot(store, key, [NO_SENDER])
        return False
    try:
        with acting(store, principal_of(writer)) as act:
            task = act.find(ClockTask, key, locked=True)
            if task.letter_id is None and task.letter_tried_at is None and task.state in OPEN_TASKS:
                write_task_letter(act, key, NewLetter(sender=Sender.model_validate(settings.sender), facts=Facts()))
                return True
    except WorkslipError as no:
        if no.code == "unavailable":
            raise
        _cannot(store, key, list(no.reasons) or [no.code])
    return False


def _cannot(store: Store, key: uuid.UUID, missing: list[str]) -> None:
    with store.database.transaction() as session:
        task = session.get_one(ClockTask, key, with_for_update=True)
        if task.letter_id is None and task.letter_tried_at is None:
            task.missing, task.letter_tried_at = missing, now()
