"""A worker that only sends: what `workslip worker` does for the outbox, without its reader."""

from __future__ import annotations

from api import logs
from api.jobs.lanes import lanes
from api.jobs.queue import open_app
from api.jobs.worker import run
from api.outbox.tasks import duties
from api.settings import settings
from api.store.opening import open_store

if __name__ == "__main__":
    logs.configure()
    with open_store(settings()) as store:
        app, mine = open_app(store.url, size=16), duties(store)
        for duty in mine:
            duty.register(app)
        run(app, store.settings, mine, lanes(store.settings), drain=True)
