"""`workslip match`: does a job fit what is in force? And settle what only a person can.

Two files are matched as they are, without a database; a case is matched by what it holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol
from uuid import UUID

import typer

from api.cli.acting import Json, Of, acting_as, body, body_from, show
from api.identity.roles import Action
from cases.errors import BadInput

if TYPE_CHECKING:
    from api.casework.matches import MatchShown
    from api.casework.views import MatchNoted


class _Pair(Protocol):
    """A pair as matching gives it, or as the service shows it."""

    @property
    def key(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def sentence(self) -> str: ...
    @property
    def question(self) -> str: ...


class _Suggestion(Protocol):
    @property
    def sentence(self) -> str: ...


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("match")(match)


def match(
    what: Annotated[
        list[str] | None,
        typer.Argument(metavar="RESTRICTIONS.json DEMANDS.json | CASE", help="Two files, or the id of a case."),
    ] = None,
    as_: Annotated[
        str | None, typer.Option("--as", envvar="WORKSLIP_USER", metavar="LOGIN", help="Who acts, for a case.")
    ] = None,
    start: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day of the assignment.")
    ] = None,
    end: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Its last day.")] = None,
    job: Annotated[UUID | None, typer.Option(help="Which job; the case's.")] = None,
    hours: Annotated[float | None, typer.Option(help="Hours a day; the job's.")] = None,
    days: Annotated[float | None, typer.Option(help="Days a week; the job's.")] = None,
    overtime: Annotated[bool | None, typer.Option(help="Whether there is overtime; as the job says.")] = None,
    settle: Annotated[str | None, typer.Option(metavar="PAIR", help="Settle this undecided pair of a case.")] = None,
    conflict: Annotated[bool, typer.Option("--conflict", help="It does not fit; without this, it does.")] = False,
    reason: Annotated[str, typer.Option(help="Why it is settled so.")] = "",
    schema: Annotated[
        str | None, typer.Option(metavar="NAME", help="Print a schema: restrictions, demands or match.")
    ] = None,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Match a job against what is in force on the first day; worst first."""
    said: dict[str, Any] = {"start": start.date() if start else None, "end": end.date() if end else None}
    said |= {"hours_per_day": hours, "days_per_week": days, "overtime": overtime}
    if schema is not None:
        return _print_schema(schema)
    if what is not None and len(what) == 2:
        return _files(Path(what[0]), Path(what[1]), {k: v for k, v in said.items() if v is not None}, as_json)
    case = _case(what or [])
    if as_ is None or start is None:
        raise BadInput("Matching a case takes --as LOGIN and --from, the first day.", code="invalid_request")
    asked: dict[str, Any] = {"job": job, "assignment": said}
    if settle is not None:
        asked |= {"pair": settle, "outcome": "conflict" if conflict else "compatible", "reason": reason}
    found = _of_case(as_, of, case, asked)
    show(found, _told(found), as_json)
    return None


def _print_schema(name: str) -> None:
    from cases.exchange import schema_of

    typer.echo(json.dumps(schema_of(name), indent=2, ensure_ascii=False))


def _files(restrictions: Path, demands: Path, said: dict[str, Any], as_json: bool) -> None:
    from cases.demands import Assignment
    from cases.exchange import Demands, Restrictions, answer

    reports, asked = body_from(Restrictions, restrictions), body_from(Demands, demands)
    if said:
        given = asked.assignment.model_dump() if asked.assignment else {}
        asked = asked.model_copy(update={"assignment": body(Assignment, given | said)})
    found = answer(reports, asked)
    show(found, _lines(found.outcome, found.pairs, found.suggestions), as_json)


def _case(words: list[str]) -> UUID:
    try:
        (word,) = words
        return UUID(word)
    except ValueError:
        raise BadInput(
            "Name two files, RESTRICTIONS.json and DEMANDS.json, or the id of one case.", code="invalid_request"
        ) from None


def _of_case(login: str, employer: str | None, case: UUID, asked: dict[str, Any]) -> MatchShown | MatchNoted:
    from api.casework.matches import Question, Settling, match_case, settle_pair

    with acting_as(login, employer, Action.RESOLVE if "pair" in asked else Action.MATCH) as act:
        if "pair" in asked:
            return settle_pair(act, case, body(Settling, asked))
        return match_case(act, case, body(Question, asked))


def _told(found: MatchShown | MatchNoted) -> list[str]:
    from api.casework.matches import MatchShown

    return _lines(found.outcome, found.pairs, found.suggestions) if isinstance(found, MatchShown) else _noted(found)


def _noted(found: MatchNoted) -> list[str]:
    """For those who never see the report: what each demand of their job comes to."""
    return [found.outcome, *(f"  {pair.outcome:10} {pair.demand}  {pair.sentence}" for pair in found.pairs)]


def _lines(outcome: str, pairs: Iterable[_Pair], suggested: Iterable[_Suggestion]) -> list[str]:
    lines = [f"{outcome}"]
    for pair in pairs:
        lines.append(f"  {pair.outcome:10} {pair.key}  {pair.sentence}")
        lines += [f"             {pair.question}"] if pair.question and pair.outcome == "undecided" else []
    return lines + [f"  → {each.sentence}" for each in suggested]
