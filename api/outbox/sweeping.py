"""What nobody is at: looked for every minute, so that nothing waits for ever.

What is ready although its mailing was called off; what is ready and has no job, as after a mailing was paused;
deliveries whose sender died and whose job is gone; and what a channel may know more of by now (a fax server that was
still trying, an answer that was lost). Channels are asked last, in any order and not for ever: one may hang.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import TextClause, text
from sqlalchemy.exc import InterfaceError, OperationalError

from api.logs import logger
from api.outbox.carriers import Answer
from api.outbox.planning import SEND, queue_delivery
from api.outbox.sending import Carriers, bare, locked, note, recover
from api.outbox.settling import call_off
from api.store.opening import Store
from api.store.tables import Delivery, DeliveryAttempt, SendState

AT_ONCE: Final = 1000
PATIENCE: Final = 40.0  # seconds after which a sweep asks no further
_NO_JOB: Final = """
    not exists (select 1 from procrastinate_jobs j where j.task_name = :task and j.status in ('todo', 'doing')
                and j.args->>'delivery_id' = d.id::text)
"""
_LOST = text(
    f"select d.id from deliveries d where d.state = 'sending' and {_NO_JOB} order by random() limit :limit"  # noqa: S608
)
_CALLED_OFF = text("""
    select d.id from deliveries d join mailings m on m.id = d.mailing_id
    where d.state = 'ready' and m.state = 'cancelled' limit :limit
""")
_FORGOTTEN = text(f"""
    select d.id from deliveries d left join mailings m on m.id = d.mailing_id
    where d.state = 'ready' and d.channel in ('mail', 'fax') and coalesce(m.state, 'running') = 'running' and {_NO_JOB}
    order by d.created_at, d.id limit :limit
""")  # noqa: S608 - our own words
_OPEN = text(
    "select a.id from delivery_attempts a join deliveries d on d.id = a.delivery_id "
    "where a.ended_at is null and d.state in ('sent', 'unknown') order by random() limit :limit"
)
_log = logger(__name__)


def sweep(store: Store, carriers: Carriers) -> None:
    """One look at all of it. What cannot be looked at now is logged and met again by the next sweep."""
    end = time.monotonic() + PATIENCE
    for key in _ids(store, _CALLED_OFF):
        _call_off(store, key)
    for key in _ids(store, _FORGOTTEN, task=SEND):
        _queue(store, key)
    for key in _ids(store, _LOST, task=SEND):
        _while_there_is_time(end, key, lambda key: recover(store, key, lambda _: None, carriers))
    for key in _ids(store, _OPEN):
        _while_there_is_time(end, key, lambda key: _ask(store, key, carriers))


def _while_there_is_time(end: float, key: uuid.UUID, look: Callable[[uuid.UUID], None]) -> None:
    """One that cannot be looked at keeps no other waiting; without the database there is nothing to look at."""
    try:
        if time.monotonic() < end:
            look(key)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever a channel's program did
        _log.error("send.not_found_out", delivery=str(key), exc_info=error)


def _call_off(store: Store, key: uuid.UUID) -> None:
    with store.database.transaction() as session:
        delivery = locked(session, key)
        if delivery is not None and delivery.state is SendState.READY:
            call_off(session, delivery)


def _queue(store: Store, key: uuid.UUID) -> None:
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
    found = carrier.find(parcel) if carrier is not None else None
    if found is not None and found.state is SendState.READY and delivery.state is SendState.SENT:
        found = Answer(SendState.SENT, "outcome_unseen", found.reference, found.said)  # it was taken, that is all
    if found is not None:
        note(store, parcel.id, parcel.attempt, found)


def _ids(store: Store, query: TextClause, **more: Any) -> list[uuid.UUID]:  # noqa: ANN401 - whatever it asks for
    with store.database.transaction() as session:
        return list(session.scalars(query, {"limit": AT_ONCE, **more}))
