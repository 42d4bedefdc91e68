"""The sweep in the queue: every five minutes, by one worker, however many there are and however long they were down."""

from __future__ import annotations

from typing import Final

from procrastinate import App

from api.casework.clock_letters import write_letters
from api.casework.clock_sweep import sweep_tasks
from api.jobs.queue import CLOCKS, Duty
from api.store.opening import Store

SWEEP_CLOCKS: Final = "sweep_clocks"
CRON: Final = "*/5 * * * *"


def duty(store: Store) -> Duty:
    """What a worker does for the clocks. A sweep that died is nothing to give up: the next one does what is left."""
    return Duty(task=SWEEP_CLOCKS, queue=CLOCKS, register=lambda app: register(app, store), give_up=lambda job: None)


def register(app: App, store: Store) -> None:
    """Add the periodic task to a worker's app. One that waits or runs is enough: the next does all that is left."""

    @app.periodic(cron=CRON)
    @app.task(name=SWEEP_CLOCKS, queue=CLOCKS, queueing_lock=SWEEP_CLOCKS, lock=SWEEP_CLOCKS)
    def sweep_clocks(timestamp: int) -> None:
        """Bring every case's tasks up to date, then write the letters they name."""
        sweep_tasks(store)
        write_letters(store)
