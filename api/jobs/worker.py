"""The loop around Procrastinate's worker: it lives through database restarts, notices dead workers and takes over.

    run(app, settings, duties, lanes)      until SIGTERM or SIGINT; with `drain`, until no job is left

Each queue has workers of its own (`lanes.py`), so that a slow receiver of webhooks keeps no document waiting, and a
thread for each of their lanes: a job that is taken is begun.

Beside the worker run four small tasks: a heartbeat of our own (the built-in one stops at SIGTERM, while jobs still
drain; it asks once for each queue), a sweep that takes over what a silent worker held, an hourly tidying up, and one
that gives freed memory back. They are tasks and not jobs, since a full queue must not delay them.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import LiteralString

import psycopg
from procrastinate import App, exceptions
from procrastinate.jobs import Job, Status
from procrastinate.worker import Worker

from api.jobs import memory
from api.jobs.owned import TRY_AGAIN_EXIT, OwnedJobManager
from api.jobs.queue import DOCUMENTS, Duty
from api.jobs.telling import WORKER_DIED, tell
from api.logs import logger
from api.settings import Settings
from cases.errors import Unavailable

KEEP_JOBS = 24 * 14  # hours for which ended jobs are kept
TIDY_EVERY = 3600.0  # seconds
NEVER = 1e6  # seconds
SWITCH = 0.001  # seconds: jobs that burn Python in their threads leave the heartbeat its turn five times as often
SPARE_THREADS = 3  # for giving up a job, for tidying and for giving memory back
# What a draining worker waits for; a delivery that is to be tried again in some hours is not among it.
_LEFT: LiteralString = """
    select 1 from procrastinate_jobs
    where queue_name = any(%(mine)s) and (status = 'doing' or (
        status = 'todo' and (queue_name = %(documents)s or coalesce(scheduled_at, now()) <= now())))
    limit 1
"""
_BEAT: LiteralString = """
    update procrastinate_workers worker set last_heartbeat = now(), place = %(place)s, queue = mine.queue
    from unnest(%(numbers)s::bigint[], %(queues)s::text[]) mine (number, queue) where worker.id = mine.number
