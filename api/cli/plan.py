"""`workslip plan`: return-to-work plans from the command line, with the same rules as over HTTP."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from api.cli.acting import As, Json, Of, acting_as, body, body_from, show, written
from api.identity.roles import Action

if TYPE_CHECKING:
    from api.casework.plans import LintShown, PlanShown


def register(app: typer.Typer) -> None:
    """Add the commands."""
    plan = typer.Typer(no_args_is_help=True, help="Return-to-work plans: make, check, revise, approve, start, close.")
    for name, command in (
        ("add", add), ("show", show_plan), ("check", check), ("revise", revise), ("approve", approve),
        ("authorise", authorise), ("give", give), ("start", start), ("close", close), ("print", print_),
    ):  # fmt: skip
        plan.command(name)(command)
    app.add_typer(plan, name="plan")


Revision = Annotated[int, typer.Option(help="The revision that they were shown.")]
Party = Annotated[str, typer.Argument(metavar="PARTY", help="worker, supervisor, manager, representative, union, …")]


def add(
    case: UUID,
    file: Annotated[Path, typer.Argument(help="JSON: plan, medical, policy, note.")],
    as_: As,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Put a plan on file, as a draft."""
    from api.casework.plans import NewPlan, make_plan

    with acting_as(as_, of, Action.CHANGE_PLAN) as act:
        made = make_plan(act, case, body_from(NewPlan, file))
    show(made, _lines(made), as_json)


def show_plan(plan: UUID, as_: As, of: Of = None, as_json: Json = False) -> None:
    """A plan: its revision, who approved, who still gets a copy."""
    from api.casework.plans import get_plan

    with acting_as(as_, of, Action.SEE_PLAN) as act:
        found = get_plan(act, plan)
    show(found, _lines(found), as_json)


def check(plan: UUID, as_: As, of: Of = None, as_json: Json = False) -> None:
    """What is wrong with a plan today, what is open, and which weeks go beyond what is in force."""
    from api.casework.plans import lint_plan

    with acting_as(as_, of, Action.CHECK_PLAN) as act:
        found = lint_plan(act, plan)
    show(found, _findings(found), as_json)


def revise(
    plan: UUID,
    file: Annotated[Path, typer.Argument(help="JSON: expected, plan, why, note, agreed_by, medical.")],
    as_: As,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """A further revision, on the one that was read. The supervisor alone cannot make one."""
    from api.casework.plans import NewRevision, revise_plan

    with acting_as(as_, of, Action.CHANGE_PLAN) as act:
        made = revise_plan(act, plan, body_from(NewRevision, file))
    show(made, _lines(made), as_json)


def approve(
    plan: UUID,
    party: Party,
    person: Annotated[str, typer.Option(help="Who signed for them.")],
    revision: Revision,
    as_: As,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Record that a party approved the current revision."""
    from api.casework.plan_steps import NewApproval, approve_plan

    said = body(NewApproval, {"party": party, "person": person, "revision": revision})
    with acting_as(as_, of, Action.APPROVE_PLAN) as act:
        made = approve_plan(act, plan, said)
    show(made, _lines(made), as_json)


def authorise(
    plan: UUID,
    through: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The last day it may run.")],
    person: Annotated[str, typer.Option(help="Who of Human Resources decided it.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    as_: As,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Record that Human Resources let a plan run longer."""
    from api.casework.plan_steps import NewAuthorisation, authorise_plan

    said = body(NewAuthorisation, {"through": through.date(), "person": person, "reason": reason})
    with acting_as(as_, of, Action.APPROVE_PLAN) as act:
        made = authorise_plan(act, plan, said)
    show(made, _lines(made), as_json)


def give(
    plan: UUID,
    party: Party,
    how: Annotated[str, typer.Option(help="By hand, house mail, …")],
    revision: Revision,
    as_: As,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Record that a party has a copy of the current revision."""
    from api.casework.plan_steps import NewHandout, distribute_plan

    said = body(NewHandout, {"party": party, "how": how, "revision": revision})
    with acting_as(as_, of, Action.CHANGE_PLAN) as act:
        made = distribute_plan(act, plan, said)
    show(made, _lines(made), as_json)


def start(plan: UUID, as_: As, of: Of = None, as_json: Json = False) -> None:
    """Start a plan. Refused unless all have approved and its week is inside what is in force."""
    from api.casework.plan_steps import start_plan

    with acting_as(as_, of, Action.CHANGE_PLAN) as act:
        made = start_plan(act, plan)
    show(made, _lines(made), as_json)


def close(
    plan: UUID,
    file: Annotated[Path, typer.Argument(help="JSON: closing (held_on, present, outcome, …).")],
    as_: As,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Close a plan after its final meeting; prints what is to be done now."""
    from api.casework.plan_steps import NewClosing, close_plan

    with acting_as(as_, of, Action.CHANGE_PLAN) as act:
        made = close_plan(act, plan, body_from(NewClosing, file))
    show(made, [f"{task.code}: {task.sentence}" for task in made.tasks], as_json)


def print_(
    plan: UUID,
    as_: As,
    part: Annotated[str, typer.Option(help="plan, or medical for the medical file only.")] = "plan",
    location: Annotated[str | None, typer.Option(help="Where the work is done.")] = None,
    supervisor: Annotated[str | None, typer.Option(help="The supervisor's name.")] = None,
    out: Annotated[Path, typer.Option(help="Folder for the file.")] = Path(),
    of: Of = None,
) -> None:
    """A part of the plan as a paper to sign."""
    from api.casework.plan_steps import PaperHead, plan_paper
    from cases.errors import BadInput

    if part not in ("plan", "medical"):
        raise BadInput("A plan has two parts: plan and medical.", code="unknown_part")
    head = body(PaperHead, {"location": location, "supervisor_name": supervisor})
    with acting_as(as_, of, Action.CHANGE_PLAN) as act:
        pdf = plan_paper(act, plan, "medical" if part == "medical" else "plan", head)
    typer.echo(str(written(out, f"{part}-part.pdf", pdf)))


def _lines(plan: PlanShown) -> list[str]:
    """A plan for people: where it stands, and who is still missing."""
    lines = [f"Plan {plan.id}  revision {plan.revision}  {plan.state.value}"]
    lines.append(f"  approved by: {', '.join(plan.approved) or 'nobody'}")
    return [*lines, f"  still gets a copy: {', '.join(plan.to_give)}"] if plan.to_give else lines


def _findings(found: LintShown) -> list[str]:
    """Findings first, then questions; the weeks that are outside; whether it may start."""
    worst_first = sorted(found.findings, key=lambda each: each.kind)
    lines = [f"{each.kind}: {each.finding.sentence}" for each in worst_first]
    lines += [f"Weeks beyond what is in force: {', '.join(map(str, found.outside))}"] if found.outside else []
    return [*lines, "May start." if not found.blockers else f"May not start: {', '.join(found.blockers)}"]
