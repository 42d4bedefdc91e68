"""The loop around Procrastinate's worker: it lives through database restarts, notices dead workers and takes over.

    run(app, settings, give_up)      until SIGTERM or SIGINT; with `drain`, until no job is left

Beside the worker run three small tasks: a heartbeat of our own (the built-in one stops at SIGTERM, while jobs still
drain), a sweep that takes over what a silent worker held, and a daily tidying up. They are tasks and not jobs, since a
full queue must not delay them.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import psycopg
from procrastinate import App, exceptions
from procrastinate.jobs import Job, Status
from procrastinate.worker import Worker

from api.jobs.owned import TRY_AGAIN_EXIT
from api.jobs.queue import DOCUMENTS
from api.logs import logger
from api.settings import Settings
from cases.errors import Unavailable

KEEP_JOBS = 24 * 14  # hours for which ended jobs are kept
TIDY_EVERY = 3600.0  # seconds
_log = logger(__name__)


def run(
    app: App,
    settings: Settings,
    give_up: Callable[[Job], None],
    *,
    tidy: Callable[[], object] = lambda: None,
    drain: bool = False,
) -> None:
    """Work until told to stop. `give_up` is called for a job that was taken over too often, before it is failed."""
    try:
        asyncio.run(_Loop(app, settings, give_up, tidy, drain).run())
    except (exceptions.ConnectorException, psycopg.OperationalError):
        raise Unavailable("The database does not answer; the worker stops.", code="database_down") from None


@dataclass
class _Loop:
    app: App
    settings: Settings
    give_up: Callable[[Job], None]
    tidy: Callable[[], object]
    drain: bool
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    worker: Worker | None = None
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
        if self.worker:
            self.worker.stop()  # type: ignore[no-untyped-call]
        if self.deadline is None:
            self.deadline = asyncio.get_running_loop().call_later(self.settings.grace, os._exit, TRY_AGAIN_EXIT)

    async def _work(self) -> None:
        """One life of a worker. It ends with an exception when the database goes away: then the next one begins."""
        self.worker = self._new_worker()
        try:
            await self.worker.run()  # type: ignore[no-untyped-call]
        except Exception as error:  # noqa: BLE001 - whatever ended it, jobs wait; the sweep and the log know
            _log.warning("worker.restarted", error=type(error).__name__)
            await asyncio.sleep(0.5)

    def _new_worker(self) -> Worker:
        return Worker(
            app=self.app,
            queues=[DOCUMENTS],
            concurrency=self.settings.workers,
            fetch_job_polling_interval=1.0,  # a job that is to be tried again sends no notification
            install_signal_handlers=False,
            update_heartbeat_interval=self.settings.heartbeat,
            stalled_worker_timeout=self.settings.stalled_after,
        )

    async def _stop_when_empty(self) -> None:
        left = await self.app.job_manager.connector.execute_query_all_async(
            query="select 1 from procrastinate_jobs where status in ('todo', 'doing') limit 1"
        )
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
        if self.worker and self.worker.worker_id is not None:
            await self.app.job_manager.update_heartbeat(self.worker.worker_id)

    async def _sweep(self) -> None:
        """Take over the jobs of silent workers. A takeover is an attempt: who dies of a job too often gets no more."""
        stalled = await self.app.job_manager.get_stalled_jobs(seconds_since_heartbeat=self.settings.stalled_after)
        for job in stalled:
            _log.warning("job.stalled", job=job.id, attempt=job.attempts)
            if job.attempts + 1 < self.settings.attempts:
                await self.app.job_manager.retry_job(job)
            else:
                await asyncio.to_thread(self.give_up, job)
                await self.app.job_manager.finish_job(job, Status.FAILED, delete_job=False)

    async def _tidy(self) -> None:
        await asyncio.to_thread(self.tidy)
        await self.app.job_manager.delete_old_jobs(
            nb_hours=KEEP_JOBS, include_failed=True, include_cancelled=True, include_aborted=True
        )
