"""`workslip osha`: the day counts of a case with their paragraphs, and the 300 log of a year."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from api.cli.acting import As, Json, Of, acting_as, show
from api.identity.roles import Action


def register(app: typer.Typer) -> None:
    """Add the commands."""
    osha = typer.Typer(no_args_is_help=True, help="The OSHA log: the count of a case, the log of a year.")
    osha.command("case")(case_)
    osha.command("log")(log)
    app.add_typer(osha, name="osha")


def case_(
    case: UUID,
    as_: As,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="On which day; today.")] = None,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """The days of a case, run by run, each with the paragraph it rests on, and what is open."""
    from api.casework.osha import osha_of

    with acting_as(as_, of, Action.SEE_COUNT) as act:
        found = osha_of(act, case, on.date() if on else None)
    box = f"column {found.column}" if found.column else "no column"
    lines = [f"{found.counts.away} days away, {found.counts.restricted} restricted: {box}"]
    lines += [f"  {r.first} to {r.last}  {r.days:3}  {r.kind:10}  {r.cites}  {r.why}" for r in found.ledger]
    lines += [f"  open: {each.question} ({each.days} days)" for each in found.questions]
    if found.due and not found.entered:
        lines.append(f"  to be entered until {found.due}")
    show(found, lines, as_json)


def log(
    year: int,
    as_: As,
    csv: Annotated[Path | None, typer.Option(help="Write the form's columns to this file.")] = None,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """The 300 log of a year with its totals."""
    from api.casework.osha import log_csv, log_of_year

    with acting_as(as_, of, Action.SEE_LOG) as act:
        found = log_of_year(act, year)
        if csv is not None:
            csv.write_bytes(log_csv(act, year))
    lines = [f"{r.number}  {r.column}  {r.days_away:3} away {r.days_restricted:3} restricted" for r in found.rows]
    total = found.totals
    lines.append(f"{len(found.rows)} entered: {total.days_away} days away, {total.days_restricted} restricted")
    lines += [f"not entered yet: {case}" for case in found.missing]
    lines += [f"nobody has decided: {case}" for case in found.open]
    show(found, lines, as_json)
