"""The sweep: brings every case's tasks up to date, a few cases a transaction, and writes the letters they name.

Run twice, at once or after days of sleep, it makes each task once: the key is unique, and rows are locked while they
change. A task is on file before its letter is tried, so a crash in between costs nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from api.casework.clock_facts import facts_of
from api.casework.clock_settings import profile_of
from api.store import audit
from api.store.opening import Store
from api.store.tables import Case, CaseState, ClockTask, Employer
from api.store.tables.base import now
from cases.clocks import Fact, Profile, clocks
from cases.clocks.tasks import OPEN_TASKS, Kept, Key, News, news, still_asked

ACTOR: Final = "clocks"  # who did it, in the audit log
AT_ONCE: Final = 100  # cases a transaction


@dataclass(frozen=True)
class Swept:
    """What a sweep did, in figures."""

    cases: int = 0
    made: int = 0
    changed: int = 0
    letters: int = 0

    def __add__(self, other: Swept) -> Swept:
        return Swept(
            self.cases + other.cases, self.made + other.made, self.changed + other.changed, self.letters + other.letters
        )


def sweep_tasks(store: Store, moment: datetime | None = None) -> Swept:
    """Bring the tasks of every open case of every employer up to date. `moment` is now, unless a test says else."""
    done = Swept()
    with store.database.transaction() as session:
        employers = list(session.scalars(select(Employer.id).order_by(Employer.id)))
    for employer in employers:
        for ids in _batches(store, employer):
            with store.database.transaction() as session:
                done += bring_up_to_date(session, employer, ids, moment or now())
    return done


def bring_up_to_date(
    session: Session, employer: uuid.UUID, ids: Collection[uuid.UUID], moment: datetime
) -> Swept:  # fmt: skip
    """The same for these cases, in the transaction at hand."""
    profile = profile_of(session, employer)
    cases = list(session.scalars(select(Case).where(Case.employer_id == employer, Case.id.in_(ids))))
    query = select(ClockTask).where(ClockTask.employer_id == employer, ClockTask.case_id.in_(ids))
    rows: dict[uuid.UUID, dict[Key, ClockTask]] = {case.id: {} for case in cases}
    for row in session.scalars(query.order_by(ClockTask.id).with_for_update()):
        rows[row.case_id][row.rule, row.occurrence] = row
    facts = facts_of(session, cases, moment)
    done = Swept(cases=len(cases))
    for case in cases:
        done += _one(session, case, facts[case.id], profile, rows[case.id], moment)
    return done


def _one(
    session: Session, case: Case, facts: list[Fact], profile: Profile, rows: dict[Key, ClockTask], moment: datetime
) -> Swept:
    kept = {key: Kept(row.state, row.due_at, row.due_on, row.ended_by is not None) for key, row in rows.items()}
    settled = {key: row.ended_at for key, row in rows.items() if row.ended_by is not None and row.ended_at is not None}
    running = clocks(facts, profile, settled, after=still_asked(kept, moment.date()))
    told = list(news(kept, [clock.at(moment) for clock in running]))
    made = sum(_make(session, case, each) for each in told if each.new)
    changed = [each for each in told if not each.new]
    for each in changed:
        _change(rows[each.key], each, moment)
    if told:
        figures = {"made": made, "changed": len(changed)}
        audit.record(session, case.employer_id, ACTOR, "clocks.swept", f"case:{case.id}", **figures)
    return Swept(made=made, changed=len(changed))


def _make(session: Session, case: Case, told: News) -> int:
    """Put a new task on file; nothing if another sweep was faster."""
    assert told.item is not None
    item = told.item
    row = insert(ClockTask).values(
        id=uuid.uuid4(), created_at=now(), employer_id=case.employer_id, case_id=case.id, rule=item.rule.id,
        occurrence=item.occurrence, state=told.state, opens_at=item.opens_at, due_at=item.due_at, due_on=item.due_on,
        hour_unknown=item.hour_unknown, missing=[], reason="",
    )  # fmt: skip
    kept = session.execute(row.on_conflict_do_nothing(constraint="uq_clock_tasks_key").returning(ClockTask.id))
    return len(kept.all())


def _change(row: ClockTask, told: News, moment: datetime) -> None:
    row.state = told.state
    if told.item is not None:
        row.due_at, row.due_on, row.hour_unknown = told.item.due_at, told.item.due_on, told.item.hour_unknown
    ended = told.state not in OPEN_TASKS
    row.ended_at = (told.item.ended_at if told.item is not None else moment) if ended else None


def _batches(store: Store, employer: uuid.UUID) -> Iterator[Sequence[uuid.UUID]]:
    """Open cases, and closed ones that still ask for something."""
    asks = select(ClockTask.case_id).where(ClockTask.employer_id == employer, ClockTask.state.in_(OPEN_TASKS))
    wanted = or_(Case.state == CaseState.OPEN, Case.id.in_(asks))
    with store.database.transaction() as session:
        ids = list(session.scalars(select(Case.id).where(Case.employer_id == employer, wanted).order_by(Case.id)))
    each = iter(ids)
    while batch := list(islice(each, AT_ONCE)):
        yield batch
