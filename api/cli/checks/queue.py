"""The queue: whether somebody works on what waits."""

from __future__ import annotations

from typing import Final

from api.jobs import board
from api.settings import Settings
from api.store.opening import open_store
from cases.errors import Unavailable

PATIENT: Final = 60.0  # seconds that a job may wait before somebody is missing


def worked_on(settings: Settings) -> str:
    """Whether each queue in which something waits has a worker that is alive."""
    with open_store(settings) as store, store.database.transaction() as session:
        waiting = [q for q in board.queues(session) if q.waiting and (q.oldest or 0) > PATIENT and not q.running]
        alive = board.workers(session, settings.stalled_after)
    served = {worker.queue for worker in alive}
    unserved = [line.queue for line in waiting if line.queue not in served]
    if unserved and not alive:
        raise Unavailable(f"Jobs wait in {', '.join(unserved)}, and no worker is alive. Start `workslip worker`.")
    if unserved:
        raise Unavailable(
            f"Jobs wait in {', '.join(unserved)}, and no worker that is alive serves that. Start one without --only, "
            "or with that queue."
        )
    return f"{len(alive)} queues are worked on" if alive else "No worker is alive, and nothing waits for one"


CHECKS = {"worker": worked_on}
