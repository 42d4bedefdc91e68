"""`workslip worker`: work on the queue. Run as many as you like, on as many machines as you like."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("worker")(worker)


def worker(
    drain: Annotated[bool, typer.Option("--drain", help="Stop when nothing is left to do.")] = False,
) -> None:
    """Take in what comes to the doors, read, place and propose it, keep the clocks, and tell webhooks, until Ctrl-C or
    SIGTERM."""
    import logging

    from api import logs
    from api.casework import clock_job
    from api.intake.doors.config import doors
    from api.intake.doors.running import Running, opened
    from api.intake.process import Processor
    from api.intake.reader import reader
    from api.intake.tasks import work
    from api.settings import settings
    from api.store.opening import open_store
    from api.webhooks import tasks as webhooks

    chosen = settings()
    logs.configure()
    for library in ("procrastinate", "alembic"):  # their news says nothing once names and values are left out
        logging.getLogger(library).setLevel(logging.WARNING)
    named = doors(chosen)
    with open_store(chosen) as store, Running([] if drain else opened(named, store)):
        besides = (clock_job.duty(store), webhooks.duty(store))
        work(Processor(store, reader(store.page_keys)), drain=drain, besides=besides)
