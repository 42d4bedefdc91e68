"""`workslip jobs`: what waits, runs, and went wrong."""

from __future__ import annotations

import json
import uuid
from typing import Annotated

import typer

from cases.errors import BadInput


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("jobs")(jobs)


def jobs(
    status: Annotated[str | None, typer.Option(help="Only these: todo, doing, succeeded, failed, aborted.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many to list, the newest first.")] = 20,
    again: Annotated[str | None, typer.Option(help="Try this document again: its id, set aside by a failure.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON Lines, one job a line.")] = False,
) -> None:
    """List jobs, the newest first, and count them."""
    from api.intake.process import try_again
    from api.jobs.queue import counts, lines
    from api.settings import settings
    from api.store.opening import open_store

    with open_store(settings()) as store:
        if again:
            try_again(store, _id(again))
        with store.database.transaction() as session:
            listed, total = lines(session, status, limit), counts(session)
    for line in listed:
        ids = " ".join(f"{name}={value}" for name, value in line.ids.items())
        plain = f"{line.number}\t{line.status}\t{line.task}\tattempt {line.attempts}\t{ids}"
        typer.echo(json.dumps(vars(line), default=str) if as_json else plain)
    typer.echo(", ".join(f"{n} {name}" for name, n in total.items()) or "The queue is empty.", err=True)


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise BadInput("That is no id of a document.") from None
