"""`workslip jobs`: what waits, runs, and went wrong; who works on it; doing again what failed."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from cases.errors import BadInput, NotFound

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from api.jobs.board import JobLine

BY_HAND = "system:cli"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("jobs")(jobs)


def jobs(
    status: Annotated[str | None, typer.Option(help="Only these: todo, doing, succeeded, failed, aborted.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many to list, the newest first.")] = 20,
    again: Annotated[
        str | None, typer.Option(metavar="JOB", help="Do a failed job again: its number, or the id of its document.")
    ] = None,
    summary: Annotated[bool, typer.Option("--summary", help="Queues and workers instead of single jobs.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON Lines, one a line.")] = False,
) -> None:
    """List jobs, the newest first, and count them."""
    from api.jobs import board
    from api.jobs.queue import counts
    from api.settings import settings
    from api.store.opening import open_store

    chosen = settings()
    with open_store(chosen) as store:
        if again:
            with store.database.transaction() as session:
                _do_again(session, again)
        with store.database.transaction() as session:
            total = counts(session)
            listed = [] if summary else [(vars(line), _plain(line)) for line in board.lines(session, status, limit)]
            if summary:
                listed = list(_summary(session, chosen.stalled_after))
    for named, plain in listed:
        typer.echo(json.dumps(named, default=str) if as_json else plain)
    typer.echo(", ".join(f"{n} {name}" for name, n in total.items()) or "The queue is empty.", err=True)


def _plain(line: JobLine) -> str:
    ids = " ".join(f"{name}={value}" for name, value in line.ids.items())
    more = f"\t{line.code}" if line.code and line.status in ("failed", "todo") else ""
    if line.status == "doing" and line.since:
        more = f"\ton {line.worker or 'a new worker'} since {line.since:%H:%M:%S}"
    return f"{line.number}\t{line.status}\t{line.task}\tattempt {line.attempts}\t{ids}{more}"


def _summary(session: Session, silence: float) -> Iterator[tuple[dict[str, object], str]]:
    from api.jobs import board

    for queue in board.queues(session):
        waited = f", the oldest for {queue.oldest:.0f} s" if queue.oldest is not None else ""
        yield (
            vars(queue),
            f"{queue.queue}\t{queue.waiting} waiting{waited}\t{queue.later} later\t{queue.running} running"
            f"\t{queue.failed} failed",
        )
    for worker in board.workers(session, silence):
        named = f"{worker.queue or 'new'} on {worker.place or '?'}"
        yield (
            vars(worker),
            f"worker {worker.number}\t{named}\t{worker.running} running\tsilent for {worker.silent:.1f} s",
        )


def _do_again(session: Session, said: str) -> None:
    """A number is a job of any kind; an id is a document."""
    from api.casework.operations import repeat
    from api.intake.process import try_again
    from api.jobs.board import JOBS, lines

    if not said.isdecimal():
        return try_again(session, _id(said), BY_HAND)
    found = lines(session, None, 1, among=JOBS.c.id == int(said))
    if not found:
        raise NotFound("There is no job of that number.")
    return repeat(session, found[0], BY_HAND)


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise BadInput("That is no number of a job and no id of a document.") from None
