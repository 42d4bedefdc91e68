"""`workslip worker`: work on the queue. Run as many as you like, on as many machines as you like."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("worker")(worker)


def worker(
    drain: Annotated[bool, typer.Option("--drain", help="Stop when nothing is left to do.")] = False,
    only: Annotated[
        str, typer.Option(metavar="QUEUES", help="Only these queues: documents,papers,… All if empty.")
    ] = "",
    metrics_port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Serve this process's metrics to this machine on that port.")
    ] = None,
) -> None:
    """Take in what comes to the doors and do the jobs of every queue, until Ctrl-C or SIGTERM."""
    import logging

    from api import logs
    from api.casework import clock_job, mailing_job
    from api.cli.own_mail import own_mail
    from api.demo import making
    from api.intake.doors.config import doors
    from api.intake.doors.running import Running, opened
    from api.intake.process import Processor
    from api.intake.reader import reader
    from api.intake.tasks import work
    from api.outbox import tasks as outbox
    from api.settings import settings
    from api.store.opening import open_store
    from api.webhooks import tasks as webhooks

    chosen = settings()
    logs.configure(level=chosen.log_level)
    for library in ("procrastinate", "alembic"):  # their news says nothing once names and values are left out
        logging.getLogger(library).setLevel(logging.WARNING)
    named = doors(chosen)
    with open_store(chosen) as store, Running([] if drain else opened(named, store, own_mail())):
        _measured(metrics_port)
        sending = (*mailing_job.duties(store), *outbox.duties(store))
        besides = (clock_job.duty(store), webhooks.duty(store), making.duty(store), *sending)
        work(Processor(store, reader(store.page_keys)), drain=drain, only=only, besides=besides)


def _measured(port: int | None) -> None:
    """Counts and times of this process for Prometheus, on the loopback address only."""
    if port is None:
        return
    from prometheus_client import start_http_server

    from cases.errors import Unavailable

    try:
        start_http_server(port, addr="127.0.0.1")
    except OSError:
        raise Unavailable(f"Port {port} is taken: choose another --metrics-port.", code="port_taken") from None
