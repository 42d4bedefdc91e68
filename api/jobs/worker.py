"""The loop around Procrastinate's worker: it lives through database restarts, notices dead workers and takes over.

    run(app, settings, duties)      until SIGTERM or SIGINT; with `drain`, until no job is left

Each queue has workers of its own, so that a slow receiver of webhooks keeps no document waiting.

Beside the worker run three small tasks: a heartbeat of our own (the built-in one stops at SIGTERM, while jobs still
drain), a sweep that takes over what a silent worker held, and a daily tidying up. They are tasks and not jobs, since a
full queue must not delay them.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import LiteralString

import psycopg
from procrastinate import App, exceptions
from procrastinate.jobs import Status
from procrastinate.worker import Worker

from api.jobs.owned import TRY_AGAIN_EXIT
from api.jobs.queue import DELIVERIES, DOCUMENTS, FAX, MAIL, PAPERS, Duty
from api.logs import logger
from api.settings import Settings
from cases.errors import Unavailable

KEEP_JOBS = 24 * 14  # hours for which ended jobs are kept
TIDY_EVERY = 3600.0  # seconds
DELIVERERS = 4  # deliveries that one worker process waits for at a time
SENDERS = 4  # mails, and faxes, likewise
# What a draining worker waits for; a delivery that is to be tried again in some hours is not among it.
_LEFT: LiteralString = """
    select 1 from procrastinate_jobs
    where queue_name = any(%(mine)s) and (status = 'doing' or (
        status = 'todo' and (queue_name = %(documents)s or coalesce(scheduled_at, now()) <= now())))
    limit 1
"""
_log = logger(__name__)


def run(
    app: App,
    settings: Settings,
    duties: Sequence[Duty],
    *,
    tidy: Callable[[], object] = lambda: None,
    drain: bool = False,
) -> None:
    """Work until told to stop. A duty's `give_up` is called for a job that was taken over too often, before it is
    failed."""
    try:
        asyncio.run(_Loop(app, settings, duties, tidy, drain).run())
    except (exceptions.ConnectorException, psycopg.OperationalError):
        raise Unavailable("The database does not answer; the worker stops.", code="database_down") from None


@dataclass
class _Loop:
    app: App
    settings: Settings
    duties: Sequence[Duty]
    tidy: Callable[[], object]
    drain: bool
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    workers: list[Worker] = field(default_factory=list)
    deadline: asyncio.TimerHandle | None = None
    ended: bool = False

    async def run(self) -> None:
        for sign in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(sign, self._stop)
        async with self.app.open_async():
            beside = [
                asyncio.create_task(self._every(self.settings.heartbeat, self._beat)),
                asyncio.create_task(self._every(self.settings.stalled_after / 4, self._sweep)),
                asyncio.create_task(self._every(TIDY_EVERY, self._tidy)),
                *([asyncio.create_task(self._every(0.2, self._stop_when_empty))] if self.drain else []),
            ]
            while not self.stopping.is_set():
                await self._work()
            self.ended = True
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
        if self.deadline:
            self.deadline.cancel()

    def _stop(self) -> None:
        """Finish what runs; after the grace time, leave it to whoever takes over."""
        self.stopping.set()
        for worker in self.workers:
            worker.stop()  # type: ignore[no-untyped-call]
        if self.deadline is None:
            self.deadline = asyncio.get_running_loop().call_later(self.settings.grace, os._exit, TRY_AGAIN_EXIT)

    async def _work(self) -> None:
        """One life of the workers. It ends with an exception when the database goes away: then the next one begins."""
        lanes = {DOCUMENTS: self.settings.workers, DELIVERIES: DELIVERERS, PAPERS: 1, MAIL: SENDERS, FAX: SENDERS}
        self.workers = [self._new_worker(queue, lanes[queue]) for queue in {duty.queue for duty in self.duties}]
        try:
            async with asyncio.TaskGroup() as group:
                for worker in self.workers:
                    group.create_task(worker.run())  # type: ignore[no-untyped-call]
        except Exception as error:  # noqa: BLE001 - whatever ended it, jobs wait; the sweep and the log know
            _log.warning("worker.restarted", error=type(error).__name__)
            await asyncio.sleep(0.5)

    def _new_worker(self, queue: str, concurrency: int) -> Worker:
        return Worker(
            app=self.app,
            queues=[queue],
            concurrency=concurrency,
            fetch_job_polling_interval=1.0,  # a job that is to be tried again sends no notification
            install_signal_handlers=False,
            update_heartbeat_interval=self.settings.heartbeat,
            stalled_worker_timeout=self.settings.stalled_after,
        )

    async def _stop_when_empty(self) -> None:
        mine = [duty.queue for duty in self.duties]
        left = await self.app.job_manager.connector.execute_query_all_async(query=_LEFT, documents=DOCUMENTS, mine=mine)
        if not left:
            self._stop()

    async def _every(self, seconds: float, do: Callable[[], Awaitable[None]]) -> None:
        # Not `while True`: psycopg answers a cancellation in the middle of a query with an error of its own, which is
        # caught below like any other, and the task would go on for ever.
        while not self.ended:
            await asyncio.sleep(seconds)
            try:
                await do()
            except Exception as error:  # noqa: BLE001 - a missed beat is made up for by the next
                _log.warning("worker.side_task_failed", error=type(error).__name__)

    async def _beat(self) -> None:
        for worker in self.workers:
            if worker.worker_id is not None:
                await self.app.job_manager.update_heartbeat(worker.worker_id)

    async def _sweep(self) -> None:
        """Take over the jobs of silent workers. A takeover is an attempt: who dies of a job too often gets no more."""
        give_up = {duty.task: duty.give_up for duty in self.duties}
        stalled = await self.app.job_manager.get_stalled_jobs(seconds_since_heartbeat=self.settings.stalled_after)
        for job in stalled:
            _log.warning("job.stalled", job=job.id, attempt=job.attempts)
            if job.attempts + 1 < self.settings.attempts:
                await self.app.job_manager.retry_job(job)
            elif job.task_name in give_up:  # else it is for a worker that knows what giving it up means
                await asyncio.to_thread(give_up[job.task_name], job)
                await self.app.job_manager.finish_job(job, Status.FAILED, delete_job=False)

    async def _tidy(self) -> None:
        await asyncio.to_thread(self.tidy)
        await self.app.job_manager.delete_old_jobs(
            nb_hours=KEEP_JOBS, include_failed=True, include_cancelled=True, include_aborted=True
        )
