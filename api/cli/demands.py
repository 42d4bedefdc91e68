"""`workslip demands`: what filled papers say a job asks of a body, as the job that matching takes. No database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.read import bytes_of
from cases.errors import BadInput

if TYPE_CHECKING:
    from cases.demands import Job
    from forms.readings import Demands, Document


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demands")(demands)


def demands(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Task assessments, job descriptions.")],
    title: Annotated[str | None, typer.Option(help="The job's title; what the papers say.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the job as JSON.")] = False,
) -> None:
    """Read demands papers as one job, a task for each: `workslip case add --job FILE` takes the JSON.

    What is in doubt or was not read stays without a value, is named on stderr, and the matcher asks about it.
    """
    from extract import read_bytes

    found: list[Demands] = []
    for file in files:
        for document in read_bytes(bytes_of(file), str(file), evidence=False).documents:
            for line in _open(document):
                typer.echo(line, err=True)
            found += [document.demands] if document.demands else []
    job = _one_job(found, title)
    typer.echo(job.model_dump_json() if as_json else "\n".join(_lines(job)))


def _one_job(found: list[Demands], title: str | None) -> Job:
    titles = dict.fromkeys([title] if title else [each.job.title for each in found])
    if not found:
        raise BadInput("None of these files is a paper that says what a job asks of a body.", code="no_demands")
    if len(titles) > 1:
        raise BadInput(
            f"The papers name {len(titles)} jobs. Say which one this is: --title, or give the papers of one job.",
            code="several_jobs",
        )
    tasks = tuple(task for each in found for task in each.job.tasks)
    return found[0].job.model_copy(update={"title": next(iter(titles)), "tasks": tasks})


def _open(document: Document) -> Iterator[str]:
    """What the papers leave open, for the person who takes the job over."""
    from forms.readings import REASONS

    if document.demands is None:
        yield f"{document.file}: no demands. {' '.join(REASONS[reason] for reason in document.reasons)}"
        return
    for name, reason in document.demands.left_out.items():
        yield f"{document.file}: {name} is left out. {REASONS[reason]}"


def _lines(job: Job) -> Iterator[str]:
    from cases import words

    yield job.title
    for task in job.tasks:
        hours = "hours not known" if task.hours_per_day is None else f"{words.number(task.hours_per_day)} hours a day"
        yield f"  {task.title}: {hours}"
        yield from (f"    {words.demand(demand)}  [{demand.cell}]" for demand in task.demands)
