"""`workslip export`: a case for another program; `workslip schema`: the shapes it comes in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from api.cli.acting import As, Of, acting_as, written
from api.identity.roles import Action


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("export")(export)
    app.command("schema")(schema)


def export(
    case: UUID,
    as_: As,
    fhir: Annotated[bool, typer.Option("--fhir", help="A FHIR R4 Bundle.")] = False,
    medical: Annotated[bool, typer.Option("--medical", help="With words, birth date and treatment.")] = False,
    out: Annotated[Path | None, typer.Option(help="A folder to write it to; else it is printed.")] = None,
    of: Of = None,
) -> None:
    """Print a whole case as versioned JSON, or as a FHIR R4 Bundle. It is medical content: mind where it goes."""
    from api.casework.exporting import export_case, export_fhir

    with acting_as(as_, of, Action.EXPORT_CASE if fhir else Action.EXPORT_MEDICAL) as act:
        if fhir:
            text = json.dumps(export_fhir(act, case, medical=medical), ensure_ascii=False)
        else:
            text = export_case(act, case).model_dump_json(by_alias=True)
    if out is None:
        typer.echo(text)
    else:
        typer.echo(str(written(out, "bundle.json" if fhir else "case.json", text.encode())))


def schema(name: Annotated[str, typer.Argument(help="case, reading, restriction-set or document.")]) -> None:
    """Print the JSON Schema of an export, or (document) of a line of `workslip read --json`. Needs no database."""
    from api.exports.schemas import schema as schema_of

    typer.echo(json.dumps(schema_of(name), indent=1, ensure_ascii=False))
