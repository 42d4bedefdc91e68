"""`workslip mailroom`: the doors through which files come in by themselves, without the rest of the worker."""

from __future__ import annotations

import signal
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Hot folders and mailboxes: run them, check them, see what waits.")
    group.command("run")(run)
    app.add_typer(group, name="mailroom")


def run(
    once: Annotated[bool, typer.Option("--once", help="Stop when nothing is left to take in.")] = False,
) -> None:
    """Take in what comes to the doors, until Ctrl-C or SIGTERM. `workslip worker` does the same beside its jobs."""
    from api import logs
    from api.intake.doors.config import doors
    from api.intake.doors.running import Running, opened
    from api.settings import settings
    from api.store.opening import open_store

    chosen = settings()
    logs.configure(level=chosen.log_level)
    named = doors(chosen)
    with open_store(chosen) as store, Running(opened(named, store), once=once) as running:
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: running.stop.set())
        running.join()
