"""`workslip clocks`: what is due over all cases; bring the tasks up to date now; say that a task is done."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from api.cli.acting import As, Json, Of, acting_as, body, show
from api.identity.roles import Action

if TYPE_CHECKING:
    from api.casework.clocks import TaskShown


def register(app: typer.Typer) -> None:
    """Add the commands."""
    clocks = typer.Typer(no_args_is_help=True, help="What is due, and what is late.")
    clocks.command("list")(list_due)
    clocks.command("sweep")(sweep)
    clocks.command("done")(done)
    app.add_typer(clocks, name="clocks")


def list_due(
    as_: As,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many, what was due first first.")] = 50,
    after: Annotated[str | None, typer.Option(help="`next` of the page before.")] = None,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """What is open over all cases, late first."""
    from api.casework.clocks import TaskWindow, list_tasks

    with acting_as(as_, of, Action.SEE_CLOCKS) as act:
        page = list_tasks(act, body(TaskWindow, {"limit": limit, "after": after}))
    show(page, [_line(task) for task in page.items] or ["Nothing is due."], as_json)


def sweep(
    letters: Annotated[bool, typer.Option(help="Write the letters that tasks name, too.")] = True,
    as_json: Json = False,
) -> None:
    """Bring the tasks of every case up to date. The worker does the same every five minutes."""
    from dataclasses import replace

    from api.casework.clock_letters import write_letters
    from api.casework.clock_sweep import sweep_tasks
    from api.settings import settings
    from api.store.opening import open_store

    with open_store(settings()) as store:
        swept = sweep_tasks(store)
        swept = replace(swept, letters=write_letters(store) if letters else 0)
    plain = f"{swept.cases} cases: {swept.made} tasks made, {swept.changed} changed, {swept.letters} letters written."
    typer.echo(json.dumps(asdict(swept)) if as_json else plain)


def done(
    task: UUID,
    reason: Annotated[str, typer.Argument(help="How it was done, or why it need not be.")],
    as_: As,
    dismiss: Annotated[bool, typer.Option("--dismiss", help="It need not be done.")] = False,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Say that a task is done, or need not be."""
    from api.casework.clocks import Ending, end_task
    from cases.clocks.tasks import TaskState

    with acting_as(as_, of, Action.DO_TASK) as act:
        ended = end_task(
            act, task, body(Ending, {"reason": reason}), TaskState.DISMISSED if dismiss else TaskState.DONE
        )
    show(ended, [_line(ended)], as_json)


def _line(task: TaskShown) -> str:
    when = task.due_on.isoformat() if task.due_on else task.due_at.strftime("%Y-%m-%d %H:%M UTC")
    state = "late" if task.late else task.state.value
    return f"{task.id}\t{state}\t{when}\t{task.who.value}\tcase {task.case}\t{task.task}"
