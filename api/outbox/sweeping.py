"""What nobody is at: looked for every minute, so that nothing waits for ever.

Deliveries whose sender died and whose job is gone; what a channel may know more of by now (a fax server that was still
trying, an answer that was lost); and what is ready and has no job, as after a mailing was paused.
"""

from __future__ import annotations

import uuid
from typing import Any, Final

from sqlalchemy import TextClause, text

from api.logs import logger
from api.outbox.carriers import Answer
from api.outbox.planning import SEND, queue_delivery
from api.outbox.sending import Carriers, bare, locked, note, recover
from api.store.opening import Store
from api.store.tables import Delivery, DeliveryAttempt, SendState
from cases.errors import WorkslipError

AT_ONCE: Final = 1000
_NO_JOB: Final = """
    not exists (select 1 from procrastinate_jobs j where j.task_name = :task and j.status in ('todo', 'doing')
                and j.args->>'delivery_id' = d.id::text)
"""
_LOST = text(f"select d.id from deliveries d where d.state = 'sending' and {_NO_JOB} limit :limit")  # noqa: S608 - ours
_FORGOTTEN = text(f"""
    select d.id from deliveries d left join mailings m on m.id = d.mailing_id
    where d.state = 'ready' and d.channel in ('mail', 'fax') and coalesce(m.state, 'running') = 'running' and {_NO_JOB}
    order by d.created_at, d.id limit :limit
""")  # noqa: S608 - our own words
_OPEN = text(
    "select a.id from delivery_attempts a join deliveries d on d.id = a.delivery_id "
    "where a.ended_at is null and d.state in ('sent', 'unknown') order by a.started_at limit :limit"
)
_log = logger(__name__)


def sweep(store: Store, carriers: Carriers) -> None:
    """One look at all of it. What cannot be looked at now is logged and met again by the next sweep."""
    for key in _ids(store, _LOST, task=SEND):
        recover(store, key, lambda _: None, carriers)
    for key in _ids(store, _OPEN):
        _ask(store, key, carriers)
    for key in _ids(store, _FORGOTTEN, task=SEND):
        with store.database.transaction() as session:
            delivery = locked(session, key)
            if delivery is not None:
                queue_delivery(session, delivery, at=delivery.next_at)


def _ask(store: Store, key: uuid.UUID, carriers: Carriers) -> None:
    """Ask the channel about an attempt that is open."""
    with store.database.transaction() as session:
        attempt = session.get_one(DeliveryAttempt, key)
        delivery = session.get_one(Delivery, attempt.delivery_id)
        parcel = bare(delivery, attempt)
    carrier = carriers.get(parcel.channel)
    try:
        found = carrier.find(parcel) if carrier is not None else None
    except WorkslipError as no:
        _log.warning("send.not_found_out", delivery=str(parcel.id), code=no.code)
        return
    if found is not None and found.state is SendState.READY and delivery.state is SendState.SENT:
        found = Answer(SendState.SENT, "outcome_unseen", found.reference, found.said)  # it was taken, that is all
    if found is not None:
        note(store, parcel.id, parcel.attempt, found)


def _ids(store: Store, query: TextClause, **more: Any) -> list[uuid.UUID]:  # noqa: ANN401 - whatever it asks for
    with store.database.transaction() as session:
        return list(session.scalars(query, {"limit": AT_ONCE, **more}))
