"""`workslip forms`: the forms that this installation can print."""

from __future__ import annotations

import json
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("forms")(forms)


def forms(as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False) -> None:
    """List the forms, each with the edition that is printed now."""
    from forms.editions import Library

    for form_id in Library().forms:
        current = Library().current(form_id).map
        row = {
            "form": form_id,
            "title": current.title,
            "edition": current.edition,
            "code": current.code,
            "pages": len(current.pages),
            "fields": len(current.fields),
        }
        line = "{form:36} {title:36} {edition}  {pages} page(s), {fields} fields".format_map(row)
        typer.echo(json.dumps(row) if as_json else line)
