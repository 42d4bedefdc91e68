"""`workslip read`: what came back, read: JSON Lines for programs, a table for people. Needs no database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cases.errors import BadInput

if TYPE_CHECKING:
    from extract import FileResult
    from forms.readings import Document


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("read")(read)


def read(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="PDF, TIFF, PNG or JPEG; a house paper's Word copy.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line for each document.")] = False,
    evidence: Annotated[Path | None, typer.Option(help="A folder for the pictures behind each answer.")] = None,
    key_file: Annotated[Path | None, typer.Option(help="Verify page codes with the keys of this file.")] = None,
) -> None:
    """Read replies: fields with confidence, restrictions, and what a person has to look at.

    A file that cannot be read is an answer too: one line with the reason.
    """
    from extract import read_bytes

    keys = _keys(key_file)
    for file in files:
        result = read_bytes(bytes_of(file), str(file), keys=keys, evidence=evidence is not None)
        if evidence is not None:
            _keep(result, evidence / file.name)
        for document in result.documents:
            if as_json:
                typer.echo(document.model_dump_json(by_alias=True))
            else:
                _show(document)


def bytes_of(file: Path) -> bytes:
    """The file's bytes, or a sentence."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file} cannot be opened: {error.strerror}.", code="no_file") from None


def _keys(file: Path | None) -> tuple[bytes, ...]:
    if file is None:
        return ()
    from api.store.keys import load

    return tuple(load(file.parent, file.stem))


def _keep(result: FileResult, folder: Path) -> None:
    """Write each picture under the name that its reading carries, in a folder named for the file."""
    try:
        for name, picture in result.pictures.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(picture)
    except OSError as error:
        raise BadInput(f"The evidence cannot be written: {error.strerror}.", code="bad_evidence") from None


# --- for people -------------------------------------------------------------------------------------------------------


def _show(document: Document) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    console.print(f"[bold]{_title(document)}[/bold]")
    for reason in _sentences(document.reasons):
        console.print(f"  · {reason}")
    rows = list(_rows(document))
    if rows:
        table = Table("Field", "Value", "Status", "Confidence", "Read from")
        for row in rows:
            table.add_row(*row)
        console.print(table)
    for restriction in document.restrictions:
        limits = ", ".join(_limit(limit.model_dump()) for limit in restriction.limits)
        console.print(f"  {restriction.activity}: {limits}  [dim]from {', '.join(restriction.from_)}[/dim]")
    if document.demands:
        asked, left = len(document.demands.job.tasks[0].demands), len(document.demands.left_out)
        console.print(f"  A job's demands: {asked} rows, {left} fields left out; `workslip demands` prints the job.")
    if document.unplaced_pages:
        console.print(f"  Pages that belong to no form: {', '.join(map(str, document.unplaced_pages))}")


def _title(document: Document) -> str:
    if document.document is None:
        return f"{document.file}: {document.status}"
    if not document.pages:
        return f"{document.file}: {document.form or 'unknown form'}, Word copy: {document.status}"
    pages = ", ".join(map(str, document.pages))
    return (
        f"{document.file}, page {pages}: {document.form or 'unknown form'}, copy {document.copy_id}: {document.status}"
    )


def _sentences(reasons: tuple[str, ...]) -> list[str]:
    from forms.readings import REASONS

    return [REASONS[reason] for reason in reasons]


def _rows(document: Document) -> Iterator[tuple[str, str, str, str, str]]:
    """What is marked, written or in doubt; empty fields are not listed."""
    from forms.readings import REASONS, ReadingStatus

    for name, reading in document.fields.items():
        if reading.status is ReadingStatus.ACCEPTED and reading.value in (None, False):
            continue
        value = "yes" if reading.value is True else "" if reading.value is None else str(reading.value)
        why = REASONS.get(reading.reason or "", reading.status.value)
        sure = f"{reading.confidence:.4f}" if reading.status is ReadingStatus.ACCEPTED else ""
        yield name, value, why, sure, reading.source.value


def _limit(limit: dict[str, object]) -> str:
    rest = " ".join(str(v) for k, v in limit.items() if k != "kind" and v not in (None, "any"))
    return f"{limit['kind']} {rest}".strip()
