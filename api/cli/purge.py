"""`workslip purge` and `workslip hold`: what is due goes, by two persons; what is held stays."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from api.cli.acting import As, Json, Of, acting_as, body, show
from api.identity.roles import Action
from cases.errors import BadInput


def register(app: typer.Typer) -> None:
    """Add the commands."""
    purge = typer.Typer(no_args_is_help=True, help="Removal of what has been kept long enough.")
    purge.command("plan")(plan)
    purge.command("run")(run)
    purge.command("years")(years)
    app.add_typer(purge, name="purge")
    hold = typer.Typer(no_args_is_help=True, help="Legal holds.")
    hold.command("place")(place)
    hold.command("lift")(lift)
    app.add_typer(hold, name="hold")


def plan(
    as_: As,
    case: Annotated[list[UUID] | None, typer.Option("--case", help="Only this case; give it again.")] = None,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Say what is due, and keep it as a plan. Nothing is removed until somebody else runs it."""
    from api.casework.retention import NewPurge, plan_purge

    with acting_as(as_, of, Action.PURGE) as act:
        made = plan_purge(act, body(NewPurge, {"cases": case or []}))
    lines = [f"{made.id}", f"{len(made.case_ids)} cases, {len(made.document_ids)} documents of no case"]
    show(made, lines + [f"{count} {table}" for table, count in made.counts.items()], as_json)


def run(plan: UUID, as_: As, of: Of = None, as_json: Json = False) -> None:
    """Remove what a plan names, as another person than who planned it. Stopped or killed, run it again."""
    from api.casework.retention import run_purge

    with acting_as(as_, of, Action.PURGE) as act:
        store, who = act.store, act.who
        done = run_purge(store, who, plan)
    show(done, [f"{len(done.case_ids)} cases, {len(done.document_ids)} documents: gone, unless they are held"], as_json)


def years(
    as_: As,
    keep: Annotated[list[str] | None, typer.Option(metavar="CLASS=YEARS", help="Give it again for each.")] = None,
    of: Of = None,
) -> None:
    """How long each class is kept, and why; with --keep, an employer's own years."""
    from api.casework.retention import CLASSES, set_years, years_of

    with acting_as(as_, of, Action.PURGE) as act:
        holds = set_years(act, _years(keep)) if keep else years_of(act)
    for name, kept in CLASSES.items():
        typer.echo(f"{name}: {holds[name]} years, at least {kept.least}. {kept.covers}. {kept.source}.")


def _years(given: list[str]) -> dict[str, int]:
    try:
        return {name: int(count) for name, _, count in (each.partition("=") for each in given)}
    except ValueError:
        raise BadInput("Write --keep CLASS=YEARS, as in --keep medical=30.", code="bad_years") from None


def place(
    reason: Annotated[str, typer.Argument(help="litigation, claim, investigation, audit or request.")],
    as_: As,
    case: Annotated[UUID | None, typer.Option(help="A case; without case and document, everything.")] = None,
    document: Annotated[UUID | None, typer.Option(help="Only this document.")] = None,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Hold a case, a document, or everything of the employer's: nothing of it is removed."""
    from api.casework.retention import NewHold, hold

    with acting_as(as_, of, Action.HOLD_CASE) as act:
        made = hold(act, case, body(NewHold, {"reason": reason, "document": document}))
    show(made, [str(made.id)], as_json)


def lift(hold: UUID, as_: As, of: Of = None, as_json: Json = False) -> None:
    """Lift a hold; it stays on record."""
    from api.casework import retention

    with acting_as(as_, of, Action.HOLD_CASE) as act:
        lifted = retention.lift(act, hold)
    show(lifted, [str(lifted.id)], as_json)
