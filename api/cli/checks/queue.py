"""The queue: whether somebody works on what waits."""

from __future__ import annotations

from typing import Final

from api.jobs import board
from api.jobs.board import QueueLine
from api.settings import Settings
from api.store.opening import open_store
from cases.errors import Unavailable

PATIENT: Final = 60.0  # seconds that a job may wait before somebody is missing


def worked_on(settings: Settings) -> str:
    """Whether each queue in which something is to be done has a worker that is alive."""
    with open_store(settings) as store, store.database.transaction() as session:
        open_ones = [line.queue for line in board.queues(session) if _needs_a_worker(line)]
        alive = board.workers(session, settings.stalled_after)
    served = {worker.queue for worker in alive}
    # Who has just begun has not said yet which queue it serves.
    unserved = [] if None in served else [queue for queue in open_ones if queue not in served]
    if unserved and not alive:
        raise Unavailable(f"Jobs wait in {', '.join(unserved)}, and no worker is alive. Start `workslip worker`.")
    if unserved:
        raise Unavailable(
            f"Jobs wait in {', '.join(unserved)}, and no worker that is alive serves that. Start one without --only, "
            "or with that queue."
        )
    return f"{len(alive)} queues are worked on" if alive else "No worker is alive, and nothing waits for one"


def _needs_a_worker(line: QueueLine) -> bool:
    """Something has waited too long, or stands as running: if its worker died, it waits to be taken over."""
    return line.running > 0 or (line.waiting > 0 and (line.oldest or 0) > PATIENT)


CHECKS = {"worker": worked_on}
