"""The queue: put a job into the transaction that made it necessary, and see what is in it.

A job's arguments are ids only: they appear in logs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from procrastinate import App, PsycopgConnector
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from sqlalchemy import text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from api.jobs.owned import Limit, OwnedJobManager
from api.store.session import conninfo
from cases.errors import Unavailable

# Apart, so that what is slow in one keeps nothing waiting in another.
DOCUMENTS = "documents"  # reading what came in
DELIVERIES = "deliveries"  # telling webhooks
PAPERS = "papers"  # making packets
MAIL = "mail"
FAX = "fax"
CLOCKS = "clocks"
OUTAGE_FACTOR = 4  # an outage is not the job's fault: so many times more attempts, about six minutes

# Without a connection of its own: every job is deferred on the connection of a transaction.
_deferring = App(connector=PsycopgConnector())


def defer(session: Session, task: str, *, queue: str = DOCUMENTS, at: datetime | None = None, **ids: str) -> int:
    """Queue a job with this transaction: rolled back, it was never there. Returns its number. `at`: not before then."""
    raw = cast(Any, session.connection().connection.driver_connection)
    return _deferring.configure_task(task, queue=queue, schedule_at=at, connection=raw).defer(**ids)


def defer_many(session: Session, task: str, many: list[dict[str, str]], *, queue: str) -> None:
    """The same for many jobs of one kind at once; each is given by its ids."""
    raw = cast(Any, session.connection().connection.driver_connection)
    _deferring.configure_task(task, queue=queue, connection=raw).batch_defer(*cast(list[Any], many))


def open_app(url: str, *, size: int, limits: Mapping[str, Limit] | None = None) -> App:
    """A Procrastinate app on that database, with `size` connections at most; `limits` by the queue's name."""
    app = App(connector=PsycopgConnector(conninfo=conninfo(url), min_size=1, max_size=size, timeout=20))
    app.job_manager = OwnedJobManager(app.connector, limits=limits)
    return app


class Retries(BaseRetryStrategy):
    """Try again after 1, 2, 4 … seconds (a minute at most), `attempts` times in all; longer through an outage."""

    def __init__(self, attempts: int) -> None:
        self.attempts = attempts

    def is_last(self, exception: BaseException, attempts: int) -> bool:
        """Whether a job that failed now, after so many attempts before, will not be tried again."""
        outage = isinstance(exception, Unavailable | OperationalError | InterfaceError | OSError)
        return attempts + 1 >= self.attempts * (OUTAGE_FACTOR if outage else 1)

    def get_retry_decision(self, *, exception: BaseException, job: Any) -> RetryDecision | None:  # noqa: ANN401
        """When to try again, or None."""
        if self.is_last(exception, job.attempts):
            return None
        return RetryDecision(retry_in={"seconds": min(60, 2**job.attempts)})


@dataclass(frozen=True)
class Duty:
    """A kind of job and what a worker needs for it. `give_up` is for a job whose workers died of it."""

    task: str
    queue: str
    register: Callable[[App], None]
    give_up: Callable[[Job], None]


def doing(session: Session, task: str, **ids: str) -> list[int]:
    """The numbers of running jobs of that task with these ids."""
    query = text("""
        select id from procrastinate_jobs where status = 'doing' and task_name = :task and args @> cast(:ids as jsonb)
    """)
    return list(session.scalars(query, {"task": task, "ids": json.dumps(ids)}))


def counts(session: Session) -> dict[str, int]:
    """How many jobs stand where: todo, doing, succeeded, failed, …"""
    rows = session.execute(text("select status::text, count(*) from procrastinate_jobs group by 1 order by 1"))
    return {str(row[0]): int(row[1]) for row in rows}


def unfinished(session: Session) -> int:
    """How many jobs wait or run."""
    found = counts(session)
    return found.get("todo", 0) + found.get("doing", 0)
