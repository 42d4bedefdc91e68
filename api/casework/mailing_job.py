"""Mailings in the queue: a job makes a batch; every minute those are ended that wait for nothing any more."""

from __future__ import annotations

import uuid
from typing import Final

from procrastinate import App, JobContext
from procrastinate.jobs import Job

from api.casework.mailing_ending import end_mailings, give_up
from api.casework.mailing_plan import MAKE_BATCH
from api.casework.mailing_run import make_batch
from api.jobs.owned import Superseded, require_ours
from api.jobs.queue import PAPERS, Duty, Retries
from api.logs import logger
from api.store.opening import Store

END_MAILINGS: Final = "end_mailings"
CRON: Final = "* * * * *"
_log = logger(__name__)


def duties(store: Store) -> tuple[Duty, ...]:
    """What a worker does for mailings."""
    return (
        Duty(
            task=MAKE_BATCH,
            queue=PAPERS,
            register=lambda app: register(app, store),
            give_up=lambda job: give_up(store, *_named(job)),
        ),
        Duty(task=END_MAILINGS, queue=PAPERS, register=lambda app: register_end(app, store), give_up=lambda job: None),
    )


def register(app: App, store: Store) -> None:
    """Add the making of a batch to a worker's app."""
    retries = Retries(store.settings.attempts)

    @app.task(name=MAKE_BATCH, queue=PAPERS, retry=retries, pass_context=True)
    def make(context: JobContext, mailing_id: str, batch: str) -> None:
        """Make a batch; after the last failed attempt, its rows say that they were not made."""
        job = context.job
        try:
            make_batch(store, uuid.UUID(mailing_id), int(batch), lambda session: require_ours(session, job))
        except Superseded:
            _log.warning("job.superseded", job=job.id, task=mailing_id)
        except Exception as error:
            if retries.is_last(error, job.attempts):
                give_up(store, *_named(job))
            raise


def register_end(app: App, store: Store) -> None:
    """Add the periodic task: one that waits or runs is enough."""

    @app.periodic(cron=CRON)
    @app.task(name=END_MAILINGS, queue=PAPERS, queueing_lock=END_MAILINGS, lock=END_MAILINGS)
    def end(timestamp: int) -> None:
        """End the mailings of which nothing waits for the machine."""
        end_mailings(store)


def _named(job: Job) -> tuple[uuid.UUID, int]:
    return uuid.UUID(str(job.task_kwargs["mailing_id"])), int(str(job.task_kwargs["batch"]))
