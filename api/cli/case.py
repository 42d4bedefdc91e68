"""`workslip case`: open a case, file its release, see what is in force."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from api.cli.acting import As, Json, Of, acting_as, body, body_from, show
from cases.errors import BadInput

if TYPE_CHECKING:
    from api.casework.act import Act

Day = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"])]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    case = typer.Typer(no_args_is_help=True, help="Cases: open one, file its release, see what is in force.")
    case.command("add")(add)
    case.command("list")(list_)
    case.command("show")(show_case)
    case.command("release")(release)
    app.add_typer(case, name="case")


def add(
    as_: As,
    injury_date: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Day of the injury.")],
    worker: Annotated[Path, typer.Option(help="JSON of the worker: name, birth_date, number, address, …")],
    provider: Annotated[Path | None, typer.Option(help="JSON of the provider: name, practice, address, …")] = None,
    job: Annotated[Path | None, typer.Option(help="JSON of the job with its tasks and demands.")] = None,
    claim: Annotated[str | None, typer.Option(help="Claim number.")] = None,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Put worker, provider and job on file, and open a case."""
    from api.casework.cases import NewCase, open_case
    from api.casework.jobs import NewJob, add_job
    from api.casework.providers import NewProvider, add_provider
    from api.casework.workers import NewWorker, add_worker
    from cases.demands import Job

    with acting_as(as_, of) as act:
        given: dict[str, Any] = {"injury_date": injury_date.date(), "claim_number": claim}
        given["worker"] = add_worker(act, body_from(NewWorker, worker)).id
        if provider is not None:
            given["provider"] = add_provider(act, body_from(NewProvider, provider)).id
        if job is not None:
            given["job"] = add_job(act, NewJob(demands=body_from(Job, job))).id
        opened = open_case(act, body(NewCase, given))
    show(opened, [f"Case {opened.id}"], as_json)


def list_(as_: As, of: Of = None, as_json: Json = False) -> None:
    """The cases, newest first."""
    from api.casework.cases import list_cases
    from api.casework.paging import Window

    with acting_as(as_, of) as act:
        page = list_cases(act, Window(limit=200))
    show(page, [f"{case.id}  injured {case.injury_date}  {case.state.value}" for case in page.items], as_json)


def show_case(
    case: UUID,
    as_: As,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="On which day; today.")] = None,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """What is in force for a case, with the page and the box of each restriction."""
    from api.casework.in_force import restrictions_in_force

    with acting_as(as_, of) as act:
        found = restrictions_in_force(act, case, on.date() if on else None)
    lines = [f"Case {found.case} on {found.on}"]
    for each in found.restrictions:
        boxes = ", ".join(f"page {e.page} “{e.label}” {tuple(round(x) for x in e.box)}" for e in each.evidence)
        note = " (not confirmed)" if each.pending else " (from an earlier report)" if each.carried else ""
        lines.append(f"  {each.words}{note}  [{boxes}]")
    if found.reevaluations:
        lines.append(f"  {found.reevaluations} re-evaluation(s) open: no new offer until they are closed.")
    show(found, lines, as_json)


def release(
    case: UUID,
    scan: Annotated[Path, typer.Argument(help="The scan of the signed release.")],
    as_: As,
    signed_on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Date of the signature.")],
    provider: Annotated[UUID | None, typer.Option(help="The provider it names; the case's.")] = None,
    expires_on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Until when it holds.")] = None,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Put a signed release on file."""
    from api.casework.releases import NewRelease, file_release

    with acting_as(as_, of) as act:
        said = body(
            NewRelease,
            {
                "provider": provider or _provider_of(act, case),
                "signed_on": signed_on.date(),
                "expires_on": expires_on.date() if expires_on else None,
            },
        )
        filed = file_release(act, case, said, scan.read_bytes())
    show(filed, [f"Release {filed.id}"], as_json)


def _provider_of(act: Act, case: UUID) -> UUID:
    from api.casework.cases import get_case

    found = get_case(act, case).provider_id
    if found is None:
        raise BadInput("The case names no provider; say which one the release names: --provider.", code="no_provider")
    return found
