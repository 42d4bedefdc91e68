"""How each attempt of a job went: a line in the log with its ids and time, and for a failure a code in the queue."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Final

from procrastinate import JobContext
from procrastinate.worker import Worker
from prometheus_client import Histogram
from sqlalchemy.exc import DBAPIError

from api.jobs.owned import OwnedJobManager
from api.logs import logger
from cases.errors import WorkslipError

WORKER_DIED: Final = "worker_died"
_SECONDS: Final = Histogram(
    "workslip_job_seconds",
    "Attempts of jobs by this process.",
    ("task", "outcome"),
    buckets=(0.01, 0.05, 0.25, 1, 5, 30, 120),
)
_log = logger(__name__)


async def tell(attempt: Callable[[], Awaitable[object]], context: JobContext, _: Worker) -> object:
    """Make the attempt; middleware of every worker."""
    job, began = context.job, time.monotonic()
    ids = {name.removesuffix("_id"): value for name, value in job.task_kwargs.items() if name.endswith("_id")}
    code = None
    try:
        return await attempt()
    except BaseException as error:
        code = code_of(error)
        if isinstance(context.app.job_manager, OwnedJobManager):
            context.app.job_manager.codes[job.id or 0] = code
        raise
    finally:
        spent, outcome = time.monotonic() - began, "done" if code is None else "failed"
        _SECONDS.labels(job.task_name, outcome).observe(spent)
        say = _log.info if code is None else _log.warning
        named = {"job": job.id, "task": job.task_name, "attempt": job.attempts, **ids}
        say(f"job.{outcome}", milliseconds=round(spent * 1000), code=code, **named)


def code_of(error: BaseException) -> str:
    """A failure as a code: ours if it has one, else the type of the exception; never its text."""
    if isinstance(error, WorkslipError):
        return error.code
    return "database_down" if isinstance(error, DBAPIError) else type(error).__name__
