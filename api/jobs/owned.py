"""Only the worker that holds an attempt of a job may say how it ended, and only then does its effect count.

Procrastinate writes an outcome by the job's id alone: a worker that slept through its takeover would mark somebody
else's running attempt as done. An attempt is named by job, worker and number of attempts; each write is for that one.
"""

from __future__ import annotations

import asyncio
import os
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
_FINISH: LiteralString = "select procrastinate_finish_job_v1(id, %(status)s::procrastinate_job_status, %(delete_job)s)"
_RETRY: LiteralString = "select procrastinate_retry_job_v2(id, %(retry_at)s, %(priority)s, %(queue)s, %(lock)s)"
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


class OwnedJobManager(manager.JobManager):
    """Procrastinate's job manager, with outcomes that only the owner of an attempt can write."""

    def __init__(self, connector: BaseConnector, *, patience: float = PATIENCE) -> None:
        super().__init__(connector)
        self.patience = patience

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
        query: LiteralString = _MINE + outcome + " from mine"
        while True:
            try:
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
