"""The sweep in the queue: a worker defers it by itself, and one that runs makes the tasks."""

from __future__ import annotations

import pytest
from procrastinate.testing import InMemoryConnector
from sqlalchemy import select

from api.casework import clock_job
from api.jobs.queue import open_app
from api.store.tables import ClockTask
from tests.api.web.scenario import open_case

pytestmark = pytest.mark.integration


def test_the_sweep_is_periodic_and_waits_at_most_once(store):
    """Every five minutes; its lock lets one wait and one run."""
    app = open_app(store.url, size=2)
    clock_job.register(app, store)
    (periodic,) = app.periodic_registry.periodic_tasks.values()
    assert (periodic.cron, periodic.task.name) == ("*/5 * * * *", "sweep_clocks")
    assert periodic.task.queueing_lock == periodic.task.lock == "sweep_clocks"


def test_the_job_makes_the_tasks(ours, store):
    """Run by a worker of Procrastinate, as the real one does."""
    open_case(ours)
    app = open_app(store.url, size=2)
    clock_job.register(app, store)
    with app.replace_connector(InMemoryConnector()) as here:
        here.configure_task("sweep_clocks").defer(timestamp=0)
        here.run_worker(wait=False, install_signal_handlers=False)
    with store.database.transaction() as session:
        assert len(session.scalars(select(ClockTask)).all()) == 3