"""
PLACE = f"{socket.gethostname()}:{os.getpid()}"  # which process on which machine
_log = logger(__name__)


def run(
    app: App,
    settings: Settings,
    duties: Sequence[Duty],
    lanes: Mapping[str, int],
    *,
    tidy: Callable[[], object] = lambda: None,
    drain: bool = False,
) -> None:
    """Work until told to stop, in the queues of `lanes`: so many jobs of each at a time. A duty's `give_up` is called
    for a job that was taken over too often, before it is failed; this also in queues that are not among the lanes."""
    mine = {queue: lanes[queue] for queue in sorted({duty.queue for duty in duties}) if queue in lanes}
    try:
        asyncio.run(_Loop(app, settings, duties, mine, tidy, drain).run())
    except (exceptions.ConnectorException, psycopg.OperationalError):
        raise Unavailable("The database does not answer; the worker stops.", code="database_down") from None


@dataclass
class _Loop:
    app: App
    settings: Settings
    duties: Sequence[Duty]
    lanes: Mapping[str, int]
    tidy: Callable[[], object]
    drain: bool
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    workers: list[Worker] = field(default_factory=list)
    deadline: asyncio.TimerHandle | None = None
    ended: bool = False

    async def run(self) -> None:
        sys.setswitchinterval(SWITCH)
        memory.few_heaps()
        threads = sum(self.lanes.values()) + SPARE_THREADS
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(threads, thread_name_prefix="lane"))
        for sign in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(sign, self._stop)
        async with self.app.open_async():
            beside = [
                asyncio.create_task(self._every(self.settings.heartbeat, self._beat)),
                asyncio.create_task(self._every(self.settings.stalled_after / 4, self._sweep)),
                asyncio.create_task(self._every(TIDY_EVERY, self._tidy)),
                asyncio.create_task(self._every(memory.EVERY, self._give_back)),
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
        """One life of the workers. When one of them ends, all do, and the next life begins.

        One ends with an exception when the database goes away, and without one when its listener has died: nobody
        would serve its queue. The others are stopped and not cancelled, as a TaskGroup would: psycopg's pool waits in
        `asyncio.wait_for`, and Python 3.11's loses a cancellation that comes together with what it waits for. They are
        stopped again and again, since `Worker.run` begins with forgetting that it was told to stop.
        """
        self.workers = [self._new_worker(queue, many) for queue, many in self.lanes.items()]
        lives = [asyncio.create_task(worker.run()) for worker in self.workers]  # type: ignore[no-untyped-call]
        going = set(lives)
        while going:
            _, going = await asyncio.wait(going, timeout=0.5, return_when=asyncio.FIRST_COMPLETED)
            if len(going) < len(lives) or self.stopping.is_set():
                for worker in self.workers:
                    worker.stop()  # type: ignore[no-untyped-call]
        errors = [type(end).__name__ for end in await asyncio.gather(*lives, return_exceptions=True) if end is not None]
        if errors or not self.stopping.is_set():  # whatever ended it, jobs wait; the sweep and the log know
            _log.warning("worker.restarted", error=errors[0] if errors else None)
            await asyncio.sleep(0.5)

    def _new_worker(self, queue: str, concurrency: int) -> Worker:
        return Worker(
            app=self.app,
            queues=[queue],
            concurrency=concurrency,
            fetch_job_polling_interval=1.0,  # a job that is to be tried again sends no notification
            install_signal_handlers=False,
            update_heartbeat_interval=NEVER,  # ours beats
            stalled_worker_timeout=self.settings.stalled_after,
            worker_middleware=[tell],
        )

    async def _stop_when_empty(self) -> None:
        left = await self.app.job_manager.connector.execute_query_all_async(
            query=_LEFT, documents=DOCUMENTS, mine=list(self.lanes)
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
        mine = dict(zip(self.lanes, (worker.worker_id for worker in self.workers), strict=False))
        known = {queue: number for queue, number in mine.items() if number is not None}
        await self.app.connector.execute_query_async(
            query=_BEAT, place=PLACE, numbers=list(known.values()), queues=list(known)
        )

    async def _sweep(self) -> None:
        """Take over the jobs of silent workers; one with which that fails keeps no other from it."""
        stalled = await self.app.job_manager.get_stalled_jobs(seconds_since_heartbeat=self.settings.stalled_after)
        for job in stalled:
            _log.warning("job.stalled", job=job.id, task=job.task_name, attempt=job.attempts)
            try:
                await self._take_over(job)
            except Exception as error:  # noqa: BLE001 - the next sweep meets it again
                _log.warning("job.not_taken_over", job=job.id, task=job.task_name, error=type(error).__name__)

    async def _take_over(self, job: Job) -> None:
        """A takeover is an attempt: who dies of a job too often gets no more."""
        give_up = {duty.task: duty.give_up for duty in self.duties}
        last = job.attempts + 1 >= self.settings.attempts
        if last and job.task_name not in give_up:
            return  # it is for a worker that knows what giving it up means
        if last:
            await asyncio.to_thread(give_up[job.task_name], job)
        if isinstance(self.app.job_manager, OwnedJobManager):
            self.app.job_manager.codes[job.id or 0] = WORKER_DIED
        if last:
            await self.app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
        else:
            await self.app.job_manager.retry_job(job)

    async def _give_back(self) -> None:
        await asyncio.to_thread(memory.give_back)

    async def _tidy(self) -> None:
        await self.app.job_manager.delete_old_jobs(
            nb_hours=KEEP_JOBS, include_failed=True, include_cancelled=True, include_aborted=True
        )
        await asyncio.to_thread(self.tidy)  # it may look through a whole store for hours
