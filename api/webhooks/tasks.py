"""The job of the queue that tells a webhook, and what happens when its worker dies of it."""

from __future__ import annotations

import uuid

from procrastinate import App, JobContext
from procrastinate.jobs import Job

from api.jobs.owned import Superseded, require_ours
from api.jobs.queue import DELIVERIES, Duty, Retries
from api.logs import logger
from api.store.opening import Store
from api.webhooks.delivering import deliver, give_up
from api.webhooks.events import DELIVER

_log = logger(__name__)


def duty(store: Store) -> Duty:
    """What a worker does for webhooks."""
    return Duty(
        task=DELIVER,
        queue=DELIVERIES,
        register=lambda app: register(app, store),
        give_up=lambda job: give_up(store, _key(job)),
    )


def register(app: App, store: Store) -> None:
    """Add the task to a worker's app. A receiver's failure is an outcome; the queue repeats after faults of ours."""
    retries = Retries(store.settings.attempts)

    @app.task(name=DELIVER, queue=DELIVERIES, retry=retries, pass_context=True)
    def deliver_webhook(context: JobContext, delivery_id: str) -> None:
        """Try one delivery."""
        job = context.job
        try:
            deliver(store, uuid.UUID(delivery_id), lambda session: require_ours(session, job))
        except Superseded:
            _log.warning("job.superseded", job=job.id, delivery=delivery_id)
        except Exception as error:
            if retries.is_last(error, job.attempts):
                give_up(store, _key(job))
            raise


def _key(job: Job) -> uuid.UUID:
    return uuid.UUID(str(job.task_kwargs["delivery_id"]))
