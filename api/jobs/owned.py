"""Only the worker that holds an attempt of a job may say how it ended, and only then does its effect count.

Procrastinate writes an outcome by the job's id alone: a worker that slept through its takeover would mark somebody
else's running attempt as done. An attempt is named by job, worker and number of attempts; each write is for that one.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, LiteralString

from procrastinate import exceptions, jobs, manager
from procrastinate.connector import BaseConnector
from sqlalchemy import text
from sqlalchemy.orm import Session

from api.logs import logger

PATIENCE: Final = 20.0  # seconds for which an outcome that cannot be written is tried again
TRY_AGAIN_EXIT: Final = 75  # EX_TEMPFAIL: start us again

_MINE: LiteralString = """
    with mine as materialized (
        select id from procrastinate_jobs
        where id = %(job_id)s and status = 'doing' and worker_id is not distinct from %(worker_id)s
          and attempts = %(attempts)s
        for update)
"""
_FETCH: LiteralString = """
    select id, status, task_name, priority, lock, queueing_lock, args, scheduled_at, queue_name, attempts, worker_id
    from workslip_fetch_job(%(queue)s, %(worker_id)s, %(at_once)s, %(a_minute)s)
"""
_FINISH: LiteralString = "select procrastinate_finish_job_v1(id, %(status)s::procrastinate_job_status, %(delete_job)s)"
_RETRY: LiteralString = "select procrastinate_retry_job_v2(id, %(retry_at)s, %(priority)s, %(queue)s, %(lock)s)"
_NOTE: LiteralString = "update procrastinate_jobs set code = %(code)s where id in (select id from mine) returning id"
_STILL = text("""
    select 1 from procrastinate_jobs
    where id = :job_id and status = 'doing' and worker_id is not distinct from :worker_id and attempts = :attempts
    for share
""")
_log = logger(__name__)


class Superseded(Exception):
    """This attempt was taken over by another worker: it must change nothing."""


def require_ours(session: Session, job: jobs.Job) -> None:
    """Raise Superseded unless this attempt is still the one that counts; holds it so until the transaction ends."""
    attempt = {"job_id": job.id, "worker_id": job.worker_id, "attempts": job.attempts}
    if session.execute(_STILL, attempt).first() is None:
        raise Superseded


@dataclass(frozen=True)
class Limit:
    """What all workers of an installation together may do in a queue: jobs at a time, jobs begun in any minute.

    A worker that died holds its place until its job is taken over.
    """

    at_once: int | None = None
    a_minute: int | None = None


class OwnedJobManager(manager.JobManager):
    """Procrastinate's job manager, with outcomes that only the owner of an attempt can write, and limits of queues."""

    def __init__(
        self, connector: BaseConnector, *, patience: float = PATIENCE, limits: Mapping[str, Limit] | None = None
    ) -> None:
        super().__init__(connector)
        self.patience = patience
        self.limits = limits or {}
        self.codes: dict[int, str] = {}  # why attempts failed whose outcome is not written yet, by the job's number

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> jobs.Job | None:
        """The next job of a worker's one queue, unless the queue's limit is reached. All queues: as Procrastinate."""
        if queues is None:
            return await super().fetch_job(queues, worker_id)
        (queue,) = queues
        limit = self.limits.get(queue, Limit())
        row = await self.connector.execute_query_one_async(
            query=_FETCH, queue=queue, worker_id=worker_id, at_once=limit.at_once, a_minute=limit.a_minute
        )
        return None if row["id"] is None else jobs.Job.from_row(row)

    async def finish_job(self, job: jobs.Job, status: jobs.Status, delete_job: bool) -> None:
        """Write the end of this attempt; nothing if it was taken over."""
        await self._write(job, _FINISH, status=status.value, delete_job=delete_job)

    async def retry_job(
        self,
        job: jobs.Job,
        retry_at: datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        """Put the job back; if a newer one with its queueing lock waits already, that one will do the work."""
        wanted: dict[str, object] = {
            "retry_at": retry_at or datetime.now(UTC),
            "priority": priority,
            "queue": queue,
            "lock": lock,
        }
        try:
            await self._write(job, _RETRY, **wanted)
        except exceptions.UniqueViolation:
            await self.finish_job(job, jobs.Status.ABORTED, delete_job=False)

    async def _write(self, job: jobs.Job, outcome: LiteralString, **arguments: object) -> None:
        """Write until it is heard. After that, die: a job would stay `doing` for ever under a worker that lives."""
        end = asyncio.get_running_loop().time() + self.patience
        attempt = {"job_id": job.id, "worker_id": job.worker_id, "attempts": job.attempts}
        code = self.codes.pop(job.id or 0, None)
        query: LiteralString = _MINE + outcome + " from mine"
        while True:
            try:
                if code is not None:
                    await self.connector.execute_query_all_async(query=_MINE + _NOTE, **attempt, code=code)
                rows = await self.connector.execute_query_all_async(query=query, **attempt, **arguments)
            except exceptions.UniqueViolation:
                raise
            except exceptions.ConnectorException:
                if asyncio.get_running_loop().time() > end:
                    os._exit(TRY_AGAIN_EXIT)
                await asyncio.sleep(0.3)
            else:
                break
        if not rows:
            _log.warning("job.superseded", job=job.id, attempt=job.attempts)
