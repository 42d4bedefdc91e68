"""What stands on the queue: what waits, runs and failed, for whoever watches over it. Ids, codes and counts only.

A worker is one queue of one process; `place` names the process (`host:number`) once its heart has beaten.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, column, func, select, table, text
from sqlalchemy.dialects.postgresql import ENUM, JSONB
from sqlalchemy.orm import Session

from cases.errors import BadInput

STATES: Final = ("todo", "doing", "succeeded", "failed", "cancelled", "aborted")
_STATE: Final = ENUM(*STATES, "aborting", name="procrastinate_job_status", create_type=False)
JOBS: Final = table(
    "procrastinate_jobs", *map(column, ("id", "queue_name", "task_name", "attempts", "scheduled_at", "code")),
    column("status", _STATE), column("args", JSONB), column("worker_id"),
)  # fmt: skip
_WORKERS: Final = table("procrastinate_workers", column("id"), column("place"))
_EVENTS: Final = table("procrastinate_events", column("job_id"), column("type"), column("at"))
_QUEUES: Final = text("""
    select queue_name,
        count(*) filter (where status = 'todo' and coalesce(scheduled_at, now()) <= now()),
        count(*) filter (where status = 'todo' and scheduled_at > now()),
        count(*) filter (where status = 'doing'),
        count(*) filter (where status = 'failed'),
        min(id) filter (where status = 'todo' and coalesce(scheduled_at, now()) <= now())
    from procrastinate_jobs where status in ('todo', 'doing', 'failed') group by queue_name order by queue_name
""")
_AGE: Final = text("""
    select extract(epoch from now() - greatest(job.scheduled_at, min(event.at)))
    from procrastinate_jobs job join procrastinate_events event on event.job_id = job.id
    where job.id = :job group by job.scheduled_at
""")
_HEARTS: Final = text("""
    select worker.id, worker.place, worker.queue, extract(epoch from now() - worker.last_heartbeat),
        (select count(*) from procrastinate_jobs job where job.worker_id = worker.id and job.status = 'doing')
    from procrastinate_workers worker order by worker.id
""")


@dataclass(frozen=True)
class JobLine:
    """One job. `since` is when its last attempt began, `code` why the last one failed."""

    number: int
    queue: str
    task: str
    status: str
    attempts: int
    ids: dict[str, str]
    scheduled_at: datetime | None
    code: str | None
    worker: str | None
    since: datetime | None


@dataclass(frozen=True)
class QueueLine:
    """One queue: jobs that wait, wait for a later time, run, failed; seconds for which the oldest has waited."""

    queue: str
    waiting: int
    later: int
    running: int
    failed: int
    oldest: float | None


@dataclass(frozen=True)
class WorkerLine:
    """One queue of one worker process, and for how many seconds it has been silent."""

    number: int
    place: str | None
    queue: str | None
    silent: float
    running: int


def lines(
    session: Session,
    status: str | None = None,
    limit: int = 100,
    *,
    before: int | None = None,
    among: ColumnElement[bool] | None = None,
) -> list[JobLine]:
    """The newest jobs: of one status, with numbers below `before`, and `among` those of a condition on JOBS."""
    began = select(func.max(_EVENTS.c.at)).where(_EVENTS.c.job_id == JOBS.c.id, _EVENTS.c.type == text("'started'"))
    query: Select[Any] = select(
        JOBS.c.id, JOBS.c.queue_name, JOBS.c.task_name, JOBS.c.status, JOBS.c.attempts, JOBS.c.args,
        JOBS.c.scheduled_at, JOBS.c.code, _WORKERS.c.place, began.scalar_subquery(),
    ).select_from(JOBS.outerjoin(_WORKERS, JOBS.c.worker_id == _WORKERS.c.id))  # fmt: skip
    if status is not None:
        if status not in STATES:
            raise BadInput(f"A job is one of: {', '.join(STATES)}.", code="no_such_state")
        query = query.where(JOBS.c.status == status)
    if before is not None:
        query = query.where(JOBS.c.id < before)
    if among is not None:
        query = query.where(among)
    return [JobLine(*row) for row in session.execute(query.order_by(JOBS.c.id.desc()).limit(limit))]


def queues(session: Session) -> list[QueueLine]:
    """Every queue in which something waits, runs or failed."""
    return [
        QueueLine(name, waiting, later, running, failed, _age(session, first))
        for name, waiting, later, running, failed, first in session.execute(_QUEUES).all()
    ]


def _age(session: Session, job: int | None) -> float | None:
    """Seconds for which a job has been due."""
    found = None if job is None else session.scalar(_AGE, {"job": job})
    return None if found is None else float(found)


def workers(session: Session, silence: float) -> list[WorkerLine]:
    """The workers that were heard within so many seconds."""
    found = [WorkerLine(row[0], row[1], row[2], float(row[3]), row[4]) for row in session.execute(_HEARTS)]
    return [each for each in found if each.silent <= silence]
