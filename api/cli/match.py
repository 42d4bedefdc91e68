"""`workslip match`: does a job fit what is in force? And settle what only a person can."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from api.cli.acting import As, Json, Of, acting_as, body, show
from api.identity.roles import Action

if TYPE_CHECKING:
    from api.casework.matches import MatchShown, PairShown
    from api.casework.views import MatchNoted, PairNoted


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("match")(match)


def match(
    case: UUID,
    as_: As,
    start: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day of the assignment.")],
    end: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Its last day.")] = None,
    job: Annotated[UUID | None, typer.Option(help="Which job; the case's.")] = None,
    hours: Annotated[float | None, typer.Option(help="Hours a day; the job's.")] = None,
    days: Annotated[float | None, typer.Option(help="Days a week; the job's.")] = None,
    overtime: Annotated[bool | None, typer.Option(help="Whether there is overtime; as the job says.")] = None,
    settle: Annotated[str | None, typer.Option(metavar="PAIR", help="Settle this undecided pair.")] = None,
    conflict: Annotated[bool, typer.Option("--conflict", help="It does not fit; without this, it does.")] = False,
    reason: Annotated[str, typer.Option(help="Why it is settled so.")] = "",
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Match a job against what is in force on the first day; worst first."""
    from api.casework.matches import Question, Settling, match_case, settle_pair

    assignment = {
        "start": start.date(),
        "end": end.date() if end else None,
        "hours_per_day": hours,
        "days_per_week": days,
        "overtime": overtime,
    }
    asked: dict[str, Any] = {"job": job, "assignment": assignment}
    with acting_as(as_, of, Action.MATCH if settle is None else Action.RESOLVE) as act:
        found: MatchShown | MatchNoted
        if settle is None:
            found = match_case(act, case, body(Question, asked))
        else:
            word = asked | {"pair": settle, "outcome": "conflict" if conflict else "compatible", "reason": reason}
            found = settle_pair(act, case, body(Settling, word))
    show(found, [found.outcome.value, *(line for pair in found.pairs for line in _lines(pair))], as_json)


def _lines(pair: PairShown | PairNoted) -> Iterator[str]:
    """A pair, and what would settle it; for those who never see the report, what their job's demand comes to."""
    from api.casework.matches import PairShown

    if not isinstance(pair, PairShown):
        yield f"  {pair.outcome.value:10} {pair.demand}  {pair.sentence}"
        return
    yield f"  {pair.outcome.value:10} {pair.key}  {pair.sentence}"
    if pair.question and pair.outcome == "undecided":
        yield f"             {pair.question}"
