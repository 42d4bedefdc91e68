"""`workslip case`: open a case, file its release, see what is in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from api.cli.acting import As, Json, Of, acting_as, body, body_from, show
from api.identity.roles import Action
from cases.errors import BadInput

if TYPE_CHECKING:
    from api.casework.act import Act
    from api.casework.cases import CaseShown
    from api.casework.in_force import InForceShown
    from api.casework.views import CaseNamed, LimitsShown

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

    named = {Action.CHANGE_WORKER: worker, Action.CHANGE_PROVIDER: provider, Action.CHANGE_JOB: job}
    adding = [action for action, file in named.items() if file is not None]
    with acting_as(as_, of, Action.OPEN_CASE, *adding) as act:
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

    with acting_as(as_, of, Action.SEE_CASES) as act:
        page = list_cases(act, Window(limit=200))
    show(page, [_line(case) for case in page.items], as_json)


def show_case(
    case: UUID,
    as_: As,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="On which day; today.")] = None,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """What is in force for a case, with the page and the box of each restriction."""
    from api.casework.in_force import InForceShown, restrictions_in_force

    with acting_as(as_, of, Action.SEE_RESTRICTIONS) as act:
        found = restrictions_in_force(act, case, on.date() if on else None)
    lines = _whole(found) if isinstance(found, InForceShown) else _limits(found)
    show(found, [f"Case {found.case} on {found.on}", *lines], as_json)


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

    with acting_as(as_, of, Action.FILE_RELEASE, Action.SEE_CASES) as act:
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


def _line(case: CaseShown | CaseNamed) -> str:
    """A case in a list, as far as the role sees it."""
    from api.casework.cases import CaseShown

    what = f"injured {case.injury_date}" if isinstance(case, CaseShown) else case.worker
    return f"{case.id}  {what}  {case.state.value}"


def _whole(found: InForceShown) -> Iterator[str]:
    """What is in force with its boxes."""
    for each in found.restrictions:
        boxes = ", ".join(f"page {e.page} “{e.label}” {tuple(round(x) for x in e.box)}" for e in each.evidence)
        note = " (not confirmed)" if each.pending else " (from an earlier report)" if each.carried else ""
        yield f"  {each.words}{note}  [{boxes}]"
    if found.reevaluations:
        yield f"  {found.reevaluations} re-evaluation(s) open: no new offer until they are closed."


def _limits(found: LimitsShown) -> Iterator[str]:
    """The same for those who never see the report."""
    for each in found.limits:
        yield f"  {each.words}  (through {each.last})" if each.last else f"  {each.words}  ({each.until.lower()})"
    for given in found.accommodations:
        yield f"  {given.words}"
    if not found.limits:
        yield "  Released to full duty."


def _provider_of(act: Act, case: UUID) -> UUID:
    from api.store.tables import Case

    found = act.find(Case, case).provider_id
    if found is None:
        raise BadInput("The case names no provider; say which one the release names: --provider.", code="no_provider")
    return found
