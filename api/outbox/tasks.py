"""The jobs of the queue that send, and the sweep beside them."""

from __future__ import annotations

import uuid
from typing import Final

from procrastinate import App, JobContext
from procrastinate.jobs import Job

from api.jobs.owned import Superseded, require_ours
from api.jobs.queue import DELIVERIES, FAX, MAIL, Duty, Retries
from api.logs import logger
from api.outbox.carriers import Answer
from api.outbox.channels import carriers_of
from api.outbox.planning import SEND
from api.outbox.sending import Carriers, deliver, locked, recover
from api.outbox.settling import begin, conclude, under_way
from api.outbox.sweeping import sweep
from api.store.opening import Store
from api.store.tables import SendState

SWEEP: Final = "sweep_deliveries"
CRON: Final = "* * * * *"
_log = logger(__name__)


def duties(store: Store) -> tuple[Duty, ...]:
    """What a worker does for the outbox: mail and fax in queues of their own, and the sweep."""
    carriers = carriers_of(store.settings)

    def register(app: App) -> None:
        register_sending(app, store, carriers)

    def stop(job: Job) -> None:
        give_up(store, _key(job), carriers, job=job.id)

    return (
        Duty(task=SEND, queue=MAIL, register=register, give_up=stop),
        Duty(task=SEND, queue=FAX, register=lambda app: None, give_up=stop),
        Duty(
            task=SWEEP, queue=DELIVERIES, register=lambda app: register_sweep(app, store, carriers),
            give_up=lambda job: None,
        ),
    )  # fmt: skip


def register_sending(app: App, store: Store, carriers: Carriers) -> None:
    """Add the task to a worker's app. A channel's refusal is an outcome; the queue repeats after faults of ours."""
    retries = Retries(store.settings.attempts)

    @app.task(name=SEND, queue=MAIL, retry=retries, pass_context=True)
    def send_delivery(context: JobContext, delivery_id: str) -> None:
        """Send one delivery."""
        job = context.job
        try:
            deliver(store, uuid.UUID(delivery_id), lambda session: require_ours(session, job), carriers, job=job.id)
        except Superseded:
            _log.warning("job.superseded", job=job.id, delivery=delivery_id)
        except Exception as error:
            if retries.is_last(error, job.attempts):
                give_up(store, _key(job), carriers, job=job.id)
            raise


def register_sweep(app: App, store: Store, carriers: Carriers) -> None:
    """Add the periodic task; one that waits or runs is enough."""

    @app.periodic(cron=CRON)
    @app.task(name=SWEEP, queue=DELIVERIES, queueing_lock=SWEEP, lock=SWEEP)
    def sweep_deliveries(timestamp: int) -> None:
        """Look after what nobody is at."""
        sweep(store, carriers)


def give_up(store: Store, key: uuid.UUID, carriers: Carriers, *, job: int | None = None) -> None:
    """The workers that tried it died of it, or failed: what was not handed over has failed, the rest is found out."""
    with store.database.transaction() as session:
        delivery = locked(session, key)
        if delivery is None or delivery.state not in (SendState.READY, SendState.SENDING):
            return
        attempt = under_way(session, delivery) or begin(session, delivery)
        if attempt.handed_at is None:
            conclude(session, delivery, attempt, Answer(SendState.FAILED, "sender_died"))
            return
    recover(store, key, lambda _: None, carriers, job=job)


def _key(job: Job) -> uuid.UUID:
    return uuid.UUID(str(job.task_kwargs["delivery_id"]))
